import { Cursor } from '../kit/cursor.ts'

/** RFC 1035, 2.3.4: bytes of a name, and with it the labels that it can have. */
export const MAX_NAME = 255
export const MAX_LABELS = 127
/** Pointers followed in one name; each must lead further back (4.1.4: "a prior occurrence"), so that none can circle. */
export const MAX_POINTERS = 32
const POINTER = 0xc0
const MAX_LABEL = 63
const UNDERSCORE = 0x5f

/**
 * A name of DNS (RFC 1035, 3.1 and 4.1.4), compressed or not. One object, reused: `read` overwrites it, and it keeps
 * where the labels are, never the bytes.
 */
export class NameReader {
  labels = 0
  /** Where the bytes after the name begin. */
  next = 0
  private readonly starts = new Int32Array(MAX_LABELS)
  private readonly lengths = new Uint8Array(MAX_LABELS)
  private readonly cursor = new Cursor(new DataView(new ArrayBuffer(0)))

  /**
   * Reads the name at `at` of a message in `view[base, end)`.
   * @returns 'ok', 'truncated' when the message ends in it, 'bad-value' when it is none
   */
  read(view: DataView, base: number, at: number, end: number): 'ok' | 'truncated' | 'bad-value' {
    this.labels = 0
    this.next = -1
    let size = 1
    let pointers = 0
    let earliest = at
    for (let pos = at; ; ) {
      if (pos >= end) return 'truncated'
      const length = view.getUint8(pos)
      if (length === 0) {
        if (this.next < 0) this.next = pos + 1
        return 'ok'
      }
      if (length >= POINTER) {
        if (pos + 2 > end) return 'truncated'
        const target = base + (view.getUint16(pos) & 0x3fff)
        if (this.next < 0) this.next = pos + 2
        if (target >= earliest || ++pointers > MAX_POINTERS) return 'bad-value'
        earliest = target
        pos = target
        continue
      }
      size += length + 1
      if (length > MAX_LABEL || size > MAX_NAME || this.labels >= MAX_LABELS) return 'bad-value'
      if (pos + 1 + length > end) return 'truncated'
      this.starts[this.labels] = pos + 1
      this.lengths[this.labels] = length
      this.labels++
      pos += 1 + length
    }
  }

  /** The name as people write it, without a dot at its end; '.' for the root. Allocates. */
  text(view: DataView, from = 0): string {
    if (this.labels === 0) return '.'
    const words: string[] = []
    for (let label = from; label < this.labels; label++) {
      const start = this.startOf(label)
      const length = this.lengthOf(label)
      words.push(this.cursor.reset(view, start, start + length).text(length, 'utf8'))
    }
    return words.join('.')
  }

  /** A number of 32 bits for the name, whatever its case and its compression. */
  hash(view: DataView): number {
    let hash = 0x811c9dc5
    for (let label = 0; label < this.labels; label++) {
      const start = this.startOf(label)
      const length = this.lengthOf(label)
      hash = Math.imul(hash ^ length, 0x01000193)
      for (let i = start; i < start + length; i++) hash = Math.imul(hash ^ lower(view.getUint8(i)), 0x01000193)
    }
    return hash >>> 0
  }

  /** Whether a label, counted from the end when negative, is this word in lower case. */
  isLabel(view: DataView, index: number, word: string): boolean {
    const label = index < 0 ? this.labels + index : index
    if (label < 0 || label >= this.labels || this.lengthOf(label) !== word.length) return false
    const start = this.startOf(label)
    for (let i = 0; i < word.length; i++) if (lower(view.getUint8(start + i)) !== word.charCodeAt(i)) return false
    return true
  }

  /** RFC 8552: a label with an underscore before it names a service or a protocol, not a host. */
  namesService(view: DataView): boolean {
    for (let label = 0; label < this.labels; label++) {
      if (view.getUint8(this.startOf(label)) === UNDERSCORE) return true
    }
    return false
  }

  /** Whether it is made of bytes that names are made of in practice. */
  isPlausible(view: DataView): boolean {
    for (let label = 0; label < this.labels; label++) {
      const start = this.startOf(label)
      for (let i = start; i < start + this.lengthOf(label); i++) {
        const byte = view.getUint8(i)
        if (byte < 0x20 || byte === 0x7f) return false
      }
    }
    return true
  }

  startOf(label: number): number {
    return this.starts[label] as number
  }

  lengthOf(label: number): number {
    return this.lengths[label] as number
  }
}

function lower(byte: number): number {
  return byte >= 0x41 && byte <= 0x5a ? byte + 0x20 : byte
}
