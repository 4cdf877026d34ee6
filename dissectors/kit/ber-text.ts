import type { BerReader } from './ber.ts'
import { Cursor } from './cursor.ts'

/** Text longer than this is cut: names are shorter. */
export const MAX_BER_TEXT = 256

const cursor = new Cursor(new DataView(new ArrayBuffer(0)))

/** The contents of the element just read, as text. */
export function berText({ view, start, length }: BerReader): string {
  const count = Math.min(length, MAX_BER_TEXT)
  return cursor.reset(view, start, start + count).text(count, 'utf8')
}
