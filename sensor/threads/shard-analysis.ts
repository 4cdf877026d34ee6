import type { Dissector } from '../../dissectors/kit/dissector.ts'
import type { PacketBatch } from '../capture/packet-batch.ts'
import type { Shard } from '../flow/shard.ts'
import type { Delta } from '../model/delta.ts'
import { type CaptureTotals, Line } from '../pipeline.ts'
import type { BatchReader } from './batch-pool.ts'
import type { ShardOrder, ShardReport } from './shard-report.ts'

const TAKE_MS = 50
const REPORT_MS = 1000
/** A report costs what it costs, however little came: on a line that is slow in its own time, few are enough. */
const REPORT_CAPTURE_US = 250_000
/** Where nothing follows, what there is does not wait for more. */
const QUIET_MS = 10_000

/** One line between its batches and its reports; it may be one of several that share the traffic. */
export class ShardAnalysis {
  private readonly line: Line
  private readonly reader: BatchReader
  private readonly number: number
  private taps: string[] = []
  private framesOfTaps: number[] = []
  private lastUs = 0
  private reported = { atMs: Date.now(), frames: 0, lastUs: 0 }

  /** `number`: what its reports are known by. */
  constructor(dissectors: readonly Dissector[], shard: Shard, reader: BatchReader, number: number) {
    this.line = new Line(dissectors, shard)
    this.reader = reader
    this.number = number
  }

  begin(capture: number, taps: readonly string[]): void {
    this.taps = [...taps]
    this.framesOfTaps = taps.map(() => 0)
    this.line.beginCapture(capture, this.taps)
  }

  /** Runs until the pool is closed and empty; `nextOrder` gives what an empty batch announced. */
  run(isTimed: boolean, nextOrder: () => ShardOrder | undefined, tell: (report: ShardReport) => void): void {
    for (let isOpen = true; isOpen; ) {
      isOpen = this.work(TAKE_MS, () => this.obey(nextOrder(), tell))
      if (isTimed && isOpen && this.isDue()) tell(this.report())
    }
    if (isTimed) tell(this.report(true))
  }

  /** Analyses the next batch, if there is one within `waitMs`; false when the pool is closed and empty. */
  work(waitMs: number, onOrder: () => void = () => undefined): boolean {
    // Before the look into the pool: what is handed on before it is closed must still be found.
    const { closed } = this.reader
    const batch = this.reader.take(waitMs)
    if (batch === undefined) return closed === 0
    if (batch.count === 0) onOrder()
    else this.take(batch)
    this.reader.giveBack()
    return true
  }

  /** Whether there is something new, and as much of it as is worth a report. */
  isDue(): boolean {
    const { atMs, frames, lastUs } = this.reported
    const sinceMs = Date.now() - atMs
    if (sinceMs < REPORT_MS || this.line.frames === frames) return false
    return sinceMs >= QUIET_MS || this.lastUs - lastUs >= REPORT_CAPTURE_US
  }

  /** What was learnt since the last report. */
  report(isLast = false): ShardReport {
    const { delta, capture } = isLast
      ? this.line.endCapture(0)
      : { delta: this.line.drain(), capture: this.line.totals() }
    return this.reportOf(delta, capture, isLast)
  }

  private obey(order: ShardOrder | undefined, tell: (report: ShardReport) => void): void {
    if (order === undefined) return
    const { line } = this
    if (order.kind === 'begin') {
      this.begin(order.capture, order.taps)
    } else if (order.kind === 'taps') this.taps.push(...order.taps.slice(this.taps.length))
    else if (order.kind === 'drain') tell(this.report())
    else {
      const { goesOn, lostByCapture } = order
      const ended = goesOn ? line.nextCapture(lostByCapture) : line.endCapture(lostByCapture)
      tell(this.reportOf(ended.delta, ended.capture, true))
    }
  }

  private take(batch: PacketBatch): void {
    this.line.packets(batch)
    const { framesOfTaps } = this
    for (let i = 0; i < batch.count; i++) {
      const tap = batch.tap[i] as number
      framesOfTaps[tap] = (framesOfTaps[tap] ?? 0) + 1
      this.lastUs = Math.max(this.lastUs, batch.timeUs[i] as number)
    }
  }

  private reportOf(delta: Delta, totals: CaptureTotals, isLast: boolean): ShardReport {
    const { messages, undecoded, malformed, faults } = this.line.context
    this.reported = { atMs: Date.now(), frames: this.line.frames, lastUs: this.lastUs }
    const { number: line, framesOfTaps } = this
    return { line, delta, isLast, totals, framesOfTaps: [...framesOfTaps], messages, undecoded, malformed, faults }
  }
}
