import type { HeldBlock } from './held-memory.ts'
import type { TcpSegment } from './tcp-connection.ts'

/** A copy of a segment that came early, and when. */
export interface HeldSegment extends TcpSegment {
  readonly block: HeldBlock
  readonly timeUs: number
  readonly frame: number
}

/** Whether `view[start, end)` and what is held for the same place are the same as far as both go. */
export function isPrefix(view: DataView, start: number, end: number, held: HeldSegment): boolean {
  const count = Math.min(end - start, held.end)
  for (let i = 0; i < count; i++) if (view.getUint8(start + i) !== held.view.getUint8(i)) return false
  return true
}
