import type { Cursor } from '../kit/cursor.ts'
import { isExchange } from './exchange-types.ts'

/** Offsets of the header: RFC 7296 clause 3.1, the same in RFC 2408 clause 3.1. */
export const FIELD = { initiator: 0, responder: 8, next: 16, version: 17, exchange: 18, flags: 19, length: 24 } as const
export const HEADER_LENGTH = 28
/** RFC 3948 clause 2.2: what tells IKE from ESP on port 4500, where an SPI of zero does not exist. */
export const MARKER_LENGTH = 4
const VERSIONS = [0x10, 0x20]
export const VERSION_1 = 0x10
/** Version 1: the payloads are encrypted (RFC 2408 clause 3.1). */
const ENCRYPTED_1 = 0x01
/** Version 2: who began the association; whether this is an answer (RFC 7296 clause 3.1). */
export const INITIATOR = 0x08
export const RESPONSE = 0x20
/** Payloads that hold the others encrypted: RFC 7296 clause 3.14, RFC 7383 clause 2.5. */
const SEALED: readonly number[] = [46, 53]

/** Whether a whole header of IKE stands at the cursor, whose length the datagram has. */
export function isIke(bytes: Cursor): boolean {
  if (bytes.left < HEADER_LENGTH || isZero(bytes, FIELD.initiator)) return false
  if (!VERSIONS.includes(bytes.peek(FIELD.version)) || !isExchange(bytes.peek(FIELD.exchange))) return false
  return bytes.peek16(FIELD.length) === 0 && bytes.peek16(FIELD.length + 2) === bytes.left
}

/** Bytes before the header of IKE: none, or the marker; -1 where there is no IKE. */
export function ikeAt(bytes: Cursor): number {
  if (isIke(bytes)) return 0
  if (bytes.left < MARKER_LENGTH + HEADER_LENGTH || bytes.peek16(0) !== 0 || bytes.peek16(2) !== 0) return -1
  bytes.pos += MARKER_LENGTH
  const found = isIke(bytes)
  bytes.pos -= MARKER_LENGTH
  return found ? MARKER_LENGTH : -1
}

/** Of a header at the cursor. */
export function isSealed(ike: Cursor): boolean {
  if (ike.peek(FIELD.version) === VERSION_1) return (ike.peek(FIELD.flags) & ENCRYPTED_1) !== 0
  return SEALED.includes(ike.peek(FIELD.next))
}

/** Nobody has answered yet: the SPI of the responder is zero. */
export function isFirst(ike: Cursor): boolean {
  return isZero(ike, FIELD.responder)
}

function isZero(bytes: Cursor, at: number): boolean {
  for (let i = 0; i < 8; i += 2) if (bytes.peek16(at + i) !== 0) return false
  return true
}
