/*
 * The header of every message. AUTOSAR FO R22-11, SOME/IP Protocol Specification (document 696), 4.1; segments: 4.2.1.4.
 */
import type { Cursor } from '../kit/cursor.ts'
import type { OperationRole } from '../kit/observation.ts'

export const HEADER_LENGTH = 16
/** What the length counts from: the request ID. */
export const LENGTH_FROM = 8
/** A whole message over TCP; larger ones are possible and rare. */
export const MAX_MESSAGE = 0x2_0000
const LENGTH_AT = 4
const REQUEST_ID_AT = 8
const VERSION_AT = 12
const TYPE_AT = 14
const RETURN_CODE_AT = 15
const VERSION = 1
const SEGMENTED = 0x20
const SEGMENT_HEADER = 4
/** Of the codes that errors have, those of the protocol end here, and those of services. */
const LAST_RETURN_CODE = 0x5e
/** 4.2.1.6: what a client and a server send to find their place in a stream. */
const COOKIES: readonly number[] = [0xffff_0000, 0xffff_8000]
const COOKIE_REQUEST = 0xdead_beef

interface Kind {
  readonly name: string
  readonly role: OperationRole
}

const KINDS: Readonly<Record<number, Kind>> = {
  0x00: { name: 'Request', role: 'request' },
  0x01: { name: 'Request without an answer', role: 'order' },
  0x02: { name: 'Notification', role: 'event' },
  0x80: { name: 'Response', role: 'response' },
  0x81: { name: 'Error', role: 'response' },
}

/** The type of the message, whether or not it comes in segments. */
export function typeOf(bytes: Cursor): number {
  return bytes.peek(TYPE_AT) & ~SEGMENTED
}

export function kindOf(type: number): Kind | undefined {
  return KINDS[type]
}

export function isSegmented(bytes: Cursor): boolean {
  return (bytes.peek(TYPE_AT) & SEGMENTED) !== 0
}

/** Bytes of the whole message that lie before this segment. */
export function segmentOffset({ view, pos, left }: Cursor): number {
  return left < HEADER_LENGTH + SEGMENT_HEADER ? 0 : view.getUint32(pos + HEADER_LENGTH) & ~0xf
}

export function messageId({ view, pos }: Cursor): number {
  return view.getUint32(pos)
}

/** Client and session: what a request and its answer have in common. */
export function requestId({ view, pos }: Cursor): number {
  return view.getUint32(pos + REQUEST_ID_AT)
}

export function returnCode(bytes: Cursor): number {
  return bytes.peek(RETURN_CODE_AT)
}

export function totalLength({ view, pos }: Cursor): number {
  return LENGTH_FROM + view.getUint32(pos + LENGTH_AT)
}

export function isCookie(bytes: Cursor): boolean {
  return COOKIES.includes(messageId(bytes)) && requestId(bytes) === COOKIE_REQUEST
}

/** Whether the 16 bytes at the cursor are a header. */
export function isHeader(bytes: Cursor): boolean {
  const total = totalLength(bytes)
  if (bytes.peek(VERSION_AT) !== VERSION || total < HEADER_LENGTH || total > MAX_MESSAGE) return false
  if (isSegmented(bytes) && total < HEADER_LENGTH + SEGMENT_HEADER) return false
  const kind = kindOf(typeOf(bytes))
  const code = returnCode(bytes)
  if (kind === undefined || messageId(bytes) === 0) return false
  return kind.role === 'response' ? code <= LAST_RETURN_CODE : code === 0
}
