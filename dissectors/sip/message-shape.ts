/*
 * Where a message of SIP begins and ends: RFC 3261, clauses 7.1 and 7.2 (first lines), 18.3 (bodies), RFC 5626, 3.5.1 (empty
 * lines that keep a connection alive).
 */
import { decimal, findWord, HeaderFields, lineEnd, sectionEnd } from '../http/header-fields.ts'
import type { Cursor } from '../kit/cursor.ts'
import { type Direction, NEED_MORE, NOT_A_MESSAGE, type Verdict } from '../kit/dissector.ts'
import { beginsWith, wordEnd } from '../kit/text-line.ts'
import { methodCode, OTHER_METHOD } from './methods.ts'

/** As much as a datagram holds. */
export const MAX_MESSAGE = 65_535
const VERSION = 'SIP/2.0'
/** 'SIP/2.0 200'. */
const STATUS_AT = VERSION.length + 1
const STATUS_LENGTH = STATUS_AT + 3
const MAX_METHOD = 32
const SCHEMES = ['sip:', 'sips:', 'tel:']
const CR = 13
const LF = 10
const SPACE = 0x20
/** The second name is the short form: RFC 3261, 7.3.3. */
const lengths = new HeaderFields(['content-length', 'l'])

/** A status line, or a known method, a URI of telephony, and the version. */
export function probeMessage({ view, pos, end }: Cursor): Verdict {
  if (end - pos < STATUS_LENGTH) return mayBegin(view, pos, end) ? 'need-more' : 'no'
  if (isResponse(view, pos, end)) return statusOf(view, pos, end) >= 100 ? 'yes' : 'no'
  const method = wordEnd(view, pos, Math.min(end, pos + MAX_METHOD))
  if (methodCode(view, pos, method) === OTHER_METHOD || view.getUint8(pos) > 0x5a) return 'no'
  if (method === end) return 'need-more'
  if (view.getUint8(method) !== SPACE) return 'no'
  return probeTarget(view, method + 1, end)
}

export function directionOfMessage({ view, pos, end }: Cursor): Direction | undefined {
  if (end - pos < STATUS_LENGTH) return undefined
  return isResponse(view, pos, end) ? 'to-client' : isStartLine(view, pos, end) ? 'to-server' : undefined
}

export function isResponse(view: DataView, from: number, to: number): boolean {
  return beginsWith(view, from, to, VERSION)
}

/** -1 where the status is none. */
export function statusOf(view: DataView, from: number, to: number): number {
  return decimal(view, from + STATUS_AT, Math.min(from + STATUS_LENGTH, to))
}

/** Length of an empty line, or of a header section with its body; without a length that is the rest (of a datagram). */
export function lengthOfMessage(bytes: Cursor): number {
  const { view, pos, end } = bytes
  if (pos === end) return NEED_MORE
  const first = view.getUint8(pos)
  if (first === LF) return 1
  if (first === CR) return end - pos < 2 ? NEED_MORE : view.getUint8(pos + 1) === LF ? 2 : NOT_A_MESSAGE
  if (!isStartLine(view, pos, end)) return NOT_A_MESSAGE
  const body = sectionEnd(view, pos, end)
  if (body === 0) return NEED_MORE
  lengths.read(view, lineEnd(view, pos, end) + 1, body)
  const field = lengths.has(0) ? 0 : 1
  if (!lengths.has(field)) return end - pos
  const length = Math.max(0, decimal(view, lengths.start(field), lengths.end(field)))
  return body + length - pos > MAX_MESSAGE ? NOT_A_MESSAGE : body + length - pos
}

/** Whether the first line could be one of SIP; of few bytes, as far as they go. */
function isStartLine(view: DataView, from: number, to: number): boolean {
  if (to - from < STATUS_LENGTH) return mayBegin(view, from, to)
  if (isResponse(view, from, to)) return true
  const line = lineEnd(view, from, to)
  if (line === to) return areCapitals(view, from, Math.min(wordEnd(view, from, to), from + MAX_METHOD))
  if (line === from) return false
  const last = view.getUint8(line - 1) === CR ? line - 1 : line
  return last - from > VERSION.length && findWord(view, last - VERSION.length, last, 'sip/2.0') >= 0
}

/** Of fewer bytes than a status line has. */
function mayBegin(view: DataView, from: number, to: number): boolean {
  const version = VERSION.slice(0, to - from)
  if (beginsWith(view, from, to, version)) return true
  return areCapitals(view, from, wordEnd(view, from, to))
}

function areCapitals(view: DataView, from: number, to: number): boolean {
  for (let at = from; at < to; at++) if (view.getUint8(at) < 0x41 || view.getUint8(at) > 0x5a) return false
  return to > from
}

function probeTarget(view: DataView, from: number, end: number): Verdict {
  const to = wordEnd(view, from, end)
  if (to - from >= 5 && !SCHEMES.some((scheme) => findWord(view, from, from + scheme.length, scheme) >= 0)) return 'no'
  if (to + 1 + VERSION.length > end) return 'need-more'
  return to - from >= 5 && view.getUint8(to) === SPACE && beginsWith(view, to + 1, end, VERSION) ? 'yes' : 'no'
}
