/*
 * The HART-IP message header. Big-endian. HCF_SPEC-085 (Network Management), clause 10.2: version, message type, message
 * id, status, sequence number, byte count (with the header).
 */
import type { Cursor } from '../kit/cursor.ts'
import { NEED_MORE, NOT_A_MESSAGE, type Verdict } from '../kit/dissector.ts'
import { TokenFrame } from './token-frame.ts'

export const HEADER_LENGTH = 8
export const MAX_MESSAGE = 65_535

/** Offsets from the start of a message. */
export const FIELD = { type: 1, id: 2, status: 3, sequence: 4, length: 6 } as const
export const TYPE = { request: 0, response: 1, publish: 2, nak: 15 } as const
export const ID = { initiate: 0, close: 1, keepAlive: 2, tokenPassing: 3, direct: 4, auditLog: 5 } as const

const NEWEST_VERSION = 2
/** Body of a session initiate: master type, inactivity close time. */
const INITIATE_LENGTH = HEADER_LENGTH + 5

export function messageLength(bytes: Cursor): number {
  const { left } = bytes
  if (left < 1) return NEED_MORE
  const version = bytes.peek(0)
  if (version === 0 || version > NEWEST_VERSION) return NOT_A_MESSAGE
  if (left > FIELD.type && !isType(bytes.peek(FIELD.type))) return NOT_A_MESSAGE
  if (left < HEADER_LENGTH) return NEED_MORE
  const length = bytes.peek16(FIELD.length)
  return length < HEADER_LENGTH ? NOT_A_MESSAGE : length
}

/** Version, type, id, length and, when there is one, the frame inside with its check byte. */
export function probeMessage(bytes: Cursor): Verdict {
  const length = messageLength(bytes)
  if (length === NOT_A_MESSAGE) return 'no'
  if (bytes.left > FIELD.id && bytes.peek(FIELD.id) > ID.auditLog) return 'no'
  if (length === NEED_MORE) return 'need-more'
  const type = bytes.peek(FIELD.type)
  if (type === TYPE.request && bytes.peek(FIELD.status) !== 0) return 'no'
  if (!isLengthOf(bytes.peek(FIELD.id), type, length)) return 'no'
  if (bytes.left < length) return 'need-more'
  if (!isFollowed(bytes, length)) return 'no'
  if (bytes.peek(FIELD.id) === ID.direct && length > HEADER_LENGTH) return holdCommands(bytes, length) ? 'yes' : 'no'
  if (bytes.peek(FIELD.id) !== ID.tokenPassing || length === HEADER_LENGTH) return 'yes'
  return frame.read(bytes.view, bytes.pos + HEADER_LENGTH, bytes.pos + length) === 'none' ? 'yes' : 'no'
}

/** Whether what lies behind a message, as far as it is there, can be one as well. */
function isFollowed(bytes: Cursor, length: number): boolean {
  bytes.pos += length
  const follows = messageLength(bytes) !== NOT_A_MESSAGE && bytes.peek(FIELD.id) <= ID.auditLog
  bytes.pos -= length
  bytes.short = false
  return follows
}

/** Behind two bytes of status commands that fill the message: number, byte count, data (clause 10.3.5). */
function holdCommands(bytes: Cursor, length: number): boolean {
  let at = HEADER_LENGTH + 2
  while (at + 3 <= length) at += 3 + bytes.peek(at + 2)
  return at === length
}

const frame = new TokenFrame()

function isType(type: number): boolean {
  return type <= TYPE.publish || type === TYPE.nak
}

/** Whether a message of this id and type can have this length. A refusal may leave its body out. */
function isLengthOf(id: number, type: number, length: number): boolean {
  const isEmpty = length === HEADER_LENGTH
  if (type !== TYPE.request && isEmpty) return true
  switch (id) {
    case ID.initiate:
      return length === INITIATE_LENGTH
    case ID.close:
    case ID.keepAlive:
      return isEmpty
    case ID.tokenPassing:
      // Delimiter, short address, command, byte count, check byte.
      return length >= HEADER_LENGTH + 5 && length <= HEADER_LENGTH + MAX_FRAME
    default:
      // Both status bytes, a command of two and a byte count; first record and number of records of the audit log.
      return length >= HEADER_LENGTH + (id === ID.direct ? 5 : 2)
  }
}

/** Preambles, delimiter, long address, expansion bytes, command, byte count, 255 of data, check byte. */
const MAX_FRAME = 20 + 1 + 5 + 3 + 2 + 255 + 1
