/*
 * Encapsulated remote switch port analyser, types II and III. Big-endian.
 * draft-foschiano-erspan-03 section 4.
 */
import { type Frame, STATUS } from './frame.ts'
import { ethernetInside, ipInside } from './inside.ts'
import { TUNNELS } from './tunnels.ts'

const TYPE_2_BYTES = 8
const TYPE_3_BYTES = 12
const PLATFORM_BYTES = 8
const TRUNCATED = 0x0400
const SESSION = 0x03ff
const HAS_PLATFORM = 0x0001
const FRAME_TYPE_IP = 2

export function erspan2Inside(view: DataView, at: number, end: number, frame: Frame): void {
  if (end - at < TYPE_2_BYTES) frame.status = STATUS['encapsulation-cut']
  else if (view.getUint8(at) >>> 4 === 1) {
    noteMirror(view, at, frame)
    ethernetInside(frame, at + TYPE_2_BYTES, end, TUNNELS.erspan, view.getUint16(at + 2) & SESSION)
  }
}

export function erspan3Inside(view: DataView, at: number, end: number, frame: Frame): void {
  const flags = end - at < TYPE_3_BYTES ? 0 : view.getUint16(at + 10)
  const from = at + TYPE_3_BYTES + ((flags & HAS_PLATFORM) !== 0 ? PLATFORM_BYTES : 0)
  if (from > end) {
    frame.status = STATUS['encapsulation-cut']
    return
  }
  if (view.getUint8(at) >>> 4 !== 2) return
  const session = view.getUint16(at + 2) & SESSION
  const frameType = (flags >>> 10) & 0x1f
  if (frameType === 0) {
    noteMirror(view, at, frame)
    ethernetInside(frame, from, end, TUNNELS.erspan, session)
  } else if (frameType === FRAME_TYPE_IP) ipInside(view, frame, from, end, TUNNELS.erspan, session)
}

/** Both types begin alike: the VLAN the frame was heard in, and whether the switch cut it short. */
function noteMirror(view: DataView, at: number, frame: Frame): void {
  const vlan = view.getUint16(at) & 0x0fff
  frame.insideVlan = vlan === 0 ? 0 : 1 + vlan
  if ((view.getUint16(at + 2) & TRUNCATED) !== 0) frame.mirrorCut = true
}
