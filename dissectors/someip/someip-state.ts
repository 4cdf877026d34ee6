import type { Operation } from '../kit/observation.ts'
import { Operations } from '../kit/operations.ts'
import { Pending } from '../kit/pending.ts'

/** Requests that may await their answer; the oldest is forgotten first. */
const MAX_PENDING = 256

export interface SomeipState {
  readonly operations: Operations
  readonly pending: Pending<Operation>
}

export function newState(): SomeipState {
  return { operations: new Operations(), pending: new Pending(MAX_PENDING) }
}
