/* Messages of ProConOS: two bytes that never change, service, flags, sequence number, length of the data; a CRC at the end. */
import { crcReflectedStep } from '../kit/crc-reflected.ts'
import type { Cursor } from '../kit/cursor.ts'
import { NEED_MORE, NOT_A_MESSAGE, type Verdict } from '../kit/dissector.ts'

export const FIELD = { service: 3, flags: 4, sequence: 5, length: 6, data: 8 } as const
const START = 0xcc
const VERSION = 0x01
/** Programs are sent in pieces. */
const MAX_DATA = 0x2000
export const CRC_LENGTH = 2
export const MAX_MESSAGE = FIELD.data + MAX_DATA + CRC_LENGTH
const REQUEST = 0x40
/** Set in the first request of a connection. */
const FIRST = 0x80

export function messageLength(bytes: Cursor): number {
  if (bytes.left < 1) return NEED_MORE
  if (bytes.peek(0) !== START) return NOT_A_MESSAGE
  if (bytes.left < FIELD.data) return NEED_MORE
  const data = bytes.peek(FIELD.length) | (bytes.peek(FIELD.length + 1) << 8)
  const isOurs = bytes.peek(1) === VERSION && (bytes.peek(FIELD.flags) & ~(REQUEST | FIRST)) === 0 && data <= MAX_DATA
  return isOurs ? FIELD.data + data + CRC_LENGTH : NOT_A_MESSAGE
}

/* Two bytes, six bits of flags, a length that fits, and 16 bits of CRC. */
export function probe(bytes: Cursor): Verdict {
  const length = messageLength(bytes)
  if (length === NOT_A_MESSAGE) return 'no'
  if (length === NEED_MORE || bytes.left < length) return 'need-more'
  return isIntact(bytes, length) ? 'yes' : 'no'
}

export function isRequest(bytes: Cursor): boolean {
  return (bytes.peek(FIELD.flags) & REQUEST) !== 0
}

/** The CRC begins with zeros, and comes low byte first: over all of it, it is zero. */
export function isIntact({ view, pos }: Cursor, length: number): boolean {
  let crc = 0
  for (let at = pos; at < pos + length; at++) crc = crcReflectedStep(crc, view.getUint8(at))
  return crc === 0
}
