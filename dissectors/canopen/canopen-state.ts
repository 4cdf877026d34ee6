import type { Operation } from '../kit/observation.ts'
import { Operations } from '../kit/operations.ts'
import { Pending } from '../kit/pending.ts'
import { SaidOnce } from '../kit/said-once.ts'
import { SdoTransfer } from './sdo-transfer.ts'

/** Requests of LSS that may await their answer: a master asks one thing at a time. */
const MAX_PENDING = 8

/** What is remembered of a pair of stations. */
export interface CanopenState {
  readonly operations: Operations
  readonly said: SaidOnce
  readonly transfer: SdoTransfer
  /** By command of LSS. */
  readonly pending: Pending<Operation>
}

export function newCanopenState(): CanopenState {
  return {
    operations: new Operations(),
    said: new SaidOnce(),
    transfer: new SdoTransfer(),
    pending: new Pending(MAX_PENDING),
  }
}
