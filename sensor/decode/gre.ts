/*
 * Generic routing encapsulation. Big-endian.
 * RFC 2784 and 2890 (header, key, sequence), RFC 1701 (routing), RFC 2637 section 4.1 (PPTP),
 * draft-wilson-wrec-wccp-v2-01 section 5 (redirect header), MikroTik's EoIP as in Wireshark's notes on it.
 */

import { erspan2Inside, erspan3Inside } from './erspan.ts'
import {
  ETHERTYPE_ARP,
  ETHERTYPE_BRIDGED,
  ETHERTYPE_IPV4,
  ETHERTYPE_IPV6,
  ETHERTYPE_MPLS,
  ETHERTYPE_MPLS_UPSTREAM,
  ETHERTYPE_NSH,
  ETHERTYPE_PPP,
  ETHERTYPE_PROVIDER_BRIDGE,
  ETHERTYPE_VLAN,
} from './ether-types.ts'
import { type Frame, STATUS } from './frame.ts'
import { ethernetInside, ipInside, protocolInside } from './inside.ts'
import { nshInside } from './nsh.ts'
import { pppTunnelInside } from './ppp.ts'
import { TUNNELS } from './tunnels.ts'

const LEAST_BYTES = 4
const CHECKSUM = 0x8000
const ROUTING = 0x4000
const KEY = 0x2000
const SEQUENCE = 0x1000
const ACKNOWLEDGEMENT = 0x0080
const VERSION = 0x0007
/** Flags that are zero in every header in use: strict source route, recursion, and those reserved. */
const RESERVED = 0x0ff8
const RESERVED_PPTP = 0xcf78
/** Source route entries that are passed over. */
const MAX_ROUTES = 8
const PROTOCOL_WCCP = 0x883e
const WCCP_REDIRECT_BYTES = 4
const PROTOCOL_ERSPAN_2 = 0x88be
const PROTOCOL_ERSPAN_3 = 0x22eb
const PROTOCOL_EOIP = 0x6400
/** Version 1 with a key, as EoIP and PPTP without sequence numbers have it. */
const FLAGS_EOIP = 0x2001
const EOIP_BYTES = 8

/** Notes what a GRE packet carries; nothing of what is not known, which stays a conversation of the tunnel's ends. */
export function greInside(view: DataView, at: number, end: number, frame: Frame): void {
  if (end - at < LEAST_BYTES) {
    frame.status = STATUS['encapsulation-cut']
    return
  }
  const flags = view.getUint16(at)
  const protocol = view.getUint16(at + 2)
  if ((flags & VERSION) === 0) {
    if ((flags & RESERVED) === 0) plainInside(view, at, end, flags, protocol, frame)
  } else if (flags === FLAGS_EOIP && protocol === PROTOCOL_EOIP) eoipInside(view, at, end, frame)
  else if ((flags & VERSION) === 1 && protocol === ETHERTYPE_PPP) pptpInside(view, at, end, flags, frame)
}

function plainInside(view: DataView, start: number, end: number, flags: number, protocol: number, frame: Frame): void {
  let at = start + LEAST_BYTES
  if ((flags & (CHECKSUM | ROUTING)) !== 0) at += 4
  const keyAt = at
  if ((flags & KEY) !== 0) at += 4
  if ((flags & SEQUENCE) !== 0) at += 4
  if ((flags & ROUTING) !== 0) at = behindRoutes(view, at, end)
  if (at > end) {
    frame.status = STATUS['encapsulation-cut']
    return
  }
  const key = (flags & KEY) !== 0 ? view.getUint32(keyAt) : 0
  switch (protocol) {
    case ETHERTYPE_IPV4:
    case ETHERTYPE_IPV6:
      ipInside(view, frame, at, end, TUNNELS.gre, key)
      return
    case ETHERTYPE_MPLS:
    case ETHERTYPE_MPLS_UPSTREAM:
    case ETHERTYPE_ARP:
    case ETHERTYPE_VLAN:
    case ETHERTYPE_PROVIDER_BRIDGE:
      protocolInside(frame, at, end, protocol, TUNNELS.gre, key)
      return
    case ETHERTYPE_NSH:
      nshInside(view, at, end, frame, TUNNELS.gre, key)
      return
    case ETHERTYPE_PPP:
      pppTunnelInside(view, at, end, frame, TUNNELS.gre, key)
      return
    case ETHERTYPE_BRIDGED:
      // NVGRE (RFC 7637) is this with a key of virtual subnet and flow: nothing tells it from any other.
      ethernetInside(frame, at, end, TUNNELS.gre, key)
      return
    case PROTOCOL_WCCP:
      wccpInside(view, at, end, frame)
      return
    case PROTOCOL_ERSPAN_2:
      // Type I has neither a header nor a sequence number.
      if ((flags & SEQUENCE) === 0) ethernetInside(frame, at, end, TUNNELS.erspan, 0)
      else erspan2Inside(view, at, end, frame)
      return
    case PROTOCOL_ERSPAN_3:
      erspan3Inside(view, at, end, frame)
      return
    default:
  }
}

/** Where the payload begins behind the source route entries, the last of which is all zero (RFC 1701). */
function behindRoutes(view: DataView, from: number, end: number): number {
  let at = from
  for (let routes = 0; routes < MAX_ROUTES && at + 4 <= end; routes++) {
    const isLast = view.getUint32(at) === 0
    at += 4 + view.getUint8(at + 3)
    if (isLast) return at
  }
  return end + 1
}

/** Version 1 has no redirect header, version 2 has one of four bytes that does not begin with an IP version. */
function wccpInside(view: DataView, at: number, end: number, frame: Frame): void {
  if (at >= end) return
  const from = view.getUint8(at) >>> 4 === 4 ? at : at + WCCP_REDIRECT_BYTES
  ipInside(view, frame, from, end, TUNNELS.gre, 0)
}

/** The key is the length of the frame, then the number of the tunnel, little-endian. */
function eoipInside(view: DataView, at: number, end: number, frame: Frame): void {
  const from = at + EOIP_BYTES
  if (from > end) frame.status = STATUS['encapsulation-cut']
  else {
    const to = Math.min(end, from + view.getUint16(at + 4))
    // A length of 0 keeps the tunnel alive.
    if (to > from) ethernetInside(frame, from, to, TUNNELS.eoip, view.getUint16(at + 6, true))
  }
}

function pptpInside(view: DataView, at: number, end: number, flags: number, frame: Frame): void {
  const from = at + 8 + ((flags & SEQUENCE) !== 0 ? 4 : 0) + ((flags & ACKNOWLEDGEMENT) !== 0 ? 4 : 0)
  if (from > end) {
    frame.status = STATUS['encapsulation-cut']
    return
  }
  if ((flags & KEY) === 0 || (flags & RESERVED_PPTP) !== 0) return
  const to = Math.min(end, from + view.getUint16(at + 4))
  pppTunnelInside(view, from, to, frame, TUNNELS.pptp, view.getUint16(at + 6))
}
