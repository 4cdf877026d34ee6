/*
 * How many bits of a message are as they must be: little stands in its head, so that its options, which must be known, of the
 * right length and in order up to the end, tell. RFC 7252, table 4; RFC 7641, 7959, 8613, 8768, 9175; RFC 8323, table 2.
 */
import type { Cursor } from '../kit/cursor.ts'
import { isUtf8Follower, utf8Followers } from '../kit/utf8.ts'
import { isKnownCode, isMethod, isSignal } from './codes.ts'
import type { Head } from './message-head.ts'
import { OPTION, OptionWalk } from './option-walk.ts'

export const ENOUGH_BITS = 24
/** Of a message with an option that it cannot have. */
export const IMPOSSIBLE = -1
/** A number that is one of few, and a length within its limits. */
const OPTION_BITS = 5
const END_BITS = 8
const MARKER_BITS = 8
const MOST_TEXT_BITS = 8
const BITS_OF_CHARACTER = 2
const REQUEST_BITS = 7
const RESPONSE_BITS = 4
const SIGNAL_BITS = 5
const TEXT: readonly number[] = [3, 8, 11, 15, 20, 35, 39]
/** Least and most bytes of a value, by option. */
const LENGTHS: Readonly<Record<number, readonly [number, number]>> = {
  1: [0, 8],
  3: [1, 255],
  4: [1, 8],
  5: [0, 0],
  6: [0, 3],
  7: [0, 2],
  8: [0, 255],
  9: [0, 255],
  11: [0, 255],
  12: [0, 2],
  14: [0, 4],
  15: [0, 255],
  16: [1, 1],
  17: [0, 2],
  19: [0, 3],
  20: [0, 255],
  23: [0, 3],
  27: [0, 3],
  28: [0, 4],
  31: [0, 3],
  35: [1, 1034],
  39: [1, 255],
  60: [0, 4],
  252: [1, 40],
  258: [0, 1],
  292: [0, 8],
}
const SIGNAL_LENGTHS: Readonly<Record<number, readonly [number, number]>> = { 2: [0, 4], 4: [0, 255], 6: [0, 4] }
const TEXT_FORMATS: readonly number[] = [0, 40, 50, 110]
const walk = new OptionWalk()

/** Bits of a whole message that are as they must be, or IMPOSSIBLE. `end` is that of the message. */
export function bitsOf(head: Head, message: Cursor, end: number): number {
  const { view } = message
  if (!isKnownCode(head.code)) return IMPOSSIBLE
  const isOfConnection = isSignal(head.code)
  let bits = isMethod(head.code) ? REQUEST_BITS : isOfConnection ? SIGNAL_BITS : RESPONSE_BITS
  let format = -1
  let before = 0
  walk.begin(view, head.optionsAt, end)
  while (walk.next()) {
    const length = walk.to - walk.from
    const [least, most] = (isOfConnection ? SIGNAL_LENGTHS : LENGTHS)[walk.number] ?? [1, 0]
    if (length < least || length > most) return IMPOSSIBLE
    const text = !isOfConnection && TEXT.includes(walk.number) ? textBits(view, walk.from, walk.to) : 0
    if (text < 0) return IMPOSSIBLE
    // An option again, and nothing in it, is a byte of zero, of which any protocol has many.
    const isZero = length === 0 && walk.number === before
    before = walk.number
    if (!isZero) bits += OPTION_BITS + text
    if (walk.number === OPTION.format) format = walk.uint()
  }
  if (walk.isBad) return IMPOSSIBLE
  if (walk.payloadAt === end) return bits + (end > head.optionsAt ? END_BITS : 0)
  const text = TEXT_FORMATS.includes(format) ? textBits(view, walk.payloadAt, end) : 0
  return text < 0 ? IMPOSSIBLE : bits + MARKER_BITS + text
}

/** -1 where it is not UTF-8, or has control characters other than blanks and line ends. */
function textBits(view: DataView, from: number, to: number): number {
  let followers = 0
  for (let at = from; at < to; at++) {
    const byte = view.getUint8(at)
    if (followers > 0) {
      if (!isUtf8Follower(byte)) return -1
      followers--
    } else if (byte === 0x7f || (byte < 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09)) return -1
    else followers = utf8Followers(byte)
    if (followers < 0) return -1
  }
  return Math.min(MOST_TEXT_BITS, (to - from) * BITS_OF_CHARACTER)
}
