import type { Cursor } from '../kit/cursor.ts'
import { ATTRIBUTE, ONE_BIT, sizeOfObject, TWO_BITS, UNKNOWN_SIZE } from './object-size.ts'

export type HeaderFault = 'none' | 'truncated' | 'bad-value' | 'unsupported'

/** The count of a header that asks for all objects of a kind. */
export const ALL = -1
/** The range of a header without start and stop. */
export const NO_RANGE = -1

const PREFIX_LENGTHS = [0, 1, 2, 4, 1, 2, 4]
const FIRST_SIZE_PREFIX = 4
const AUTHENTICATION = 120
const EXTENDED_LIST = 255

/**
 * One object header of a fragment and the octets of its objects: IEEE 1815-2012, 4.2.2.7 and table 4-5.
 * One of these is reused for every header; `next` moves it on.
 */
export class ObjectHeader {
  group = 0
  variation = 0
  qualifier = 0
  first = NO_RANGE
  last = NO_RANGE
  count = 0
  /** Octets of index before each object; 0 when there are none. */
  indexLength = 0
  /** Octets of size before each object; 0 when there are none. */
  sizeLength = 0
  /** Octets of each object without prefix; 0 when they are absent, else as `sizeOfObject` says. */
  size = 0
  start = 0
  /** The objects lie in `[bodyStart, bodyEnd)`. */
  bodyStart = 0
  bodyEnd = 0
  fault: HeaderFault = 'none'

  /** Octets from one object to the next, its index included; 0 when they differ, or nothing is before each. */
  get step(): number {
    const { size, indexLength, sizeLength } = this
    if (sizeLength > 0 || size === ATTRIBUTE || size === UNKNOWN_SIZE) return 0
    if (size >= 0) return indexLength + size
    return indexLength > 0 ? indexLength + 1 : 0
  }

  /** Reads the header at the cursor and passes over its objects; false at the end, or when `fault` says why not. */
  next(fragment: Cursor, carriesObjects: boolean): boolean {
    this.fault = 'none'
    this.start = fragment.pos
    if (fragment.left === 0) return false
    this.group = fragment.u8()
    this.variation = fragment.u8()
    this.qualifier = fragment.u8()
    if (!this.readRange(fragment)) return false
    this.bodyStart = fragment.pos
    const present = carriesObjects || this.sizeLength > 0 || this.isSignedPart()
    this.size = present ? sizeOfObject(this.group, this.variation) : 0
    this.skipObjects(fragment)
    this.bodyEnd = fragment.pos
    if (fragment.short) this.fault = 'truncated'
    return this.fault === 'none'
  }

  /** 7.5.2.3: an aggressive mode request carries its sequence and user whatever its function. */
  private isSignedPart(): boolean {
    return this.group === AUTHENTICATION && this.variation === 3
  }

  private readRange(fragment: Cursor): boolean {
    const prefix = this.qualifier >>> 4
    const length = PREFIX_LENGTHS[prefix]
    this.indexLength = length !== undefined && prefix < FIRST_SIZE_PREFIX ? length : 0
    this.sizeLength = length !== undefined && prefix >= FIRST_SIZE_PREFIX ? length : 0
    this.first = NO_RANGE
    this.last = NO_RANGE
    const isKnown = length !== undefined && this.readRangeField(fragment)
    if (fragment.short) this.fault = 'truncated'
    else if (!isKnown) this.fault = 'bad-value'
    return this.fault === 'none'
  }

  private readRangeField(fragment: Cursor): boolean {
    switch (this.qualifier & 0x0f) {
      case 0:
      case 3:
        return this.setRange(fragment.u8(), fragment.u8())
      case 1:
      case 4:
        return this.setRange(fragment.u16le(), fragment.u16le())
      case 2:
      case 5:
        return this.setRange(fragment.u32le(), fragment.u32le())
      case 6:
        return this.setCount(ALL)
      case 7:
      case 11:
        return this.setCount(fragment.u8())
      case 8:
        return this.setCount(fragment.u16le())
      case 9:
        return this.setCount(fragment.u32le())
      default:
        return false
    }
  }

  private setRange(first: number, last: number): boolean {
    this.first = first
    this.last = last
    this.count = last - first + 1
    return last >= first
  }

  private setCount(count: number): boolean {
    this.count = count
    return true
  }

  private skipObjects(fragment: Cursor): void {
    const { count, indexLength, sizeLength, size } = this
    if (count === ALL) return
    if (sizeLength > 0) this.skipSized(fragment)
    else if (size >= 0) fragment.skip(count * (indexLength + size))
    else if (size === ATTRIBUTE) this.skipAttributes(fragment)
    else if (size === UNKNOWN_SIZE) this.fault = 'unsupported'
    else if (indexLength > 0) fragment.skip(count * (indexLength + 1))
    else if (size === ONE_BIT) fragment.skip(Math.ceil(count / 8))
    else if (size === TWO_BITS) fragment.skip(Math.ceil(count / 4))
  }

  private skipSized(fragment: Cursor): void {
    for (let i = 0; i < this.count && !fragment.short; i++) fragment.skip(this.readPrefix(fragment, this.sizeLength))
  }

  private skipAttributes(fragment: Cursor): void {
    for (let i = 0; i < this.count && !fragment.short; i++) {
      fragment.skip(this.indexLength)
      const type = fragment.u8()
      const length = fragment.u8()
      fragment.skip(type === EXTENDED_LIST ? length + 256 : length)
    }
  }

  private readPrefix(fragment: Cursor, length: number): number {
    if (length === 1) return fragment.u8()
    return length === 2 ? fragment.u16le() : fragment.u32le()
  }
}
