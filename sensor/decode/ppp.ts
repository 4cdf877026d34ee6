/*
 * The point-to-point protocol, bare, in HDLC-like framing and over Ethernet. Big-endian.
 * RFC 1661 section 2 (protocol field), RFC 1662 section 3.1 (address and control), RFC 2516 section 4 (PPPoE),
 * RFC 1547 section 4.3.1 (Cisco HDLC, which link type 50 may hold as well).
 */
import { ETHERTYPE_IPV4, ETHERTYPE_IPV6, ETHERTYPE_MPLS, ETHERTYPE_MPLS_UPSTREAM } from './ether-types.ts'
import { type Frame, STATUS } from './frame.ts'
import { etherTypeInside, protocolInside } from './inside.ts'
import { TUNNELS } from './tunnels.ts'

const PPPOE_BYTES = 6
/** Version 1, type 1, code 0: session data. */
const PPPOE_SESSION = 0x1100
const ADDRESS_AND_CONTROL = 0xff03
const CISCO_UNICAST = 0x0f00
const CISCO_MULTICAST = 0x8f00

export function pppoeInside(view: DataView, at: number, end: number, frame: Frame): void {
  if (end - at < PPPOE_BYTES + 2) {
    frame.status = STATUS['encapsulation-cut']
    return
  }
  const from = at + PPPOE_BYTES
  const claimed = from + view.getUint16(at + 4)
  if (view.getUint16(at) !== PPPOE_SESSION || claimed < from + 2) return
  pppInside(view, from, Math.min(end, claimed), frame)
  if (frame.inside === 0) return
  frame.insideTunnel = TUNNELS.pppoe
  frame.insideTunnelId = view.getUint16(at + 2)
}

/** A frame of the link types for PPP and Cisco HDLC. */
export function decodePpp(view: DataView, start: number, end: number, frame: Frame): void {
  const head = end - start < 4 ? 0 : view.getUint16(start)
  if (head === CISCO_UNICAST || head === CISCO_MULTICAST)
    etherTypeInside(frame, start + 4, end, view.getUint16(start + 2))
  else pppInside(view, start, end, frame)
  if (frame.inside === 0) frame.status = STATUS['link-payload-unknown']
}

/** PPP between hosts that the outer headers do not name. */
export function pppTunnelInside(
  view: DataView,
  at: number,
  end: number,
  frame: Frame,
  tunnel: number,
  id: number,
): void {
  pppInside(view, at, end, frame)
  if (frame.inside !== 0) protocolInside(frame, frame.insideAt, frame.insideEnd, frame.insideType, tunnel, id)
}

/** Notes the network packet in a PPP frame; nothing of control, compressed and encrypted ones. */
function pppInside(view: DataView, start: number, end: number, frame: Frame): void {
  let at = start
  if (end - at >= 2 && view.getUint16(at) === ADDRESS_AND_CONTROL) at += 2
  if (end - at < 2) return
  // An odd first byte is a protocol field compressed to one (RFC 1661 section 6.5).
  const isShort = (view.getUint8(at) & 1) !== 0
  const type = etherTypeOf(isShort ? view.getUint8(at) : view.getUint16(at))
  if (type !== 0) etherTypeInside(frame, at + (isShort ? 1 : 2), end, type)
}

/** The EtherType that means the same as a PPP protocol number; 0 when there is none. */
function etherTypeOf(protocol: number): number {
  switch (protocol) {
    case 0x0021:
      return ETHERTYPE_IPV4
    case 0x0057:
      return ETHERTYPE_IPV6
    case 0x0281:
      return ETHERTYPE_MPLS
    case 0x0283:
      return ETHERTYPE_MPLS_UPSTREAM
    default:
      return 0
  }
}
