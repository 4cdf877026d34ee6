/*
 * Packets of TDS: MS-TDS, clause 2.2.3.1 (header). Between them TLS records may stand as they are: clause 2.2.6.5.
 */
import type { Cursor } from '../kit/cursor.ts'
import { type Direction, NEED_MORE, NOT_A_MESSAGE, type Verdict } from '../kit/dissector.ts'
import { isType, LOGIN, PRELOGIN, RESULT, RPC, SQL_BATCH } from './packet-types.ts'

export const HEADER = 8
/** Clause 2.2.3.1.3: packets have at most 32,767 bytes. */
export const MAX_PACKET = 32_767
const TLS_HEADER = 5
/** RFC 5246, 6.2.3: a record has at most 2^14 + 2048 bytes. */
const MAX_RECORD = 18_432
/** Clause 2.2.3.1.2: five bits are defined. */
const STATUS_BITS = 0x1f
/** ALL_HEADERS of clause 2.2.5.3 with the one that is required, the transaction descriptor. */
const ALL_HEADERS = 22
const TRANSACTION_HEADER = 18
const TRANSACTION_DESCRIPTOR = 2
/** PRELOGIN begins with the VERSION option, which has 6 bytes: clause 2.2.6.5. */
const VERSION_LENGTH = 6
/** The fixed part of LOGIN7, clause 2.2.6.4, and the part that older clients leave out. */
const LEAST_LOGIN = 86

/** Length of a packet, or of a TLS record. */
export function lengthOfPacket(bytes: Cursor): number {
  if (bytes.left === 0) return NEED_MORE
  if (isRecord(bytes)) {
    if (bytes.left < TLS_HEADER) return NEED_MORE
    const length = bytes.peek16(3)
    return length > MAX_RECORD ? NOT_A_MESSAGE : TLS_HEADER + length
  }
  if (!isType(bytes.peek(0))) return NOT_A_MESSAGE
  if (bytes.left > 1 && bytes.peek(1) > STATUS_BITS) return NOT_A_MESSAGE
  if (bytes.left < HEADER) return NEED_MORE
  const length = bytes.peek16(2)
  return length < HEADER || length > MAX_PACKET || bytes.peek(7) !== 0 ? NOT_A_MESSAGE : length
}

/** A TLS record, which no packet can be taken for: its types are none of TDS. */
export function isRecord(bytes: Cursor): boolean {
  const first = bytes.peek(0)
  return first >= 0x14 && first <= 0x17 && (bytes.left < 2 || bytes.peek(1) === 3)
}

export function probePacket(bytes: Cursor): Verdict {
  if (bytes.left === 0) return 'need-more'
  const type = bytes.peek(0)
  if (!isType(type) || lengthOfPacket(bytes) === NOT_A_MESSAGE) return 'no'
  if (type === PRELOGIN || type === RESULT) return verdict(bytes, HEADER + 5, isPrelogin)
  if (type === LOGIN) return verdict(bytes, HEADER + 40, isLogin)
  return type === SQL_BATCH || type === RPC ? verdict(bytes, HEADER + 10, hasAllHeaders) : 'no'
}

export function directionOfPacket(bytes: Cursor): Direction | undefined {
  if (bytes.left === 0 || !isType(bytes.peek(0))) return undefined
  return bytes.peek(0) === RESULT ? 'to-client' : 'to-server'
}

/** Whether the packet begins with the VERSION option. */
export function isPrelogin(bytes: Cursor): boolean {
  return bytes.peek(HEADER) === 0 && bytes.peek16(HEADER + 3) === VERSION_LENGTH && bytes.peek(HEADER + 1) === 0
}

function verdict(bytes: Cursor, needed: number, has: (bytes: Cursor) => boolean): Verdict {
  if (bytes.left < needed) return bytes.left >= HEADER && bytes.peek16(2) < needed ? 'no' : 'need-more'
  return has(bytes) ? 'yes' : 'no'
}

/** A version of 7.x, and the first name behind the fixed part. */
function isLogin(bytes: Cursor): boolean {
  const version = bytes.peek(HEADER + 7)
  const firstName = bytes.peek(HEADER + 36) + bytes.peek(HEADER + 37) * 256
  return version >= 0x70 && version < 0x80 && firstName >= LEAST_LOGIN && firstName < 256
}

function hasAllHeaders(bytes: Cursor): boolean {
  return (
    isNumber(bytes, HEADER, ALL_HEADERS) &&
    isNumber(bytes, HEADER + 4, TRANSACTION_HEADER) &&
    bytes.peek(HEADER + 8) === TRANSACTION_DESCRIPTOR
  )
}

function isNumber(bytes: Cursor, at: number, value: number): boolean {
  return bytes.peek(at) === value && bytes.peek16(at + 1) === 0 && bytes.peek(at + 3) === 0
}
