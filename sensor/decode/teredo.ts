/*
 * Tunnelling IPv6 over UDP through NATs. Big-endian. RFC 4380 section 5.1.1.
 */
import type { Frame } from './frame.ts'
import { ipInside } from './inside.ts'
import { TUNNELS } from './tunnels.ts'

const AUTHENTICATION = 0x0001
const AUTHENTICATION_BYTES = 13
const ORIGIN = 0x0000
const ORIGIN_BYTES = 8
const IPV6_BYTES = 40
/** 2001:0::/32, the prefix of Teredo addresses (RFC 4380 section 2.6). */
const PREFIX_TEREDO = 0x20010000
const PREFIX_LINK_LOCAL = 0xfe80

export function teredoInside(view: DataView, start: number, end: number, frame: Frame): void {
  let at = start
  if (end - at >= AUTHENTICATION_BYTES && view.getUint16(at) === AUTHENTICATION) {
    at += AUTHENTICATION_BYTES + view.getUint8(at + 2) + view.getUint8(at + 3)
  }
  if (end - at >= ORIGIN_BYTES && view.getUint16(at) === ORIGIN) at += ORIGIN_BYTES
  if (isIpv6OfTeredo(view, at, end, end + frame.payloadCut)) ipInside(view, frame, at, end, TUNNELS.teredo, 0)
}

/** A packet that fills the datagram, with an address that only Teredo gives, or one of the link. */
function isIpv6OfTeredo(view: DataView, at: number, end: number, claimedEnd: number): boolean {
  if (end - at < IPV6_BYTES || view.getUint8(at) >>> 4 !== 6) return false
  if (at + IPV6_BYTES + view.getUint16(at + 4) !== claimedEnd) return false
  return isTeredoAddress(view, at + 8) || isTeredoAddress(view, at + 24)
}

function isTeredoAddress(view: DataView, at: number): boolean {
  return view.getUint32(at) === PREFIX_TEREDO || view.getUint16(at) === PREFIX_LINK_LOCAL
}
