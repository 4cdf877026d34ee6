import type { Cursor } from '../kit/cursor.ts'

/** A 32-bit number has five bytes at most. */
const MAX_BYTES_32 = 5
/** The ninth byte of a 64-bit number holds eight bits, and has no successor. */
const MAX_BYTES_64 = 9

/** A variable-length quantity, high septets first, the top bit of all but the last set. */
export function readVlq32(bytes: Cursor): number {
  let value = 0
  for (let i = 0; i < MAX_BYTES_32; i++) {
    const byte = bytes.u8()
    value = value * 128 + (byte & 0x7f)
    if (byte < 0x80) break
  }
  return value
}

/** The low 16 bits of a 64-bit variable-length quantity. */
export function readVlq64Low(bytes: Cursor): number {
  let value = 0
  for (let i = 1; i <= MAX_BYTES_64; i++) {
    const byte = bytes.u8()
    if (i === MAX_BYTES_64) return ((value << 8) | byte) & 0xffff
    value = ((value << 7) | (byte & 0x7f)) & 0xffff
    if (byte < 0x80) break
  }
  return value
}

export function skipVlq(bytes: Cursor): void {
  for (let i = 0; i < MAX_BYTES_64 && bytes.u8() >= 0x80; i++);
}
