/*
 * What capturing programs put before a frame of a wireless LAN: radiotap (radiotap.org, little-endian), the Prism
 * header and that of the AVS project (LINKTYPE_IEEE802_11_PRISM and LINKTYPE_IEEE802_11_AVS of tcpdump.org).
 */
import { type Frame, STATUS } from './frame.ts'
import { decodeWlan } from './wlan.ts'

const RADIOTAP_LEAST_BYTES = 8
/** Fields present, each a bit: the time, the flags, and another word of such bits. */
const HAS_TIME = 0x00000001
const HAS_FLAGS = 0x00000002
const HAS_MORE = 0x80000000
const TIME_BYTES = 8
const FLAG_CHECK_SEQUENCE = 0x10
const FLAG_PADDED = 0x20
const CHECK_BYTES = 4
const PRISM_BYTES = 144
/** The first 20 bits of the first word of an AVS header. */
const AVS_MAGIC = 0x80211
const AVS_LEAST_BYTES = 8

export function decodeRadiotap(view: DataView, start: number, end: number, frame: Frame): void {
  const headerBytes = end - start < RADIOTAP_LEAST_BYTES ? 0 : view.getUint16(start + 2, true)
  if (headerBytes < RADIOTAP_LEAST_BYTES || headerBytes > end - start || view.getUint8(start) !== 0) {
    frame.status = STATUS['link-header-cut']
    return
  }
  const at = start + headerBytes
  const flags = radiotapFlags(view, start, at)
  // Padding between the header of 802.11 and its payload would have to be counted out: no capture card we know does it.
  if ((flags & FLAG_PADDED) !== 0) frame.status = STATUS['link-payload-unknown']
  else decodeWlan(view, at, (flags & FLAG_CHECK_SEQUENCE) === 0 ? end : Math.max(at, end - CHECK_BYTES), frame, false)
}

export function decodePrism(view: DataView, start: number, end: number, frame: Frame): void {
  if (end - start >= AVS_LEAST_BYTES && view.getUint32(start) >>> 12 === AVS_MAGIC) decodeAvs(view, start, end, frame)
  else if (end - start < PRISM_BYTES) frame.status = STATUS['link-header-cut']
  else decodeWlan(view, start + PRISM_BYTES, end, frame, false)
}

export function decodeAvs(view: DataView, start: number, end: number, frame: Frame): void {
  const headerBytes = end - start < AVS_LEAST_BYTES ? 0 : view.getUint32(start + 4)
  if (headerBytes < AVS_LEAST_BYTES || headerBytes > end - start) frame.status = STATUS['link-header-cut']
  else decodeWlan(view, start + headerBytes, end, frame, false)
}

/** The flags field, 0 when there is none: it comes first but for the time, which is aligned to its own size. */
function radiotapFlags(view: DataView, start: number, end: number): number {
  const present = view.getUint32(start + 4, true)
  if ((present & HAS_FLAGS) === 0) return 0
  let at = start + 4
  while (at + 4 <= end && (view.getUint32(at, true) & HAS_MORE) !== 0) at += 4
  at += 4
  if ((present & HAS_TIME) !== 0) at = start + ((at - start + TIME_BYTES - 1) & -TIME_BYTES) + TIME_BYTES
  return at < end ? view.getUint8(at) : 0
}
