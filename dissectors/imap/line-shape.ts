/*
 * What a line of IMAP4 is: RFC 3501, clauses 2.2 (a tag and a command, or a tag and a state; '*' and '+' of the server) and 4.3
 * (a literal: its length in braces ends the line, so many bytes follow).
 */
import type { Cursor } from '../kit/cursor.ts'
import type { Direction, Verdict } from '../kit/dissector.ts'
import { probeEach } from '../kit/probe-each.ts'
import { beginsWith, isWord, lengthOfLine, textEnd, wordEnd, wordIn } from '../kit/text-line.ts'
import { isEvident, VERBS } from './commands.ts'

/** RFC 7162, 4: 8192 bytes of a command; a list of a mailbox's mails is longer. */
export const MAX_LINE = 65_536
/** States that end a command. */
export const STATES = ['OK', 'NO', 'BAD']
const GREETINGS = ['* OK ', '* PREAUTH ', '* BYE ']
const STAR = 0x2a
const PLUS = 0x2b
const MAX_TAG = 32
const MAX_LITERAL = 0xffff_ffff
const MOST_DIGITS = 10
const BRACE = { open: 0x7b, close: 0x7d } as const

/** Whether the server says it without having been asked, or before the end. */
export function isUntagged({ view, pos, end }: Cursor): boolean {
  return end > pos && (view.getUint8(pos) === STAR || view.getUint8(pos) === PLUS)
}

export function isStar({ view, pos }: Cursor): boolean {
  return view.getUint8(pos) === STAR
}

export function isGreeting({ view, pos, end }: Cursor): boolean {
  return GREETINGS.some((greeting) => beginsWith(view, pos, end, greeting))
}

/** Bytes of the literal that the line announces; 0 where it announces none. */
export function literalOf({ view, pos, end }: Cursor): number {
  let at = textEnd(view, pos, end) - 1
  if (at <= pos || view.getUint8(at) !== BRACE.close) return 0
  at--
  // RFC 7888: a client that does not wait to be told to go on.
  if (view.getUint8(at) === PLUS || view.getUint8(at) === 0x2d) at--
  let value = 0
  let factor = 1
  let digits = 0
  for (; at > pos && digits < MOST_DIGITS; at--, digits++, factor *= 10) {
    const digit = view.getUint8(at) - 0x30
    if (digit < 0 || digit > 9) break
    value += digit * factor
  }
  return view.getUint8(at) === BRACE.open && value <= MAX_LITERAL ? value : 0
}

export function directionOfLine(bytes: Cursor): Direction | undefined {
  const { view, pos, end } = bytes
  if (bytes.left === 0) return undefined
  if (isUntagged(bytes)) return 'to-client'
  const tagEnd = wordEnd(view, pos, end)
  const to = wordEnd(view, Math.min(tagEnd + 1, end), end)
  if (to === end) return undefined
  return wordIn(STATES, view, tagEnd + 1, to) >= 0 ? 'to-client' : 'to-server'
}

export function probeLines(bytes: Cursor): Verdict {
  return probeEach(bytes, lengthOfLine, probeLine)
}

function probeLine(bytes: Cursor, length: number): Verdict {
  const { view, pos, end } = bytes
  if (isUntagged(bytes)) return probeUntagged(bytes, length)
  const tagEnd = wordEnd(view, pos, end)
  if (tagEnd === pos || tagEnd - pos > MAX_TAG || !isTag(view, pos, tagEnd)) return 'no'
  if (tagEnd === end) return 'need-more'
  if (view.getUint8(tagEnd) !== 0x20) return 'no'
  const from = tagEnd + 1
  const to = wordEnd(view, from, end)
  if (to === end) return [...VERBS, ...STATES].some((verb) => isPartOf(view, from, to, verb)) ? 'need-more' : 'no'
  if (wordIn(STATES, view, from, to) >= 0) return 'need-more'
  const code = wordIn(VERBS, view, from, to)
  if (code <= 0) return 'no'
  return length > 0 && isEvident(code) && !isOfOthers(view, pos, tagEnd) ? 'yes' : 'need-more'
}

/** Words that may be tags, but that other protocols have, too: '331 Login' of FTP, 'AUTH LOGIN' of SMTP and POP3. */
function isOfOthers(view: DataView, from: number, to: number): boolean {
  if (to - from !== 3) return isWord(view, from, to, 'AUTH')
  for (let at = from; at < to; at++) if (view.getUint8(at) < 0x30 || view.getUint8(at) > 0x39) return false
  return true
}

/** A greeting, of which nothing else has the beginning; what else the server says is like other things. */
function probeUntagged(bytes: Cursor, length: number): Verdict {
  const { view, pos, end } = bytes
  if (!isStar(bytes)) return end - pos < 2 || view.getUint8(pos + 1) === 0x20 ? 'need-more' : 'no'
  if (isGreeting(bytes)) return length > 0 ? 'yes' : 'need-more'
  return end - pos < 2 || view.getUint8(pos + 1) === 0x20 ? 'need-more' : 'no'
}

function isPartOf(view: DataView, from: number, to: number, word: string): boolean {
  return to - from <= word.length && wordIn([word.slice(0, to - from)], view, from, to) === 0
}

/** Letters, digits and a few signs. */
function isTag(view: DataView, from: number, to: number): boolean {
  for (let at = from; at < to; at++) {
    const byte = view.getUint8(at)
    const isLetter = (byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7a
    if (!isLetter && !(byte >= 0x30 && byte <= 0x39) && byte !== 0x2e && byte !== 0x2d && byte !== 0x5f) return false
  }
  return true
}
