import { createHash } from 'node:crypto'

/** Head and tail of a capture that, with its size, make it the same capture again. */
export const FINGERPRINT_BYTES = 1 << 20

/** The fingerprint of a capture of `size` bytes; `head` and `tail` are its first and last `FINGERPRINT_BYTES` at most. */
export function fingerprint(size: number, head: Uint8Array, tail: Uint8Array): string {
  return createHash('sha256').update(`${size}\n`).update(head).update(tail).digest('hex')
}

/** Fingerprints a capture whose size is not known before its end. */
export class StreamFingerprint {
  private readonly head = new Uint8Array(FINGERPRINT_BYTES)
  /** The last bytes, as a ring. */
  private readonly ring = new Uint8Array(FINGERPRINT_BYTES)
  private size = 0

  add(bytes: Uint8Array): void {
    if (this.size < FINGERPRINT_BYTES) this.head.set(bytes.subarray(0, FINGERPRINT_BYTES - this.size), this.size)
    const skipped = Math.max(0, bytes.length - FINGERPRINT_BYTES)
    const last = bytes.subarray(skipped)
    const at = (this.size + skipped) % FINGERPRINT_BYTES
    const untilEnd = FINGERPRINT_BYTES - at
    this.ring.set(last.subarray(0, untilEnd), at)
    this.ring.set(last.subarray(untilEnd), 0)
    this.size += bytes.length
  }

  digest(): string {
    const { size, head, ring } = this
    if (size <= FINGERPRINT_BYTES) return fingerprint(size, head.subarray(0, size), head.subarray(0, size))
    const at = size % FINGERPRINT_BYTES
    const tail = new Uint8Array(FINGERPRINT_BYTES)
    tail.set(ring.subarray(at), 0)
    tail.set(ring.subarray(0, at), FINGERPRINT_BYTES - at)
    return fingerprint(size, head, tail)
  }
}
