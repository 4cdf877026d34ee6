/*
 * Bytes that one side of a TCP connection acknowledged (RFC 9293 section 3.4), so it has them, and that were never
 * seen. When more of that side follows, the hole tells; this is for where nothing follows that shows the hole: the end of
 * a burst that a mirror lost, or one direction that it stopped copying.
 */

/** What a mirror puts in another order, the acknowledgement before the bytes, is there within this. */
export const MAX_LATE_US = 2_000_000

/** Of one side of a connection that has acknowledged more than was seen; most never have. */
export class UnseenBytes {
  private isOwed = false
  /** The end of what is waited for, and since when; sequence numbers as signed 32 bits. */
  private until = 0
  private sinceUs = 0
  /** What was acknowledged last. */
  private last = 0
  private fin = 0
  private isFinKnown = false

  /** The FIN of the side that sends has this number: it is acknowledged like a byte, and is none. */
  ends(sequence: number): void {
    this.fin = sequence | 0
    this.isFinKnown = true
  }

  /**
   * All before `acknowledged` has arrived, and `expected` is next of what was seen. Returns how many bytes will not come
   * any more: those that were acknowledged so long ago, and by everything since. One packet with a number that is
   * wrong, by a fault or on purpose, is taken back by the next one.
   */
  acknowledge(acknowledged: number, expected: number, timeUs: number): number {
    this.last = acknowledged | 0
    if (((acknowledged - expected) | 0) <= 0) {
      this.isOwed = false
      return 0
    }
    if (!this.isOwed || ((this.until - expected) | 0) <= 0) {
      this.isOwed = true
      this.until = acknowledged | 0
      this.sinceUs = timeUs
      return 0
    }
    if (((acknowledged - this.until) | 0) < 0) this.until = acknowledged | 0
    return timeUs - this.sinceUs > MAX_LATE_US ? this.bytesUntil(this.until, expected) : 0
  }

  /** How many bytes never came, at the end. `isFinLikely`: the other side has ended its half. */
  finish(expected: number, isFinLikely: boolean): number {
    if (!this.isOwed) return 0
    this.isOwed = false
    const bytes = this.bytesUntil(this.last, expected)
    // A FIN that was not seen either is the last of the numbers.
    return isFinLikely && !this.isFinKnown ? Math.max(0, bytes - 1) : bytes
  }

  private bytesUntil(end: number, expected: number): number {
    const bytes = (end - expected) | 0
    const toFin = (this.fin - expected) | 0
    if (this.isFinKnown && toFin >= 0 && toFin < bytes) return toFin
    // One alone is more likely an end that was not seen than a byte.
    return bytes === 1 && !this.isFinKnown ? 0 : Math.max(0, bytes)
  }
}
