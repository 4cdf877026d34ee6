import { type Frame, NETWORK_BUS, NETWORK_IPV4, NETWORK_NONE } from '../decode/frame.ts'

/** Which part of the traffic a line analyses, when several share it: that of `index` of `count`. */
export interface Shard {
  readonly index: number
  readonly count: number
}

/** All of the traffic. */
export const WHOLE: Shard = { index: 0, count: 1 }

/**
 * Which of `count` shards a frame belongs to. By its pair of addresses alone, in either order (the MAC addresses when
 * there is no IP), so that fragments, both directions and ports that are agreed on underway stay together.
 */
export function shardOf(frame: Frame, count: number): number {
  return sum(frame) % count
}

function sum(frame: Frame): number {
  if (frame.network === NETWORK_IPV4) return mixed(frame.sourceIp) + mixed(frame.targetIp)
  if (frame.network === NETWORK_NONE) {
    const source = mixed(frame.sourceMacHigh ^ mixed(frame.sourceMacLow))
    return source + mixed(frame.targetMacHigh ^ mixed(frame.targetMacLow))
  }
  if (frame.network === NETWORK_BUS) return mixed(frame.sourceStation) + mixed(frame.targetStation)
  return mixedIpv6(frame.view, frame.sourceIpAt) + mixedIpv6(frame.view, frame.targetIpAt)
}

function mixedIpv6(view: DataView, at: number): number {
  let hash = 0
  for (let i = 0; i < 16; i += 4) hash = mixed(hash ^ view.getUint32(at + i))
  return hash
}

/** The finalizer of MurmurHash3, whose every bit depends on every bit that goes in. */
function mixed(word: number): number {
  let hash = word ^ (word >>> 16)
  hash = Math.imul(hash, 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) >>> 0
}
