/* Strings of CIP. Little-endian. The CIP Networks Library, Volume 1, appendix C-5.2 and C-5.3. */
import type { Cursor } from '../kit/cursor.ts'

const STRING2 = 0xd5
const STRINGN = 0xd9
const SHORT_STRING = 0xda

/** SHORT_STRING: one byte of length. */
export function shortText(data: Cursor): string {
  const length = data.u8()
  return length > data.left ? '' : data.text(length, 'latin1').trim()
}

/** STRING: two bytes of length; an odd one is not padded. */
export function text(data: Cursor): string {
  const length = data.u16le()
  return length > data.left ? '' : data.text(length, 'latin1').trim()
}

/** STRINGI: a string in several languages, of which the first is taken; the cursor ends where it may. */
export function internationalText(data: Cursor): string {
  const count = data.u8()
  // Language (3), type of the string, character set (2).
  data.skip(3)
  const type = data.u8()
  data.skip(2)
  if (count === 0 || data.short) return ''
  if (type === SHORT_STRING) return shortText(data)
  if (type === STRINGN && data.u16le() !== 1) return ''
  const length = data.u16le() * (type === STRING2 ? 2 : 1)
  return length > data.left ? '' : data.text(length, type === STRING2 ? 'utf16le' : 'latin1').trim()
}
