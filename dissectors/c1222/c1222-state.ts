import type { Operation } from '../kit/observation.ts'
import { Operations } from '../kit/operations.ts'
import { Pending } from '../kit/pending.ts'
import { SaidOnce } from '../kit/said-once.ts'

/** Services that may await their answer; the oldest is forgotten first. */
export const MAX_PENDING = 128

export interface C1222State {
  readonly operations: Operations
  /** By invocation and place in the message. */
  readonly pending: Pending<Operation>
  readonly said: SaidOnce
  /** Who has logged on last. */
  account: string
}

export function newC1222State(): C1222State {
  return { operations: new Operations(), pending: new Pending(MAX_PENDING), said: new SaidOnce(), account: '' }
}
