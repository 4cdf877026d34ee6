/*
 * One value of AMQP 1.0 after the other. OASIS AMQP 1.0, part 1, clause 1.2: a constructor says how long the value is; 1.6: the
 * types. Big-endian.
 */
import { Cursor } from '../kit/cursor.ts'

/** Descriptors of descriptors: no standard has them. */
const MAX_DESCRIBED = 4
const DESCRIBED = 0x00
const TRUE = 0x41
const BOOLEAN = 0x56
const LIST0 = 0x45
const FIXED: Readonly<Record<number, number>> = { 4: 0, 5: 1, 6: 2, 7: 4, 8: 8, 9: 16 }
const text = new Cursor(new DataView(new ArrayBuffer(0)))

/** The value that was read last. */
export class TypedValue {
  /** Its constructor; 0x40 is null. */
  type = 0x40
  /** The code that describes it; -1 where none does, or a name. */
  descriptor = -1
  from = 0
  to = 0
  private view = text.view

  /** Takes the next value; false where there is none, or it goes beyond the end. */
  read(bytes: Cursor): boolean {
    this.view = bytes.view
    this.descriptor = -1
    let type = bytes.u8()
    for (let depth = 0; type === DESCRIBED && depth < MAX_DESCRIBED && !bytes.short; depth++) {
      this.take(bytes, bytes.u8())
      this.descriptor = this.isNumber() ? this.uint() : -1
      type = bytes.u8()
    }
    return !bytes.short && this.take(bytes, type)
  }

  get isNull(): boolean {
    return this.type === 0x40
  }

  get isTrue(): boolean {
    return this.type === TRUE || (this.type === BOOLEAN && this.uint() === 1)
  }

  get isText(): boolean {
    const kind = this.type & 0xef
    return kind === 0xa1 || kind === 0xa3
  }

  get isBinary(): boolean {
    return (this.type & 0xef) === 0xa0
  }

  uint(): number {
    let value = 0
    for (let at = this.from; at < this.to && at < this.from + 8; at++) value = value * 256 + this.view.getUint8(at)
    return value
  }

  /** Allocates. */
  text(most: number): string {
    const { view, from, to } = this
    return this.isText ? text.reset(view, from, to).text(Math.min(to - from, most), 'utf8') : ''
  }

  /** Narrows to what a list or a map holds, behind its count; false where it is neither. */
  enter(bytes: Cursor): boolean {
    const kind = this.type & 0xef
    const width = (this.type & 0xf0) === 0xd0 ? 4 : 1
    if (this.type === LIST0 || (kind !== 0xc0 && kind !== 0xc1) || this.to - this.from < width) return false
    bytes.reset(this.view, this.from + width, this.to)
    return true
  }

  private isNumber(): boolean {
    return this.type >= 0x43 && this.type < 0x90
  }

  private take(bytes: Cursor, type: number): boolean {
    const subcategory = type >> 4
    const fixed = FIXED[subcategory]
    const length = fixed ?? (subcategory < 10 ? -1 : subcategory % 2 === 0 ? bytes.u8() : bytes.u32())
    this.type = type
    this.from = bytes.pos
    this.to = bytes.pos + length
    if (length < 0 || length > bytes.left) {
      bytes.short = true
      return false
    }
    bytes.pos = this.to
    return true
  }
}
