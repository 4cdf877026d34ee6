/*
 * The frame of Ether-S-Bus: length of the whole telegram, version, type, sequence number, what kind of telegram it is, and
 * at the end the CRC of all that stands before it. Every cursor stands at the start of a telegram; nothing here moves it.
 */
import { crcCcitt } from '../kit/crc-ccitt.ts'
import type { Cursor } from '../kit/cursor.ts'
import { NEED_MORE, NOT_A_MESSAGE } from '../kit/dissector.ts'

export const FIELD = { length: 0, version: 4, type: 5, sequence: 6, kind: 8, body: 9, station: 9, command: 10 } as const
/** Where what a command acts on begins. */
export const DATA = 11
export const CRC_LENGTH = 2
export const KIND = { request: 0, answer: 1, acknowledgement: 2 } as const
/** The longest that fits a datagram; telegrams that carry blocks are the only ones beyond 300 bytes. */
export const MAX_TELEGRAM = 0xffff

const NEWEST_VERSION = 1
const LAST_TYPE = 1
/** A request has station and command, an acknowledgement a code of 16 bits, an answer at least one byte. */
const LEAST: readonly number[] = [DATA + CRC_LENGTH, FIELD.body + 1 + CRC_LENGTH, DATA + CRC_LENGTH]

export function telegramLength(bytes: Cursor): number {
  if (bytes.left < FIELD.body) return NEED_MORE
  const length = bytes.peek16(FIELD.length + 2)
  const least = LEAST[bytes.peek(FIELD.kind)]
  const isOurs =
    bytes.peek16(FIELD.length) === 0 &&
    bytes.peek(FIELD.version) <= NEWEST_VERSION &&
    bytes.peek(FIELD.type) <= LAST_TYPE &&
    least !== undefined &&
    length >= least
  return isOurs ? length : NOT_A_MESSAGE
}

/** Whether the telegram of `length` bytes, which are there, ends with its CRC. */
export function isIntact(bytes: Cursor, length: number): boolean {
  const { view, pos } = bytes
  const end = pos + length - CRC_LENGTH
  return view.getUint16(end) === crcCcitt(view, pos, end, 0)
}
