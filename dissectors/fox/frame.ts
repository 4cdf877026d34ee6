/*
 * Frames of Fox as they are seen on the wire: a line 'fox a 1 -1 fox hello', a brace, lines 'key=type:value', and '};;'.
 * Blobs and objects say their size before a bracket, and can hold anything, line ends and '};;' among it.
 */
import type { Cursor } from '../kit/cursor.ts'
import { NEED_MORE, NOT_A_MESSAGE } from '../kit/dissector.ts'

/** The line that a frame begins with. */
export const MAX_HEADER_LINE = 256
/** Characters between the equals sign and the bracket of a blob or object. */
const MAX_SIZE_TEXT = 128
const LINE_FEED = 10
const PREFIX = [0x66, 0x6f, 0x78, 0x20] as const
const END = [0x7d, 0x3b, 0x3b, LINE_FEED] as const
const BLOB = 0x62
const OBJECT = 0x6f

/** How much of 'fox ' is there: 4 when all of it, -1 when something else is. */
export function prefixOf(bytes: Cursor): number {
  for (let i = 0; i < PREFIX.length; i++) {
    if (i >= bytes.left) return i
    if (bytes.peek(i) !== PREFIX[i]) return -1
  }
  return PREFIX.length
}

export function frameLength(bytes: Cursor): number {
  const prefix = prefixOf(bytes)
  if (prefix < 0) return NOT_A_MESSAGE
  const header = lineEnd(bytes, 0, MAX_HEADER_LINE)
  if (header < 0) return bytes.left >= MAX_HEADER_LINE ? NOT_A_MESSAGE : NEED_MORE
  for (let at = header + 1; at < bytes.left; ) {
    if (isEnd(bytes, at)) return at + END.length <= bytes.left ? at + END.length : NEED_MORE
    at = afterLine(bytes, at)
    if (at < 0) return NEED_MORE
  }
  return NEED_MORE
}

/** Where the line that begins at `at` is followed by the next one; -1 when its end is not there. */
export function afterLine(bytes: Cursor, at: number): number {
  const content = afterContent(bytes, at)
  if (content > bytes.left) return -1
  const end = lineEnd(bytes, content, bytes.left)
  return end < 0 ? -1 : end + 1
}

/** Behind the bytes of a blob or object, when the line has one; else where it begins. */
function afterContent(bytes: Cursor, at: number): number {
  const limit = Math.min(bytes.left, at + MAX_SIZE_TEXT)
  let equals = at
  while (equals < limit && bytes.peek(equals) !== 0x3d && bytes.peek(equals) !== LINE_FEED) equals++
  if (equals + 2 >= limit || bytes.peek(equals) !== 0x3d || bytes.peek(equals + 2) !== 0x3a) return at
  const type = bytes.peek(equals + 1)
  if (type !== BLOB && type !== OBJECT) return at
  let size = 0
  for (let i = equals + 3; i < limit; i++) {
    const each = bytes.peek(i)
    if (each === 0x5b) return i + 1 + size
    const isDigit = each >= 0x30 && each <= 0x39
    if (each === LINE_FEED) return at
    size = isDigit ? size * 10 + each - 0x30 : 0
  }
  return at
}

function isEnd(bytes: Cursor, at: number): boolean {
  for (let i = 0; i < END.length && at + i < bytes.left; i++) if (bytes.peek(at + i) !== END[i]) return false
  return true
}

/** Where the next line feed is from `from` on, before `limit`; -1 when there is none. */
export function lineEnd(bytes: Cursor, from: number, limit: number): number {
  const end = Math.min(limit, bytes.left)
  for (let i = from; i < end; i++) if (bytes.peek(i) === LINE_FEED) return i
  return -1
}
