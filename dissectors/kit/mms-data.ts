/*
 * Values of MMS and GOOSE that are one number or state. ISO 9506-2:2003, clause 14 (Data); IEC 61850-8-1 Ed. 2.1, clause 8
 * (how its types are mapped to them).
 */
import type { BerReader } from './ber.ts'

const BOOLEAN = 0x83
const BIT_STRING = 0x84
const INTEGER = 0x85
const UNSIGNED = 0x86
const FLOATING_POINT = 0x87
/** A floating point of 32 bits: the width of its exponent stands before it. */
const FLOAT_OCTETS = 5
const EXPONENT_OCTETS = 8
const FLOAT_DIGITS = 7
/** Dbpos, the position of a switch (clause 8.1.3.6): two bits, of an octet that has six unused ones. */
const DBPOS_OCTETS = 2
const DBPOS_UNUSED = 6
const MAX_INTEGER_OCTETS = 5
/** The type of the element just read; '' for what is no number: structures, times, qualities, texts. */
export function dataType({ tag, length, view, start }: BerReader): string {
  switch (tag) {
    case BOOLEAN:
      return length === 1 ? 'BOOLEAN' : ''
    case BIT_STRING:
      return length === DBPOS_OCTETS && view.getUint8(start) === DBPOS_UNUSED ? 'Dbpos' : ''
    case INTEGER:
      return length > 0 && length <= MAX_INTEGER_OCTETS ? 'INTEGER' : ''
    case UNSIGNED:
      return length > 0 && length <= MAX_INTEGER_OCTETS ? 'UNSIGNED' : ''
    case FLOATING_POINT:
      return length === FLOAT_OCTETS && view.getUint8(start) === EXPONENT_OCTETS ? 'FLOAT32' : ''
    default:
      return ''
  }
}

/** The value of what has a type. */
export function dataText(ber: BerReader): string {
  const { tag, view, start } = ber
  switch (tag) {
    case BOOLEAN:
      return String(Number(view.getUint8(start) !== 0))
    case BIT_STRING:
      return String(view.getUint8(start + 1) >>> DBPOS_UNUSED)
    case INTEGER:
      return String(ber.integer())
    case UNSIGNED:
      return String(ber.unsigned())
    default:
      return String(Number(view.getFloat32(start + 1).toPrecision(FLOAT_DIGITS)))
  }
}
