import type { PacketBatch } from '../sensor/capture/packet-batch.ts'
import type { Delta } from '../sensor/model/delta.ts'
import { Line } from '../sensor/pipeline.ts'
import type { ShardReport } from '../sensor/threads/shard-report.ts'
import { ShardedLine } from './sharded-line.ts'

/** The line of a replay: in this thread, or shared by others. Reports of one place in the capture come together. */
export interface ReplayLine {
  beginCapture(capture: number, taps: readonly string[]): void | Promise<void>
  packets(batch: PacketBatch): void | Promise<void>
  /** Has what was learnt so far reported; what is there of it, or of an earlier time, is returned, to be taken at once. */
  drain(): Iterable<ShardReport> | Promise<Iterable<ShardReport>>
  /** No more packets come of this capture; `goesOn`: but of its dialogues in the next one. */
  endCapture(lostByCapture: number, goesOn: boolean): Iterable<ShardReport> | Promise<Iterable<ShardReport>>
  stop(): Promise<void>
}

/** A line with so many threads; with 0 in this thread. */
export async function replayLine(threads: number): Promise<ReplayLine> {
  if (threads > 0) return new ShardedLine(threads)
  // Here and not above: commands that decode nothing need not wait for all decoders.
  const { dissectors } = await import('../dissectors/registry.ts')
  return new OwnLine(new Line(dissectors))
}

class OwnLine implements ReplayLine {
  private readonly line: Line

  constructor(line: Line) {
    this.line = line
  }

  beginCapture(capture: number, taps: readonly string[]): void {
    this.line.beginCapture(capture, taps)
  }

  packets(batch: PacketBatch): void {
    this.line.packets(batch)
  }

  drain(): Iterable<ShardReport> {
    return this.reports(this.line.drainInParts(), false)
  }

  endCapture(lostByCapture: number, goesOn: boolean): Iterable<ShardReport> {
    return this.reports(this.line.endCaptureInParts(lostByCapture, goesOn), true)
  }

  async stop(): Promise<void> {}

  private *reports(parts: Iterable<Delta>, isLast: boolean): Generator<ShardReport, void> {
    const { line } = this
    for (const delta of parts) {
      const { messages, undecoded, malformed, faults } = line.context
      yield { line: 0, delta, isLast, totals: line.totals(), framesOfTaps: [], messages, undecoded, malformed, faults }
    }
  }
}
