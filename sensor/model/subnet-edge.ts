/** A directed broadcast leaves a subnet at least two host bits: that of a /30 (a /31 has none: RFC 3021). */
const MIN_HOST_BITS = 2
/** With all of the last byte it is a broadcast address for whoever numbers subnets as most do, so any sender may mean it. */
const WHOLE_BYTE = 8

/**
 * How many of its last bits are ones: an IPv4 address can be the broadcast address of a subnet with so many host bits, or
 * fewer. 0 when it can be that of none.
 */
export function broadcastBits(ip: number): number {
  return atLeastTwo(trailingZeros(~ip))
}

/**
 * True when `other` lies in the largest subnet whose broadcast address `ip` can be. Were `ip` a host's, then the broadcast
 * address of every subnet that it can be in would lie outside.
 */
export function canBroadcastTo(ip: number, other: number): boolean {
  return isWithin(ip, other, broadcastBits(ip))
}

/**
 * True when a frame to a group MAC, from `sender`, can mean a broadcast address by its target: all ones, or all zeros as
 * 4.2BSD had them (RFC 1122, 3.3.6).
 */
export function canBeBroadcast(target: number, sender: number): boolean {
  const bits = Math.max(broadcastBits(target), atLeastTwo(trailingZeros(target)))
  return bits >= WHOLE_BYTE || isWithin(target, sender, bits)
}

function isWithin(ip: number, other: number, hostBits: number): boolean {
  return hostBits > 0 && (hostBits >= 32 || ip >>> hostBits === other >>> hostBits)
}

function atLeastTwo(bits: number): number {
  return bits < MIN_HOST_BITS ? 0 : bits
}

function trailingZeros(word: number): number {
  return word === 0 ? 32 : 31 - Math.clz32(word & -word)
}
