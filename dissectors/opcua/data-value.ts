/*
 * A DataValue that holds a number, or an array. Little-endian.
 * OPC 10000-6 clause 5.2.2.16 (Variant), 5.2.2.17 (DataValue), 5.1.2 (the types), 5.2.5 (arrays).
 */
import type { Cursor } from '../kit/cursor.ts'
import {
  ARRAY_FLAG,
  arrayLength,
  BAD,
  DIMENSIONS_FLAG,
  FIXED,
  skipDataValueTail,
  skipElements,
  skipVariant,
  TYPE_MASK,
} from './built-in-types.ts'

/** By number. */
const TYPES = [
  '',
  ...'Boolean SByte Byte Int16 UInt16 Int32 UInt32 Int64 UInt64 Float Double String DateTime Guid ByteString'.split(
    ' ',
  ),
  ...'XmlElement NodeId ExpandedNodeId StatusCode QualifiedName LocalizedText ExtensionObject DataValue'.split(' '),
  ...'Variant DiagnosticInfo'.split(' '),
]
/** Types up to this one are numbers and truth values; of others no value is told: it could be a secret. */
const LAST_NUMBER = 11
/** SByte and Byte. */
const OCTETS: readonly number[] = [2, 3]
const HAS_VALUE = 0x01
const HAS_STATUS = 0x02
/** Significant digits that 32 bits hold. */
const FLOAT_DIGITS = 7
/** Elements of an array that are told. */
export const MAX_ELEMENTS_TOLD = 8
/** Dimensions of an array that are told. */
export const MAX_DIMENSIONS_TOLD = 4

interface ToldValue {
  /** '' where it holds something else, or nothing. */
  type: string
  text: string
}

const found: ToldValue = { type: '', text: '' }

/** Moves behind a DataValue, and gives its value where it is one number or an array. One object, reused. */
export function readDataValue(body: Cursor): ToldValue {
  found.type = ''
  const mask = body.u8()
  if (mask & HAS_VALUE) readVariant(body)
  // OPC 10000-4 clause 7.11: the value of a bad status is to be ignored.
  if (mask & HAS_STATUS && body.left >= 4 && body.view.getUint32(body.pos, true) >= BAD) found.type = ''
  skipDataValueTail(body, mask)
  return found
}

function readVariant(body: Cursor): void {
  const { pos } = body
  const encoding = body.left > 0 ? body.peek(0) : 0
  const type = encoding & TYPE_MASK
  if (encoding & ARRAY_FLAG) {
    readArray(body, type, (encoding & DIMENSIONS_FLAG) !== 0)
    return
  }
  skipVariant(body)
  if (body.short || encoding === 0 || encoding > LAST_NUMBER) return
  found.type = TYPES[type] as string
  found.text = numberText(body.view, pos + 1, type)
}

/**
 * '[3] 1, 2, 3'; of one that has several dimensions, or holds no numbers, only how large it is. So it is of octets: they are
 * one with a ByteString, and could be text.
 */
function readArray(body: Cursor, type: number, hasDimensions: boolean): void {
  body.skip(1)
  const count = arrayLength(body)
  const from = body.pos
  skipElements(body, type, count)
  const dimensions = hasDimensions ? dimensionsText(body) : ''
  const name = TYPES[type] ?? ''
  if (body.short || name === '') return
  const isPlain = type <= LAST_NUMBER && !OCTETS.includes(type) && dimensions === ''
  found.type = `${name} array`
  found.text = `[${dimensions || count}]${isPlain ? elementsText(body.view, from, type, count) : ''}`
}

/** '2 x 3'; '' of one dimension, which is the length. Moves behind the dimensions. */
function dimensionsText(body: Cursor): string {
  const count = arrayLength(body)
  const { pos } = body
  body.skip(count * 4)
  if (body.short || count < 2) return ''
  const told: string[] = []
  for (let i = 0; i < count && i < MAX_DIMENSIONS_TOLD; i++) told.push(String(body.view.getUint32(pos + 4 * i, true)))
  return told.join(' x ') + (count > MAX_DIMENSIONS_TOLD ? ' x …' : '')
}

function elementsText(view: DataView, from: number, type: number, count: number): string {
  const size = FIXED[type] as number
  let text = ''
  for (let i = 0; i < count && i < MAX_ELEMENTS_TOLD; i++) {
    text += `${i === 0 ? ' ' : ', '}${numberText(view, from + i * size, type)}`
  }
  return count > MAX_ELEMENTS_TOLD ? `${text}, …` : text
}

function numberText(view: DataView, at: number, type: number): string {
  switch (type) {
    case 1:
      return String(Number(view.getUint8(at) !== 0))
    case 2:
      return String(view.getInt8(at))
    case 3:
      return String(view.getUint8(at))
    case 4:
      return String(view.getInt16(at, true))
    case 5:
      return String(view.getUint16(at, true))
    case 6:
      return String(view.getInt32(at, true))
    case 7:
      return String(view.getUint32(at, true))
    case 8:
      return String(view.getBigInt64(at, true))
    case 9:
      return String(view.getBigUint64(at, true))
    case 10:
      return String(Number(view.getFloat32(at, true).toPrecision(FLOAT_DIGITS)))
    default:
      return String(view.getFloat64(at, true))
  }
}
