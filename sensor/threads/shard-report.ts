import type { Delta } from '../model/delta.ts'
import type { CaptureTotals } from '../pipeline.ts'

/** What a line is told underway, each by an empty batch that says that there is something to be read. */
export type ShardOrder =
  | { readonly kind: 'begin'; readonly capture: number; readonly taps: readonly string[] }
  /** Further interfaces of the same capture. */
  | { readonly kind: 'taps'; readonly taps: readonly string[] }
  | { readonly kind: 'drain' }
  /** `goesOn`: the capture goes on in the next file. */
  | { readonly kind: 'end'; readonly goesOn: boolean; readonly lostByCapture: number }

/** What one line has learnt since its last report. */
export interface ShardReport {
  /** Number of the line, for whoever stores: each numbers its entries by itself. */
  readonly line: number
  readonly delta: Delta
  /** Nothing follows of this capture. */
  readonly isLast: boolean
  /** Of all frames, whosever shard they are of. */
  readonly totals: CaptureTotals
  readonly framesOfTaps: readonly number[]
  /** Of the life of the line. */
  readonly messages: number
  readonly undecoded: number
  readonly malformed: number
  readonly faults: number
}
