/*
 * Where a command or a reply begins and ends: RFC 959, clause 4.2 (a reply of several lines ends with its code and a blank)
 * and 5.3.1 (commands). Telnet's urgent signals may stand before ABOR (4.1.3).
 */
import type { Cursor } from '../kit/cursor.ts'
import { type Direction, NEED_MORE, NOT_A_MESSAGE, type Verdict } from '../kit/dissector.ts'
import { probeEach } from '../kit/probe-each.ts'
import { commandCode, isEvident, OTHER } from './commands.ts'

export const MAX_LINES = 16_384
const LF = 10
const CR = 13
const BLANK = 0x20
const DASH = 0x2d
const MAX_VERB = 4
/** Replies that mail and news do not have. */
const EVIDENT_REPLIES = [125, 150, 226, 227, 229, 257, 331, 350]
const READY = 220

export function probeLines(bytes: Cursor): Verdict {
  return probeEach(bytes, lengthOfLines, probeOne)
}

function probeOne(bytes: Cursor, length: number): Verdict {
  if (length === NOT_A_MESSAGE) return 'no'
  return isReplyAt(bytes) ? probeReply(bytes, length) : probeCommand(bytes, length)
}

export function directionOfLines(bytes: Cursor): Direction | undefined {
  if (bytes.left < 4) return undefined
  return isReplyAt(bytes) ? 'to-client' : 'to-server'
}

/** Length of a command, or of a reply with all its lines. */
export function lengthOfLines(bytes: Cursor): number {
  const { view, pos, end } = bytes
  const start = signalsEnd(view, pos, end)
  if (start === end) return NEED_MORE
  const first = view.getUint8(start)
  if (!isDigit(first) && !isLetter(first) && first !== CR && first !== LF) return NOT_A_MESSAGE
  const line = lineBehind(view, start, end)
  if (line === 0) return NEED_MORE
  if (!isReply(view, start, end) || view.getUint8(start + 3) !== DASH) return line - pos
  for (let at = line; at < end; ) {
    const next = lineBehind(view, at, end)
    if (next === 0) return NEED_MORE
    if (isLastLine(view, at, next, start)) return next - pos
    at = next
  }
  return NEED_MORE
}

export function isReplyAt({ view, pos, end }: Cursor): boolean {
  return isReply(view, pos, end)
}

/** The code of a reply. */
export function replyCode(view: DataView, from: number): number {
  return view.getUint8(from) * 100 + view.getUint8(from + 1) * 10 + view.getUint8(from + 2) - 0x30 * 111
}

/** Where Telnet's signals before a command end. */
export function signalsEnd(view: DataView, from: number, to: number): number {
  let at = from
  while (at < to && view.getUint8(at) >= 0xf0) at++
  return at
}

/** Where the first word of `view[from, to)` ends. */
export function wordEnd(view: DataView, from: number, to: number): number {
  let at = from
  while (at < to && view.getUint8(at) > BLANK) at++
  return at
}

/** A greeting names the service; other replies are those of FTP alone, or tell nothing. */
function probeReply({ view, pos, end }: Cursor, length: number): Verdict {
  const code = replyCode(view, pos)
  if (EVIDENT_REPLIES.includes(code)) return 'yes'
  if (code !== READY) return code >= 200 && code < 600 ? 'need-more' : 'no'
  if (length <= 0) return 'need-more'
  if (has(view, pos, end, 'FTP')) return 'yes'
  return has(view, pos, end, 'SMTP') || has(view, pos, end, 'NNTP') ? 'no' : 'need-more'
}

function probeCommand({ view, pos, end }: Cursor, length: number): Verdict {
  const from = signalsEnd(view, pos, end)
  // The first digits of a reply.
  if (from < end && isDigit(view.getUint8(from))) return end - from < 4 ? 'need-more' : 'no'
  const to = wordEnd(view, from, end)
  if (to - from > MAX_VERB) return 'no'
  if (to === end) return onlyLetters(view, from, to) ? 'need-more' : 'no'
  if (length === NEED_MORE) return commandCode(view, from, to) === OTHER ? 'no' : 'need-more'
  if (isEvident(view, from, to)) return 'yes'
  return commandCode(view, from, to) === OTHER ? 'no' : 'need-more'
}

function isReply(view: DataView, from: number, to: number): boolean {
  if (to - from < 4) return false
  for (let i = 0; i < 3; i++) if (!isDigit(view.getUint8(from + i))) return false
  const next = view.getUint8(from + 3)
  return next === BLANK || next === DASH || next === CR
}

/** The code of the first line, and a blank. */
function isLastLine(view: DataView, at: number, next: number, start: number): boolean {
  if (next - at < 4) return false
  for (let i = 0; i < 3; i++) if (view.getUint8(at + i) !== view.getUint8(start + i)) return false
  const behind = view.getUint8(at + 3)
  return behind === BLANK || behind === CR
}

/** Where the line ends that begins at `from`, with its line end; 0 when that is not there. */
function lineBehind(view: DataView, from: number, to: number): number {
  let at = from
  while (at < to && view.getUint8(at) !== LF) at++
  return at === to ? 0 : at + 1
}

function has(view: DataView, from: number, to: number, word: string): boolean {
  for (let at = from; at + word.length <= to; at++) {
    let i = 0
    while (i < word.length && (view.getUint8(at + i) & 0xdf) === word.charCodeAt(i)) i++
    if (i === word.length) return true
  }
  return false
}

function onlyLetters(view: DataView, from: number, to: number): boolean {
  for (let at = from; at < to; at++) if (!isLetter(view.getUint8(at))) return false
  return true
}

function isDigit(byte: number): boolean {
  return byte >= 0x30 && byte <= 0x39
}

function isLetter(byte: number): boolean {
  return (byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7a
}
