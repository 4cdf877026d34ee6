/*
 * Where a message begins and ends: "Message Formats" of PostgreSQL's manual. A letter, 32 bits of length with themselves, the
 * body; the first messages of a client have no letter, and a version or another number in its place.
 */
import type { Cursor } from '../kit/cursor.ts'
import { type Direction, NEED_MORE, NOT_A_MESSAGE, type Verdict } from '../kit/dissector.ts'
import { CANCEL, isLetter, isOfClient, isOfServer, isStartup, isUntyped, letter } from './message-types.ts'

export const HEADER_LENGTH = 5
export const UNTYPED_HEADER_LENGTH = 8
/** MAX_STARTUP_PACKET_LENGTH of the server. */
export const MAX_STARTUP = 10_000
/** Bytes of a body that are looked at; what is longer passes. */
export const MAX_BODY = 2048
/** What a server allocates at most, which is what it accepts. */
const MAX_LENGTH = 0x3fff_ffff
/** A body of a dialogue that is recognised is shorter: text never is. */
const MAX_PROBED = 0xff_ffff
const LEAST_CANCEL = 16
const LONGEST_CANCEL = 12 + 256
/** Bodies that have one length. */
const FIXED: ReadonlyMap<number, number> = new Map(
  Object.entries({ 1: 0, 2: 0, 3: 0, n: 0, s: 0, I: 0, X: 0, c: 0, Z: 1 }).map(([type, length]) => [
    letter(type),
    length,
  ]),
)
/** Numbers of an AuthenticationRequest: with a salt, and with what the last step said. */
const MD5 = 5
const STEPS = [8, 10, 11, 12]
const LAST_AUTHENTICATION = 12
const TRANSACTION_STATES = 'ITE'

/** Length of a message, or of its beginning. */
export function lengthOfMessage(bytes: Cursor): number {
  if (bytes.left === 0) return NEED_MORE
  const type = bytes.peek(0)
  if (type === 0) return lengthOfUntyped(bytes)
  if (!isLetter(type)) return NOT_A_MESSAGE
  if (bytes.left < HEADER_LENGTH) return NEED_MORE
  const body = bodyLength(bytes)
  const fixed = FIXED.get(type)
  if (body < 0 || body > MAX_LENGTH || (fixed !== undefined && fixed !== body)) return NOT_A_MESSAGE
  return HEADER_LENGTH + Math.min(body, MAX_BODY)
}

/** What the length says of a message that has a type. */
export function bodyLength(bytes: Cursor): number {
  return bytes.peek16(1) * 0x1_0000 + bytes.peek16(3) - 4
}

/** The version or number of a message without a type. */
export function untypedCode(bytes: Cursor): number {
  return bytes.peek16(4) * 0x1_0000 + bytes.peek16(6)
}

export function directionOfMessage(bytes: Cursor): Direction | undefined {
  if (bytes.left < HEADER_LENGTH) return undefined
  const type = bytes.peek(0)
  if (type === 0 || isOfClient(type)) return 'to-server'
  if (isOfServer(type)) return 'to-client'
  const body = bodyLength(bytes)
  // Sync is empty, ParameterStatus is not; Flush is, CopyOutResponse is not.
  if (type === letter('S') || type === letter('H')) return body === 0 ? 'to-server' : 'to-client'
  return undefined
}

export function probeMessages(bytes: Cursor): Verdict {
  const { pos } = bytes
  let verdict: Verdict = 'need-more'
  while (verdict === 'need-more' && bytes.left > 0) {
    const length = lengthOfMessage(bytes)
    verdict = length === NOT_A_MESSAGE ? 'no' : probeMessage(bytes, length)
    if (length <= 0 || length > bytes.left) break
    bytes.pos += length
  }
  bytes.pos = pos
  return verdict
}

function lengthOfUntyped(bytes: Cursor): number {
  if (bytes.left > 1 && bytes.peek(1) !== 0) return NOT_A_MESSAGE
  if (bytes.left < UNTYPED_HEADER_LENGTH) return NEED_MORE
  const length = bytes.peek16(2)
  const code = untypedCode(bytes)
  if (!isUntyped(code)) return NOT_A_MESSAGE
  if (isStartup(code)) return length > UNTYPED_HEADER_LENGTH && length <= MAX_STARTUP ? length : NOT_A_MESSAGE
  if (code === CANCEL) return length >= LEAST_CANCEL && length <= LONGEST_CANCEL ? length : NOT_A_MESSAGE
  return length === UNTYPED_HEADER_LENGTH ? length : NOT_A_MESSAGE
}

function probeMessage(bytes: Cursor, length: number): Verdict {
  if (length === NEED_MORE) return 'need-more'
  const type = bytes.peek(0)
  if (type === 0) return isStartup(untypedCode(bytes)) ? probeStartup(bytes, length) : 'yes'
  const body = bodyLength(bytes)
  if (body > MAX_PROBED) return 'no'
  return length <= bytes.left && isEvident(type, bytes, body) ? 'yes' : 'need-more'
}

/** Names and values, of which the last is an empty one: all end with NUL. */
function probeStartup(bytes: Cursor, length: number): Verdict {
  if (bytes.left < length) return isName(bytes.peek(UNTYPED_HEADER_LENGTH)) ? 'need-more' : 'no'
  return isName(bytes.peek(UNTYPED_HEADER_LENGTH)) && bytes.peek16(length - 2) === 0 ? 'yes' : 'no'
}

/** Messages that nothing else looks like, with which a dialogue can be joined. */
function isEvident(type: number, bytes: Cursor, body: number): boolean {
  switch (type) {
    case letter('Z'):
      return TRANSACTION_STATES.includes(String.fromCharCode(bytes.peek(HEADER_LENGTH)))
    case letter('Q'):
      return body > 1 && body <= MAX_BODY && isText(bytes, body)
    case letter('R'):
      return isAuthentication(bytes, body)
    case letter('E'):
      return body > 2 && body <= MAX_BODY && bytes.peek(HEADER_LENGTH) === letter('S') && hasTwoEnds(bytes, body)
    default:
      return false
  }
}

/** What a server asks for has a length of its own; steps of a sign-in have any. */
function isAuthentication(bytes: Cursor, body: number): boolean {
  if (body < 4 || body > MAX_BODY || bytes.peek16(HEADER_LENGTH) !== 0) return false
  const code = bytes.peek16(HEADER_LENGTH + 2)
  if (STEPS.includes(code)) return body > 4
  return code <= LAST_AUTHENTICATION && body === (code === MD5 ? 8 : 4)
}

/** One text, with the NUL that ends it. */
function isText(bytes: Cursor, length: number): boolean {
  for (let at = 0; at < length - 1; at++) {
    const byte = bytes.peek(HEADER_LENGTH + at)
    if (byte < 0x20 && byte !== 9 && byte !== 10 && byte !== 13) return false
  }
  return bytes.peek(HEADER_LENGTH + length - 1) === 0
}

/** The end of the last field, and of all of them. */
function hasTwoEnds(bytes: Cursor, length: number): boolean {
  return bytes.peek16(HEADER_LENGTH + length - 2) === 0
}

function isName(byte: number): boolean {
  return (byte >= 0x61 && byte <= 0x7a) || byte === 0x5f
}
