import { keyOfNews } from './key-of-news.ts'

/** Distinct statements remembered per dialogue; past it the oldest is forgotten, and may be said again. */
export const MAX_SAID = 64

/** Tells a statement from its repetition, so that an identity that is polled costs nothing. */
export class SaidOnce {
  /** Made for the first statement: most dialogues make none. */
  private said: Map<number, number> | undefined = undefined

  /** Whether `view[from, to)` differs from what was last given for this subject, or was given in an earlier minute. */
  isNew(subject: number, view: DataView, from: number, to: number): boolean {
    const value = keyOfNews(view, from, to, subject)
    this.said ??= new Map()
    const { said } = this
    if (said.get(subject) === value) return false
    if (!said.has(subject) && said.size >= MAX_SAID) {
      const oldest = said.keys().next()
      if (!oldest.done) said.delete(oldest.value)
    }
    said.set(subject, value)
    return true
  }
}
