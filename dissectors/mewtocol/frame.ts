/*
 * A frame: '%', or '<' for long ones, the station, '#' for a command, '$' for an answer or '!' for an error, text, the
 * check characters, CR. Check characters are '**' where the sender leaves them out. An answer in parts has '&' at its end,
 * before or behind the check characters: sources differ. Every cursor stands at the start; nothing here moves it.
 */
import type { Cursor } from '../kit/cursor.ts'
import { NEED_MORE, NOT_A_MESSAGE } from '../kit/dissector.ts'
import { hexAt } from '../kit/text-digits.ts'

export const SHORT_HEADER = 0x25
const LONG_HEADER = 0x3c
const CR = 0x0d
export const AND = 0x26
const STAR = 0x2a
export const KIND = { command: 0x23, answer: 0x24, error: 0x21 } as const
export const TEXT = 4
/** '%01**&' and CR: asks for the next part of an answer. */
const NEXT_LENGTH = 7
/** The longest frame with the long header; with the short one it is 118. */
export const MAX_FRAME = 2048

export function frameLength(bytes: Cursor): number {
  const { view, pos, end } = bytes
  if (!beginsLikeFrame(bytes)) return NOT_A_MESSAGE
  const to = Math.min(end, pos + MAX_FRAME)
  for (let at = pos + TEXT; at < to; at++) {
    const byte = view.getUint8(at)
    if (byte === CR) return at + 1 - pos
    if (byte < 0x20 || byte > 0x7e) return NOT_A_MESSAGE
  }
  return to - pos === MAX_FRAME ? NOT_A_MESSAGE : NEED_MORE
}

/** Whether the bytes, of which some may not be there yet, begin as a frame does. */
function beginsLikeFrame(bytes: Cursor): boolean {
  const { left } = bytes
  if (left > 0 && bytes.peek(0) !== SHORT_HEADER && bytes.peek(0) !== LONG_HEADER) return false
  for (let at = 1; at < Math.min(3, left); at++) if (hexAt(bytes, at, 1) < 0) return false
  if (left < TEXT) return true
  const kind = bytes.peek(3)
  return kind === KIND.command || kind === KIND.answer || kind === KIND.error || kind === STAR
}

/** Whether the frame of `length` bytes asks for the next part. */
export function isNext(bytes: Cursor, length: number): boolean {
  return length === NEXT_LENGTH && bytes.peek(3) === STAR && bytes.peek(4) === STAR && bytes.peek(5) === AND
}

/** Where the text of a frame of `length` bytes ends, from its start; 0 where the check characters are not right. */
export function textEnd(bytes: Cursor, length: number): number {
  const last = bytes.peek(length - 2) === AND ? length - 2 : length - 1
  const end = last - 2
  if (end <= TEXT || bytes.peek(3) === STAR) return 0
  if (bytes.peek(end) === STAR && bytes.peek(end + 1) === STAR) return end
  let check = 0
  for (let at = 0; at < end; at++) check ^= bytes.peek(at)
  return hexAt(bytes, end, 2) === check ? end : 0
}

/** Whether more of the answer follows. */
export function hasMore(bytes: Cursor, length: number, end: number): boolean {
  return bytes.peek(length - 2) === AND || bytes.peek(end - 1) === AND
}

/** A word of four digits, the low byte first; -1 where it is none. */
export function wordAt(bytes: Cursor, at: number): number {
  const low = hexAt(bytes, at, 2)
  const high = hexAt(bytes, at + 2, 2)
  return low < 0 || high < 0 ? -1 : high * 0x100 + low
}
