/*
 * Control and provisioning of wireless access points: the data channel. Big-endian.
 * RFC 5415 section 4.3 (header), RFC 5416 section 2 (802.11 binding).
 */
import { type Frame, STATUS } from './frame.ts'
import { ethernetInside, wlanInside } from './inside.ts'
import { TUNNELS } from './tunnels.ts'

const HEADER_BYTES = 8
/** Version and type in the first byte: 0 a header follows, 1 an encrypted one. */
const PREAMBLE_ENCRYPTED = 1
/** Of the first word: a native frame, a fragment, kept alive; and the bits that are reserved. */
const NATIVE = 0x100
const FRAGMENT = 0x080
const KEEP_ALIVE = 0x008
const RESERVED = 0x007
const BINDING_WLAN = 1
const LEAST_HEADER_WORDS = 2
/** Version 0 and type 2 in the first byte of an 802.11 frame. */
const DATA_FRAME = 0x08

export function capwapInside(view: DataView, at: number, end: number, frame: Frame): void {
  if (end - at < HEADER_BYTES) return
  const preamble = view.getUint8(at)
  if (preamble === PREAMBLE_ENCRYPTED) frame.status = STATUS['capwap-encrypted']
  if (preamble !== 0) return
  const word = view.getUint32(at)
  const headerWords = (word >>> 19) & 0x1f
  const binding = (word >>> 9) & 0x1f
  if ((word & RESERVED) !== 0 || headerWords < LEAST_HEADER_WORDS || binding !== BINDING_WLAN) return
  if ((word & FRAGMENT) !== 0) {
    frame.status = STATUS['capwap-fragment']
    return
  }
  // Fragment number and offset are 0 in what is no fragment.
  if (view.getUint32(at + 4) !== 0 || (word & KEEP_ALIVE) !== 0) return
  const from = at + (headerWords << 2)
  if (from > end) frame.status = STATUS['encapsulation-cut']
  else if ((word & NATIVE) !== 0) wlanInside(frame, from, end, TUNNELS.capwap, isSwapped(view, from, end))
  else ethernetInside(frame, from, end, TUNNELS.capwap, 0)
}

/** Cisco's access points send both bytes of the frame control the other way round: a data frame tells, by its type. */
function isSwapped(view: DataView, at: number, end: number): boolean {
  if (end - at < 2) return false
  const isData = (view.getUint8(at) & 0x0f) === DATA_FRAME
  return !isData && (view.getUint8(at + 1) & 0x0f) === DATA_FRAME
}
