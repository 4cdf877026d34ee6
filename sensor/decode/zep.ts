/*
 * Zigbee Encapsulation Protocol, in which sniffers of IEEE 802.15.4 send what they hear over UDP. Big-endian.
 * The format is public only in its implementations; these fields are those of Wireshark's notes on versions 1 and 2.
 */
import type { Frame } from './frame.ts'
import { wpanInside } from './inside.ts'
import { TUNNELS } from './tunnels.ts'

/** 'EX'. */
const PREAMBLE = 0x4558
const VERSION_1 = 1
const VERSION_2 = 2
/** Of version 2: data; acknowledgements carry none. */
const TYPE_DATA = 1
/** Whether the frame ends with its FCS, stands behind channel and device; the length is last. */
const HEADER_BYTES_1 = 16
const CHECK_AT_1 = 6
const HEADER_BYTES_2 = 32
const CHECK_AT_2 = 7
const LENGTH_MASK = 0x7f

export function zepInside(view: DataView, at: number, end: number, frame: Frame): void {
  if (end - at < HEADER_BYTES_1 || view.getUint16(at) !== PREAMBLE) return
  const version = view.getUint8(at + 2)
  if (version === VERSION_1) carry(view, at, end, HEADER_BYTES_1, CHECK_AT_1, frame)
  else if (version === VERSION_2 && view.getUint8(at + 3) === TYPE_DATA)
    carry(view, at, end, HEADER_BYTES_2, CHECK_AT_2, frame)
}

/** The length must agree with the datagram: then the frame is what it ends with. */
function carry(view: DataView, at: number, end: number, headerBytes: number, checkAt: number, frame: Frame): void {
  const from = at + headerBytes
  if (from >= end || from + (view.getUint8(from - 1) & LENGTH_MASK) !== end) return
  wpanInside(frame, from, end, TUNNELS.zep, view.getUint8(at + checkAt) !== 0)
}
