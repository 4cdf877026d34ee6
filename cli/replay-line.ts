import type { PacketBatch } from '../sensor/capture/packet-batch.ts'
import { Line } from '../sensor/pipeline.ts'
import type { ShardReport } from '../sensor/threads/shard-report.ts'
import { ShardedLine } from './sharded-line.ts'

/** The line of a replay: in this thread, or shared by others. Reports of one place in the capture come together. */
export interface ReplayLine {
  beginCapture(capture: number, taps: readonly string[]): void | Promise<void>
  packets(batch: PacketBatch): void | Promise<void>
  /** Has what was learnt so far reported; what is there of it, or of an earlier time, is returned. */
  drain(): readonly ShardReport[] | Promise<readonly ShardReport[]>
  /** No more packets come of this capture; `goesOn`: but of its dialogues in the next one. */
  endCapture(lostByCapture: number, goesOn: boolean): readonly ShardReport[] | Promise<readonly ShardReport[]>
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

  drain(): readonly ShardReport[] {
    return [this.report({ delta: this.line.drain(), capture: this.line.totals() }, false)]
  }

  endCapture(lostByCapture: number, goesOn: boolean): readonly ShardReport[] {
    const { line } = this
    return [this.report(goesOn ? line.nextCapture(lostByCapture) : line.endCapture(lostByCapture), true)]
  }

  async stop(): Promise<void> {}

  private report({ delta, capture: totals }: ReturnType<Line['endCapture']>, isLast: boolean): ShardReport {
    const { messages, undecoded, malformed, faults } = this.line.context
    return { line: 0, delta, isLast, totals, framesOfTaps: [], messages, undecoded, malformed, faults }
  }
}
