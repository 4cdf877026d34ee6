/** A directed broadcast leaves a subnet at least two host bits: that of a /30 (RFC 3021 has no broadcast in a /31). */
const MIN_HOST_BITS = 2
/** With all of the last byte it is a broadcast address for whoever numbers subnets as most do, so any sender may mean it. */
const WHOLE_BYTE = 8

/**
 * How many of its last bits are all ones, or all zeros as the broadcasts of 4.2BSD have them (RFC 1122, 3.2.1.3): an IPv4
 * address can be the broadcast address of a subnet with as many host bits. 0 when it is that of none.
 */
export function edgeBits(ip: number): number {
  const bits = Math.max(trailingZeros(~ip), trailingZeros(ip))
  return bits < MIN_HOST_BITS ? 0 : bits
}

/** True when `other` lies in the largest subnet whose broadcast address `ip` can be. */
export function isEdgeFor(ip: number, other: number): boolean {
  const bits = edgeBits(ip)
  return bits > 0 && (bits >= 32 || ip >>> bits === other >>> bits)
}

/** True when a frame to a group MAC, from `sender`, can mean the broadcast address of a subnet by this target. */
export function canBeBroadcast(target: number, sender: number): boolean {
  return edgeBits(target) >= WHOLE_BYTE || isEdgeFor(target, sender)
}

function trailingZeros(word: number): number {
  return word === 0 ? 32 : 31 - Math.clz32(word & -word)
}
