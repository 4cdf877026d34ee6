/*
 * How messages of RDP begin. MS-RDPBCGR, 2.2.1.1 and 2.2.1.2 (X.224 connect, protocol negotiation), 2.2.9.1.2 (fast path);
 * ITU-T T.125, 7 (MCS connect); RFC 8446, 5.1 (TLS records).
 */
import type { Cursor } from '../kit/cursor.ts'
import { type Direction, NEED_MORE, NOT_A_MESSAGE, type Verdict } from '../kit/dissector.ts'
import { TPDU, tpktLength } from '../kit/tpkt.ts'

export type Layer = 'tpkt' | 'tls' | 'fast-path'

export const TPKT_HEADER_LENGTH = 4
/** X.224, 13.3: length, code, both references, class: what connects of RDP have before their cookie. */
export const CONNECT_HEADER_LENGTH = 7
/** 2.2.1.1.1 and 2.2.1.2.1: a negotiation has eight bytes. */
export const NEGOTIATION_LENGTH = 8
export const NEGOTIATION = { request: 1, response: 2, failure: 3 } as const
/** T.125: Connect-Initial and Connect-Response, application tags 101 and 102. */
export const CONNECT_INITIAL = 0x7f65
export const CONNECT_RESPONSE = 0x7f66
/** Header of a DT of class 0. */
const DATA_HEADER_LENGTH = 3
const TLS_HEADER_LENGTH = 5
const TLS_FIRST = 0x14
const TLS_LAST = 0x17
/** Lengths of the TPKTs of requests and confirms to attach users and join channels, by the first byte of the PDU. */
const FIXED_LENGTHS: Readonly<Record<number, number>> = { 0x04: 12, 0x28: 8, 0x2e: 11, 0x38: 12, 0x3e: 15 }
const SEND_DATA = { request: 0x64, indication: 0x68 } as const
/** First byte, initiator, channel, priority and segmentation; data that begins and ends here, of high priority. */
const SEND_HEADER_LENGTH = 6
const WHOLE_DATA = 0x70
const TO_SERVER: readonly number[] = [0x04, 0x28, 0x38, SEND_DATA.request]
/** 'Cookie: msts', with which a routing token or a user's name begins. */
const COOKIE = [0x43, 0x6f, 0x6f, 0x6b, 0x69, 0x65, 0x3a, 0x20, 0x6d, 0x73, 0x74, 0x73]

export function layerOf(bytes: Cursor): Layer {
  const first = bytes.peek(0)
  if (first === 3) return 'tpkt'
  return first >= TLS_FIRST && first <= TLS_LAST && bytes.left > 1 && bytes.peek(1) === 3 ? 'tls' : 'fast-path'
}

/** A `messageLength`. */
export function rdpLength(bytes: Cursor): number {
  if (bytes.left < 2) return NEED_MORE
  switch (layerOf(bytes)) {
    case 'tpkt':
      return tpktLength(bytes)
    case 'tls':
      return bytes.left < TLS_HEADER_LENGTH ? NEED_MORE : TLS_HEADER_LENGTH + bytes.peek16(3)
    default:
      return fastPathLength(bytes)
  }
}

/** A `probe`: a connect of X.224 with a cookie or a negotiation of RDP, or a connect of MCS. */
export function probeRdp(bytes: Cursor): Verdict {
  const length = tpktLength(bytes)
  if (length === NOT_A_MESSAGE) return 'no'
  if (length === NEED_MORE || bytes.left < TPKT_HEADER_LENGTH + 2) return 'need-more'
  const type = bytes.peek(5)
  if (type === TPDU.data) return probeData(bytes)
  const isConnect = type === TPDU.connectRequest || type === TPDU.connectConfirm
  if (!isConnect || bytes.peek(4) !== length - TPKT_HEADER_LENGTH - 1) return 'no'
  if (bytes.left < length) return 'need-more'
  const at = TPKT_HEADER_LENGTH + CONNECT_HEADER_LENGTH
  const rest = length - at
  if (type === TPDU.connectRequest && rest >= COOKIE.length && startsWithCookie(bytes, at)) return 'yes'
  if (rest !== NEGOTIATION_LENGTH || bytes.peek16(at + 2) !== 0x0800) return 'no'
  const kind = bytes.peek(at)
  const isRequest = type === TPDU.connectRequest
  const fits = isRequest ? kind === NEGOTIATION.request : kind === NEGOTIATION.response || kind === NEGOTIATION.failure
  return fits && bytes.peek16(at + 6) === 0 ? 'yes' : 'no'
}

export function rdpDirection(bytes: Cursor): Direction | undefined {
  if (bytes.left < TPKT_HEADER_LENGTH + DATA_HEADER_LENGTH + 2 || layerOf(bytes) !== 'tpkt') return undefined
  const type = bytes.peek(5)
  if (type === TPDU.connectRequest) return 'to-server'
  if (type === TPDU.connectConfirm) return 'to-client'
  const mark = bytes.peek16(TPKT_HEADER_LENGTH + DATA_HEADER_LENGTH)
  if (mark === CONNECT_INITIAL) return 'to-server'
  if (mark === CONNECT_RESPONSE) return 'to-client'
  const at = TPKT_HEADER_LENGTH + DATA_HEADER_LENGTH
  if (!isDomainPdu(bytes, at)) return undefined
  return TO_SERVER.includes(bytes.peek(at)) ? 'to-server' : 'to-client'
}

function probeData(bytes: Cursor): Verdict {
  const at = TPKT_HEADER_LENGTH + DATA_HEADER_LENGTH
  if (bytes.peek(4) !== DATA_HEADER_LENGTH - 1) return 'no'
  if (bytes.left < at + 2) return 'need-more'
  const mark = bytes.peek16(at)
  return mark === CONNECT_INITIAL || mark === CONNECT_RESPONSE || isDomainPdu(bytes, at) ? 'yes' : 'no'
}

/** A dialogue joined after its connects: the PDUs of T.125 whose lengths are known, or agree with that of the TPKT. */
function isDomainPdu(bytes: Cursor, at: number): boolean {
  const length = bytes.peek16(2)
  if (bytes.left < Math.min(length, at + SEND_HEADER_LENGTH + 2)) return false
  const first = bytes.peek(at)
  if (first !== SEND_DATA.request && first !== SEND_DATA.indication) return FIXED_LENGTHS[first] === length
  if (bytes.left < at + SEND_HEADER_LENGTH + 2 || bytes.peek(at + SEND_HEADER_LENGTH - 1) !== WHOLE_DATA) return false
  const short = bytes.peek(at + SEND_HEADER_LENGTH)
  const rest = short < 0x80 ? 1 + short : 2 + (bytes.peek16(at + SEND_HEADER_LENGTH) & 0x7fff)
  return at + SEND_HEADER_LENGTH + rest === length
}

function startsWithCookie(bytes: Cursor, at: number): boolean {
  return COOKIE.every((letter, i) => bytes.peek(at + i) === letter)
}

/** 2.2.9.1.2: the action in the two low bits is 0; the length has one byte or two, and counts itself. */
function fastPathLength(bytes: Cursor): number {
  if ((bytes.peek(0) & 3) !== 0) return NOT_A_MESSAGE
  const first = bytes.peek(1)
  if (first < 0x80) return first < 3 ? NOT_A_MESSAGE : first
  if (bytes.left < 3) return NEED_MORE
  const length = ((first & 0x7f) << 8) | bytes.peek(2)
  return length < 4 ? NOT_A_MESSAGE : length
}
