import type { Sink } from '../kit/dissector.ts'

const UNKNOWN = -1
/** The CycleCounter counts 31.25 µs in 16 bits (IEC 61158-6-10, 4.7.2.1.1). */
const COUNTER_VALUES = 0x1_0000
/** A jump of more than half of the range is one backwards. */
const BACKWARDS = 0x8000

/** What is remembered of the cyclic frames of one FrameID and sender. */
export class RealtimeStream {
  private readonly name: string
  private dataStatus = UNKNOWN
  private counter = UNKNOWN
  private lastStep = 0
  /** Counts between two frames, once two in a row were the same; 0 before. */
  private step = 0

  constructor(name: string) {
    this.name = name
  }

  /** Whether the DataStatus differs from the last one. */
  isNewStatus(dataStatus: number): boolean {
    if (dataStatus === this.dataStatus) return false
    this.dataStatus = dataStatus
    return true
  }

  /** Notices frames that are missing or come late. */
  follow(counter: number, sink: Sink): void {
    const last = this.counter
    this.counter = counter
    if (last === UNKNOWN) return
    const step = (counter - last + COUNTER_VALUES) % COUNTER_VALUES
    // The same frame again: a network with two ways, or a mirror that shows both directions of a port.
    if (step === this.step || step === 0) return
    this.irregular(step, sink)
  }

  private irregular(step: number, sink: Sink): void {
    const known = this.step
    if (known === 0) {
      if (step === this.lastStep) this.step = step
      this.lastStep = step
      return
    }
    if (step < BACKWARDS && step % known === 0) {
      sink.observe({ kind: 'irregular', reason: 'sequence-gap', detail: this.name })
      return
    }
    if (step >= BACKWARDS) sink.observe({ kind: 'irregular', reason: 'sequence-back', detail: this.name })
    // Another rhythm, after a new connection: learned anew.
    this.step = 0
    this.lastStep = step
  }
}
