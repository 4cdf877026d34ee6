import type { Cursor } from './cursor.ts'

/** Text up to its NUL, of which so many bytes are kept, and the cursor behind it; '' where no NUL was captured. */
export function textToNul(bytes: Cursor, most: number): string {
  const { view, pos, end } = bytes
  let to = pos
  while (to < end && view.getUint8(to) !== 0) to++
  const text = to < end ? bytes.text(Math.min(to - pos, most), 'utf8') : ''
  bytes.pos = Math.min(to + 1, end)
  return text
}
