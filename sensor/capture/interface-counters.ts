import { existsSync, readFileSync } from 'node:fs'
import { readBacklogDrops } from './backlog-drops.ts'

/** What the kernel says of a network interface. */
export interface InterfaceCounters {
  /** Another one for an interface that was removed and made again under the same name. */
  readonly index: number
  /** Set up by a person or a program, and with a signal on the wire. */
  readonly isUp: boolean
  readonly hasCarrier: boolean
  /** How often the signal was lost since the interface was made; 0 for kernels that do not count it. */
  readonly carrierLosses: number
  readonly sentPackets: number
  /** Frames that the interface lost for want of room. */
  readonly missedPackets: number
  /** Frames that the kernel dropped, those that no protocol of this machine wanted among them. */
  readonly droppedPackets: number
  /** As `readBacklogDrops`. */
  readonly backlogDrops: number
}

/** Names that the kernel takes (dev_valid_name in net/core/dev.c), so that a name is never a path or a flag. */
const NAME = /^(?![-.])[^\s/:]{1,15}$/
/** include/uapi/linux/if.h */
const IFF_UP = 0x1

/** True for what can be the name of an interface, whether or not there is one. */
export function isInterfaceName(name: string): boolean {
  return NAME.test(name)
}

/** True when the interface is there. */
export function hasInterface(name: string): boolean {
  return isInterfaceName(name) && existsSync(`/sys/class/net/${name}`)
}

/** Reads the counters; undefined when the interface is not there. */
export function readInterfaceCounters(name: string): InterfaceCounters | undefined {
  const flags = readInterfaceFlags(name)
  const sentPackets = numberOf(name, 'statistics/tx_packets')
  if (flags === undefined || sentPackets === undefined) return undefined
  return {
    index: numberOf(name, 'ifindex') ?? 0,
    isUp: (flags & IFF_UP) !== 0,
    // The kernel refuses to tell of an interface that is down.
    hasCarrier: numberOf(name, 'carrier') === 1,
    carrierLosses: numberOf(name, 'carrier_down_count') ?? 0,
    sentPackets,
    missedPackets: numberOf(name, 'statistics/rx_missed_errors') ?? 0,
    droppedPackets: numberOf(name, 'statistics/rx_dropped') ?? 0,
    backlogDrops: readBacklogDrops(),
  }
}

/**
 * Frames lost before any socket could have them. In `droppedPackets` are those that nothing on this machine speaks, though
 * they were captured: GOOSE or PROFINET behind a VLAN tag, each of them. So it counts only as far as a queue was full.
 */
export function lostBetween(before: InterfaceCounters, after: InterfaceCounters): number {
  const dropped = after.droppedPackets - before.droppedPackets
  const backlog = after.backlogDrops - before.backlogDrops
  return after.missedPackets - before.missedPackets + Math.max(0, Math.min(dropped, backlog))
}

/** The IFF_ flags of an interface; undefined when it is not there. */
export function readInterfaceFlags(name: string): number | undefined {
  return numberOf(name, 'flags')
}

function numberOf(name: string, file: string): number | undefined {
  try {
    return Number(readFileSync(`/sys/class/net/${name}/${file}`, 'utf8'))
  } catch {
    return undefined
  }
}
