import type { Bus } from '../../dissectors/kit/dissector.ts'
import { BUSES } from '../decode/buses.ts'
import { IP_ICMP, IP_ICMPV6, IP_TCP, IP_UDP } from '../decode/frame.ts'
import type { Over } from '../identify/identifier.ts'

/** Numbers beside the IP protocols for what is carried by the link layer itself. */
export const CARRIED_BY_ETHERNET = 0x100
export const CARRIED_BY_LLC = 0x101
export const CARRIED_BY_SNAP = 0x102
/** By a bus: this, and its place in `BUSES`. */
export const CARRIED_BY_BUS = 0x200

/** The `transport` of a conversation. */
export function transportName(protocol: number): string {
  switch (protocol) {
    case IP_TCP:
      return 'tcp'
    case IP_UDP:
      return 'udp'
    case IP_ICMP:
      return 'icmp'
    case IP_ICMPV6:
      return 'icmpv6'
    case CARRIED_BY_ETHERNET:
      return 'ethernet'
    case CARRIED_BY_LLC:
    case CARRIED_BY_SNAP:
      return 'llc'
    default:
      return busOf(protocol) ?? 'ip'
  }
}

/** Among which dissectors the protocol is looked for. */
export function overOf(protocol: number): Over {
  switch (protocol) {
    case IP_TCP:
      return 'tcp'
    case IP_UDP:
      return 'udp'
    case CARRIED_BY_LLC:
      return 'llc'
    case CARRIED_BY_SNAP:
      return 'snap'
    case CARRIED_BY_ETHERNET:
      return 'ethernet'
    default:
      return busOf(protocol) ?? 'ip'
  }
}

function busOf(protocol: number): Bus | undefined {
  return BUSES[protocol - CARRIED_BY_BUS]?.over
}

/** What a conversation has for a port: that of its flow, or the number of an IP protocol without ports. */
export function portOf(protocol: number, port: number): number {
  return overOf(protocol) === 'ip' ? protocol : port
}
