/* The checksum of what an IPv6 packet carries: RFC 8200 section 8.1. Big-endian. */
import { IP_ICMPV6, IP_TCP, IP_UDP } from './frame.ts'

const IPV6_BYTES = 40
const ADDRESSES_AT = 8
const PROTOCOL_AT = 6
const UDP_CHECKSUM_AT = 6

/**
 * False of a packet whose UDP, TCP or ICMPv6 directly behind the IPv6 header has a checksum that is wrong. On a link without
 * network cards that put it in later a right one tells that the packet was put together as it was meant.
 */
export function isTransportChecked(view: DataView, end: number): boolean {
  const protocol = view.getUint8(PROTOCOL_AT)
  const length = end - IPV6_BYTES
  if (protocol !== IP_UDP && protocol !== IP_TCP && protocol !== IP_ICMPV6) return true
  const isLeftOut = protocol === IP_UDP && length >= 8 && view.getUint16(IPV6_BYTES + UDP_CHECKSUM_AT) === 0
  if (isLeftOut) return true
  let sum = protocol + length
  for (let at = ADDRESSES_AT; at + 2 <= end; at += 2) sum += view.getUint16(at)
  if ((end & 1) !== 0) sum += view.getUint8(end - 1) << 8
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16)
  return sum === 0xffff
}
