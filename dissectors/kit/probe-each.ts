import type { Cursor } from './cursor.ts'
import type { Verdict } from './dissector.ts'

/**
 * Looks at one line or message behind another, until one tells, or is not whole; the cursor stays where it is.
 * `lengthOf` as `messageLength` of a dissector; `probe` is given what it said.
 */
export function probeEach(
  bytes: Cursor,
  lengthOf: (bytes: Cursor) => number,
  probe: (bytes: Cursor, length: number) => Verdict,
): Verdict {
  const { pos } = bytes
  let verdict: Verdict = 'need-more'
  while (verdict === 'need-more' && bytes.left > 0) {
    const length = lengthOf(bytes)
    verdict = probe(bytes, length)
    if (length <= 0) break
    bytes.pos += length
  }
  bytes.pos = pos
  return verdict
}
