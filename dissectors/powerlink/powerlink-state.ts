import type { Operation } from '../kit/observation.ts'
import { Operations } from '../kit/operations.ts'
import { Pending } from '../kit/pending.ts'

/** Requests for objects over UDP that may await their answer; the oldest is forgotten first. */
export const MAX_PENDING = 64
/** There is one managing node, and this is its number. */
export const MANAGING_NODE = 240
export const BROADCAST = 255

/** What one dialogue remembers. */
export interface PowerlinkState {
  readonly operations: Operations
  readonly said: Map<number, number>
  /** Over UDP, by the number of the transaction. */
  readonly pending: Pending<Operation>
  /** The last request for an object of each node: what further segments belong to. */
  readonly transfers: Map<number, Operation>
  /** The last state that a node told. */
  readonly states: Map<number, number>
}

export function newPowerlinkState(): PowerlinkState {
  return {
    operations: new Operations(),
    said: new Map(),
    pending: new Pending(MAX_PENDING),
    transfers: new Map(),
    states: new Map(),
  }
}

/** 'node 5', 'all nodes', 'managing node'; '' where a frame names nobody, as over UDP. */
export function nodeText(node: number): string {
  if (node === BROADCAST) return 'all nodes'
  if (node === MANAGING_NODE) return 'managing node'
  return node === 0 ? '' : `node ${node}`
}
