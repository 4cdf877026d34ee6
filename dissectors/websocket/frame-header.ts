/* The header of a frame: RFC 6455, clause 5.2, and RFC 7692, clause 6 (the bit that says a message is compressed). */
import type { Cursor } from '../kit/cursor.ts'
import { NEED_MORE, NOT_A_MESSAGE } from '../kit/dissector.ts'

export const OPCODE = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const
export const FIN = 0x80
/** RSV1. */
export const COMPRESSED = 0x40
export const CONTROL = 8
export const MAX_HEADER = 14
const RESERVED = 0x30
const MASKED = 0x80
export const MAX_CONTROL = 125
const IN_TWO_BYTES = 126
const IN_EIGHT_BYTES = 127
/** No memory holds more: a longer frame is none. */
const MAX_HIGH = 0xff
const HIGH = 0x1_0000_0000

export class FrameHeader {
  first = 0
  opcode = 0
  isMasked = false
  /** As signed 32 bits, which the engine keeps without a place on the heap. */
  mask = 0
  /** Of the payload. */
  length = 0

  /** Reads the header at the cursor, which stays; its bytes, NEED_MORE or NOT_A_MESSAGE. */
  read(bytes: Cursor): number {
    const { left } = bytes
    if (left === 0) return NEED_MORE
    this.first = bytes.peek(0)
    this.opcode = this.first & 15
    if (!isFirstByte(this.first)) return NOT_A_MESSAGE
    if (left < 2) return NEED_MORE
    const second = bytes.peek(1)
    const short = second & 0x7f
    this.isMasked = (second & MASKED) !== 0
    if (this.opcode >= CONTROL && short > MAX_CONTROL) return NOT_A_MESSAGE
    const size = 2 + (short === IN_EIGHT_BYTES ? 8 : short === IN_TWO_BYTES ? 2 : 0)
    if (left < size) return NEED_MORE
    this.length = lengthOf(bytes, short)
    if (this.length < 0) return NOT_A_MESSAGE
    if (!this.isMasked) return size
    if (left < size + 4) return NEED_MORE
    this.mask = (bytes.peek16(size) << 16) | bytes.peek16(size + 2)
    return size + 4
  }
}

/** A control frame is whole; only the first frame of a message says that it is compressed. */
function isFirstByte(first: number): boolean {
  const opcode = first & 15
  if ((first & RESERVED) !== 0 || (opcode & 7) > 2) return false
  if (opcode >= CONTROL) return (first & (FIN | COMPRESSED)) === FIN
  return opcode !== OPCODE.continuation || (first & COMPRESSED) === 0
}

/** The fewest bytes that can hold it must be used; -1 where they are not. */
function lengthOf(bytes: Cursor, short: number): number {
  if (short < IN_TWO_BYTES) return short
  if (short === IN_TWO_BYTES) return bytes.peek16(2) >= IN_TWO_BYTES ? bytes.peek16(2) : -1
  if (bytes.peek16(2) !== 0 || bytes.peek16(4) > MAX_HIGH) return -1
  const length = bytes.peek16(4) * HIGH + bytes.peek16(6) * 0x1_0000 + bytes.peek16(8)
  return length >= 0x1_0000 ? length : -1
}

/** Bytes of `view[from, to)` without their mask (clause 5.3), into `target`. */
export function unmask(view: DataView, from: number, to: number, mask: number, target: Uint8Array, at: number): void {
  for (let i = 0; i < to - from; i++) target[at + i] = view.getUint8(from + i) ^ (mask >>> (24 - 8 * (i & 3)))
}
