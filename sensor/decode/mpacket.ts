/*
 * Frames that may be pre-empted, as they are on the wire: preamble, start delimiter, frame, check sequence.
 * IEEE 802.3 clause 99.3 (802.3br), LINKTYPE_ETHERNET_MPACKET of tcpdump.org.
 */
import { crc32 } from '../../dissectors/kit/crc32.ts'
import { decodeEthernet } from './ethernet.ts'
import { type Frame, STATUS } from './frame.ts'

const PREAMBLE_BYTES = 8
const CHECK_BYTES = 4
const EXPRESS = 0xd5
/** Starts of a frame that can be pre-empted, and of its continuations, which have the delimiter a byte earlier. */
const STARTS: readonly number[] = [0xe6, 0x4c, 0x7f, 0xb3]
const CONTINUATIONS: readonly number[] = [0x61, 0x52, 0x9e, 0x2a]

export function decodeMpacket(view: DataView, start: number, end: number, frame: Frame): void {
  if (end - start < PREAMBLE_BYTES + CHECK_BYTES) {
    frame.status = STATUS['link-header-cut']
    return
  }
  const delimiter = view.getUint8(start + 7)
  const from = start + PREAMBLE_BYTES
  const to = end - CHECK_BYTES
  if (delimiter === EXPRESS) decodeEthernet(view, from, to, frame)
  else if (CONTINUATIONS.includes(view.getUint8(start + 6))) frame.status = STATUS['mpacket-fragment']
  else if (!STARTS.includes(delimiter)) frame.status = STATUS['mpacket-not-data']
  // Of a first part that is continued later, the bytes at the end are no CRC of it.
  else if (crc32(view, from, to) === view.getUint32(to, true)) decodeEthernet(view, from, to, frame)
  else frame.status = STATUS['mpacket-fragment']
}
