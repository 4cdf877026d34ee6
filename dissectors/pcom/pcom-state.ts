import type { AskedOperations } from '../kit/asked-operations.ts'
import type { Operations } from '../kit/operations.ts'
import type { SaidOnce } from '../kit/said-once.ts'

export interface PcomState {
  readonly operations: Operations
  /** By transaction. */
  readonly asked: AskedOperations
  readonly said: SaidOnce
}

/** Unit 0 is the controller that is spoken to; others are behind it, on its CANbus or RS-485. */
export function unitName(unit: number): string {
  return unit <= 0 ? '' : `unit ${unit}`
}
