import { BlockList, isIPv4, isIPv6 } from 'node:net'

type Prefix = readonly [address: string, bits: number]

/**
 * Prefixes that are not globally reachable by the IANA IPv4 Special-Purpose Address Registry (RFC 6890, 8190), and groups
 * (RFC 5771), which are no host: the same address can be in use twice.
 */
const LOCAL_V4 = blocks('ipv4', [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
])
/** Anycast of the Port Control Protocol and of TURN: within 192.0.0.0/24, and reachable. */
const REACHED_V4 = blocks('ipv4', [
  ['192.0.0.9', 32],
  ['192.0.0.10', 32],
])

/** Global unicast (RFC 4291, 2.4), and IPv4 hosts as seen through NAT64 (RFC 6052). */
const GLOBAL_V6 = blocks('ipv6', [
  ['2000::', 3],
  ['64:ff9b::', 96],
])
/** What is special within these, by the IANA IPv6 registry: protocol assignments, documentation (RFC 3849, 9637). */
const LOCAL_V6 = blocks('ipv6', [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['3fff::', 20],
])
/** Protocol assignments that are reachable, and Teredo (RFC 4380), whose addresses hosts are reached by. */
const REACHED_V6 = blocks('ipv6', [
  ['2001::', 32],
  ['2001:1::1', 128],
  ['2001:1::2', 128],
  ['2001:1::3', 128],
  ['2001:3::', 32],
  ['2001:4:112::', 48],
  ['2001:20::', 28],
  ['2001:30::', 28],
])

/** True for an address that means the same host everywhere. */
export function isPublicIp(address: string): boolean {
  if (isIPv4(address)) return !LOCAL_V4.check(address) || REACHED_V4.check(address)
  if (!isIPv6(address) || !GLOBAL_V6.check(address, 'ipv6')) return false
  return !LOCAL_V6.check(address, 'ipv6') || REACHED_V6.check(address, 'ipv6')
}

function blocks(family: 'ipv4' | 'ipv6', prefixes: readonly Prefix[]): BlockList {
  const list = new BlockList()
  for (const [address, bits] of prefixes) list.addSubnet(address, bits, family)
  return list
}
