/* Numbers that are written in text, as many protocols of controllers have them: so many digits, and capital letters. */
import type { Cursor } from './cursor.ts'

/** The number that hexadecimal digits give, `at` from the cursor on; -1 where there is another character. */
export function hexAt(bytes: Cursor, at: number, digits: number): number {
  let value = 0
  for (let i = 0; i < digits; i++) {
    const digit = hexDigit(bytes.peek(at + i))
    if (digit < 0) return -1
    value = value * 16 + digit
  }
  return value
}

/** The same of decimal digits. */
export function decimalAt(bytes: Cursor, at: number, digits: number): number {
  let value = 0
  for (let i = 0; i < digits; i++) {
    const digit = bytes.peek(at + i) - 0x30
    if (digit < 0 || digit > 9) return -1
    value = value * 10 + digit
  }
  return value
}

function hexDigit(byte: number): number {
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30
  return byte >= 0x41 && byte <= 0x46 ? byte - 0x37 : -1
}
