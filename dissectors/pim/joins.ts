/* Groups that are joined and left: the form of Join/Prune, Graft and Graft-Ack, RFC 7761 clause 4.9.5. */
import { BROKEN, prefixEnd, prefixText, unicastEnd } from './encoded-address.ts'

/** Behind the neighbour: a reserved byte, how many groups there are, and for how long. */
const HEAD_LENGTH = 4
const COUNTS_LENGTH = 4
/** Groups of one message that are named. */
export const MAX_GROUPS = 32

/** Where the list of groups in the body `[from, end)` ends. */
export function joinsEnd(view: DataView, from: number, end: number): number {
  const head = unicastEnd(view, from, end)
  if (head === BROKEN || head + HEAD_LENGTH > end) return BROKEN
  let at = head + HEAD_LENGTH
  for (let left = view.getUint8(head + 1); left > 0 && at !== BROKEN; left--) at = groupEnd(view, at, end)
  return at
}

/** The groups of a body that has an end. */
export function joinsText(view: DataView, from: number, end: number): string {
  const head = unicastEnd(view, from, end)
  const count = Math.min(view.getUint8(head + 1), MAX_GROUPS)
  const texts: string[] = []
  let at = head + HEAD_LENGTH
  for (let i = 0; i < count; i++) {
    const counts = prefixEnd(view, at, end)
    texts.push(`${changeText(view.getUint16(counts), view.getUint16(counts + 2))}${prefixText(view, at)}`)
    at = groupEnd(view, at, end)
  }
  return texts.join(', ')
}

function changeText(joined: number, pruned: number): string {
  if (joined > 0) return pruned > 0 ? 'join and prune ' : 'join '
  return pruned > 0 ? 'prune ' : ''
}

function groupEnd(view: DataView, from: number, end: number): number {
  const counts = prefixEnd(view, from, end)
  if (counts === BROKEN || counts + COUNTS_LENGTH > end) return BROKEN
  let at = counts + COUNTS_LENGTH
  const sources = view.getUint16(counts) + view.getUint16(counts + 2)
  for (let left = sources; left > 0 && at !== BROKEN; left--) at = prefixEnd(view, at, end)
  return at
}
