/** Byte `index` of the base64 text `view[from, to)` (RFC 4648, 4); -1 past its end. */
export function base64Byte(view: DataView, from: number, to: number, index: number): number {
  const at = from + Math.floor(index / 3) * 4
  const shift = index % 3
  if (at + shift + 1 >= to) return -1
  const high = sextet(view.getUint8(at + shift))
  const low = sextet(view.getUint8(at + shift + 1))
  if (high < 0 || low < 0) return -1
  return ((high << (2 + 2 * shift)) | (low >> (4 - 2 * shift))) & 255
}

function sextet(byte: number): number {
  if (byte >= 0x41 && byte <= 0x5a) return byte - 0x41
  if (byte >= 0x61 && byte <= 0x7a) return byte - 0x61 + 26
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30 + 52
  if (byte === 0x2b) return 62
  return byte === 0x2f ? 63 : -1
}
