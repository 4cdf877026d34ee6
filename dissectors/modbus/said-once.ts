import type { Cursor } from '../kit/cursor.ts'
import { keyOfBytes } from '../kit/operations.ts'

/** Distinct statements remembered per dialogue; past it the oldest is forgotten, and may be said again. */
export const MAX_SAID = 64

/** Tells a statement from its repetition, so that an identity that is polled costs nothing. */
export class SaidOnce {
  private readonly said = new Map<number, number>()

  /** Whether the bytes at the cursor differ from those last given for this subject. */
  isNew(subject: number, pdu: Cursor): boolean {
    const value = keyOfBytes(pdu.view, pdu.pos, pdu.end, 0)
    const before = this.said.get(subject)
    if (before === value) return false
    if (before === undefined && this.said.size >= MAX_SAID) {
      const oldest = this.said.keys().next()
      if (!oldest.done) this.said.delete(oldest.value)
    }
    this.said.set(subject, value)
    return true
  }
}
