import type { OperationRecord } from './conversation.ts'
import type { GapBin } from './delta.ts'
import { BINS, gapBinOf, placeOfGap, STEP_BITS, STEPS } from './gap-bins.ts'

/** Bins that a record has of its own; what is cyclic needs two or three. */
export const FEW_BINS = 4
/** Records with all bins between deltas; further ones that need more than a few have the rest of their gaps left out. */
export const MAX_WIDE = 1 << 14
const FIRST_CAPACITY = 1 << 8

/**
 * How long it was from one message of an operation to the next, as a histogram of fixed bins for each record that had a
 * gap since the last time. All numbers lie in a few typed arrays that are used again: a message allocates nothing.
 */
export class GapBook {
  /** Gaps left out because of `MAX_WIDE`, since the last time. */
  refused = 0
  private owners: OperationRecord[] = []
  private readonly few = new Bins(FIRST_CAPACITY * FEW_BINS)
  /** Which bin each of the few is, and one more: 0 is none. */
  private names = new Uint8Array(FIRST_CAPACITY * FEW_BINS)
  private readonly wide = new Bins(0)
  private wideUsed = 0

  /**
   * A request, or a one-way message. Gaps are counted within a capture, and forward; equal operations at one instant, as in
   * one frame, came once.
   */
  note(record: OperationRecord, { timeUs }: { readonly timeUs: number }, capture: number): void {
    const gapUs = timeUs - record.arrivedUs
    const isFirst = record.arrivedIn !== capture
    record.arrivedIn = capture
    if (!isFirst && gapUs <= 0) return
    record.arrivedUs = timeUs
    if (isFirst) return
    if (gapUs > record.longestGapUs) {
      record.longestGapUs = gapUs
      record.longestGapFromUs = timeUs - gapUs
    }
    const place = placeOfGap(gapUs)
    this.add(record, place >>> STEP_BITS, place & (STEPS - 1))
  }

  /** Those that had a gap since the last `clear`. */
  get noted(): readonly OperationRecord[] {
    return this.owners
  }

  /** The gaps of a record since the last `clear`, shortest first. */
  of(record: OperationRecord): GapBin[] {
    const { gaps, wideGaps } = record
    if (gaps < 0) return []
    const found = new Map<number, GapBin>()
    for (let at = gaps * FEW_BINS; at < (gaps + 1) * FEW_BINS; at++) {
      const name = this.names[at] as number
      if (name > 0) found.set(name - 1, this.few.bin(at, name - 1))
    }
    for (let bin = 0; wideGaps >= 0 && bin < BINS; bin++) {
      const at = wideGaps * BINS + bin
      if (this.wide.count[at] !== 0) found.set(bin, this.wide.bin(at, bin))
    }
    return [...found].sort(([a], [b]) => a - b).map(([, bin]) => bin)
  }

  clear(): void {
    const used = this.owners.length * FEW_BINS
    this.names.fill(0, 0, used)
    this.few.clear(used)
    this.wide.clear(this.wideUsed * BINS)
    for (const record of this.owners) {
      record.gaps = -1
      record.wideGaps = -1
    }
    this.owners = []
    this.wideUsed = 0
    this.refused = 0
  }

  private add(record: OperationRecord, bin: number, step: number): void {
    if (record.gaps < 0) this.open(record)
    const from = record.gaps * FEW_BINS
    for (let at = from; at < from + FEW_BINS; at++) {
      const name = this.names[at] as number
      if (name === 0) this.names[at] = bin + 1
      else if (name !== bin + 1) continue
      this.few.add(at, step)
      return
    }
    if (record.wideGaps < 0) {
      if (this.wideUsed >= MAX_WIDE) {
        this.refused++
        return
      }
      record.wideGaps = this.wideUsed++
      this.wide.reserve(this.wideUsed * BINS)
    }
    this.wide.add(record.wideGaps * BINS + bin, step)
  }

  private open(record: OperationRecord): void {
    record.gaps = this.owners.length
    this.owners.push(record)
    const needed = this.owners.length * FEW_BINS
    this.few.reserve(needed)
    if (needed <= this.names.length) return
    const names = new Uint8Array(this.few.count.length)
    names.set(this.names)
    this.names = names
  }
}

/** Counts, sums and sums of squares, side by side. */
class Bins {
  count: Float64Array
  private sum: Float64Array
  private squares: Float64Array

  constructor(capacity: number) {
    this.count = new Float64Array(capacity)
    this.sum = new Float64Array(capacity)
    this.squares = new Float64Array(capacity)
  }

  add(at: number, step: number): void {
    this.count[at] = (this.count[at] as number) + 1
    this.sum[at] = (this.sum[at] as number) + step
    this.squares[at] = (this.squares[at] as number) + step * step
  }

  bin(at: number, bin: number): GapBin {
    return gapBinOf(bin, this.count[at] as number, this.sum[at] as number, this.squares[at] as number)
  }

  clear(used: number): void {
    this.count.fill(0, 0, used)
    this.sum.fill(0, 0, used)
    this.squares.fill(0, 0, used)
  }

  reserve(capacity: number): void {
    if (capacity <= this.count.length) return
    const size = Math.max(capacity, this.count.length * 2)
    this.count = grown(this.count, size)
    this.sum = grown(this.sum, size)
    this.squares = grown(this.squares, size)
  }
}

function grown(old: Float64Array, size: number): Float64Array {
  const array = new Float64Array(size)
  array.set(old)
  return array
}
