import type { Dissector } from '../../dissectors/kit/dissector.ts'

/** Pairs of hosts of which something is shared; past it the oldest is forgotten: its next dialogue begins anew. */
export const MAX_SHARED_PAIRS = 16_384
/** Endpoint numbers take 21 bits at most. */
const ENDPOINTS = 2 ** 21

/** What the dialogues of one protocol between one pair of hosts know of each other. */
export class SharedStates {
  private readonly ofDissectors = new Map<Dissector, Map<number, unknown>>()

  /** undefined where the protocol shares nothing. */
  of(dissector: Dissector, client: number, server: number): unknown {
    if (dissector.newShared === undefined) return undefined
    let states = this.ofDissectors.get(dissector)
    if (states === undefined) {
      states = new Map()
      this.ofDissectors.set(dissector, states)
    }
    const key = Math.min(client, server) * ENDPOINTS + Math.max(client, server)
    if (states.has(key)) return states.get(key)
    const oldest = states.size >= MAX_SHARED_PAIRS ? states.keys().next() : undefined
    if (oldest !== undefined && !oldest.done) states.delete(oldest.value)
    const made = dissector.newShared()
    states.set(key, made)
    return made
  }

  /** A capture ends: the next one has other dialogues. */
  forget(): void {
    this.ofDissectors.clear()
  }
}
