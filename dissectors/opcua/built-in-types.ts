/*
 * The built-in types in OPC UA binary. Little-endian. OPC 10000-6 clause 5.2.2, and arrays in 5.2.5.
 * Everything here moves the cursor past one value; a value that breaks the rules leaves the cursor `short`.
 */
import type { Cursor } from '../kit/cursor.ts'

/** Variants, DataValues and DiagnosticInfos inside each other that are followed. */
export const MAX_DEPTH = 16
/** Characters of one text that are kept. */
export const MAX_TEXT = 256
/** The severity Bad of a StatusCode (OPC 10000-4 clause 7.39.1); Good and Uncertain ones are no errors. */
export const BAD = 0x8000_0000
/** A null String, ByteString or array has length -1. */
const NULL_LENGTH = 0xffff_ffff

const NAMESPACE_URI_FLAG = 0x80
const SERVER_INDEX_FLAG = 0x40
/** In the encoding byte of a Variant. */
export const ARRAY_FLAG = 0x80
export const DIMENSIONS_FLAG = 0x40
export const TYPE_MASK = 0x3f
/** Bytes of the built-in types 0 to 25 (clause 5.1.2, table 1), 0 for those whose length differs. */
export const FIXED = [0, 1, 1, 1, 2, 2, 4, 4, 8, 8, 4, 8, 0, 8, 16, 0, 0, 0, 0, 4, 0, 0, 0, 0, 0, 0]
const STRING = 12
const BYTE_STRING = 15
const XML_ELEMENT = 16

/** The number of elements that follow; 0 for a null array. */
export function arrayLength(cursor: Cursor): number {
  const count = cursor.u32le()
  return count === NULL_LENGTH ? 0 : count
}

/** A String or ByteString. */
export function skipString(cursor: Cursor): void {
  const length = cursor.u32le()
  if (length !== NULL_LENGTH) cursor.skip(length)
}

/** A String, of which at most `MAX_TEXT` bytes are kept. */
export function readString(cursor: Cursor): string {
  const length = cursor.u32le()
  if (length === NULL_LENGTH) return ''
  const kept = Math.min(length, MAX_TEXT)
  const text = cursor.text(kept, 'utf8')
  cursor.skip(length - kept)
  return text
}

/** An array of String or ByteString. */
export function skipStrings(cursor: Cursor): void {
  for (let left = arrayLength(cursor); left > 0 && !cursor.short; left--) skipString(cursor)
}

/** A NodeId or an ExpandedNodeId (clauses 5.2.2.9 and 5.2.2.10). */
export function skipNodeId(cursor: Cursor): void {
  const encoding = cursor.u8()
  switch (encoding & ~(NAMESPACE_URI_FLAG | SERVER_INDEX_FLAG)) {
    case 0:
      cursor.skip(1)
      break
    case 1:
      cursor.skip(3)
      break
    case 2:
      cursor.skip(6)
      break
    case 3:
    case 5:
      cursor.skip(2)
      skipString(cursor)
      break
    case 4:
      cursor.skip(18)
      break
    default:
      cursor.short = true
  }
  if (encoding & NAMESPACE_URI_FLAG) skipString(cursor)
  if (encoding & SERVER_INDEX_FLAG) cursor.skip(4)
}

export function skipQualifiedName(cursor: Cursor): void {
  cursor.skip(2)
  skipString(cursor)
}

/** The text of a LocalizedText (clause 5.2.2.14). */
export function readLocalizedText(cursor: Cursor): string {
  const mask = cursor.u8()
  if (mask & 1) skipString(cursor)
  return mask & 2 ? readString(cursor) : ''
}

export function skipLocalizedText(cursor: Cursor): void {
  const mask = cursor.u8()
  if (mask & 1) skipString(cursor)
  if (mask & 2) skipString(cursor)
}

/** An ExtensionObject (clause 5.2.2.15). */
export function skipExtensionObject(cursor: Cursor): void {
  skipNodeId(cursor)
  if (cursor.u8() !== 0) skipString(cursor)
}

/** A DiagnosticInfo (clause 5.2.2.12). */
export function skipDiagnosticInfo(cursor: Cursor, depth = 0): void {
  const mask = cursor.u8()
  if (mask & 0x01) cursor.skip(4)
  if (mask & 0x02) cursor.skip(4)
  if (mask & 0x04) cursor.skip(4)
  if (mask & 0x08) cursor.skip(4)
  if (mask & 0x10) skipString(cursor)
  if (mask & 0x20) cursor.skip(4)
  if (!(mask & 0x40)) return
  if (depth >= MAX_DEPTH) cursor.short = true
  else skipDiagnosticInfo(cursor, depth + 1)
}

/** A DataValue (clause 5.2.2.17). */
export function skipDataValue(cursor: Cursor, depth = 0): void {
  const mask = cursor.u8()
  if (mask & 0x01) skipVariant(cursor, depth + 1)
  skipDataValueTail(cursor, mask)
}

/** What follows the value in a DataValue: status, times, picoseconds. */
export function skipDataValueTail(cursor: Cursor, mask: number): void {
  if (mask & 0x02) cursor.skip(4)
  if (mask & 0x04) cursor.skip(8)
  if (mask & 0x10) cursor.skip(2)
  if (mask & 0x08) cursor.skip(8)
  if (mask & 0x20) cursor.skip(2)
}

/** A Variant (clause 5.2.2.16). */
export function skipVariant(cursor: Cursor, depth = 0): void {
  if (depth > MAX_DEPTH) {
    cursor.short = true
    return
  }
  const mask = cursor.u8()
  const type = mask & TYPE_MASK
  if ((mask & ARRAY_FLAG) === 0) {
    skipValue(cursor, type, depth)
    return
  }
  skipElements(cursor, type, arrayLength(cursor), depth)
  if (mask & DIMENSIONS_FLAG) cursor.skip(arrayLength(cursor) * 4)
}

/** The elements of an array in a Variant. */
export function skipElements(cursor: Cursor, type: number, count: number, depth = 0): void {
  const size = FIXED[type] ?? 0
  if (size > 0) cursor.skip(count * size)
  else if (type !== 0) for (let left = count; left > 0 && !cursor.short; left--) skipValue(cursor, type, depth)
}

function skipValue(cursor: Cursor, type: number, depth: number): void {
  switch (type) {
    case 0:
      break
    case STRING:
    case BYTE_STRING:
    case XML_ELEMENT:
      skipString(cursor)
      break
    case 17:
    case 18:
      skipNodeId(cursor)
      break
    case 20:
      skipQualifiedName(cursor)
      break
    case 21:
      skipLocalizedText(cursor)
      break
    case 22:
      skipExtensionObject(cursor)
      break
    case 23:
      skipDataValue(cursor, depth + 1)
      break
    case 24:
      skipVariant(cursor, depth + 1)
      break
    case 25:
      skipDiagnosticInfo(cursor, depth + 1)
      break
    default: {
      const size = FIXED[type] ?? 0
      if (size > 0) cursor.skip(size)
      // Types 26 to 31 are reserved, and read as ByteString (clause 5.2.2.16).
      else if (type <= 31) skipString(cursor)
      else cursor.short = true
    }
  }
}
