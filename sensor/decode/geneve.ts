/*
 * Generic network virtualisation encapsulation. Big-endian. RFC 8926 section 3.4.
 */
import {
  ETHERTYPE_BRIDGED,
  ETHERTYPE_IPV4,
  ETHERTYPE_IPV6,
  ETHERTYPE_MPLS,
  ETHERTYPE_MPLS_UPSTREAM,
} from './ether-types.ts'
import { type Frame, STATUS } from './frame.ts'
import { ethernetInside, ipInside, protocolInside } from './inside.ts'
import { TUNNELS } from './tunnels.ts'

const HEADER_BYTES = 8
const VERSION = 0xc0
const RESERVED = 0x3f
const CONTROL = 0x80

export function geneveInside(view: DataView, at: number, end: number, frame: Frame): void {
  if (end - at < HEADER_BYTES) return
  const first = view.getUint8(at)
  const flags = view.getUint8(at + 1)
  if ((first & VERSION) !== 0 || (flags & (RESERVED | CONTROL)) !== 0 || view.getUint8(at + 7) !== 0) return
  const type = view.getUint16(at + 2)
  if (!isFollowed(type)) return
  const from = at + HEADER_BYTES + ((first & 0x3f) << 2)
  const network = view.getUint32(at + 4) >>> 8
  if (from > end) frame.status = STATUS['encapsulation-cut']
  else if (type === ETHERTYPE_BRIDGED) ethernetInside(frame, from, end, TUNNELS.geneve, network)
  else if (isIp(type)) ipInside(view, frame, from, end, TUNNELS.geneve, network)
  else protocolInside(frame, from, end, type, TUNNELS.geneve, network)
}

function isFollowed(type: number): boolean {
  return type === ETHERTYPE_BRIDGED || isIp(type) || type === ETHERTYPE_MPLS || type === ETHERTYPE_MPLS_UPSTREAM
}

function isIp(type: number): boolean {
  return type === ETHERTYPE_IPV4 || type === ETHERTYPE_IPV6
}
