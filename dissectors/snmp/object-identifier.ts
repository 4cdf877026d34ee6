/* Object identifiers: X.690, clause 8.19; RFC 2578, clause 3.5 (at most 128 numbers). */

/** Numbers of an identifier that are shown. */
export const MAX_NUMBERS = 32

/** The dotted text of the identifier in `view[from, to)`. */
export function dotted(view: DataView, from: number, to: number): string {
  const numbers: number[] = []
  let value = 0
  for (let at = from; at < to && numbers.length < MAX_NUMBERS; at++) {
    const byte = view.getUint8(at)
    value = (value * 128 + (byte & 0x7f)) % 0x1_0000_0000
    if (byte >= 0x80) continue
    if (numbers.length === 0) {
      const first = Math.min(2, Math.floor(value / 40))
      numbers.push(first)
      value -= first * 40
    }
    numbers.push(value)
    value = 0
  }
  return numbers.join('.')
}

/** Whether the identifier in `view[from, to)` begins with these bytes. */
export function isUnder(view: DataView, from: number, to: number, prefix: readonly number[]): boolean {
  if (to - from < prefix.length) return false
  for (let i = 0; i < prefix.length; i++) if (view.getUint8(from + i) !== prefix[i]) return false
  return true
}

/** Where the number that begins at `from` ends. */
export function numberEnd(view: DataView, from: number, to: number): number {
  let at = from
  while (at < to && view.getUint8(at) >= 0x80) at++
  return Math.min(at + 1, to)
}

/** The number in `view[from, to)`. */
export function numberAt(view: DataView, from: number, to: number): number {
  let value = 0
  for (let at = from; at < to; at++) value = (value * 128 + (view.getUint8(at) & 0x7f)) % 0x1_0000_0000
  return value
}
