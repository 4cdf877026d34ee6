/*
 * Values of RESP2 and RESP3, "Redis serialization protocol specification": a type, a number or text up to a line's end, then
 * what it announces. Long strings are not held, and of long lists the rest is passed over value by value.
 */
import type { Cursor } from '../kit/cursor.ts'
import { NEED_MORE, NOT_A_MESSAGE } from '../kit/dissector.ts'
import { commandAt } from './commands.ts'

/** Of a longer message the rest comes as further ones. */
export const MAX_MESSAGE = 16_384
/** Bytes of a string that are held. */
export const MAX_STRING = 12_288
const MAX_INLINE = 1024
const MAX_LINE = 1024
/** proto-max-bulk-len. */
const MAX_BULK = 512 * 1024 * 1024
const MAX_ELEMENTS = 1024 * 1024
const CR = 13
const LF = 10
const TYPE = {
  text: 0x2b,
  error: 0x2d,
  integer: 0x3a,
  bulk: 0x24,
  array: 0x2a,
  nothing: 0x5f,
  boolean: 0x23,
  double: 0x2c,
  big: 0x28,
  bulkError: 0x21,
  verbatim: 0x3d,
  map: 0x25,
  attribute: 0x7c,
  set: 0x7e,
  push: 0x3e,
} as const
export const T = TYPE
const STRINGS: ReadonlySet<number> = new Set([TYPE.bulk, TYPE.bulkError, TYPE.verbatim])
const LISTS: ReadonlySet<number> = new Set([TYPE.array, TYPE.set, TYPE.push])
const PAIRS: ReadonlySet<number> = new Set([TYPE.map, TYPE.attribute])
const LINES: ReadonlySet<number> = new Set([
  TYPE.text,
  TYPE.error,
  TYPE.integer,
  TYPE.nothing,
  TYPE.boolean,
  TYPE.double,
  TYPE.big,
])

/** What is found of the message that was measured last. One object, reused. */
export const found = { rest: 0, remaining: 0 }

/** Length of the message at the cursor, up to where its rest is passed over: `found` says what that is. */
export function messageLength(bytes: Cursor): number {
  found.rest = found.remaining = 0
  if (bytes.left === 0) return NEED_MORE
  const { view, pos, end } = bytes
  if (isType(view.getUint8(pos))) return valueLength(view, pos, end)
  const to = lineEnd(view, pos, end, MAX_INLINE)
  if (to === 0) return end - pos < MAX_INLINE && isInline(view, pos, end) ? NEED_MORE : NOT_A_MESSAGE
  return isInline(view, pos, to) ? to - pos : NOT_A_MESSAGE
}

function valueLength(view: DataView, pos: number, end: number): number {
  let at = pos
  for (let outstanding = 1; outstanding > 0; ) {
    if (at - pos >= MAX_MESSAGE) {
      found.remaining = outstanding
      break
    }
    if (at >= end) return NEED_MORE
    const type = view.getUint8(at)
    const line = lineEnd(view, at, end, MAX_LINE)
    if (line === 0) return isType(type) && end - at < MAX_LINE ? NEED_MORE : NOT_A_MESSAGE
    const count = LINES.has(type) ? 0 : numberAt(view, at + 1, line)
    outstanding += outstandingOf(type, count)
    if (outstanding < 0 || !isType(type) || count < -1) return NOT_A_MESSAGE
    at = line
    if (!STRINGS.has(type) || count < 0) continue
    if (count > MAX_STRING) {
      found.rest = count + 2
      found.remaining = outstanding
      break
    }
    if (at + count + 2 > end) return NEED_MORE
    at += count + 2
    if (view.getUint8(at - 2) !== CR || view.getUint8(at - 1) !== LF) return NOT_A_MESSAGE
  }
  return at - pos
}

/** How many values more are to come because of one; an attribute stands before the value that it is of. */
function outstandingOf(type: number, count: number): number {
  if (LISTS.has(type)) return count <= MAX_ELEMENTS ? Math.max(0, count) - 1 : Number.NEGATIVE_INFINITY
  if (PAIRS.has(type)) {
    if (count > MAX_ELEMENTS) return Number.NEGATIVE_INFINITY
    return Math.max(0, count) * 2 - (type === TYPE.map ? 1 : 0)
  }
  return STRINGS.has(type) && count > MAX_BULK ? Number.NEGATIVE_INFINITY : -1
}

export function isType(byte: number): boolean {
  return LINES.has(byte) || STRINGS.has(byte) || LISTS.has(byte) || PAIRS.has(byte)
}

/** Behind the line's end; 0 where it has not come. */
export function lineEnd(view: DataView, from: number, end: number, most: number): number {
  for (let at = from; at < end && at < from + most; at++) if (view.getUint8(at) === LF) return at + 1
  return 0
}

/** The number that stands before a line's end; -2 where there is none. */
export function numberAt(view: DataView, from: number, line: number): number {
  const to = line - 2
  if (to <= from || view.getUint8(to) !== CR) return -2
  if (view.getUint8(from) === 0x2d) return to === from + 2 && view.getUint8(from + 1) === 0x31 ? -1 : -2
  let value = 0
  for (let at = from; at < to; at++) {
    const digit = view.getUint8(at) - 0x30
    if (digit < 0 || digit > 9 || at - from > 9) return -2
    value = value * 10 + digit
  }
  return value
}

/** "Inline commands": a line that begins with a command, as people type it. */
function isInline(view: DataView, from: number, to: number): boolean {
  let at = from
  while (at < to && isLetter(view.getUint8(at))) at++
  // A word that is not over may become one.
  if (at === to) return to - from < 16
  return view.getUint8(at) <= 0x20 && commandAt(view, from, at) !== undefined
}

function isLetter(byte: number): boolean {
  const upper = byte & 0xdf
  return upper >= 0x41 && upper <= 0x5a
}
