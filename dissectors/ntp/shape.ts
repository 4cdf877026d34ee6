/*
 * Whether bytes are an NTP message. RFC 5905 clause 7.3 (time), RFC 9327 clause 2 (control).
 */
import type { Cursor } from '../kit/cursor.ts'
import { CONTROL, MODE } from './modes.ts'

/** Offsets of a message that tells the time. */
export const AT = { stratum: 1, poll: 2, precision: 3, delay: 4, dispersion: 8, reference: 12 } as const
export const TIME_LENGTH = 48
export const CONTROL_LENGTH = 12
const COUNT_AT = 10
export const PRIVATE_LENGTH = 8
const LAST_VERSION = 4
const MAX_STRATUM = 16
/** Clause 7.3: exponents of two, of seconds; servers and clients stay far inside. */
const POLL = { least: -6, most: 17 } as const
const PRECISION = { least: -32, most: 6 } as const
const TRANSMIT_AT = 40
/** A crypto-NAK; a key number with MD5, SHA-1, SHA-256, SHA-384 or SHA-512. */
const TAILS: readonly number[] = [4, 20, 24, 36, 52, 68]
const LEAST_EXTENSION = 16
/** What may follow a control message: padding to four bytes, a key number and a digest. */
const MAX_TRAILER = 3 + 4 + 64
/** Implementations that speak mode 7: any, and the two of the reference implementation. */
const IMPLEMENTATIONS: readonly number[] = [0, 2, 3]
export const RESPONSE = 0x80

export function modeOf(bytes: Cursor): number {
  return bytes.peek(0) & 7
}

export function isNtp(bytes: Cursor): boolean {
  if (bytes.left < PRIVATE_LENGTH) return false
  const version = (bytes.peek(0) >> 3) & 7
  if (version < 1 || version > LAST_VERSION) return false
  switch (modeOf(bytes)) {
    case MODE.control:
      return isControl(bytes)
    case MODE.private:
      return isPrivate(bytes)
    case 0:
      return false
    default:
      return isTime(bytes)
  }
}

/** Nearly every field is small: a delay and a dispersion of 256 seconds have eight leading zeros each. */
function isTime(bytes: Cursor): boolean {
  if (bytes.left < TIME_LENGTH || bytes.peek(AT.stratum) > MAX_STRATUM || !isTail(bytes)) return false
  const delay = bytes.peek(AT.delay)
  const isSmall = (delay === 0 || delay === 0xff) && bytes.peek(AT.dispersion) === 0
  const poll = signed(bytes.peek(AT.poll))
  const precision = signed(bytes.peek(AT.precision))
  const isPoll = poll >= POLL.least && poll <= POLL.most
  const hasTime = modeOf(bytes) === MODE.client || bytes.peek16(TRANSMIT_AT) !== 0
  return isSmall && hasTime && isPoll && precision >= PRECISION.least && precision <= PRECISION.most
}

/** Behind the message stands nothing, a key number with a digest of any length in use, or extension fields (7.5). */
function isTail(bytes: Cursor): boolean {
  const rest = bytes.left - TIME_LENGTH
  if (rest === 0 || TAILS.includes(rest)) return true
  if (rest < LEAST_EXTENSION) return false
  const length = bytes.peek16(TIME_LENGTH + 2)
  return length >= LEAST_EXTENSION && length % 4 === 0 && length <= rest
}

/** The operation exists, and the data is as long as it says. A request comes from offset zero, without a status. */
function isControl(bytes: Cursor): boolean {
  if (bytes.left < CONTROL_LENGTH || bytes.peek(0) >> 6 !== 0) return false
  const flags = bytes.peek(1)
  if (CONTROL[flags & 31] === undefined && (flags & RESPONSE) === 0) return false
  const rest = bytes.left - CONTROL_LENGTH - bytes.peek16(COUNT_AT)
  const isRequest = (flags & RESPONSE) === 0
  return rest >= 0 && rest <= MAX_TRAILER && (!isRequest || (bytes.peek16(4) === 0 && bytes.peek16(8) === 0))
}

/** Items of a size, as many as are counted; a request has no error. */
function isPrivate(bytes: Cursor): boolean {
  const errorAndCount = bytes.peek16(4)
  const size = bytes.peek16(6)
  const isRequest = (bytes.peek(0) & RESPONSE) === 0
  const room = bytes.left - PRIVATE_LENGTH
  const isKnown = IMPLEMENTATIONS.includes(bytes.peek(2)) && size <= 0x0fff && errorAndCount >> 12 <= 7
  if (!isKnown || (errorAndCount & 0x0fff) * size > room) return false
  return isRequest ? errorAndCount <= 1 && bytes.peek(1) < RESPONSE : true
}

function signed(byte: number): number {
  return byte > 127 ? byte - 256 : byte
}
