/*
 * Tags of Logix controllers as points, and their values. Little-endian.
 * Logix 5000 Controllers Data Access (1756-PM020): Read Tag, Write Tag and their fragmented forms; elementary data types
 * of the CIP Networks Library, Volume 1, appendix C-6.1.
 */
import type { Cursor } from '../kit/cursor.ts'
import type { Sink } from '../kit/dissector.ts'
import type { Operation, Points } from '../kit/observation.ts'
import { pathText } from './path-text.ts'
import { serviceOfCode } from './service-codes.ts'

const READ_TAG = 0x4c
const WRITE_TAG = 0x4d
const READ_MODIFY_WRITE = 0x4e
const READ_FRAGMENTED = 0x52
const WRITE_FRAGMENTED = 0x53
/** Type and number of elements stand before what is written; the type alone before what was read. */
const WRITTEN_VALUE_AT = 4
const READ_VALUE_AT = 2
const TAG_WORD = 'tag '

/** By type code; structures and strings are not here: their values are not told. */
const TYPES: Readonly<Record<number, { readonly name: string; readonly octets: number }>> = {
  193: { name: 'BOOL', octets: 1 },
  194: { name: 'SINT', octets: 1 },
  195: { name: 'INT', octets: 2 },
  196: { name: 'DINT', octets: 4 },
  197: { name: 'LINT', octets: 8 },
  198: { name: 'USINT', octets: 1 },
  199: { name: 'UINT', octets: 2 },
  200: { name: 'UDINT', octets: 4 },
  201: { name: 'ULINT', octets: 8 },
  202: { name: 'REAL', octets: 4 },
  203: { name: 'LREAL', octets: 8 },
  209: { name: 'BYTE', octets: 1 },
  210: { name: 'WORD', octets: 2 },
  211: { name: 'DWORD', octets: 4 },
}

/** The tag that the path `[from, to)` names, when the service reads or writes one. The cursor is at the data behind it. */
export function tagPoints(bytes: Cursor, service: number, from: number, to: number): Points[] {
  const writes = service === WRITE_TAG || service === WRITE_FRAGMENTED || service === READ_MODIFY_WRITE
  if (!writes && service !== READ_TAG && service !== READ_FRAGMENTED) return []
  const text = pathText(bytes.view, from, to)
  const at = text.indexOf(TAG_WORD)
  if (at < 0) return []
  const isTyped = service === WRITE_TAG || service === WRITE_FRAGMENTED
  const type = isTyped && bytes.pos === to && bytes.left >= 2 ? (TYPES[typeAt(bytes)]?.name ?? '') : ''
  return [{ name: text.slice(at + TAG_WORD.length), first: -1, count: 1, type, writes }]
}

/** The first element that a Write Tag at the cursor writes: it is taken to be granted. */
export function sayWrittenTag(bytes: Cursor, operation: Operation, sink: Sink): void {
  if (serviceOfCode(operation.code) === WRITE_TAG) sayTag(bytes, WRITTEN_VALUE_AT, operation, sink)
}

/** The first element that the answer to a Read Tag brings. */
export function sayReadTag(bytes: Cursor, operation: Operation, sink: Sink): void {
  if (serviceOfCode(operation.code) === READ_TAG) sayTag(bytes, READ_VALUE_AT, operation, sink)
}

function sayTag(bytes: Cursor, valueAt: number, operation: Operation, sink: Sink): void {
  const [point] = operation.points
  if (point === undefined || bytes.left < valueAt) return
  const type = TYPES[typeAt(bytes)]
  if (type === undefined || bytes.left < valueAt + type.octets || !sink.wantsValues(operation)) return
  sink.value(operation, point.name, point.first, textOf(bytes.view, bytes.pos + valueAt, type.name), type.name)
}

function typeAt(bytes: Cursor): number {
  return bytes.view.getUint16(bytes.pos, true)
}

function textOf(view: DataView, at: number, type: string): string {
  switch (type) {
    case 'BOOL':
      return String(Number(view.getUint8(at) !== 0))
    case 'SINT':
      return String(view.getInt8(at))
    case 'INT':
      return String(view.getInt16(at, true))
    case 'DINT':
      return String(view.getInt32(at, true))
    case 'LINT':
      return String(view.getBigInt64(at, true))
    case 'UINT':
    case 'WORD':
      return String(view.getUint16(at, true))
    case 'UDINT':
    case 'DWORD':
      return String(view.getUint32(at, true))
    case 'ULINT':
      return String(view.getBigUint64(at, true))
    case 'REAL':
      return String(Number(view.getFloat32(at, true).toPrecision(7)))
    case 'LREAL':
      return String(view.getFloat64(at, true))
    default:
      return String(view.getUint8(at))
  }
}
