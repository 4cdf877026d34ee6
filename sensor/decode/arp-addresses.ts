import type { Frame } from './frame.ts'

/** Up to the target protocol address, of Ethernet and IPv4 (RFC 826, "Packet format"). */
const ARP_BYTES = 28
const ETHERNET = 1
const IPV4 = 0x0800
const LENGTHS = 0x0604
const SENDER_AT = 8
const TARGET_AT = 18
const GROUP_BIT = 0x0100

/**
 * Addresses a frame of ARP that came without a frame's header, as GRE carries it, by what it says itself: it is from its
 * sender to its target, to all while that is being asked for.
 */
export function addressByArp(view: DataView, at: number, end: number, frame: Frame): void {
  if (end - at < ARP_BYTES || view.getUint16(at) !== ETHERNET || view.getUint16(at + 2) !== IPV4) return
  const high = view.getUint16(at + SENDER_AT)
  const low = view.getInt32(at + SENDER_AT + 2)
  if (view.getUint16(at + 4) !== LENGTHS || (high & GROUP_BIT) !== 0 || (high === 0 && low === 0)) return
  const targetHigh = view.getUint16(at + TARGET_AT)
  const targetLow = view.getInt32(at + TARGET_AT + 2)
  const isAsked = targetHigh === 0 && targetLow === 0
  frame.hasMac = true
  frame.sourceMacHigh = high
  frame.sourceMacLow = low
  frame.targetMacHigh = isAsked ? 0xffff : targetHigh
  frame.targetMacLow = isAsked ? -1 : targetLow
}
