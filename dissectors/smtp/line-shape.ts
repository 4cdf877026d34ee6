/*
 * Where a line or a reply begins and ends: RFC 5321, clauses 4.2.1 (replies of several lines) and 4.5.3.1.6 (the lines of a
 * mail, which may begin with anything).
 */
import { isReplyAt, replyCode, wordEnd } from '../ftp/line-shape.ts'
import type { Cursor } from '../kit/cursor.ts'
import { type Direction, NEED_MORE, type Verdict } from '../kit/dissector.ts'
import { probeEach } from '../kit/probe-each.ts'
import { commandCode, isEvident, OTHER } from './commands.ts'

/** RFC 5321 asks for 1000 bytes a line; a reply to EHLO has many. */
export const MAX_LINES = 8192
const LF = 10
const DASH = 0x2d
const MAX_VERB = 8
const READY = 220
/** 'Start mail input': of SMTP alone. */
const SEND_MAIL = 354

/** Length of a line, or of a reply with all its lines. */
export function lengthOfLines({ view, pos, end }: Cursor): number {
  for (let at = pos; at < end; ) {
    const next = lineBehind(view, at, end)
    if (next === 0) return NEED_MORE
    if (!isContinued(view, at, next)) return next - pos
    at = next
  }
  return NEED_MORE
}

export function directionOfLines(bytes: Cursor): Direction | undefined {
  if (bytes.left < 4) return undefined
  return isReplyAt(bytes) ? 'to-client' : 'to-server'
}

export function probeLines(bytes: Cursor): Verdict {
  return probeEach(bytes, lengthOfLines, probeOne)
}

function probeOne(bytes: Cursor, length: number): Verdict {
  return isReplyAt(bytes) ? probeReply(bytes, length) : probeCommand(bytes, length)
}

/** A greeting names the service; few other replies are those of SMTP alone. */
function probeReply({ view, pos }: Cursor, length: number): Verdict {
  const code = replyCode(view, pos)
  if (code === SEND_MAIL) return 'yes'
  if (code !== READY) return code >= 200 && code < 600 ? 'need-more' : 'no'
  if (length <= 0) return 'need-more'
  return has(view, pos, pos + length, 'SMTP') ? 'yes' : 'need-more'
}

function probeCommand({ view, pos, end }: Cursor, length: number): Verdict {
  if (isDigit(view.getUint8(pos))) return end - pos < 4 && onlyDigits(view, pos, end) ? 'need-more' : 'no'
  const to = wordEnd(view, pos, end)
  if (to - pos > MAX_VERB || !onlyLetters(view, pos, to)) return 'no'
  if (to === end && length === NEED_MORE) return 'need-more'
  const code = commandCode(view, pos, to)
  if (code === OTHER) return 'no'
  return isEvident(code) && length > 0 ? 'yes' : 'need-more'
}

/** '250-': another line of the reply follows. */
function isContinued(view: DataView, at: number, next: number): boolean {
  if (next - at < 4 || view.getUint8(at + 3) !== DASH) return false
  return onlyDigits(view, at, at + 3)
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
  for (let at = from; at < to; at++) {
    const letter = view.getUint8(at) | 0x20
    if (letter < 0x61 || letter > 0x7a) return false
  }
  return to > from
}

function onlyDigits(view: DataView, from: number, to: number): boolean {
  for (let at = from; at < to; at++) if (!isDigit(view.getUint8(at))) return false
  return true
}

function isDigit(byte: number): boolean {
  return byte >= 0x30 && byte <= 0x39
}
