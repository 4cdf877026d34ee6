import { BlockList, isIPv4 } from 'node:net'
import type { AssetRow } from './read-assets.ts'

/** Whether an asset is a host elsewhere: all its addresses are of the public Internet, and no frame of its own was seen. */
export function isOutside({ macAddresses, ipAddresses }: AssetRow): boolean {
  const addresses = ipAddresses.split(' ').filter((address) => address !== '')
  return macAddresses === '' && addresses.length > 0 && addresses.every(isPublic)
}

/** Prefixes that are not globally reachable, or not of one host (IANA special-purpose registries, RFC 6890). */
const LOCAL = new BlockList()
for (const [prefix, bits] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.2.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
] as const) {
  LOCAL.addSubnet(prefix, bits, 'ipv4')
}

function isPublic(address: string): boolean {
  if (isIPv4(address)) return !LOCAL.check(address, 'ipv4')
  // RFC 4291, 2.4: global unicast is 2000::/3; 2001:db8::/32 is for documentation (RFC 3849).
  return /^[23]/.test(address) && !/^2001:db8:/i.test(address)
}
