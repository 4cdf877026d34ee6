import type { HeldBlock, HeldMemory } from './held-memory.ts'
import type { Moment } from './moment.ts'
import type { TcpSegment } from './tcp-connection.ts'

/** A copy of a segment that came early, and when. */
export interface HeldSegment extends TcpSegment {
  readonly block: HeldBlock
  readonly timeUs: number
  readonly frame: number
}

/** The segments of one connection that wait for bytes before them, in order of arrival. */
export class HeldSegments {
  /** Bytes of payload. */
  bytes = 0
  /** Answers in a row that waited for their request, which did not come. */
  vainWaits = 0
  private readonly entries: HeldSegment[] = []

  get count(): number {
    return this.entries.length
  }

  get first(): HeldSegment | undefined {
    return this.entries[0]
  }

  at(place: number): HeldSegment {
    return this.entries[place] as HeldSegment
  }

  add(
    { side, sequence, view, start, end, cut, acknowledged, isAck }: TcpSegment,
    memory: HeldMemory,
    moment: Moment,
  ): void {
    const length = end - start
    const block = memory.take(length)
    block.bytes.set(new Uint8Array(view.buffer, view.byteOffset + start, length))
    const { timeUs, frame } = moment
    const copy = { side, sequence, view: block.view, start: 0, end: length, cut, acknowledged, isAck }
    this.entries.push({ ...copy, block, timeUs, frame })
    this.bytes += length
  }

  /** What is held for the same place and is no shorter. */
  twinOf({ side, sequence, start, end, cut }: TcpSegment): HeldSegment | undefined {
    for (const each of this.entries) {
      if (each.side === side && each.sequence === sequence)
        return each.end + each.cut >= end - start + cut ? each : undefined
    }
    return undefined
  }

  /** Removes one; its block is the caller's. */
  take(place: number): HeldSegment {
    const [entry] = this.entries.splice(place, 1) as [HeldSegment]
    this.bytes -= entry.end
    return entry
  }
}

/** Whether a segment and what is held for the same place are the same as far as both go. */
export function isPrefix({ view, start, end }: TcpSegment, held: HeldSegment): boolean {
  const count = Math.min(end - start, held.end)
  for (let i = 0; i < count; i++) if (view.getUint8(start + i) !== held.view.getUint8(i)) return false
  return true
}
