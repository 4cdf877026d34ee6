/** A key of 53 bits for text, as `keyOfBytes` makes one for bytes. `seed` keeps functions apart. */
export function keyOfText(text: string, seed: number): number {
  let a = 0x811c9dc5 ^ seed ^ text.length
  let b = 0x1b873593 ^ Math.imul(seed, 0x85ebca6b)
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    a = Math.imul(a ^ code, 0x01000193)
    a ^= a >>> 15
    b = Math.imul(((b << 5) | (b >>> 27)) ^ code, 0x9e3779b1)
  }
  a = Math.imul(a ^ (a >>> 16), 0x85ebca6b)
  b = Math.imul(b ^ (b >>> 13), 0xc2b2ae35)
  b ^= b >>> 16
  return ((b >>> 0) & 0x1f_ffff) * 0x1_0000_0000 + (a >>> 0)
}
