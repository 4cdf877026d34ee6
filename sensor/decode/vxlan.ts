/*
 * Virtual extensible LAN. Big-endian. RFC 7348 section 5; group policy: draft-smith-vxlan-group-policy-05 section 2.1.
 */
import type { Frame } from './frame.ts'
import { ethernetInside } from './inside.ts'
import { TUNNELS } from './tunnels.ts'

const HEADER_BYTES = 8
/** The flag that a network number is there; all other bits of the word are reserved. */
const PLAIN = 0x08000000
const WITH_GROUP = 0x88000000
/** Flags of the group policy that are reserved. */
const GROUP_RESERVED = 0x00b70000

export function vxlanInside(view: DataView, at: number, end: number, frame: Frame): void {
  if (end - at < HEADER_BYTES) return
  const flags = view.getUint32(at)
  const isPlain = flags === PLAIN
  const isGrouped = (flags & 0xff000000) >>> 0 === WITH_GROUP && (flags & GROUP_RESERVED) === 0
  if ((!isPlain && !isGrouped) || view.getUint8(at + 7) !== 0) return
  ethernetInside(frame, at + HEADER_BYTES, end, TUNNELS.vxlan, view.getUint32(at + 4) >>> 8)
}
