/*
 * Data of attributes: IEC 62056-5-3, clause 8 (Data), in A-XDR (IEC 61334-6): a tag, a length where the type has none of
 * its own, the contents. Big-endian.
 */
import type { Cursor } from '../kit/cursor.ts'

export const DATA = {
  array: 1,
  structure: 2,
  boolean: 3,
  bits: 4,
  octets: 9,
  visible: 10,
  utf8: 12,
  compactArray: 19,
  enumeration: 22,
} as const

const FLOAT_DIGITS = 7
/** Contents of types that are of one length. */
const SIZES: ReadonlyMap<number, number> = new Map([
  [0, 0],
  [DATA.boolean, 1],
  [5, 4],
  [6, 4],
  [13, 1],
  [15, 1],
  [16, 2],
  [17, 1],
  [18, 2],
  [20, 8],
  [21, 8],
  [DATA.enumeration, 1],
  [23, 4],
  [24, 8],
  [25, 12],
  [26, 5],
  [27, 4],
])

/** Numbers that an id can be: of 16, 32 and 64 bits. */
const UNSIGNED: ReadonlySet<number> = new Set([6, 18, 21])

/** A length or a count: one octet below 128, else how many octets follow. */
export function readLength(data: Cursor): number {
  const first = data.u8()
  if (first < 0x80) return first
  let length = 0
  for (let octets = first & 0x7f; octets > 0 && !data.short; octets--) length = length * 256 + data.u8()
  return length
}

/** Passes over one value; false where it is cut or of a type whose length is not known. */
export function skipData(data: Cursor): boolean {
  for (let left = 1; left > 0 && !data.short; left--) {
    const tag = data.u8()
    const size = SIZES.get(tag)
    if (size !== undefined) data.skip(size)
    else if (tag === DATA.array || tag === DATA.structure) left += readLength(data)
    else if (tag === DATA.bits) data.skip(Math.ceil(readLength(data) / 8))
    else if (tag === DATA.octets || tag === DATA.visible || tag === DATA.utf8) data.skip(readLength(data))
    else return false
  }
  return !data.short
}

/** The value at the cursor as text, where it is a number or a state; '' for all others. Never text: it could be a secret. */
export function valueText(data: Cursor): string {
  const { pos, end, view } = data
  const size = pos < end ? SIZES.get(view.getUint8(pos)) : undefined
  const at = pos + 1
  if (size === undefined || at + size > end) return ''
  switch (view.getUint8(pos)) {
    case DATA.boolean:
      return view.getUint8(at) === 0 ? '0' : '1'
    case 5:
      return String(view.getInt32(at))
    case 6:
      return String(view.getUint32(at))
    case 15:
      return String(view.getInt8(at))
    case 16:
      return String(view.getInt16(at))
    case 17:
    case DATA.enumeration:
      return String(view.getUint8(at))
    case 18:
      return String(view.getUint16(at))
    case 20:
      return String(view.getBigInt64(at))
    case 21:
      return String(view.getBigUint64(at))
    case 23:
      return String(Number(view.getFloat32(at).toPrecision(FLOAT_DIGITS)))
    case 24:
      return String(view.getFloat64(at))
    default:
      return ''
  }
}

/** Text of a name or number: characters, digits of a number, or octets that are no characters in hexadecimal. */
export function identityText(data: Cursor): string {
  const { pos } = data
  const tag = data.u8()
  if (tag !== DATA.octets && tag !== DATA.visible && tag !== DATA.utf8) {
    data.pos = pos
    return UNSIGNED.has(tag) ? valueText(data) : ''
  }
  const length = readLength(data)
  if (data.short || length > data.left) return ''
  return isText(data, length) ? data.text(length, tag === DATA.utf8 ? 'utf8' : 'latin1').trim() : data.hex(length)
}

/** Text may end with NULs, and with what was in the buffer behind them. */
function isText(data: Cursor, length: number): boolean {
  for (let i = 0; i < length; i++) {
    const each = data.peek(i)
    if (each === 0) return i > 0
    if (each < 0x20 || (each > 0x7e && each < 0xa0)) return false
  }
  return true
}
