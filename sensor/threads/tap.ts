import { CaptureError } from '../capture/errors.ts'
import type { PacketBatch } from '../capture/packet-batch.ts'
import type { BatchPool } from './batch-pool.ts'
import type { TapCounts } from './tap-counts.ts'

/** A batch is handed on when its first packet is this old, full or not. */
const MAX_AGE_US = 100_000
const WAIT_MS = 100
/** So long a wait means that the analysis is stuck, not slow. */
const MAX_WAITS = 300

/** Copies packets into batches, and does nothing else: whatever takes longer here loses packets in the kernel. */
export class Tap {
  private readonly pool: BatchPool
  private readonly counts: TapCounts
  private readonly onHandOn: () => void
  private batch: PacketBatch | undefined
  private firstUs = 0
  /** Set when the analysis has closed the pool: packets are no longer wanted. */
  isOver = false

  /** `onHandOn` runs after each batch, also when packets come so fast that no timer does. */
  constructor(pool: BatchPool, counts: TapCounts, onHandOn: () => void) {
    this.pool = pool
    this.counts = counts
    this.onHandOn = onHandOn
  }

  /** @throws CaptureError when the analysis does not empty its batches */
  receive(
    bytes: Uint8Array,
    length: number,
    wireLength: number,
    timeUs: number,
    tap: number,
    linkType: number,
    from = 0,
  ): void {
    if (this.isOver) return
    const batch = this.batch ?? this.next()
    if (batch === undefined) return
    if (batch.count === 0) this.firstUs = timeUs
    if (!batch.push(bytes, length, wireLength, timeUs, tap, linkType, from)) {
      this.flush()
      this.receive(bytes, length, wireLength, timeUs, tap, linkType, from)
    } else if (timeUs - this.firstUs > MAX_AGE_US) this.flush()
  }

  /** Hands on what there is. */
  flush(): void {
    if (this.batch === undefined || this.batch.count === 0) return
    this.batch = undefined
    this.pool.handOn()
    this.onHandOn()
  }

  /** While it waits, the ring in the kernel fills, and what does not fit there is counted there. */
  private next(): PacketBatch | undefined {
    if (this.pool.closed !== 0) {
      this.isOver = true
      return undefined
    }
    this.batch = this.pool.toFill(0)
    if (this.batch !== undefined) return this.batch
    this.counts.addPoolWait()
    for (let waits = 0; waits < MAX_WAITS; waits++) {
      this.batch = this.pool.toFill(WAIT_MS)
      if (this.batch !== undefined) return this.batch
      if (this.pool.closed !== 0) {
        this.isOver = true
        return undefined
      }
    }
    const text = `the analysis has taken no packets for ${(MAX_WAITS * WAIT_MS) / 1000} s; starting again`
    throw new CaptureError('SIGHTLINE_CAPTURE_ANALYSIS_STOPPED', text)
  }
}
