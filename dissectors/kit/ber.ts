/*
 * ASN.1 Basic Encoding Rules, and with them DER. Big-endian.
 * ITU-T X.690 (2021): clause 8.1.2 (identifier octets), 8.1.3 (length octets), 8.1.5 (end-of-contents), 8.3 (integers).
 */

/** Constructed elements entered at once. */
export const MAX_BER_DEPTH = 32
/** Elements read of one message: an indefinite length is found by reading ahead, which must not grow with its depth. */
export const MAX_BER_ELEMENTS = 16_384

const CONSTRUCTED = 0x20
const HIGH_TAG = 0x1f
const INDEFINITE = 0x80
/** Lengths of more octets are not read: no message is that long. */
const MAX_LENGTH_OCTETS = 4
/** Tag numbers of more octets (from 16384 on) are not read: no protocol here has them. */
const MAX_TAG_OCTETS = 2

/**
 * Reads elements one after the other, without allocating and without ever reading past its bounds.
 *
 * `next` moves to the next element of the level; `enter` goes into the one just read, `leave` comes back. What does
 * not fit sets `bad`, which stays set, and ends every level.
 */
export class BerReader {
  /** Identifier of the element just read: its first octet, or for tag numbers from 31 on that octet times 2^16 plus the number. */
  tag = 0
  /** Contents of the element just read: `view[start, end)`; nothing when it was bad. */
  start = 0
  end = 0
  bad = false
  view: DataView
  private pos = 0
  private levelEnd = 0
  private depth = 0
  private elements = 0
  private readonly ends = new Int32Array(MAX_BER_DEPTH)
  private readonly resumes = new Int32Array(MAX_BER_DEPTH)
  /** Where the element after the one that `header` has read begins. */
  private after = 0

  constructor(view: DataView) {
    this.view = view
  }

  reset(view: DataView, from: number, to: number): this {
    this.view = view
    this.pos = from
    this.levelEnd = to
    this.bad = false
    this.depth = 0
    this.elements = 0
    return this
  }

  /** Where the next element of this level begins. */
  get at(): number {
    return this.pos
  }

  get length(): number {
    return this.end - this.start
  }

  /** Whether the element just read has this tag. */
  is(tag: number): boolean {
    return this.tag === tag
  }

  /** Moves to the next element of this level; false at its end. */
  next(): boolean {
    const { view, pos, levelEnd } = this
    if (pos >= levelEnd || this.bad) return false
    if (pos + 2 <= levelEnd) {
      const first = view.getUint8(pos)
      const octet = view.getUint8(pos + 1)
      const end = pos + 2 + octet
      // Nearly every element: one octet of identifier, one of length.
      if (octet < INDEFINITE && end <= levelEnd && (first & HIGH_TAG) !== HIGH_TAG) {
        this.tag = first
        this.start = pos + 2
        this.end = end
        this.pos = end
        return true
      }
    }
    if (!this.header(pos, levelEnd)) {
      this.bad = true
      this.start = pos
      this.end = pos
      return false
    }
    this.pos = this.after
    return true
  }

  /** Reads the element that begins at `at`, a place of this level, once more. */
  again(at: number): boolean {
    this.pos = at
    return this.next()
  }

  /** Goes into the element just read. */
  enter(): boolean {
    if (this.bad) return false
    if (this.depth === MAX_BER_DEPTH) {
      this.bad = true
      return false
    }
    this.ends[this.depth] = this.levelEnd
    this.resumes[this.depth] = this.pos
    this.depth++
    this.pos = this.start
    this.levelEnd = this.end
    return true
  }

  /** Goes back to the level of the last `enter`, behind the element that was entered. */
  leave(): void {
    if (this.depth === 0) return
    this.depth--
    this.levelEnd = this.ends[this.depth] as number
    this.pos = this.resumes[this.depth] as number
  }

  /** How many elements the one just read holds; `next` goes on behind it. */
  count(): number {
    const { view, end } = this
    let count = 0
    let at = this.start
    while (at + 2 <= end) {
      const octet = view.getUint8(at + 1)
      if (octet >= INDEFINITE || (view.getUint8(at) & HIGH_TAG) === HIGH_TAG) break
      at += 2 + octet
      count++
    }
    return at === end ? count : this.countSlowly()
  }

  /** The contents as a two's complement number; past 53 bits it is rounded. */
  integer(): number {
    const { view, start, end } = this
    if (start >= end) return 0
    let value = view.getInt8(start)
    for (let at = start + 1; at < end; at++) value = value * 256 + view.getUint8(at)
    return value
  }

  /** The contents as an unsigned number, for fields that stacks encode without the leading zero octet. */
  unsigned(): number {
    const { view, end } = this
    let value = 0
    for (let at = this.start; at < end; at++) value = value * 256 + view.getUint8(at)
    return value
  }

  private countSlowly(): number {
    let count = 0
    if (!this.enter()) return count
    while (this.next()) count++
    this.leave()
    return count
  }

  /** Reads identifier and length octets; false when they, or the contents, do not fit before `limit`. */
  private header(from: number, limit: number): boolean {
    const { view } = this
    if (++this.elements > MAX_BER_ELEMENTS || from + 2 > limit) return false
    const first = view.getUint8(from)
    let at = from + 1
    if ((first & HIGH_TAG) === HIGH_TAG) {
      at = this.highTag(first, at, limit)
      if (at < 0) return false
    } else this.tag = first
    const octet = view.getUint8(at++)
    if (octet < INDEFINITE) {
      this.start = at
      this.end = at + octet
      this.after = this.end
      return this.end <= limit
    }
    if (octet === INDEFINITE) return (first & CONSTRUCTED) !== 0 && this.indefinite(at, limit)
    return this.longLength(octet & 0x7f, at, limit)
  }

  /** Clause 8.1.2.4. Returns where the length octets begin, -1 when they are not there. */
  private highTag(first: number, from: number, limit: number): number {
    let number = 0
    for (let at = from; at < limit - 1 && at < from + MAX_TAG_OCTETS; at++) {
      const octet = this.view.getUint8(at)
      number = number * 128 + (octet & 0x7f)
      if (octet < 0x80) {
        this.tag = first * 0x1_0000 + number
        return at + 1
      }
    }
    return -1
  }

  private longLength(octets: number, from: number, limit: number): boolean {
    if (octets > MAX_LENGTH_OCTETS || from + octets > limit) return false
    let length = 0
    for (let at = from; at < from + octets; at++) length = length * 256 + this.view.getUint8(at)
    this.start = from + octets
    this.end = this.start + length
    this.after = this.end
    return this.end <= limit
  }

  /** Clause 8.1.3.6: the contents end before the end-of-contents octets that belong to this element. */
  private indefinite(from: number, limit: number): boolean {
    const { tag, view } = this
    let at = from
    for (let open = 1; at + 2 <= limit; ) {
      if (view.getUint16(at) === 0) {
        at += 2
        if (--open > 0) continue
        this.tag = tag
        this.start = from
        this.end = at - 2
        this.after = at
        return true
      }
      const nested = this.indefiniteContents(at, limit)
      if (nested > 0) {
        at = nested
        open++
      } else {
        if (!this.header(at, limit)) return false
        at = this.after
      }
    }
    return false
  }

  /** Where the contents of an element of indefinite length begin; 0 when this is none. */
  private indefiniteContents(from: number, limit: number): number {
    const first = this.view.getUint8(from)
    if ((first & CONSTRUCTED) === 0) return 0
    if (++this.elements > MAX_BER_ELEMENTS) return 0
    const at = (first & HIGH_TAG) === HIGH_TAG ? this.highTag(first, from + 1, limit) : from + 1
    return at > 0 && at < limit && this.view.getUint8(at) === INDEFINITE ? at + 1 : 0
  }
}
