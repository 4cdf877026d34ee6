import { Operations } from '../kit/operations.ts'
import type { AsduLayout } from './asdu-layout.ts'

/** Stations and originators remembered as said; past it they may be said again. */
export const MAX_SAID = 256

/** What the ASDUs of one connection need remembered. */
export interface AsduState {
  readonly operations: Operations
  /** The sizes of the fields. */
  layout: AsduLayout
  /** What sets the clocks, in words. */
  readonly timeSource: string
  /** Distinct reports told apart so far. */
  reports: number
  /** Common addresses and originators that have been said; each as its own number. */
  readonly said: Set<number>
  lastStation: number
  lastOriginator: number
}

export function newAsduState(layout: AsduLayout, timeSource: string): AsduState {
  return {
    operations: new Operations(),
    layout,
    timeSource,
    reports: 0,
    said: new Set(),
    lastStation: -1,
    lastOriginator: 0,
  }
}
