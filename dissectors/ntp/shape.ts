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
/** What clients put there that tell nothing of themselves: draft-ietf-ntp-data-minimization-04, section 3 (chrony). */
const HIDDEN = 0x20
const REFERENCE_TIME_AT = 16
const RECEIVE_AT = 32
const TRANSMIT_AT = 40
/** A crypto-NAK; a key number with MD5, SHA-1, SHA-256, SHA-384 or SHA-512. */
const TAILS: readonly number[] = [4, 20, 24, 36, 52, 68]
const LEAST_EXTENSION = 16
/** Implementations that speak mode 7: the older and the newer reference implementation. */
const IMPLEMENTATIONS: readonly number[] = [2, 3]
export const RESPONSE = 0x80
const ERROR_AND_MORE = 0x60
const LAST_ERROR = 7
/** Clocks show 1969 or later, or, in the era after 2036 or never set, up to 17 years after its start. */
const LEAST_SECONDS = 0x8300
const MOST_NEW_SECONDS = 0x2000

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
  const isClient = modeOf(bytes) === MODE.client
  const isPrecise = (precision >= PRECISION.least && precision <= PRECISION.most) || (isClient && precision === HIDDEN)
  const hasTime = isClient || (bytes.peek16(TRANSMIT_AT) !== 0 && isClock(bytes, TRANSMIT_AT))
  const areClocks = isClock(bytes, REFERENCE_TIME_AT) && isClock(bytes, RECEIVE_AT)
  return isSmall && hasTime && areClocks && isPoll && isPrecise
}

/** The time that a client sent can be any number, since some hide it; what others tell are times. */
function isClock(bytes: Cursor, at: number): boolean {
  const seconds = bytes.peek16(at)
  return seconds >= LEAST_SECONDS || seconds < MOST_NEW_SECONDS
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
  // An error is told in one message: a record of DTLS would have both bits.
  if ((flags & ERROR_AND_MORE) === ERROR_AND_MORE) return false
  const isRequest = (flags & RESPONSE) === 0
  return isAsLongAsItSays(bytes) && (!isRequest || (bytes.peek16(4) === 0 && bytes.peek16(8) === 0))
}

/** The data is padded to four bytes, or not, and a digest can follow. */
function isAsLongAsItSays(bytes: Cursor): boolean {
  const count = bytes.peek16(COUNT_AT)
  const rest = bytes.left - CONTROL_LENGTH - ((count + 3) & ~3)
  return bytes.left === CONTROL_LENGTH + count || rest === 0 || TAILS.includes(rest)
}

/**
 * A request that exists; items of a size, as many as are counted, and nothing else; a request has no error, and one item or
 * neither item nor size.
 */
function isPrivate(bytes: Cursor): boolean {
  const errorAndCount = bytes.peek16(4)
  const size = bytes.peek16(6)
  const isRequest = (bytes.peek(0) & RESPONSE) === 0
  const room = bytes.left - PRIVATE_LENGTH
  const count = errorAndCount & 0x0fff
  if (!IMPLEMENTATIONS.includes(bytes.peek(2)) || size > 0x0fff || count * size > room) return false
  if (isRequest) return (errorAndCount === 1 || errorAndCount + size === 0) && bytes.peek(1) < RESPONSE
  return errorAndCount >> 12 <= LAST_ERROR && (count === 0 || count * size === room)
}

function signed(byte: number): number {
  return byte > 127 ? byte - 256 : byte
}
