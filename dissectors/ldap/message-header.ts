/* How an LDAP message begins: RFC 4511, 4.1.1 and 5.1 (BER); RFC 4422, 3.7 (SASL buffers); RFC 4513, 3 (StartTLS). */
import type { Cursor } from '../kit/cursor.ts'
import { type Direction, NEED_MORE, NOT_A_MESSAGE, type Verdict } from '../kit/dissector.ts'
import { OPERATION } from './operation-codes.ts'

/** Bytes of a message that are held: entries of a directory with pictures are larger, and are passed over. */
export const MAX_LDAP = 0x10_0000

const SEQUENCE = 0x30
const INTEGER = 0x02
const CONTROLS = 0xa0
/** RFC 4511, 4.1.1.1: up to 2^31 - 1. */
const MAX_ID_OCTETS = 4
/** Header of a message, identifier and header of its operation. */
const CHECKED = 18
const SASL_LENGTH = 4
/** RFC 4121, 4.2.6.2: the token of a Kerberos wrap; MS-NLMP, 2.2.2.9: version 1 of a signature. */
const KERBEROS_WRAP = 0x0504
const NTLM_SIGNATURE = 0x0100_0000
const TLS_HEADER = 5
const TLS_FIRST = 0x14
const TLS_LAST = 0x17
const FROM_CLIENT: readonly number[] = [
  OPERATION.bind,
  OPERATION.unbind,
  OPERATION.search,
  OPERATION.modify,
  OPERATION.add,
  OPERATION.delete,
  OPERATION.modifyDn,
  OPERATION.compare,
  OPERATION.abandon,
  OPERATION.extended,
]
const TAGS: readonly number[] = Object.values(OPERATION)

/** What a message is: LDAP, or LDAP in a layer of security. */
export type Layer = 'ldap' | 'sasl' | 'tls'

export function layerOf(bytes: Cursor): Layer {
  const first = bytes.peek(0)
  if (first === SEQUENCE) return 'ldap'
  return first === 0 ? 'sasl' : 'tls'
}

/** A `messageLength`. */
export function ldapLength(bytes: Cursor): number {
  if (bytes.left < 2) return NEED_MORE
  const first = bytes.peek(0)
  if (first === SEQUENCE) return sequenceLength(bytes)
  if (first === 0) return saslLength(bytes)
  if (first < TLS_FIRST || first > TLS_LAST || bytes.peek(1) !== 3) return NOT_A_MESSAGE
  return bytes.left < TLS_HEADER ? NEED_MORE : TLS_HEADER + bytes.peek16(3)
}

/** A `probe`: lengths that agree, an identifier and an operation that exists. A layer of security says too little. */
export function probeLdap(bytes: Cursor): Verdict {
  if (bytes.left === 0 || bytes.peek(0) !== SEQUENCE) return bytes.left === 0 ? 'need-more' : 'no'
  const length = ldapLength(bytes)
  if (length === NOT_A_MESSAGE || length > MAX_LDAP) return 'no'
  if (length === NEED_MORE || bytes.left < Math.min(length, CHECKED)) return beginsLikeLdap(bytes) ? 'need-more' : 'no'
  return operationTag(bytes, length) < 0 ? 'no' : 'yes'
}

export function ldapDirection(bytes: Cursor): Direction | undefined {
  const length = bytes.left > 0 && bytes.peek(0) === SEQUENCE ? ldapLength(bytes) : NOT_A_MESSAGE
  const tag = length > 0 ? operationTag(bytes, length) : -1
  if (tag < 0) return undefined
  return FROM_CLIENT.includes(tag) ? 'to-server' : 'to-client'
}

/** The operation of the message at the cursor; -1 when its identifier or its lengths make no sense. */
export function operationTag(bytes: Cursor, length: number): number {
  const { view, pos } = bytes
  const shown = Math.min(pos + length, bytes.end)
  const end = pos + length
  const header = headerLength(bytes)
  const idAt = pos + header
  const idLength = idAt + 2 > shown ? 0 : view.getUint8(idAt + 1)
  if (idLength === 0 || view.getUint8(idAt) !== INTEGER || idLength > MAX_ID_OCTETS) return -1
  const at = idAt + 2 + idLength
  if (at + 2 > shown || view.getUint8(idAt + 2) >= 0x80) return -1
  const tag = view.getUint8(at)
  if (!TAGS.includes(tag)) return -1
  const after = elementEnd(view, at + 1, shown)
  if (after < 0 || after > end) return -1
  return after === end || after >= shown || view.getUint8(after) === CONTROLS ? tag : -1
}

function sequenceLength(bytes: Cursor): number {
  const first = bytes.peek(1)
  if (first < 0x80) return 2 + first
  const octets = first & 0x7f
  if (octets === 0 || octets > 4) return NOT_A_MESSAGE
  if (bytes.left < 2 + octets) return NEED_MORE
  let length = 0
  for (let i = 0; i < octets; i++) length = length * 256 + bytes.peek(2 + i)
  return 2 + octets + length
}

function headerLength(bytes: Cursor): number {
  const first = bytes.left < 2 ? 0 : bytes.peek(1)
  return first < 0x80 ? 2 : 2 + (first & 0x7f)
}

function saslLength(bytes: Cursor): number {
  if (bytes.left < SASL_LENGTH + 4) return NEED_MORE
  const { view, pos } = bytes
  const at = pos + SASL_LENGTH
  const isWrapped = view.getUint16(at) === KERBEROS_WRAP || view.getUint32(at) === NTLM_SIGNATURE
  return isWrapped ? SASL_LENGTH + view.getUint32(pos) : NOT_A_MESSAGE
}

/** Where the element whose length is at `at` ends; -1 when its length is not there. */
function elementEnd(view: DataView, at: number, shown: number): number {
  if (at >= shown) return -1
  const first = view.getUint8(at)
  if (first < 0x80) return at + 1 + first
  const octets = first & 0x7f
  if (octets === 0 || octets > 4 || at + 1 + octets > shown) return -1
  let length = 0
  for (let i = 1; i <= octets; i++) length = length * 256 + view.getUint8(at + i)
  return at + 1 + octets + length
}

/** Whether a few bytes could be the start: an integer follows the length. */
function beginsLikeLdap(bytes: Cursor): boolean {
  const header = headerLength(bytes)
  return bytes.left <= header || bytes.peek(header) === INTEGER
}
