import type { Cursor } from '../../dissectors/kit/cursor.ts'
import {
  type Direction,
  type Dissector,
  NEED_MORE,
  NOT_A_MESSAGE,
  type Verdict,
} from '../../dissectors/kit/dissector.ts'

/** Places of one segment that are tried: a segment may have 64 KiB, and a dissector may read as many at each place. */
export const MAX_PLACES = 2048
/** No message begins there. */
export const NOWHERE = -1
/** The length of a message as long as this led to where the next one begins: of that, so many bytes tell enough. */
const LONG_MESSAGE = 64
const LEAST_OF_NEXT = 4

/**
 * Where in `view[start, end)` a whole message begins, and another one behind it: for a stream whose sender fills its
 * segments without regard to where its messages end, so that none begins where a segment does. One alone may be chance, since
 * most of what lies in messages is zeros.
 */
export function findMessage(
  cursor: Cursor,
  direction: Direction,
  dissector: Dissector,
  view: DataView,
  start: number,
  end: number,
): number {
  const verdictOn = (from: number, to: number): Verdict => {
    if (dissector.messageLength(cursor.reset(view, from, to)) === NOT_A_MESSAGE) return 'no'
    return dissector.probe(cursor.reset(view, from, to), direction)
  }
  const last = Math.min(end, start + MAX_PLACES)
  for (let at = start; at < last; at++) {
    const length = dissector.messageLength(cursor.reset(view, at, end))
    if (length === NOT_A_MESSAGE || length === NEED_MORE || length > dissector.maxMessage || at + length >= end)
      continue
    const next = at + length
    if (verdictOn(at, end) !== 'yes') continue
    const onNext = verdictOn(next, end)
    const isTold = length >= LONG_MESSAGE && end - next >= LEAST_OF_NEXT && onNext === 'need-more'
    if (isTold || onNext === 'yes') return at
  }
  return NOWHERE
}
