/*
 * Paths of CIP (padded EPATH). Little-endian.
 * The CIP Networks Library, Volume 1: Common Industrial Protocol, appendix C-1 (segments).
 */
export const PORT_SEGMENT = 0
export const LOGICAL_SEGMENT = 1
export const NETWORK_SEGMENT = 2
export const SYMBOLIC_SEGMENT = 3
export const DATA_SEGMENT = 4

export const CLASS_ID = 0
export const INSTANCE_ID = 1
export const MEMBER_ID = 2
export const CONNECTION_POINT = 3
export const ATTRIBUTE_ID = 4
const SPECIAL = 5
const EXTENDED_LOGICAL = 7

/** C-1.4.1: port 15 says that the number follows in 16 bits; bit 4, that the link address has a length. */
export const EXTENDED_PORT = 15
export const LONG_LINK = 0x10
/** C-1.4.5.2: ANSI extended symbol, the way Logix controllers name tags. */
export const ANSI_SYMBOL = 0x91
const SIMPLE_DATA = 0x80
/** C-1.4.5.3, electronic key: vendor, type, code, revision; format 5 adds the serial number. */
const KEY_LENGTH = 8
const SERIAL_KEY_FORMAT = 5
const SERIAL_KEY_LENGTH = 12

export const NOT_GIVEN = -1
const NOT_A_SEGMENT = -1

/** What a path addresses: of several classes the last, which is the one that acts. */
export class Epath {
  classId = NOT_GIVEN
  instance = NOT_GIVEN
  /** Where the segment of the instance begins, when there is one. */
  instanceAt = NOT_GIVEN
  attribute = NOT_GIVEN
  hasSymbol = false
  /** Where the first segment after the leading ports begins. */
  routeEnd = 0
  /** False when a segment is cut or of a kind that has no known length. */
  isWhole = true

  /** Reads `view[from, to)`. */
  read(view: DataView, from: number, to: number): void {
    this.classId = NOT_GIVEN
    this.instance = NOT_GIVEN
    this.instanceAt = NOT_GIVEN
    this.attribute = NOT_GIVEN
    this.hasSymbol = false
    this.routeEnd = from
    this.isWhole = true
    let isRoute = true
    for (let at = from; at < to; ) {
      const length = segmentLength(view, at, to)
      if (length === NOT_A_SEGMENT) {
        this.isWhole = false
        return
      }
      const type = view.getUint8(at) >> 5
      isRoute = isRoute && type === PORT_SEGMENT
      if (isRoute) this.routeEnd = at + length
      if (type === LOGICAL_SEGMENT) this.logical(view, at)
      else if (isNamed(view, at)) this.hasSymbol = true
      at += length
    }
  }

  private logical(view: DataView, at: number): void {
    switch (logicalType(view, at)) {
      case CLASS_ID:
        this.classId = logicalValue(view, at)
        this.instance = NOT_GIVEN
        break
      case INSTANCE_ID:
        this.instance = logicalValue(view, at)
        this.instanceAt = at
        break
      case ATTRIBUTE_ID:
        this.attribute = logicalValue(view, at)
    }
  }
}

/** Whether the segment at `at` is a symbol with a name that can be read. */
function isNamed(view: DataView, at: number): boolean {
  const first = view.getUint8(at)
  if (first === ANSI_SYMBOL) return view.getUint8(at + 1) !== 0
  return first >> 5 === SYMBOLIC_SEGMENT && (first & 0x1f) !== 0
}

/** Bytes of the segment at `at`, its padding included; -1 when it does not end within `to` or its kind is unknown. */
export function segmentLength(view: DataView, at: number, to: number): number {
  if (at + 2 > to) return NOT_A_SEGMENT
  const first = view.getUint8(at)
  const second = view.getUint8(at + 1)
  const length = lengthOf(first, second)
  return length > to - at ? NOT_A_SEGMENT : length
}

function lengthOf(first: number, second: number): number {
  switch (first >> 5) {
    case PORT_SEGMENT: {
      const number = (first & 0x0f) === EXTENDED_PORT ? 2 : 0
      return number + 2 + (first & LONG_LINK ? even(second) : 0)
    }
    case LOGICAL_SEGMENT:
      return logicalLength(first, second)
    case NETWORK_SEGMENT:
      return first & 0x10 ? 2 + second * 2 : 2
    case SYMBOLIC_SEGMENT:
      return (first & 0x1f) === 0 ? 2 + even(extendedStringLength(second)) : even(1 + (first & 0x1f))
    case DATA_SEGMENT:
      if (first === ANSI_SYMBOL) return 2 + even(second)
      return first === SIMPLE_DATA ? 2 + second * 2 : NOT_A_SEGMENT
    default:
      return NOT_A_SEGMENT
  }
}

function logicalLength(first: number, second: number): number {
  const format = first & 3
  const type = (first >> 2) & 7
  if (format === 3) return NOT_A_SEGMENT
  if (type === SPECIAL) return 2 + (second === SERIAL_KEY_FORMAT ? SERIAL_KEY_LENGTH : KEY_LENGTH)
  if (type === EXTENDED_LOGICAL && format === 0) return 4
  return 2 + format * 2
}

/** C-1.4.4: the kind in the high three bits, its count in the low five. */
function extendedStringLength(format: number): number {
  const count = format & 0x1f
  switch (format >> 5) {
    case 1:
      return count * 2
    case 2:
      return count * 3
    default:
      return count === 6 ? 1 : count === 7 ? 2 : 4
  }
}

function even(length: number): number {
  return (length + 1) & ~1
}

/** The kind of the logical segment at `at`. */
export function logicalType(view: DataView, at: number): number {
  return (view.getUint8(at) >> 2) & 7
}

/** The number in the logical segment at `at`, which is whole. */
export function logicalValue(view: DataView, at: number): number {
  switch (view.getUint8(at) & 3) {
    case 0:
      return view.getUint8(at + 1)
    case 1:
      return view.getUint16(at + 2, true)
    default:
      return view.getUint32(at + 2, true)
  }
}
