/** Prefixes that are not globally reachable (IANA special-purpose registry, RFC 6890): the same one can be in use twice. */
const LOCAL_IPV4 = [
  [0x0a000000, 0xff000000],
  [0xac100000, 0xfff00000],
  [0xc0a80000, 0xffff0000],
  [0xa9fe0000, 0xffff0000],
  [0x64400000, 0xffc00000],
  [0x7f000000, 0xff000000],
  [0x00000000, 0xff000000],
  [0xe0000000, 0xe0000000],
] as const

/** True for an address that means the same host everywhere. */
export function isPublicIp(address: string): boolean {
  if (address.includes(':')) return /^[23]/.test(address) && !/^2001:db8/i.test(address)
  const ip = address.split('.').reduce((value, part) => value * 256 + Number(part), 0)
  return !LOCAL_IPV4.some(([prefix, mask]) => (ip & mask) >>> 0 === prefix)
}
