/*
 * Tags of Logix controllers as points, and their values. Little-endian.
 * Logix 5000 Controllers Data Access (1756-PM020): Read Tag, Write Tag and their fragmented forms; elementary data types
 * of the CIP Networks Library, Volume 1, appendix C-6.1.
 */
import type { Cursor } from '../kit/cursor.ts'
import type { Sink } from '../kit/dissector.ts'
import type { Operation, Points } from '../kit/observation.ts'
import { classOfCode, serviceOfCode, TAG } from './service-codes.ts'

const READ_TAG = 0x4c
const WRITE_TAG = 0x4d
const READ_MODIFY_WRITE = 0x4e
const READ_FRAGMENTED = 0x52
const WRITE_FRAGMENTED = 0x53
/** Type and number of elements stand before what is written, of a part its offset, too; the type alone before what was read. */
const WRITTEN_VALUE_AT = 4
const WRITTEN_PART_AT = 8
const READ_VALUE_AT = 2
/** Of the reading of a part: behind the number of elements. */
const READ_OFFSET_AT = 2
const TAG_WORD = 'tag '
/** 0x0nC1, a BOOL that is bit n of a number: it comes in a byte of its own, as any other. */
const BOOL = 0xc1
const LAST_BIT = 7

interface TagType {
  readonly name: string
  /** 0 where the value is text, or made of several: it is not told. */
  readonly octets: number
}

/** By type code; structures are not here: their code is that of all of them. */
const TYPES: Readonly<Record<number, TagType>> = {
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
  204: { name: 'STIME', octets: 4 },
  205: { name: 'DATE', octets: 2 },
  206: { name: 'TIME_OF_DAY', octets: 4 },
  207: { name: 'DATE_AND_TIME', octets: 0 },
  208: { name: 'STRING', octets: 0 },
  209: { name: 'BYTE', octets: 1 },
  210: { name: 'WORD', octets: 2 },
  211: { name: 'DWORD', octets: 4 },
  212: { name: 'LWORD', octets: 8 },
  213: { name: 'STRING2', octets: 0 },
  214: { name: 'FTIME', octets: 4 },
  215: { name: 'LTIME', octets: 8 },
  216: { name: 'ITIME', octets: 2 },
  217: { name: 'STRINGN', octets: 0 },
  218: { name: 'SHORT_STRING', octets: 0 },
  219: { name: 'TIME', octets: 4 },
}

/** Whether a service reads or writes a tag. */
export function isOfTag(service: number): boolean {
  return service === READ_TAG || service === READ_FRAGMENTED || isWrite(service)
}

function isWrite(service: number): boolean {
  return service === WRITE_TAG || service === WRITE_FRAGMENTED || service === READ_MODIFY_WRITE
}

/** The tag that the path named `text`, which ends at `to`, addresses. The cursor is at the data behind it. */
export function tagPoints(bytes: Cursor, service: number, text: string, to: number): Points[] {
  if (!isOfTag(service)) return []
  const writes = isWrite(service)
  const at = text.indexOf(TAG_WORD)
  if (at < 0) return []
  const isTyped = service === WRITE_TAG || service === WRITE_FRAGMENTED
  const type = isTyped && bytes.pos === to && bytes.left >= 2 ? (typeAt(bytes)?.name ?? '') : ''
  return [{ name: text.slice(at + TAG_WORD.length), first: -1, count: 1, type, writes }]
}

/** Where in its tag the part begins that the request at the cursor reads; 0 for a whole tag. */
export function readOffset({ view, pos, left }: Cursor, service: number): number {
  if (service !== READ_FRAGMENTED || left < READ_OFFSET_AT + 4) return 0
  return view.getUint32(pos + READ_OFFSET_AT, true)
}

/** The first element that a Write Tag at the cursor writes: it is taken to be granted. */
export function sayWrittenTag(bytes: Cursor, operation: Operation, sink: Sink): void {
  const service = serviceOfCode(operation.code)
  if (service === WRITE_TAG) sayTag(bytes, WRITTEN_VALUE_AT, operation, sink)
  else if (service === WRITE_FRAGMENTED && isFirstPart(bytes)) sayTag(bytes, WRITTEN_PART_AT, operation, sink)
}

/** The first element that the answer to a Read Tag brings, which began at `offset`. */
export function sayReadTag(bytes: Cursor, offset: number, operation: Operation, sink: Sink): void {
  const service = serviceOfCode(operation.code)
  if (classOfCode(operation.code) !== TAG) return
  if (service !== READ_TAG && service !== READ_FRAGMENTED) return
  if (offset === 0) sayTag(bytes, READ_VALUE_AT, operation, sink)
}

function isFirstPart({ view, pos, left }: Cursor): boolean {
  return left >= WRITTEN_PART_AT && view.getUint32(pos + WRITTEN_VALUE_AT, true) === 0
}

function sayTag(bytes: Cursor, valueAt: number, operation: Operation, sink: Sink): void {
  const [point] = operation.points
  if (point === undefined || bytes.left < valueAt) return
  const type = typeAt(bytes)
  if (type === undefined || type.octets === 0 || bytes.left < valueAt + type.octets) return
  if (!sink.wantsValues(operation)) return
  sink.value(operation, point.name, point.first, textOf(bytes.view, bytes.pos + valueAt, type.name), type.name)
}

function typeAt({ view, pos }: Cursor): TagType | undefined {
  const code = view.getUint16(pos, true)
  const isBit = (code & 0xff) === BOOL && code >>> 8 <= LAST_BIT
  return TYPES[isBit ? BOOL : code]
}

function textOf(view: DataView, at: number, type: string): string {
  switch (type) {
    case 'BOOL':
      return String(Number(view.getUint8(at) !== 0))
    case 'SINT':
      return String(view.getInt8(at))
    case 'INT':
    case 'ITIME':
      return String(view.getInt16(at, true))
    case 'DINT':
    case 'STIME':
    case 'FTIME':
    case 'TIME':
      return String(view.getInt32(at, true))
    case 'LINT':
    case 'LTIME':
      return String(view.getBigInt64(at, true))
    case 'UINT':
    case 'WORD':
    case 'DATE':
      return String(view.getUint16(at, true))
    case 'UDINT':
    case 'DWORD':
    case 'TIME_OF_DAY':
      return String(view.getUint32(at, true))
    case 'ULINT':
    case 'LWORD':
      return String(view.getBigUint64(at, true))
    case 'REAL':
      return String(Number(view.getFloat32(at, true).toPrecision(7)))
    case 'LREAL':
      return String(view.getFloat64(at, true))
    default:
      return String(view.getUint8(at))
  }
}
