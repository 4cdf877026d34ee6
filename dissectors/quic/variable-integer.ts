import type { Cursor } from '../kit/cursor.ts'

/** A variable-length integer (RFC 9000, clause 16); -1 where it is not there, or greater than any datagram. */
export function variable(bytes: Cursor, at: number): number {
  const size = variableSize(bytes, at)
  if (at + size > bytes.left) return -1
  const first = bytes.peek(at) & 0x3f
  if (size === 1) return first
  if (size === 2) return first * 256 + bytes.peek(at + 1)
  const high = size === 8 ? first * 0x1_0000 + bytes.peek16(at + 1) : 0
  const low =
    size === 8 ? bytes.peek16(at + 6) : first * 0x100_0000 + bytes.peek(at + 1) * 0x1_0000 + bytes.peek16(at + 2)
  return size === 8 && (high > 0 || bytes.peek(at + 3) > 0 || bytes.peek16(at + 4) > 0) ? -1 : low
}

export function variableSize(bytes: Cursor, at: number): number {
  return at < bytes.left ? 1 << (bytes.peek(at) >> 6) : 1
}
