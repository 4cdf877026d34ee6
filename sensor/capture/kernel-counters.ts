import type { KernelCounts } from './live-tap.ts'

/** libpcap's counters, which are of 32 bits and wrap, as ones that only grow. */
export class KernelCounters {
  private readonly counts: KernelCounts = { received: 0, dropped: 0, droppedByInterface: 0 }
  private last: KernelCounts = { received: 0, dropped: 0, droppedByInterface: 0 }

  /** Takes what they are now; returns what they would be if they did not wrap. */
  update(received: number, dropped: number, droppedByInterface: number): KernelCounts {
    const { counts, last } = this
    counts.received += (received - last.received) >>> 0
    counts.dropped += (dropped - last.dropped) >>> 0
    counts.droppedByInterface += (droppedByInterface - last.droppedByInterface) >>> 0
    this.last = { received, dropped, droppedByInterface }
    return counts
  }
}
