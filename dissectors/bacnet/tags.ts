/* Tagged values. Big-endian. ASHRAE 135-2020 clause 20.2 (encoding of the variable part of APDUs). */
import type { Cursor } from '../kit/cursor.ts'

const EXTENDED_NUMBER = 0x0f
const CLASS_CONTEXT = 0x08
const LENGTH_MASK = 0x07
const EXTENDED_LENGTH = 5
const OPENING = 6
const CLOSING = 7
const LENGTH_16 = 254
const LENGTH_32 = 255
const BOOLEAN = 1
/** Characters of one text that are kept. */
const MAX_TEXT = 256
const MAX_UNSIGNED = 6

/** One tag (clause 20.2.1). One object per dialogue, read anew each time. */
export class Tag {
  number = 0
  isContext = false
  isOpening = false
  isClosing = false
  /** Bytes of value that follow. */
  length = 0

  /** Reads the tag at the cursor and moves behind it; leaves the cursor `short` when there is none. */
  read(cursor: Cursor): void {
    const first = cursor.u8()
    const kind = first & LENGTH_MASK
    this.number = first >>> 4
    if (this.number === EXTENDED_NUMBER) this.number = cursor.u8()
    this.isContext = (first & CLASS_CONTEXT) !== 0
    this.isOpening = this.isContext && kind === OPENING
    this.isClosing = this.isContext && kind === CLOSING
    if (this.isOpening || this.isClosing) this.length = 0
    // An application-tagged Boolean has its value where the length is (clause 20.2.3).
    else if (!this.isContext && this.number === BOOLEAN) this.length = 0
    else this.length = kind < EXTENDED_LENGTH ? kind : extendedLength(cursor)
  }

  /** Whether the tag at the cursor is the primitive context tag of this number; moves behind it if so. */
  takes(cursor: Cursor, number: number): boolean {
    const { pos } = cursor
    if (cursor.left === 0) return false
    this.read(cursor)
    if (this.isContext && this.number === number && !this.isOpening && !this.isClosing) return true
    cursor.pos = pos
    return false
  }

  /** The same for an opening tag. */
  opens(cursor: Cursor, number: number): boolean {
    const { pos } = cursor
    if (cursor.left === 0) return false
    this.read(cursor)
    if (this.isOpening && this.number === number) return true
    cursor.pos = pos
    return false
  }

  /** The same for a closing tag. */
  closes(cursor: Cursor, number: number): boolean {
    const { pos } = cursor
    if (cursor.left === 0) return false
    this.read(cursor)
    if (this.isClosing && this.number === number) return true
    cursor.pos = pos
    return false
  }

  /** Moves behind the closing tag of the constructed value that this opening tag began. */
  skipConstructed(cursor: Cursor): void {
    for (let depth = 1; depth > 0 && !cursor.short; ) {
      this.read(cursor)
      if (this.isOpening) depth++
      else if (this.isClosing) depth--
      else cursor.skip(this.length)
    }
  }
}

function extendedLength(cursor: Cursor): number {
  const length = cursor.u8()
  return length === LENGTH_16 ? cursor.u16() : length === LENGTH_32 ? cursor.u32() : length
}

/** An unsigned or enumerated value of `length` bytes (clauses 20.2.4 and 20.2.11). */
export function readUnsigned(cursor: Cursor, length: number): number {
  if (length > MAX_UNSIGNED) {
    cursor.skip(length)
    return 0
  }
  let value = 0
  for (let i = 0; i < length; i++) value = value * 256 + cursor.u8()
  return value
}

/** A character string of `length` bytes, its character set in the first (clause 20.2.9). */
export function readCharacterString(cursor: Cursor, length: number): string {
  if (length < 1) return ''
  const set = cursor.u8()
  const kept = Math.min(length - 1, MAX_TEXT)
  const text =
    set === 4 ? cursor.text(kept, 'utf16be') : set === 5 ? cursor.text(kept, 'latin1') : cursor.text(kept, 'utf8')
  cursor.skip(length - 1 - kept)
  return text
}
