/*
 * A frame: STX, station and command of two hexadecimal digits each, data, the sum of all before in two digits, ETX. An
 * answer repeats station and command and begins its data with an error. Every cursor stands at the start; nothing here
 * moves it.
 */
import type { Cursor } from '../kit/cursor.ts'
import { NEED_MORE, NOT_A_MESSAGE } from '../kit/dissector.ts'
import { hexAt } from '../kit/text-digits.ts'

const STX = 2
const ETX = 3
export const DATA = 5
/** Sum and ETX. */
const TAIL = 3
/** Data of 500 characters. */
export const MAX_FRAME = DATA + 500 + TAIL

export function frameLength(bytes: Cursor): number {
  const { view, pos, end, left } = bytes
  if (left > 0 && bytes.peek(0) !== STX) return NOT_A_MESSAGE
  for (let at = 1; at < Math.min(DATA, left); at++) if (hexAt(bytes, at, 1) < 0) return NOT_A_MESSAGE
  const to = Math.min(end, pos + MAX_FRAME)
  for (let at = pos + DATA; at < to; at++) {
    const byte = view.getUint8(at)
    if (byte === ETX) return at - pos < DATA + 2 ? NOT_A_MESSAGE : at + 1 - pos
    if (byte < 0x20 || byte > 0x7e) return NOT_A_MESSAGE
  }
  return to - pos === MAX_FRAME ? NOT_A_MESSAGE : NEED_MORE
}

/** Where the data of a frame of `length` bytes end, from its start; 0 where its sum is not right. */
export function dataEnd(bytes: Cursor, length: number): number {
  const end = length - TAIL
  let sum = 0
  for (let at = 0; at < end; at++) sum += bytes.peek(at)
  return hexAt(bytes, end, 2) === (sum & 0xff) ? end : 0
}

export function stationOf(bytes: Cursor): number {
  return hexAt(bytes, 1, 2)
}

export function commandOf(bytes: Cursor): number {
  return hexAt(bytes, 3, 2)
}
