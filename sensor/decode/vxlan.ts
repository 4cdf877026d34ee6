/*
 * Virtual extensible LAN. Big-endian. RFC 7348 section 5; group policy: draft-smith-vxlan-group-policy-05 section 2.1;
 * generic protocol extension: draft-ietf-nvo3-vxlan-gpe-13 section 3.
 */
import type { Frame } from './frame.ts'
import { ethernetInside, ipInside } from './inside.ts'
import { isLikelyEthernet } from './is-likely-ethernet.ts'
import { nshInside } from './nsh.ts'
import { TUNNELS } from './tunnels.ts'

const HEADER_BYTES = 8
/** The flag that a network number is there; all other bits of the word are reserved. */
const PLAIN = 0x08000000
const WITH_GROUP = 0x88000000
/** Flags of the group policy that are reserved. */
const GROUP_RESERVED = 0x00b70000
/** Of the extension: version 0, a network number and a protocol, which is the last byte. Only the bit of flooded frames is free. */
const EXTENDED = 0x0c000000
const EXTENDED_FIXED = 0xfdffff00
const PROTOCOL_IPV4 = 1
const PROTOCOL_IPV6 = 2
const PROTOCOL_ETHERNET = 3
const PROTOCOL_NSH = 4

export function vxlanInside(view: DataView, at: number, end: number, frame: Frame): void {
  if (end - at < HEADER_BYTES) return
  const flags = view.getUint32(at)
  const inside = at + HEADER_BYTES
  const isPlain = flags === PLAIN
  const isGrouped = (flags & 0xff000000) >>> 0 === WITH_GROUP && (flags & GROUP_RESERVED) === 0
  const isAsWritten = (isPlain || isGrouped) && view.getUint8(at + 7) === 0
  // What is reserved is ignored by those it is sent to. Here it is what tells chance apart, so the frame inside must do that.
  const isOtherwise = (flags & PLAIN) !== 0 && isLikelyEthernet(view, inside, end)
  if (isAsWritten || isOtherwise) ethernetInside(frame, inside, end, TUNNELS.vxlan, view.getUint32(at + 4) >>> 8)
}

export function vxlanGpeInside(view: DataView, at: number, end: number, frame: Frame): void {
  if (end - at < HEADER_BYTES) return
  const flags = view.getUint32(at)
  if ((flags & EXTENDED_FIXED) >>> 0 !== EXTENDED || view.getUint8(at + 7) !== 0) return
  const network = view.getUint32(at + 4) >>> 8
  const inside = at + HEADER_BYTES
  const protocol = flags & 0xff
  if (protocol === PROTOCOL_ETHERNET) ethernetInside(frame, inside, end, TUNNELS.vxlan, network)
  else if (protocol === PROTOCOL_NSH) nshInside(view, inside, end, frame, TUNNELS.vxlan, network)
  else if (protocol === PROTOCOL_IPV4 || protocol === PROTOCOL_IPV6) {
    ipInside(view, frame, inside, end, TUNNELS.vxlan, network)
  }
}
