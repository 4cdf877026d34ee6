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
  /** The state that a node said last, and when that was told: it says so over and over. */
  nodeState: number
  toldUs: number
  /** By command of LSS. */
  readonly pending: Pending<Operation>
}

export function newCanopenState(): CanopenState {
  return {
    operations: new Operations(),
    said: new SaidOnce(),
    transfer: new SdoTransfer(),
    nodeState: -1,
    toldUs: 0,
    pending: new Pending(MAX_PENDING),
  }
}
