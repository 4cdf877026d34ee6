/*
 * RFC 5531: a message of ONC RPC is a datagram, or a record of fragments in a stream, each behind four bytes of length
 * whose highest bit marks the last (clause 11). Big-endian; what is opaque is filled up to four bytes (RFC 4506).
 */
import type { Cursor } from '../kit/cursor.ts'
import { type Direction, NEED_MORE, NOT_A_MESSAGE, type Verdict } from '../kit/dissector.ts'

export const MARK_LENGTH = 4
/** Bytes of a fragment that are looked at; what follows (data of files) passes as content. */
export const MAX_LOOK = 4096
/** A datagram is taken whole. */
export const MAX_MESSAGE = 65_535
/** Transfers of NFS have up to one megabyte. */
const MAX_FRAGMENT = 0x20_0000
const LAST = 0x8000_0000

export const CALL = 0
export const REPLY = 1
const RPC_VERSION = 2
const ACCEPTED = 0
const DENIED = 1
const CALL_HEADER = 40
const REPLY_HEADER = 12
/** Clause 8.2: an opaque authentication has at most 400 bytes. */
const MAX_AUTH = 400
const LAST_FLAVOR = 6
/** Those above name mechanisms of GSS (RFC 2623). */
const FIRST_PSEUDO_FLAVOR = 390_003
const LAST_PSEUDO_FLAVOR = 390_020
const LAST_ACCEPT_STATUS = 5
const LAST_AUTH_STATUS = 14
const AUTH_ERROR = 1
/** Versions and procedures of all programs that are known lie below. */
const MAX_VERSION = 0xff
const MAX_PROCEDURE = 0xfff

/** Whether the bytes are a message itself (a datagram), a fragment of a record, or neither; '' while that is not known. */
export type Form = 'datagram' | 'record' | 'none' | ''

/** The form of bytes that begin a message. */
export function formOf(bytes: Cursor): Form {
  if (bytes.left < MARK_LENGTH * 2 + REPLY_HEADER) return ''
  const mark = bytes.view.getUint32(bytes.pos)
  const length = mark % LAST
  if (length >= REPLY_HEADER && length <= MAX_FRAGMENT && isHeader(bytes, MARK_LENGTH, MARK_LENGTH + length))
    return 'record'
  return isHeader(bytes, 0, bytes.left) ? 'datagram' : 'none'
}

/** How long the part is that is dissected: a datagram, or the beginning of a fragment. */
export function partLength(bytes: Cursor): number {
  if (bytes.left < MARK_LENGTH) return NEED_MORE
  if (formOf(bytes) === 'datagram') return bytes.left
  const length = bytes.view.getUint32(bytes.pos) % LAST
  return length <= MAX_FRAGMENT ? MARK_LENGTH + Math.min(length, MAX_LOOK) : NOT_A_MESSAGE
}

export function fragmentLength(bytes: Cursor): number {
  return bytes.view.getUint32(bytes.pos) % LAST
}

export function isLastFragment(bytes: Cursor): boolean {
  return bytes.peek(0) >= 0x80
}

export function probeMessage(bytes: Cursor): Verdict {
  const form = formOf(bytes)
  if (form === '') return 'need-more'
  if (form === 'none') return 'no'
  const at = form === 'record' ? MARK_LENGTH : 0
  const need = at + leastLength(bytes, at)
  if (bytes.left >= need) return isPlausible(bytes, at) ? 'yes' : 'no'
  return form === 'record' ? 'need-more' : 'no'
}

export function directionOfMessage(bytes: Cursor): Direction | undefined {
  const form = formOf(bytes)
  if (form === '' || form === 'none') return undefined
  return isCall(bytes, form === 'record' ? MARK_LENGTH : 0) ? 'to-server' : 'to-client'
}

/** A call, the reason of a denial, or the verifier and status of a reply. */
function leastLength(bytes: Cursor, at: number): number {
  if (isCall(bytes, at)) return CALL_HEADER
  return wordAt(bytes, at + 8) === DENIED ? REPLY_HEADER + 8 : REPLY_HEADER + 12
}

function isCall(bytes: Cursor, at: number): boolean {
  return bytes.peek(at + 7) === CALL
}

/** What is always there is as it must be; what lies behind `end` is not asked for. */
function isHeader(bytes: Cursor, at: number, end: number): boolean {
  if (at + REPLY_HEADER > bytes.left || end - at < REPLY_HEADER) return false
  const kind = wordAt(bytes, at + 4)
  const third = wordAt(bytes, at + 8)
  return kind === CALL ? third === RPC_VERSION && end - at >= CALL_HEADER : kind === REPLY && third <= DENIED
}

/** The parts of a header that are not the same in all. */
function isPlausible(bytes: Cursor, at: number): boolean {
  const word = (n: number) => wordAt(bytes, at + n * 4)
  if (word(1) === CALL) {
    const isProcedure = word(4) <= MAX_VERSION && word(5) <= MAX_PROCEDURE && word(3) !== 0
    return isProcedure && isAuth(word(6), word(7)) && isVerifier(bytes, at, word(7))
  }
  // A number that is small would be found in any binary protocol.
  if (word(0) < 0x1_0000 && at === 0) return false
  if (word(2) === ACCEPTED) return isAuth(word(3), word(4)) && isAccepted(bytes, at, word(4))
  return word(3) === 0 ? word(4) <= RPC_VERSION : word(3) === AUTH_ERROR && word(4) <= LAST_AUTH_STATUS
}

function isVerifier(bytes: Cursor, at: number, credentials: number): boolean {
  const verifier = at + 32 + padded(credentials)
  return verifier + 8 > bytes.left || isAuth(wordAt(bytes, verifier), wordAt(bytes, verifier + 4))
}

function isAccepted(bytes: Cursor, at: number, verifier: number): boolean {
  const status = at + 20 + padded(verifier)
  return status + 4 > bytes.left || wordAt(bytes, status) <= LAST_ACCEPT_STATUS
}

function isAuth(flavor: number, length: number): boolean {
  const isPseudo = flavor >= FIRST_PSEUDO_FLAVOR && flavor <= LAST_PSEUDO_FLAVOR
  // AUTH_NONE has no body.
  return (flavor <= LAST_FLAVOR || isPseudo) && length <= MAX_AUTH && (flavor !== 0 || length === 0)
}

function wordAt(bytes: Cursor, at: number): number {
  return at + 4 <= bytes.left ? bytes.view.getUint32(bytes.pos + at) : 0
}

export function padded(length: number): number {
  return Math.ceil(length / 4) * 4
}

/** The next string, of which so many bytes are kept. Allocates. */
export function xdrText(bytes: Cursor, most: number): string {
  const length = bytes.u32()
  if (bytes.short || length > bytes.left) {
    bytes.short = true
    return ''
  }
  const from = bytes.pos
  const text = bytes.text(Math.min(length, most), 'utf8')
  bytes.pos = Math.min(bytes.end, from + padded(length))
  return text
}

/** Passes over what is opaque; its beginning. */
export function skipOpaque(bytes: Cursor): number {
  const length = bytes.u32()
  const { pos } = bytes
  bytes.skip(padded(length))
  return pos
}
