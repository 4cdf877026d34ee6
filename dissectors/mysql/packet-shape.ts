/*
 * Packets of MySQL and MariaDB: "MySQL Packets" of MySQL's internals. 24 bits of length, a number that begins anew with every
 * command, the payload. Nothing in a header tells it from anything else, so a dialogue is recognised by what it begins with.
 */
import type { Cursor } from '../kit/cursor.ts'
import { type Direction, NEED_MORE, type Verdict } from '../kit/dissector.ts'
import { EXECUTE, QUERY } from './commands.ts'

export const HEADER_LENGTH = 4
/** Bytes of a payload that are looked at; what is longer passes. */
export const MAX_PAYLOAD = 2048
export const GREETING = 10
export const ERROR = 0xff
/** Errors in place of a greeting: too many connections, a host that is blocked or not allowed. */
const NOT_GREETED = [1040, 1129, 1130]
/** "Handshake v10": a thread and eight bytes of salt behind the version, then a zero. */
const FILLER_AT = 12
const MAX_VERSION = 80
const MAX_GREETING = 400
const TEXT_AT = HEADER_LENGTH + 3
/** COM_STMT_EXECUTE: a statement, flags of which four bits are known, and how often, which is once. */
const FLAGS_AT = HEADER_LENGTH + 5
const ITERATIONS_AT = HEADER_LENGTH + 6
const LEAST_EXECUTE = 10
/** A login of protocol 4.1 has reserved zeros between its character set and the user. */
const RESERVED_AT = HEADER_LENGTH + 9
const RESERVED = 19
const PROTOCOL_41 = 2
const STATEMENTS = 'SELECT INSERT UPDATE DELETE REPLACE SET SHOW CALL USE BEGIN START COMMIT ROLLBACK'.split(' ')

export function lengthOfPacket(bytes: Cursor): number {
  return bytes.left < HEADER_LENGTH ? NEED_MORE : HEADER_LENGTH + Math.min(payloadLength(bytes), MAX_PAYLOAD)
}

export function payloadLength(bytes: Cursor): number {
  return bytes.peek(0) + bytes.peek(1) * 256 + bytes.peek(2) * 0x1_0000
}

export function directionOfPacket(bytes: Cursor): Direction | undefined {
  if (bytes.left <= HEADER_LENGTH) return undefined
  const number = bytes.peek(3)
  if (number === 1 && isLogin(bytes)) return 'to-server'
  if (number !== 0) return undefined
  if (probeGreeting(bytes) === 'yes' || isRefused(bytes)) return 'to-client'
  return isStatement(bytes) || isExecution(bytes) ? 'to-server' : undefined
}

export function probePacket(bytes: Cursor): Verdict {
  if (bytes.left < HEADER_LENGTH) return 'need-more'
  if (bytes.left === HEADER_LENGTH) return bytes.peek(3) === 0 ? 'need-more' : 'no'
  if (bytes.peek(3) !== 0) return isAnswer(bytes) ? 'need-more' : 'no'
  const first = bytes.peek(HEADER_LENGTH)
  if (first === GREETING) return probeGreeting(bytes)
  if (bytes.left < HEADER_LENGTH + Math.min(payloadLength(bytes), MAX_PAYLOAD)) return probePart(bytes, first)
  return isRefused(bytes) || isStatement(bytes) || isExecution(bytes) ? 'yes' : 'no'
}

/** The version 10, a text that begins with a digit, and a zero where one is due; the length is that of a greeting. */
export function probeGreeting(bytes: Cursor): Verdict {
  if (bytes.peek(HEADER_LENGTH) !== GREETING) return 'no'
  const length = payloadLength(bytes)
  const start = HEADER_LENGTH + 1
  if (length > MAX_GREETING || (bytes.left > start && !isDigit(bytes.peek(start)))) return 'no'
  for (let at = start; at < bytes.left && at < start + MAX_VERSION; at++) {
    const byte = bytes.peek(at)
    if (byte >= 0x20 && byte < 0x7f) continue
    if (byte !== 0 || at - start < 3 || at + 1 + FILLER_AT > HEADER_LENGTH + length) return 'no'
    if (at + 1 + FILLER_AT >= bytes.left) return 'need-more'
    return bytes.peek(at + 1 + FILLER_AT) === 0 ? 'yes' : 'no'
  }
  return bytes.left < start + MAX_VERSION ? 'need-more' : 'no'
}

/** Packets that are numbered from one on, as far as there are any: an answer, by which nothing is known yet. */
function isAnswer(bytes: Cursor): boolean {
  let number = 1
  let at = 0
  while (at + HEADER_LENGTH <= bytes.left) {
    if (bytes.peek(at + 3) !== number || bytes.peek(at + 2) !== 0) return false
    at += HEADER_LENGTH + bytes.peek(at) + bytes.peek(at + 1) * 256
    number = (number + 1) & 0xff
  }
  return true
}

/** A beginning that may become what is recognised. */
function probePart(bytes: Cursor, first: number): Verdict {
  const isLikely = first === ERROR || first === EXECUTE || (first === QUERY && statementAt(bytes) !== 'no')
  return isLikely && payloadLength(bytes) <= MAX_PAYLOAD ? 'need-more' : 'no'
}

function isRefused(bytes: Cursor): boolean {
  if (bytes.peek(HEADER_LENGTH) !== ERROR || payloadLength(bytes) !== bytes.left - HEADER_LENGTH) return false
  return NOT_GREETED.includes(bytes.peek(HEADER_LENGTH + 1) + bytes.peek(HEADER_LENGTH + 2) * 256)
}

function isStatement(bytes: Cursor): boolean {
  if (bytes.peek(HEADER_LENGTH) !== QUERY || !isWhole(bytes)) return false
  return statementAt(bytes) === 'yes'
}

/** Whether the text of a query begins with a word of SQL; 8.0 has two numbers of attributes before it. */
function statementAt(bytes: Cursor): Verdict {
  if (bytes.left < TEXT_AT) return 'need-more'
  const at = bytes.peek16(HEADER_LENGTH + 1) === 1 ? TEXT_AT : HEADER_LENGTH + 1
  let verdict: Verdict = 'no'
  for (const word of STATEMENTS) {
    let i = 0
    while (i < word.length && at + i < bytes.left && (bytes.peek(at + i) & 0xdf) === word.charCodeAt(i)) i++
    if (i === word.length) return at + i === bytes.left || bytes.peek(at + i) <= 0x20 ? 'yes' : 'no'
    if (at + i === bytes.left) verdict = 'need-more'
  }
  return verdict
}

function isExecution(bytes: Cursor): boolean {
  if (bytes.peek(HEADER_LENGTH) !== EXECUTE || !isWhole(bytes) || payloadLength(bytes) < LEAST_EXECUTE) return false
  return bytes.peek(FLAGS_AT) < 16 && bytes.peek16(ITERATIONS_AT) === 0x100 && bytes.peek16(ITERATIONS_AT + 2) === 0
}

/** A client sends one command, and waits. */
function isWhole(bytes: Cursor): boolean {
  const length = payloadLength(bytes)
  return length === bytes.left - HEADER_LENGTH || (length > MAX_PAYLOAD && bytes.left >= HEADER_LENGTH + MAX_PAYLOAD)
}

export function isLogin(bytes: Cursor): boolean {
  if (bytes.left < RESERVED_AT + RESERVED || (bytes.peek(HEADER_LENGTH + 1) & PROTOCOL_41) === 0) return false
  for (let i = 0; i < RESERVED; i++) if (bytes.peek(RESERVED_AT + i) !== 0) return false
  return true
}

function isDigit(byte: number): boolean {
  return byte >= 0x30 && byte <= 0x39
}
