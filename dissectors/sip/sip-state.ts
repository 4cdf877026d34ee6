import type { Operation } from '../kit/observation.ts'
import { Operations } from '../kit/operations.ts'
import { Pending } from '../kit/pending.ts'
import { SaidOnce } from '../kit/said-once.ts'

/** Requests that may wait for their answers at the same time: a proxy asks another for all its telephones. */
export const MAX_WAITING = 256

/** What is remembered of one side's requests to another. */
export class SipState {
  readonly operations = new Operations()
  readonly said = new SaidOnce()
  /** Requests by their call, number and method: RFC 3261, 17.1.3. */
  readonly waiting = new Pending<Operation>(MAX_WAITING)
  /** Distinct targets said so far. */
  targets = 0
  /** What the last credential that was reported is known again by. */
  credential = 0
}
