import { ZstdFault } from './zstd-fault.ts'

/**
 * A bit stream that is read from its end to its beginning (RFC 8878 section 4.1). Before the beginning there are zeros,
 * and `left` is negative then.
 */
export class BackwardBits {
  private readonly bytes: Uint8Array
  private readonly start: number
  /** Bits between the beginning and the place where it is read. */
  left: number

  /** Over `bytes[from, to)`, whose last byte holds the final bit flag. */
  constructor(bytes: Uint8Array, from: number, to: number) {
    const last = to > from ? (bytes[to - 1] as number) : 0
    if (last === 0) throw new ZstdFault('a bit stream has no end mark')
    this.bytes = bytes
    this.start = from
    this.left = (to - from - 1) * 8 + 31 - Math.clz32(last)
  }

  /** The next `count` bits, at most 24. */
  read(count: number): number {
    this.left -= count
    return this.left >= 0 ? this.at(this.left, count) : this.beforeTheBeginning(count)
  }

  /** As `read`, for at most 31. */
  readLong(count: number): number {
    if (count <= 16) return this.read(count)
    const high = this.read(count - 16)
    return high * 0x1_0000 + this.read(16)
  }

  private at(bit: number, count: number): number {
    const { bytes } = this
    const at = this.start + (bit >> 3)
    const word =
      (bytes[at] as number) |
      ((bytes[at + 1] as number) << 8) |
      ((bytes[at + 2] as number) << 16) |
      ((bytes[at + 3] as number) << 24)
    return (word >>> (bit & 7)) & ((1 << count) - 1)
  }

  private beforeTheBeginning(count: number): number {
    const there = this.left + count
    return there <= 0 ? 0 : this.at(0, there) << (count - there)
  }
}
