import { keyOfBytes } from './operations.ts'

/** Distinct statements remembered per dialogue; past it the oldest is forgotten, and may be said again. */
export const MAX_SAID = 64

/** Tells a statement from its repetition, so that an identity that is polled costs nothing. */
export class SaidOnce {
  private readonly said = new Map<number, number>()

  /** Whether `view[from, to)` differs from what was last given for this subject. */
  isNew(subject: number, view: DataView, from: number, to: number): boolean {
    const value = keyOfBytes(view, from, to, subject)
    if (this.said.get(subject) === value) return false
    if (!this.said.has(subject) && this.said.size >= MAX_SAID) {
      const oldest = this.said.keys().next()
      if (!oldest.done) this.said.delete(oldest.value)
    }
    this.said.set(subject, value)
    return true
  }
}
