/*
 * Where a piece of the conversation begins and ends. A command is SOH, the security code when there is one, and six
 * characters of function code; it needs no end. What else there is are lines: data behind a command, and the lines of an
 * answer, each up to its line feed or ETX. Imitations leave SOH and ETX out. Nothing here moves the cursor.
 */
import type { Cursor } from '../kit/cursor.ts'
import { type Direction, NEED_MORE, NOT_A_MESSAGE, type Verdict } from '../kit/dissector.ts'

/** An answer for computers is one line, with all tanks and their history. */
export const MAX_LINE = 65_536
export const CODE_LENGTH = 6
export const SECURITY_LENGTH = 6

const SOH = 1
const ETX = 3
const TAB = 9
const LF = 10
const CR = 13
const ESC = 27
const BLANK = 32
const DELETE = 127
const ZERO = 0x30
const NINE = 0x39
/** What is answered to a function that is not known: its checksum is always the same (section 5.0). */
const REFUSAL = [0x39, 0x39, 0x39, 0x39, 0x46, 0x46, 0x31, 0x42]
/** The time of an answer for computers: YYMMDDHHmm. */
export const TIME_LENGTH = 10

/** Bytes up to the function code of the command, or of the answer for computers, at the cursor; -1 where none is. */
export function codeAt(bytes: Cursor): number {
  if (bytes.left < 1 + CODE_LENGTH || bytes.peek(0) !== SOH) return -1
  if (isCode(bytes, 1)) return 1
  const behind = 1 + SECURITY_LENGTH
  return bytes.left >= behind + CODE_LENGTH && isCode(bytes, behind) ? behind : -1
}

export function isRefusal(bytes: Cursor): boolean {
  const from = bytes.left > 0 && bytes.peek(0) === SOH ? 1 : 0
  return bytes.left >= from + REFUSAL.length && beginsWith(bytes, from)
}

/** Length of a command, a refusal or a line; NEED_MORE where more must come to tell. */
export function pieceLength(bytes: Cursor): number {
  if (bytes.left === 0) return NEED_MORE
  const isBegun = bytes.peek(0) === SOH
  const from = isBegun ? 1 : 0
  if (beginsWith(bytes, from)) {
    return bytes.left >= from + REFUSAL.length ? from + REFUSAL.length : lineLength(bytes, from)
  }
  if (!isBegun) return lineLength(bytes, 0)
  const code = codeAt(bytes)
  if (code > 0) return code + CODE_LENGTH
  // SOH before the blank line that an answer for people begins with; else a code may still come.
  if (bytes.left > 1 && !isPrintable(bytes.peek(1))) return lineLength(bytes, 1)
  return couldBeCommand(bytes) ? NEED_MORE : NOT_A_MESSAGE
}

/** Whether the line at the cursor is a function code and nothing else; where it begins, or -1. */
export function codeOfLine(line: Cursor): number {
  let from = 0
  while (from < line.left && line.peek(from) < BLANK) from++
  if (line.left < from + CODE_LENGTH || !isCode(line, from)) return -1
  for (let at = from + CODE_LENGTH; at < line.left; at++) if (line.peek(at) > BLANK) return -1
  return from
}

/** 26 bits of code at least, with SOH before it, or line ends on both sides. */
export function probePieces(bytes: Cursor): Verdict {
  if (bytes.left === 0) return 'need-more'
  if (isRefusal(bytes)) return 'yes'
  const first = bytes.peek(0)
  if (beginsWith(bytes, first === SOH ? 1 : 0)) return 'need-more'
  if (first === SOH && (bytes.left === 1 || isPrintable(bytes.peek(1)))) {
    const code = codeAt(bytes)
    if (code < 0) return couldBeCommand(bytes) ? 'need-more' : 'no'
    const next = code + CODE_LENGTH
    return next === bytes.left || mayStandInLine(bytes.peek(next)) ? 'yes' : 'no'
  }
  return probeAnswer(bytes)
}

/** By content alone: only commands have a display code behind SOH, and only answers one in a line of its own. */
export function directionOfPiece(bytes: Cursor): Direction | undefined {
  if (isRefusal(bytes)) return 'to-client'
  const at = codeAt(bytes)
  if (at < 0) return probeAnswer(bytes) === 'yes' ? 'to-client' : undefined
  if (at > 1 || isUpper(bytes.peek(at))) return 'to-server'
  const next = at + CODE_LENGTH
  if (bytes.peek(at) !== 0x69 || bytes.left === next) return undefined
  if (bytes.peek(next) < BLANK) return 'to-server'
  return bytes.left >= next + TIME_LENGTH && areDigits(bytes, next, TIME_LENGTH) ? 'to-client' : undefined
}

/** Blank lines, then a function code in a line of its own. */
function probeAnswer(bytes: Cursor): Verdict {
  let at = bytes.peek(0) === SOH ? 1 : 0
  while (at < bytes.left && isBlankLine(bytes.peek(at))) at++
  if (at === 0) return 'no'
  for (let i = 0; i < CODE_LENGTH; i++) {
    if (at + i >= bytes.left) return 'need-more'
    if (!isOfCode(bytes.peek(at + i), i)) return 'no'
  }
  at += CODE_LENGTH
  if (at >= bytes.left) return 'need-more'
  return isBlankLine(bytes.peek(at)) ? 'yes' : 'no'
}

/** Up to and with the line feed or ETX, or up to the next SOH; controls that no line has are none of this protocol's. */
function lineLength(bytes: Cursor, from: number): number {
  for (let at = from; at < bytes.left; at++) {
    const each = bytes.peek(at)
    if (each === LF || each === ETX) return at + 1
    if (each === SOH) return at
    if (!mayStandInLine(each)) return NOT_A_MESSAGE
  }
  return bytes.left > MAX_LINE ? NOT_A_MESSAGE : NEED_MORE
}

/** I or S for displays, i or s for computers; three of a hexadecimal number, and two decimal digits of a device. */
function isCode(bytes: Cursor, at: number): boolean {
  for (let i = 0; i < CODE_LENGTH; i++) if (!isOfCode(bytes.peek(at + i), i)) return false
  return true
}

function isOfCode(byte: number, place: number): boolean {
  if (place === 0) return byte === 0x49 || byte === 0x53 || byte === 0x69 || byte === 0x73
  const isDigit = byte >= ZERO && byte <= NINE
  return isDigit || (place < 4 && byte >= 0x41 && byte <= 0x46)
}

/** What is there so far: a code, or a security code and the beginning of one. */
function couldBeCommand(bytes: Cursor): boolean {
  let isStart = true
  for (let i = 1; i < bytes.left && i <= CODE_LENGTH; i++) if (!isOfCode(bytes.peek(i), i - 1)) isStart = false
  if (isStart) return true
  const behind = 1 + SECURITY_LENGTH
  for (let i = 1; i < bytes.left && i < behind + CODE_LENGTH; i++) {
    const each = bytes.peek(i)
    if (i < behind ? !isPrintable(each) : !isOfCode(each, i - behind)) return false
  }
  return true
}

/** Whether what is there from `at` on is the beginning of a refusal. */
function beginsWith(bytes: Cursor, at: number): boolean {
  if (at >= bytes.left) return false
  for (let i = 0; i < REFUSAL.length && at + i < bytes.left; i++) if (bytes.peek(at + i) !== REFUSAL[i]) return false
  return true
}

function areDigits(bytes: Cursor, at: number, count: number): boolean {
  for (let i = at; i < at + count; i++) if (bytes.peek(i) < ZERO || bytes.peek(i) > NINE) return false
  return true
}

function isBlankLine(byte: number): boolean {
  return byte === 0 || byte === LF || byte === CR
}

function isPrintable(byte: number): boolean {
  return byte >= BLANK && byte < DELETE
}

function isUpper(byte: number): boolean {
  return byte < 0x60
}

/** Labels may have letters of other alphabets. */
function mayStandInLine(byte: number): boolean {
  return (byte >= BLANK && byte !== DELETE) || isBlankLine(byte) || byte === TAB || byte === ETX || byte === ESC
}
