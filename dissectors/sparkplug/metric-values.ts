/* Values of metrics: numbers and states. Sparkplug 3.0.0, clause 6.4.16 and appendix B. Text is not told. */
import type { MetricReader } from './metric-reader.ts'
import { wholeVarint } from './protobuf.ts'

/** Fields of a metric that hold its value. */
export const VALUE = { int: 10, long: 11, float: 12, double: 13, boolean: 14 } as const
/** Appendix B, DataType. */
const TYPES = [
  '',
  ...'Int8 Int16 Int32 Int64 UInt8 UInt16 UInt32 UInt64 Float Double Boolean String DateTime Text UUID DataSet'.split(
    ' ',
  ),
  ...'Bytes File Template PropertySet PropertySetList Int8Array Int16Array Int32Array Int64Array UInt8Array'.split(' '),
  ...'UInt16Array UInt32Array UInt64Array FloatArray DoubleArray BooleanArray StringArray DateTimeArray'.split(' '),
]
/** By type: bits of whole numbers, negative for those with a sign. */
const BITS: Readonly<Record<number, number>> = { 1: -8, 2: -16, 3: -32, 4: -64, 5: 8, 6: 16, 7: 32, 8: 64 }
const DATE_TIME = 13
/** The last millisecond that a date can be (ECMAScript, 21.4.1.1). */
const LAST_MS = 8_640_000_000_000_000n
/** Significant digits that 32 bits hold. */
const FLOAT_DIGITS = 7

export function typeName(type: number): string {
  return TYPES[type] ?? `type ${type}`
}

/** The value of the metric that was read last, which is of this type; '' where it has none that is told. */
export function valueText({ view, valueField, valueAt }: MetricReader, type: number): string {
  switch (valueField) {
    case VALUE.int:
      return wholeText(wholeVarint(view, valueAt), type, 32)
    case VALUE.long:
      return wholeText(wholeVarint(view, valueAt), type, 64)
    case VALUE.float:
      return String(Number(view.getFloat32(valueAt, true).toPrecision(FLOAT_DIGITS)))
    case VALUE.double:
      return String(view.getFloat64(valueAt, true))
    case VALUE.boolean:
      return String(Number(view.getUint8(valueAt) !== 0))
    default:
      return ''
  }
}

/** The field has no sign: a negative number is its complement of two, of the field's width or of the type's. */
function wholeText(value: bigint, type: number, width: number): string {
  const bits = BITS[type]
  if (bits !== undefined) return String(bits < 0 ? BigInt.asIntN(-bits, value) : BigInt.asUintN(bits, value))
  if (type === DATE_TIME) return value <= LAST_MS ? new Date(Number(value)).toISOString() : ''
  // No birth told the type: with the highest bit set it could be either.
  return type === 0 && BigInt.asIntN(width, value) === value ? String(value) : ''
}
