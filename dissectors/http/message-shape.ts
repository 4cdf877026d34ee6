/*
 * Where a message of HTTP begins and ends: RFC 9112, clauses 2.1 (message), 3 (request line), 4 (status line), 7.1 (chunks).
 * A header section is a message, and so is the line before each chunk; what they announce is content, which passes.
 */
import type { Cursor } from '../kit/cursor.ts'
import { type Direction, NEED_MORE, NOT_A_MESSAGE, type Verdict } from '../kit/dissector.ts'
import { lineEnd, sectionEnd } from './header-fields.ts'
import { mayBeMethod } from './methods.ts'

/** Servers allow 8 to 64 KiB; a Kerberos ticket alone takes up to 16. */
export const MAX_HEADER = 32_768
/** A size of 16 digits, and room for extensions. */
const MAX_CHUNK_LINE = 256
/** A request line that is longer, without its end, is one if all of it could be. */
const LONG_TARGET = 200
const VERSION = 'HTTP/1.'
/** 'HTTP/1.1 200'. */
const STATUS_LENGTH = 12
const CR = 13
const LF = 10
const SPACE = 0x20

export function probeMessage(bytes: Cursor): Verdict {
  const { view, pos, end } = bytes
  if (startsWithVersion(view, pos, end)) return probeStatus(view, pos, end)
  return mayBeMethod(view, pos, end) ? probeRequest(view, pos, end) : 'no'
}

export function directionOfMessage(bytes: Cursor): Direction | undefined {
  const { view, pos, end } = bytes
  if (end - pos >= VERSION.length && startsWithVersion(view, pos, end)) return 'to-client'
  return end - pos > 1 && probeMessage(bytes) === 'yes' ? 'to-server' : undefined
}

/** Length of an empty line, a line before a chunk, or a header section. */
export function lengthOfMessage(bytes: Cursor): number {
  const { view, pos, end } = bytes
  const first = bytes.peek(0)
  if (first === LF) return 1
  if (first === CR) return end - pos < 2 ? NEED_MORE : bytes.peek(1) === LF ? 2 : NOT_A_MESSAGE
  const chunk = chunkLineLength(view, pos, end)
  if (chunk !== NOT_A_MESSAGE) return chunk
  if (!isStartLine(view, pos, end)) return NOT_A_MESSAGE
  const last = sectionEnd(view, pos, end)
  return last === 0 ? NEED_MORE : last - pos
}

/** Whether the whole message is the line before a chunk. */
export function isChunkLine(view: DataView, from: number, to: number): boolean {
  return chunkLineLength(view, from, to) > 0
}

/** The size that a line before a chunk gives. */
export function chunkSize(view: DataView, from: number, to: number): number {
  let size = 0
  for (let at = from; at < to; at++) {
    const digit = hexDigit(view.getUint8(at))
    if (digit < 0) break
    size = size * 16 + digit
  }
  return size
}

/**
 * A size, extensions after a semicolon, the end of the line; with size 0 also the trailers, through the empty line.
 * NOT_A_MESSAGE when this is something else.
 */
function chunkLineLength(view: DataView, from: number, to: number): number {
  let at = from
  while (at < to && hexDigit(view.getUint8(at)) >= 0) at++
  if (at === from || at - from > 16) return NOT_A_MESSAGE
  const isLast = chunkSize(view, from, at) === 0
  while (at < to && view.getUint8(at) === SPACE) at++
  if (at === to) return NEED_MORE
  const next = view.getUint8(at)
  if (next !== CR && next !== LF && next !== 0x3b) return NOT_A_MESSAGE
  const end = lineEnd(view, at, Math.min(to, from + MAX_CHUNK_LINE))
  if (end === to) return NEED_MORE
  if (end === from + MAX_CHUNK_LINE) return NOT_A_MESSAGE
  if (!isLast) return end + 1 - from
  const last = sectionEnd(view, end + 1, to)
  return last === 0 ? NEED_MORE : last - from
}

/** Whether the first line could be a request line with any method, or a status line; of few bytes, as far as they go. */
function isStartLine(view: DataView, from: number, to: number): boolean {
  if (startsWithVersion(view, from, to)) return true
  let at = from
  while (at < to && isTokenByte(view.getUint8(at))) at++
  if (at === to) return at - from <= 32
  return at > from && view.getUint8(at) === SPACE
}

/** The version and three digits. */
function probeStatus(view: DataView, from: number, to: number): Verdict {
  for (let at = VERSION.length; at < STATUS_LENGTH; at++) {
    if (from + at >= to) return 'need-more'
    const byte = view.getUint8(from + at)
    if (at === 8 ? byte !== SPACE : byte < 0x30 || byte > 0x39) return 'no'
  }
  return 'yes'
}

/** A known method, a target without blanks, the version at the end of the line. */
function probeRequest(view: DataView, from: number, to: number): Verdict {
  let at = from
  while (at < to && view.getUint8(at) !== SPACE) at++
  const target = at + 1
  if (target >= to) return 'need-more'
  at = target
  while (at < to && view.getUint8(at) > SPACE && view.getUint8(at) !== 0x7f) at++
  if (at === target) return 'no'
  if (at === to) return at - target > LONG_TARGET && view.getUint8(target) === 0x2f ? 'yes' : 'need-more'
  if (view.getUint8(at) !== SPACE) return 'no'
  for (let i = 0; i < VERSION.length; i++) {
    if (at + 1 + i >= to) return 'need-more'
    if (view.getUint8(at + 1 + i) !== VERSION.charCodeAt(i)) return 'no'
  }
  return 'yes'
}

/** Whether the bytes begin with the version, as far as they go. */
function startsWithVersion(view: DataView, from: number, to: number): boolean {
  for (let i = 0; i < VERSION.length && from + i < to; i++) {
    if (view.getUint8(from + i) !== VERSION.charCodeAt(i)) return false
  }
  return to > from
}

function hexDigit(byte: number): number {
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30
  const letter = byte | 0x20
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : -1
}

/** RFC 9110, clause 5.6.2, without what no method has. */
function isTokenByte(byte: number): boolean {
  const letter = byte | 0x20
  return (letter >= 0x61 && letter <= 0x7a) || (byte >= 0x30 && byte <= 0x39) || byte === 0x2d || byte === 0x5f
}
