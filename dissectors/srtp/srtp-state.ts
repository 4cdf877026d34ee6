import { AskedOperations } from '../kit/asked-operations.ts'
import { Operations } from '../kit/operations.ts'

/** What one SRTP connection remembers; each part has its own bound. */
export interface SrtpState {
  readonly operations: Operations
  readonly asked: AskedOperations
  /** Statements of identity, by service. */
  readonly said: Map<number, number>
  /** What was last said of the status word, -1 before. */
  status: number
}

export function newSrtpState(): SrtpState {
  return { operations: new Operations(), asked: new AskedOperations(), said: new Map(), status: -1 }
}
