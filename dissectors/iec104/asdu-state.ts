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
  /** The link address that the ASDU has come by; -1 where there is none. */
  link: number
  /** Distinct reports told apart so far. */
  reports: number
  /** Common addresses and originators that have been said; each as its own number. */
  readonly said: Set<number>
  /** By link and common address. */
  lastStation: number
  lastOriginator: number
}

export function newAsduState(layout: AsduLayout, timeSource: string): AsduState {
  return {
    operations: new Operations(),
    layout,
    timeSource,
    link: -1,
    reports: 0,
    said: new Set(),
    lastStation: -1,
    lastOriginator: 0,
  }
}
