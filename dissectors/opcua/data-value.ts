/*
 * A DataValue that holds one number. Little-endian.
 * OPC 10000-6 clause 5.2.2.16 (Variant), 5.2.2.17 (DataValue), 5.1.2 (the types).
 */
import type { Cursor } from '../kit/cursor.ts'
import { BAD, skipDataValueTail, skipVariant } from './built-in-types.ts'

/** Types 1 to 11 are numbers and truth values; of others no value is told: it could be a secret. */
const TYPES = 'Boolean SByte Byte Int16 UInt16 Int32 UInt32 Int64 UInt64 Float Double'.split(' ')
const HAS_VALUE = 0x01
const HAS_STATUS = 0x02
/** Significant digits that 32 bits hold. */
const FLOAT_DIGITS = 7

interface NumberValue {
  /** '' where it holds something else, or nothing. */
  type: string
  text: string
}

const found: NumberValue = { type: '', text: '' }

/** Moves behind a DataValue, and gives its value where it is one number. One object, reused. */
export function readDataValue(body: Cursor): NumberValue {
  found.type = ''
  const mask = body.u8()
  if (mask & HAS_VALUE) {
    const { pos } = body
    const type = body.left > 0 ? body.peek(0) : 0
    skipVariant(body)
    const name = TYPES[type - 1]
    if (!body.short && name !== undefined) {
      found.type = name
      found.text = numberText(body.view, pos + 1, type)
    }
  }
  // OPC 10000-4 clause 7.11: the value of a bad status is to be ignored.
  if (mask & HAS_STATUS && body.left >= 4 && body.view.getUint32(body.pos, true) >= BAD) found.type = ''
  skipDataValueTail(body, mask)
  return found
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
