/* Protocol Buffers, "Encoding". Little-endian. */
import type { Cursor } from '../kit/cursor.ts'

export const WIRE = { varint: 0, fixed64: 1, bytes: 2, fixed32: 5 } as const
const MAX_TEXT = 128
const MAX_VARINT = 10

/** "Base 128 Varints"; past 2^53 the low bits are rounded. */
export function varint(message: Cursor): number {
  let value = 0
  let factor = 1
  for (let i = 0; i < MAX_VARINT; i++) {
    const byte = message.u8()
    value += (byte & 0x7f) * factor
    if (byte < 0x80) return value
    factor *= 128
  }
  message.short = true
  return 0
}

/** All 64 bits of the whole varint at `at`. */
export function wholeVarint(view: DataView, at: number): bigint {
  let value = 0n
  for (let i = 0; i < MAX_VARINT; i++) {
    const byte = view.getUint8(at + i)
    value |= BigInt(byte & 0x7f) << BigInt(7 * i)
    if (byte < 0x80) break
  }
  return BigInt.asUintN(64, value)
}

/** A text behind its length, of which the first 128 octets are kept. */
export function textOf(message: Cursor): string {
  const length = varint(message)
  const shown = Math.min(length, MAX_TEXT)
  const text = message.text(shown, 'utf8')
  message.skip(length - shown)
  return text
}

export function skip(message: Cursor, wireType: number): void {
  switch (wireType) {
    case WIRE.varint:
      varint(message)
      return
    case WIRE.fixed64:
      message.skip(8)
      return
    case WIRE.bytes:
      message.skip(varint(message))
      return
    case WIRE.fixed32:
      message.skip(4)
      return
    default:
      message.short = true
  }
}
