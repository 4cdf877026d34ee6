/* The header of PCOM/TCP, and the frames of its two modes. */
import type { Cursor } from '../kit/cursor.ts'
import { NEED_MORE, NOT_A_MESSAGE, type Verdict } from '../kit/dissector.ts'
import { hexAt } from '../kit/text-digits.ts'

export const HEADER_LENGTH = 6
export const MODE = { ascii: 101, binary: 102 } as const
/** Controllers take and give some thousand bytes at a time. */
export const MAX_MESSAGE = HEADER_LENGTH + 0x1000

const MODE_AT = 2
const RESERVED_AT = 3
const LENGTH_AT = 4

const SLASH = 0x2f
const LETTER_A = 0x41
const CARRIAGE_RETURN = 0x0d
/** '/', unit, a code of two letters, checksum, CR. */
const SHORTEST_ASCII = 8
/** Checksum and CR. */
export const ASCII_END = 3

export const BINARY = { command: 18, details: 20, length: 26, checksum: 28, data: 30 } as const
const MAGIC = '/_OPLC'
const OTHER_END = 0xfe
/** Checksum and backslash. */
const BINARY_END = 3
const BACKSLASH = 0x5c
export const ANSWER_BIT = 0x80

export function messageLength(bytes: Cursor): number {
  if (bytes.left < HEADER_LENGTH) return NEED_MORE
  const mode = bytes.peek(MODE_AT)
  const length = littleEndian(bytes, LENGTH_AT)
  const least = mode === MODE.ascii ? SHORTEST_ASCII : BINARY.data + BINARY_END - HEADER_LENGTH
  const isOurs = (mode === MODE.ascii || mode === MODE.binary) && bytes.peek(RESERVED_AT) === 0
  return isOurs && length >= least && HEADER_LENGTH + length <= MAX_MESSAGE ? HEADER_LENGTH + length : NOT_A_MESSAGE
}

/* Mode, reserved byte, slash and end; then the sum of all between them in ASCII, or six letters, one sum or two. */
export function probe(bytes: Cursor): Verdict {
  const length = messageLength(bytes)
  if (length === NOT_A_MESSAGE) return 'no'
  if (length === NEED_MORE || bytes.left === HEADER_LENGTH) return 'need-more'
  if (bytes.peek(HEADER_LENGTH) !== SLASH) return 'no'
  if (bytes.left < length) return 'need-more'
  return isIntact(bytes, length) ? 'yes' : 'no'
}

/** Whether a message that is all there is of this protocol, and its sums are right. */
export function isIntact(bytes: Cursor, length: number): boolean {
  return bytes.peek(MODE_AT) === MODE.ascii ? isAscii(bytes, length) : isBinary(bytes, length)
}

/** A unit is at most 127: its first digit is no letter. */
export function isAsciiAnswer(bytes: Cursor): boolean {
  return bytes.peek(HEADER_LENGTH + 1) === LETTER_A
}

export function isAnswer(bytes: Cursor): boolean {
  if (bytes.peek(MODE_AT) === MODE.ascii) return isAsciiAnswer(bytes)
  return (bytes.peek(BINARY.command) & ANSWER_BIT) !== 0
}

export function isAsciiMode(bytes: Cursor): boolean {
  return bytes.peek(MODE_AT) === MODE.ascii
}

export function littleEndian(bytes: Cursor, at: number): number {
  return bytes.peek(at) | (bytes.peek(at + 1) << 8)
}

function isAscii(bytes: Cursor, length: number): boolean {
  if (bytes.peek(HEADER_LENGTH) !== SLASH || bytes.peek(length - 1) !== CARRIAGE_RETURN) return false
  const from = HEADER_LENGTH + (isAsciiAnswer(bytes) ? 2 : 1)
  const sum = sumOf(bytes, from, length - ASCII_END) & 0xff
  return hexAt(bytes, from, 2) >= 0 && hexAt(bytes, length - ASCII_END, 2) === sum
}

function isBinary(bytes: Cursor, length: number): boolean {
  for (let i = 0; i < MAGIC.length; i++) if (bytes.peek(HEADER_LENGTH + i) !== MAGIC.charCodeAt(i)) return false
  const end = length - BINARY_END
  const isFramed =
    bytes.peek(isAnswer(bytes) ? 12 : 13) === OTHER_END &&
    bytes.peek(length - 1) === BACKSLASH &&
    littleEndian(bytes, BINARY.length) === end - BINARY.data
  return isFramed && isSummed(bytes, HEADER_LENGTH, BINARY.checksum) && isSummed(bytes, BINARY.data, end)
}

/** The sum behind `[from, to)` makes that of all of it zero. */
function isSummed(bytes: Cursor, from: number, to: number): boolean {
  return ((sumOf(bytes, from, to) + littleEndian(bytes, to)) & 0xffff) === 0
}

function sumOf({ view, pos }: Cursor, from: number, to: number): number {
  let sum = 0
  for (let at = pos + from; at < pos + to; at++) sum += view.getUint8(at)
  return sum
}
