/* APDUs sent in segments. ASHRAE 135-2020 clause 5.2. */
import { Cursor } from '../kit/cursor.ts'

/** Bytes of one segmented APDU that are put together: the rest is not looked at. */
export const MAX_BODY = 32_768
/** Segmented APDUs of one dialogue in progress; the oldest is forgotten first. */
export const MAX_PARTIAL = 4
const SEQUENCE_MASK = 0xff

interface Partial {
  next: number
  length: number
  bytes: Uint8Array
}

/** Puts the segments of APDUs together, in order; one that misses a segment is given up. */
export class SegmentAssembly {
  private readonly partial = new Map<number, Partial>()
  private readonly cursor = new Cursor(new DataView(new ArrayBuffer(0)))

  /** Adds a segment; whether it is the first of its APDU, and no repetition. */
  add(key: number, sequence: number, body: Cursor): boolean {
    const known = this.partial.get(key)
    if (sequence === 0 && (known === undefined || known.next !== 1)) {
      this.begin(key, body)
      return true
    }
    if (known === undefined || sequence === ((known.next - 1) & SEQUENCE_MASK)) return false
    if (sequence === known.next) append(known, body)
    else this.partial.delete(key)
    return false
  }

  /** The whole body, once the last segment has been added; undefined when a segment is missing. */
  finish(key: number): Cursor | undefined {
    const known = this.partial.get(key)
    if (known === undefined) return undefined
    this.partial.delete(key)
    return this.cursor.reset(new DataView(known.bytes.buffer), 0, known.length)
  }

  private begin(key: number, body: Cursor): void {
    if (this.partial.size >= MAX_PARTIAL && !this.partial.has(key)) {
      const oldest = this.partial.keys().next()
      if (!oldest.done) this.partial.delete(oldest.value)
    }
    const fresh = { next: 0, length: 0, bytes: new Uint8Array(2048) }
    append(fresh, body)
    this.partial.set(key, fresh)
  }
}

function append(partial: Partial, body: Cursor): void {
  const count = Math.min(body.left, MAX_BODY - partial.length)
  const need = partial.length + count
  if (need > partial.bytes.length) {
    const grown = new Uint8Array(Math.min(MAX_BODY, need * 2))
    grown.set(partial.bytes)
    partial.bytes = grown
  }
  for (let i = 0; i < count; i++) partial.bytes[partial.length + i] = body.view.getUint8(body.pos + i)
  partial.length = need
  partial.next = (partial.next + 1) & SEQUENCE_MASK
}
