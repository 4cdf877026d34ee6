/*
 * The header of every message: IVI-6.1, revision 2.0, clause 2.5. 'HS', type, control code, parameter (32 bits), length of
 * the payload (64 bits).
 */
import type { Cursor } from '../kit/cursor.ts'
import { type Direction, NEED_MORE, NOT_A_MESSAGE, type Verdict } from '../kit/dissector.ts'
import { directionOfType, isType, mayHavePayload } from './message-types.ts'

export const HEADER_LENGTH = 16
/** Bytes of a payload that are looked at; traces of any length pass as content. */
export const MAX_PAYLOAD = 1024
const PROLOGUE = 0x4853
const TYPE_AT = 2
const CONTROL_AT = 3
const PARAMETER_AT = 4
const LENGTH_AT = 8
const HIGH = 0x1_0000_0000
/** Of a length: no instrument has more to say at once. */
const MAX_HIGH = 0xff
/** The greatest control code of a message with data: whether an answer was delivered. */
const MAX_CONTROL_OF_DATA = 1
const DATA = 6
const DATA_END = 7

export function typeOf(message: Cursor): number {
  return message.peek(TYPE_AT)
}

export function controlOf(message: Cursor): number {
  return message.peek(CONTROL_AT)
}

export function parameterOf({ view, pos }: Cursor): number {
  return view.getUint32(pos + PARAMETER_AT)
}

export function payloadLength({ view, pos }: Cursor): number {
  return view.getUint32(pos + LENGTH_AT) * HIGH + view.getUint32(pos + LENGTH_AT + 4)
}

/** Whether the 16 bytes at the cursor are a header. */
export function isHeader(bytes: Cursor): boolean {
  if (bytes.peek16(0) !== PROLOGUE || !isType(typeOf(bytes))) return false
  return bytes.view.getUint32(bytes.pos + LENGTH_AT) <= MAX_HIGH
}

export function lengthOfMessage(bytes: Cursor): number {
  if (bytes.left < HEADER_LENGTH) {
    const isBegun = bytes.left < 2 ? bytes.left === 0 || bytes.peek(0) === PROLOGUE >> 8 : bytes.peek16(0) === PROLOGUE
    return isBegun ? NEED_MORE : NOT_A_MESSAGE
  }
  return isHeader(bytes) ? HEADER_LENGTH + Math.min(payloadLength(bytes), MAX_PAYLOAD) : NOT_A_MESSAGE
}

/** The prologue, a type of the standard, a control code and a length that it may have, and the next prologue. */
export function probeHeader(bytes: Cursor): Verdict {
  if (bytes.left >= 2 && bytes.peek16(0) !== PROLOGUE) return 'no'
  if (bytes.left < HEADER_LENGTH) return 'need-more'
  if (!isHeader(bytes)) return 'no'
  const type = typeOf(bytes)
  const length = payloadLength(bytes)
  const hasData = type === DATA || type === DATA_END
  if (hasData && controlOf(bytes) > MAX_CONTROL_OF_DATA) return 'no'
  if (!mayHavePayload(type, length) || length >= HIGH) return 'no'
  const next = HEADER_LENGTH + length
  if (bytes.left < next + 2) return 'yes'
  return bytes.peek16(next) === PROLOGUE ? 'yes' : 'no'
}

export function directionOfHeader(bytes: Cursor): Direction | undefined {
  return bytes.left < HEADER_LENGTH ? undefined : directionOfType(typeOf(bytes))
}
