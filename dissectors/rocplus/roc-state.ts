import type { Cursor } from '../kit/cursor.ts'
import type { Operation } from '../kit/observation.ts'
import { Operations } from '../kit/operations.ts'
import { Pending } from '../kit/pending.ts'
import { SaidOnce } from '../kit/said-once.ts'
import { FIELD } from './frame.ts'

/** Requests that may await their answer; the oldest is forgotten first. */
export const MAX_PENDING = 64

export interface RocState {
  readonly operations: Operations
  /** By the two units and the operation. */
  readonly asked: Pending<Operation>
  /** By the two units: what an error is about, which does not repeat the opcode. */
  readonly newest: Pending<Operation>
  readonly said: SaidOnce
  /** Whose login awaits its answer. */
  account: string
  /** A session key has been given: what logs in after it is encrypted. */
  hasKey: boolean
}

export function newRocState(): RocState {
  return {
    operations: new Operations(),
    asked: new Pending(MAX_PENDING),
    newest: new Pending(MAX_PENDING),
    said: new SaidOnce(),
    account: '',
    hasKey: false,
  }
}

/** The two units of a message, the same for a request and its answer, where they are turned round. */
export function pairOf(message: Cursor): number {
  const target = message.peek16(FIELD.target)
  const source = message.peek16(FIELD.source)
  return Math.max(target, source) * 0x1_0000 + Math.min(target, source)
}
