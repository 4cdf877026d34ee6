/*
 * Elements of data files that PCCC reads or writes as points, and their values. Little-endian.
 * Rockwell Automation 1770-6.5.16, chapter 7 (protected typed logical reads and writes), 13 (data files and their types).
 */
import type { Cursor } from '../kit/cursor.ts'
import type { Sink } from '../kit/dissector.ts'
import type { Operation, Points } from '../kit/observation.ts'
import { hasAddress, letterOf, logicalAddress } from './pccc-target.ts'
import { classOfCode, PCCC_COMMAND, pcccOfClass } from './service-codes.ts'

interface FileType {
  readonly type: string
  readonly octets: number
}

const FLOAT_FILE = 138
const LONG_FILE = 145
const FLOAT_DIGITS = 7
/** Typed write without a mask, with two and with three address fields. */
const WRITES = [0xa9, 0xaa]

/** By file type: what is one element. Of the others an element is a point, too, but not how many there are. */
const FILES: Readonly<Record<number, FileType>> = {
  130: { type: 'word', octets: 2 },
  131: { type: 'word', octets: 2 },
  132: { type: 'word', octets: 2 },
  133: { type: 'word', octets: 2 },
  134: { type: 'timer', octets: 6 },
  135: { type: 'counter', octets: 6 },
  136: { type: 'control', octets: 6 },
  137: { type: 'INT', octets: 2 },
  138: { type: 'REAL', octets: 4 },
  139: { type: 'word', octets: 2 },
  140: { type: 'word', octets: 2 },
  145: { type: 'DINT', octets: 4 },
}
/** Those whose elements are one number. */
const FILE_OF_TYPE: Readonly<Record<string, number>> = { word: 133, INT: 137, REAL: FLOAT_FILE, DINT: LONG_FILE }
/** Beyond this the letters are those of force files, which are no data. */
const LAST_DATA_FILE = 147
const LARGEST_VALUE = 4

/** The elements at the cursor, which stands behind the function and stays. */
export function elementPoints(data: Cursor, fnc: number, writes: boolean): Points[] {
  const address = logicalAddress(data, fnc)
  if (address === undefined || address.type > LAST_DATA_FILE) return []
  const { size, type, element, sub } = address
  const prefix = letterOf(address)
  if (prefix === '') return []
  const file = FILES[type]
  if (file === undefined || sub > 0) {
    return [{ name: `${prefix}:${element}${sub > 0 ? `.${sub}` : ''}`, first: -1, count: 1, type: '', writes }]
  }
  const count = Math.max(1, Math.floor(size / file.octets))
  return [{ name: `${prefix}:`, first: element, count, type: file.type, writes }]
}

/** What is written without a mask: it is taken to be granted. The cursor stands behind the function, and stays. */
export function sayWrittenElements(data: Cursor, operation: Operation, sink: Sink): void {
  const fnc = functionOf(operation)
  if (operation.points.length === 0 || !WRITES.includes(fnc) || !sink.wantsValues(operation)) return
  const { pos } = data
  const address = logicalAddress(data, fnc)
  data.pos = pos + (address?.length ?? 0)
  if (address !== undefined) sayElements(data, operation, address.type, sink)
  data.pos = pos
}

/** What the answer to a read brings, at the cursor. */
export function sayReadElements(data: Cursor, operation: Operation, sink: Sink): void {
  const [point] = operation.points
  if (point === undefined || point.writes || !hasAddress(functionOf(operation)) || !sink.wantsValues(operation)) return
  const type = FILE_OF_TYPE[point.type]
  if (type !== undefined) sayElements(data, operation, type, sink)
}

function sayElements(data: Cursor, operation: Operation, type: number, sink: Sink): void {
  const [point] = operation.points
  if (point === undefined || point.first < 0) return
  const { name, first, count } = point
  const octets = FILES[type]?.octets ?? 0
  if (octets === 0 || octets > LARGEST_VALUE) return
  const isSigned = point.type !== 'word'
  for (let i = 0; i < count && data.left >= (i + 1) * octets; i++) {
    sink.value(operation, name, first + i, textOf(data.view, data.pos + i * octets, type, isSigned), point.type)
  }
}

function textOf(view: DataView, at: number, type: number, isSigned: boolean): string {
  if (type === FLOAT_FILE) return String(Number(view.getFloat32(at, true).toPrecision(FLOAT_DIGITS)))
  if (type === LONG_FILE) return String(view.getInt32(at, true))
  return String(isSigned ? view.getInt16(at, true) : view.getUint16(at, true))
}

/** The function of a PCCC operation; -1 when it has none. */
function functionOf({ code }: Operation): number {
  const pccc = pcccOfClass(classOfCode(code))
  return pccc < 0 ? -1 : (pccc % PCCC_COMMAND) - 1
}
