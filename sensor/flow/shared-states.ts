import type { Dissector } from '../../dissectors/kit/dissector.ts'

/** Pairs of hosts of which something is shared; past it the oldest is forgotten: its next dialogue begins anew. */
export const MAX_SHARED_PAIRS = 16_384
/** Endpoint numbers take 21 bits at most. */
const ENDPOINTS = 2 ** 21

/** Instead of an endpoint: nothing told, or both serve the other. */
const NOBODY = -1
const BOTH = -2

interface Pair {
  readonly state: unknown
  /** Who serves, by a message that announced a flow between the two; and by who asks over TCP. */
  announced: number
  asked: number
}

/** What the dialogues of one protocol between one pair of hosts know of each other. */
export class SharedStates {
  private readonly ofDissectors = new Map<Dissector, Map<number, Pair>>()

  /** undefined where the protocol shares nothing. */
  of(dissector: Dissector, client: number, server: number): unknown {
    return this.pairOf(dissector, client, server)?.state
  }

  /** A message announced a flow that this one of the two will serve. */
  announces(dissector: Dissector, client: number, server: number): void {
    const pair = this.pairOf(dissector, client, server)
    if (pair !== undefined) pair.announced = joined(pair.announced, server)
  }

  /** One of the two asks the other over a connection that it has opened. */
  asks(dissector: Dissector, client: number, server: number): void {
    const pair = this.pairOf(dissector, client, server)
    if (pair !== undefined) pair.asked = joined(pair.asked, server)
  }

  /** The one of the two that serves by what other dialogues have told; undefined when they told nothing, or both. */
  serverOf(dissector: Dissector, one: number, other: number): number | undefined {
    const pair = this.ofDissectors.get(dissector)?.get(keyOf(one, other))
    if (pair === undefined) return undefined
    const server = pair.announced === NOBODY ? pair.asked : pair.announced
    return server < 0 ? undefined : server
  }

  /** A capture ends: the next one has other dialogues. */
  forget(): void {
    this.ofDissectors.clear()
  }

  private pairOf(dissector: Dissector, client: number, server: number): Pair | undefined {
    if (dissector.newShared === undefined) return undefined
    let pairs = this.ofDissectors.get(dissector)
    if (pairs === undefined) {
      pairs = new Map()
      this.ofDissectors.set(dissector, pairs)
    }
    const key = keyOf(client, server)
    const known = pairs.get(key)
    if (known !== undefined) return known
    const oldest = pairs.size >= MAX_SHARED_PAIRS ? pairs.keys().next() : undefined
    if (oldest !== undefined && !oldest.done) pairs.delete(oldest.value)
    const made = { state: dissector.newShared(), announced: NOBODY, asked: NOBODY }
    pairs.set(key, made)
    return made
  }
}

function keyOf(one: number, other: number): number {
  return Math.min(one, other) * ENDPOINTS + Math.max(one, other)
}

function joined(known: number, server: number): number {
  return known === NOBODY || known === server ? server : BOTH
}
