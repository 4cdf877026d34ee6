import { Cursor } from '../kit/cursor.ts'
import { type Device, deviceOf, deviceOfName } from './devices.ts'

/** What fields stand on that belong to no message yet. */
export const NO_BYTES = new Cursor(new DataView(new ArrayBuffer(0)))
const NOT_A_DIGIT = -1
/** Tells a small letter from its capital. */
const SMALL = 0x20

/**
 * The same fields in both notations of the protocol: binary has the low byte first, ASCII two digits for each byte, the
 * high one first (SH-080956ENG, 2-1).
 */
export class Fields {
  ascii = false
  /** Device last read by `device`. */
  code = 0
  head = 0
  private cursor: Cursor

  constructor(cursor: Cursor) {
    this.cursor = cursor
  }

  reset(cursor: Cursor, ascii: boolean): this {
    this.cursor = cursor
    this.ascii = ascii
    return this
  }

  /** Bytes left, counted as binary. */
  get left(): number {
    return this.ascii ? this.cursor.left >> 1 : this.cursor.left
  }

  get short(): boolean {
    return this.cursor.short
  }

  /** A number of `length` bytes, 1 to 4. */
  number(length: number): number {
    const { cursor } = this
    if (this.ascii) return readDigits(cursor, length * 2, 16)
    switch (length) {
      case 1:
        return cursor.u8()
      case 2:
        return cursor.u16le()
      case 3:
        return cursor.u24le()
      default:
        return cursor.u32le()
    }
  }

  skip(length: number): void {
    this.cursor.skip(this.ascii ? length * 2 : length)
  }

  /** As many characters as they are, in either notation. */
  skipRaw(characters: number): void {
    this.cursor.skip(characters)
  }

  /** The next of a row of bits, `i` of which came before: half a byte each, the high one first; in ASCII a digit each. */
  bit(i: number): number {
    const { cursor } = this
    if (this.ascii) return Math.max(0, digitOf(cursor.u8())) & 1
    return (i & 1) === 0 ? (cursor.peek(0) >> 4) & 1 : cursor.u8() & 1
  }

  /** A device and its number; `wide`: the longer form of iQ-R (subcommands 0002 and 0003). Undefined when unknown. */
  device(wide: boolean): Device | undefined {
    if (!this.ascii) {
      this.head = this.number(wide ? 4 : 3)
      this.code = this.number(wide ? 2 : 1)
      return deviceOf(this.code)
    }
    const name = this.cursor
      .text(wide ? 4 : 2)
      .replace(/\*/g, '')
      .trim()
    const device = deviceOfName(name)
    this.code = device?.code ?? 0
    this.head = readDigits(this.cursor, wide ? 8 : 6, device?.radix ?? 10)
    return device
  }

  /** Text that is written as it is in both notations; '' when it is cut. */
  characters(length: number): string {
    return this.cursor.text(length).trim()
  }

  /** Text in UTF-16: in binary the low byte first, in ASCII four digits a character. */
  unicode(length: number): string {
    if (!this.ascii) return this.cursor.text(length * 2, 'utf16le')
    let text = ''
    for (let i = 0; i < length && !this.cursor.short; i++) {
      const code = this.number(2)
      text += code < 0x20 || (code >= 0x7f && code < 0xa0) ? '.' : String.fromCharCode(code)
    }
    return this.cursor.short ? '' : text
  }

  text(length: number): string {
    return this.cursor.text(Math.min(length, this.cursor.left)).trim()
  }
}

/** A number in digits; 0, and `short`, when one of them is none. */
function readDigits(cursor: Cursor, count: number, radix: number): number {
  let value = 0
  for (let i = 0; i < count; i++) {
    const digit = digitOf(cursor.u8())
    if (digit < 0 || digit >= radix) {
      // Blanks stand for leading zeros (SH-080008, 8.1).
      cursor.short = cursor.short || digit !== NOT_A_DIGIT - 1
      continue
    }
    value = value * radix + digit
  }
  return value
}

/**
 * The value of a hexadecimal digit; negative for other characters, -2 for a blank. The manuals write capitals, and there
 * are clients that send small letters.
 */
export function digitOf(character: number): number {
  if (character >= 0x30 && character <= 0x39) return character - 0x30
  const capital = character & ~SMALL
  if (capital >= 0x41 && capital <= 0x46) return capital - 0x37
  return character === 0x20 ? NOT_A_DIGIT - 1 : NOT_A_DIGIT
}

/** The byte at a place counted in bytes, `width` characters each; -1 when its digits are none. */
export function byteAt(bytes: Cursor, at: number, width: number): number {
  if (width === 1) return bytes.peek(at)
  const high = digitOf(bytes.peek(at * 2))
  const low = digitOf(bytes.peek(at * 2 + 1))
  return high < 0 || low < 0 ? -1 : high * 16 + low
}
