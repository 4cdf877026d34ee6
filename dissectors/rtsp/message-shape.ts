/*
 * Where a message of RTSP begins and ends: RFC 2326, clauses 6.1 (request line), 7.1 (status line) and 10.12 (embedded
 * data). A header section is a message, and so are the four bytes before embedded data; what they announce is content.
 */

import { sectionEnd } from '../http/header-fields.ts'
import type { Cursor } from '../kit/cursor.ts'
import { type Direction, NEED_MORE, NOT_A_MESSAGE, type Verdict } from '../kit/dissector.ts'
import { commonLength, mayBeMethod } from './methods.ts'

export const MAX_HEADER = 16_384
/** '$', the channel, the length: RFC 2326, 10.12. */
export const EMBEDDED_HEADER = 4
export const DOLLAR = 0x24
const VERSION = 'RTSP/'
/** 'RTSP/1.0 200'. */
const STATUS_LENGTH = 12
/** The longest method, and room for new ones. */
const MAX_METHOD = 32
/** RTP version 2 without extension or padding in its usual form, and RTCP: RFC 3550, 5.1 and 6.4. */
const RTP_VERSION = 0x80
const CR = 13
const LF = 10
const SPACE = 0x20

export function probeMessage(bytes: Cursor): Verdict {
  const { view, pos, end } = bytes
  if (pos === end) return 'need-more'
  if (view.getUint8(pos) === DOLLAR) return probeEmbedded(view, pos, end)
  const version = commonLength(view, pos, end, VERSION)
  if (version === VERSION.length || pos + version === end) return probeStatus(view, pos, end)
  return mayBeMethod(view, pos, end) ? probeRequest(view, pos, end) : 'no'
}

export function directionOfMessage({ view, pos, end }: Cursor): Direction | undefined {
  if (isResponse(view, pos, end)) return 'to-client'
  return mayBeMethod(view, pos, end) && probeRequest(view, pos, end) === 'yes' ? 'to-server' : undefined
}

export function isResponse(view: DataView, from: number, to: number): boolean {
  return commonLength(view, from, to, VERSION) === VERSION.length
}

/** Length of an empty line, a header section, or the four bytes before embedded data. */
export function lengthOfMessage({ view, pos, end }: Cursor): number {
  if (pos === end) return NEED_MORE
  const first = view.getUint8(pos)
  if (first === DOLLAR) return end - pos < EMBEDDED_HEADER ? NEED_MORE : EMBEDDED_HEADER
  if (first === LF) return 1
  if (first === CR) return end - pos < 2 ? NEED_MORE : view.getUint8(pos + 1) === LF ? 2 : NOT_A_MESSAGE
  if (!isStartLine(view, pos, end)) return NOT_A_MESSAGE
  const last = sectionEnd(view, pos, end)
  return last === 0 ? NEED_MORE : last - pos
}

/** Whether the first line could be a request line with any method, or a status line; of few bytes, as far as they go. */
function isStartLine(view: DataView, from: number, to: number): boolean {
  if (isResponse(view, from, to)) return true
  let at = from
  while (at < to && isMethodByte(view.getUint8(at))) at++
  if (at === to) return at - from <= MAX_METHOD || commonLength(view, from, to, VERSION) === to - from
  return at > from && (view.getUint8(at) === SPACE || commonLength(view, from, to, VERSION) === to - from)
}

/** 'RTSP/1.0 200'. */
function probeStatus(view: DataView, from: number, to: number): Verdict {
  for (let at = VERSION.length; at < STATUS_LENGTH; at++) {
    if (from + at >= to) return 'need-more'
    const byte = view.getUint8(from + at)
    if (at === 6 ? byte !== 0x2e : at === 8 ? byte !== SPACE : byte < 0x30 || byte > 0x39) return 'no'
  }
  return 'yes'
}

/** A known method, a target without blanks, the version. */
function probeRequest(view: DataView, from: number, to: number): Verdict {
  let at = from
  while (at < to && view.getUint8(at) !== SPACE) at++
  const target = at + 1
  if (target >= to) return 'need-more'
  at = target
  while (at < to && view.getUint8(at) > SPACE && view.getUint8(at) !== 0x7f) at++
  if (at === to) return 'need-more'
  if (at === target || view.getUint8(at) !== SPACE) return 'no'
  const common = commonLength(view, at + 1, to, VERSION)
  if (common === VERSION.length) return 'yes'
  return at + 1 + common === to ? 'need-more' : 'no'
}

/** Two frames of embedded data behind each other: '$' and the version of RTP in both. */
function probeEmbedded(view: DataView, from: number, to: number): Verdict {
  if (to - from < EMBEDDED_HEADER + 1) return 'need-more'
  if ((view.getUint8(from + EMBEDDED_HEADER) & 0xc0) !== RTP_VERSION || view.getUint8(from + 1) > 15) return 'no'
  const next = from + EMBEDDED_HEADER + view.getUint16(from + 2)
  if (next + EMBEDDED_HEADER >= to) return 'need-more'
  if (view.getUint8(next) !== DOLLAR || view.getUint8(next + 1) > 15) return 'no'
  return (view.getUint8(next + EMBEDDED_HEADER) & 0xc0) === RTP_VERSION ? 'yes' : 'no'
}

function isMethodByte(byte: number): boolean {
  return (byte >= 0x41 && byte <= 0x5a) || (byte >= 0x61 && byte <= 0x7a) || byte === 0x5f
}
