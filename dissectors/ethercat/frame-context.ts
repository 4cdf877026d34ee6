import { macText } from '../kit/address-text.ts'
import type { MessageInfo, Sink } from '../kit/dissector.ts'
import type { Datagram } from './datagram.ts'
import type { EthercatState, Facts } from './ethercat-state.ts'
import { slaveOfPlace, slaveOfStation } from './placed-slaves.ts'

/** ETG.1000.4, 5.3: the first slave sets the bit for local addresses in the source of a frame that goes back. */
const LOCAL_BIT = 0x0200_0000_0000
const NOBODY = -1

/** What is known of the frame at hand. One object, reused. */
export class FrameContext {
  /** Came back from the slaves. */
  returned = false
  info: MessageInfo = { timeUs: 0, direction: 'to-server', afterGap: false, sourceMac: 0, targetMac: 0 }

  /** Finds out which way a frame goes, from what its datagrams have been through. */
  begin(wasProcessed: boolean, firstIndex: number, info: MessageInfo, state: EthercatState): void {
    this.info = info
    const isLocal = Math.floor(info.sourceMac / LOCAL_BIT) % 2 === 1
    const again = firstIndex === state.lastIndex
    if (wasProcessed && isLocal && again && state.lastReturned && !state.ownAddressIsLocal) {
      // Twice the same frame, the first time untouched: that was the master, whose address has the bit by itself.
      state.ownAddressIsLocal = true
    }
    if (wasProcessed) this.returned = true
    else if (state.ownAddressIsLocal) this.returned = again && !state.lastReturned
    else this.returned = isLocal
    state.lastIndex = firstIndex
    // Kept for the test above: only a frame that was taken for returned without a trace can have been a mistake.
    state.lastReturned = state.ownAddressIsLocal ? this.returned : this.returned && !wasProcessed
  }

  /** Says something of a slave: it is a part of what the master's address stands for. */
  say(module: string, message: string, facts: Facts, state: EthercatState, sink: Sink): void {
    const { info } = this
    const of = info.direction === 'to-server' ? 'client' : 'server'
    const isMarked = this.returned && !state.ownAddressIsLocal && Math.floor(info.sourceMac / LOCAL_BIT) % 2 === 1
    const about = isMarked ? macText(info.sourceMac - LOCAL_BIT) : ''
    sink.observe({ kind: 'identity', of, about, module, message, facts })
  }
}

/** A number for the slave that a datagram addresses; -1 when it addresses several, or nobody can tell which. */
export function slaveOf(datagram: Datagram, returned: boolean, state: EthercatState): number {
  if (datagram.isConfigured) {
    state.usesStations = true
    return slaveOfStation(datagram.position, state)
  }
  const place = placeOf(datagram, returned, state)
  return place < 0 ? NOBODY : slaveOfPlace(place, state)
}

/** The place in the line: the master sends it as a negative number, to which each slave adds 1 (ETG.1000.4, 5.4.2). */
export function placeOf(datagram: Datagram, returned: boolean, state: EthercatState): number {
  if (!datagram.isPositional) return NOBODY
  if (!returned) return -datagram.position & 0xffff
  const place = (state.slaves - datagram.position) & 0xffff
  return state.slaves >= 0 && place < state.slaves ? place : NOBODY
}
