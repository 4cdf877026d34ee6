import { keyOfBytes } from './operations.ts'

/** How long what is said again and again counts as said once: so far behind is the time at which it was said last. */
export const NEWS_US = 60_000_000

/** Of the message at hand, in spans of `NEWS_US`. */
let span = 0

/** When the message came that is dissected next, in capture time. The engine says so of each. */
export function beginNews(timeUs: number): void {
  span = Math.floor(timeUs / NEWS_US)
}

/** What bytes `[from, to)` of a view are known again by, under this number, for as long as they count as said once. */
export function keyOfNews(view: DataView, from: number, to: number, under: number): number {
  return keyOfBytes(view, from, to, under ^ Math.imul(span, 0x9e3779b1))
}
