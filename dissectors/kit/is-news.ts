import { keyOfNews } from './key-of-news.ts'

/** Statements remembered per dialogue; more are said again each time they come. */
const MAX_SAID = 32

/**
 * Whether bytes `[from, to)` of a view differ from what was said last under this number; they count as said now. What goes
 * on being said is news once a minute, so that nobody takes it for over.
 */
export function isNews(said: Map<number, number>, under: number, view: DataView, from: number, to: number): boolean {
  const key = keyOfNews(view, from, to, under)
  if (said.get(under) === key) return false
  if (said.size < MAX_SAID || said.has(under)) said.set(under, key)
  return true
}
