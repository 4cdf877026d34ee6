/*
 * Objects of the process as points, and their values. Little-endian. IEEE 1815-2012, annex A: the groups and variations
 * of binary and double-bit inputs, binary outputs, counters, analog inputs and outputs, static and as events.
 */
import type { Cursor } from '../kit/cursor.ts'
import type { Sink } from '../kit/dissector.ts'
import type { Operation, Points } from '../kit/observation.ts'
import { carriesObjects } from './function-codes.ts'
import { NO_RANGE, type ObjectHeader } from './object-header.ts'

/** A state and its quality in one octet: the state is the highest bit, or the two highest. */
type Form = 'bits' | 'pairs' | 'bit' | 'pair' | 'u32' | 'u16' | 'i32' | 'i16' | 'f32' | 'f64' | ''

const binaryEvents: readonly Form[] = ['bit', 'bit', 'bit']
const pairEvents: readonly Form[] = ['pair', 'pair', 'pair']
const counterEvents: readonly Form[] = ['u32', 'u16', '', '', 'u32', 'u16']
const analogEvents: readonly Form[] = ['i32', 'i16', 'i32', 'i16', 'f32', 'f64', 'f32', 'f64']
/** By group, what a point is called, and by variation from 1 on the form of its value. */
const GROUPS: Readonly<Record<number, { readonly name: string; readonly forms: readonly Form[] }>> = {
  1: { name: 'binary input ', forms: ['bits', 'bit'] },
  2: { name: 'binary input ', forms: binaryEvents },
  3: { name: 'double-bit input ', forms: ['pairs', 'pair'] },
  4: { name: 'double-bit input ', forms: pairEvents },
  10: { name: 'binary output ', forms: ['bits', 'bit'] },
  11: { name: 'binary output ', forms: ['bit', 'bit'] },
  12: { name: 'binary output ', forms: [] },
  20: { name: 'counter ', forms: ['u32', 'u16', '', '', 'u32', 'u16'] },
  21: { name: 'frozen counter ', forms: ['u32', 'u16', '', '', 'u32', 'u16', '', '', 'u32', 'u16'] },
  22: { name: 'counter ', forms: counterEvents },
  23: { name: 'frozen counter ', forms: counterEvents },
  30: { name: 'analog input ', forms: ['i32', 'i16', 'i32', 'i16', 'f32', 'f64'] },
  31: { name: 'frozen analog input ', forms: ['i32', 'i16', 'i32', 'i16', 'i32', 'i16', 'f32', 'f64'] },
  32: { name: 'analog input ', forms: analogEvents },
  33: { name: 'frozen analog input ', forms: analogEvents },
  34: { name: 'analog input dead-band ', forms: ['u16', 'u32', 'f32'] },
  40: { name: 'analog output ', forms: ['i32', 'i16', 'f32', 'f64'] },
  41: { name: 'analog output ', forms: ['i32', 'i16', 'f32', 'f64'] },
  42: { name: 'analog output ', forms: analogEvents },
}
const OCTETS: Readonly<Record<Form, number>> = {
  bits: 0,
  pairs: 0,
  bit: 1,
  pair: 1,
  u16: 2,
  i16: 2,
  u32: 4,
  i32: 4,
  f32: 4,
  f64: 8,
  '': 0,
}
const TYPES: Readonly<Partial<Record<Form, string>>> = {
  bits: 'bit',
  bit: 'bit',
  pairs: 'two bits',
  pair: 'two bits',
  u16: 'uint16',
  i16: 'int16',
  u32: 'uint32',
  i32: 'int32',
  f32: 'float32',
  f64: 'float64',
}
/** Variations of a group whose value has no octet of quality before it. */
const BARE: Readonly<Record<number, readonly number[]>> = {
  20: [5, 6],
  21: [9, 10],
  30: [3, 4],
  31: [5, 6],
  34: [1, 2, 3],
  41: [1, 2, 3, 4],
}
const ONLINE = 0x01
const READ = 1
/** Write, select, operate and the direct operates. What freezes counters or assigns classes writes no value. */
const LAST_WRITING = 6

/** The points that a request names by index or range; the cursor is at its objects, and is left behind them. */
export function requestedPoints(fragment: Cursor, code: number, header: ObjectHeader): Points[] {
  if (code < READ || code > LAST_WRITING) return []
  const runs: Points[] = []
  const writes = code !== READ
  while (header.next(fragment, carriesObjects(code, fragment))) {
    const { name = '', forms = [] } = GROUPS[header.group] ?? {}
    if (name === '') continue
    const type = TYPES[forms[header.variation - 1] ?? ''] ?? ''
    if (header.first !== NO_RANGE) {
      runs.push({ name, first: header.first, count: header.last - header.first + 1, type, writes })
    } else if (header.indexLength > 0 && header.step > 0) {
      for (let at = header.bodyStart; at < header.bodyEnd; at += header.step) {
        runs.push({ name, first: indexAt(fragment.view, at, header.indexLength), count: 1, type, writes })
      }
    }
  }
  return runs
}

/** The values that a response or an unsolicited one brings; the cursor is at its objects, and is left behind them. */
export function sayPointValues(fragment: Cursor, header: ObjectHeader, operation: Operation, sink: Sink): void {
  while (header.next(fragment, true)) {
    const { name = '', forms = [] } = GROUPS[header.group] ?? {}
    const form = forms[header.variation - 1] ?? ''
    if (form !== '') sayHeader(fragment.view, header, form, name, operation, sink)
  }
}

function sayHeader(
  view: DataView,
  header: ObjectHeader,
  form: Form,
  name: string,
  operation: Operation,
  sink: Sink,
): void {
  const { first, last, indexLength, bodyStart, bodyEnd, step, group, variation } = header
  const type = TYPES[form] ?? ''
  if (form === 'bits' || form === 'pairs') {
    if (first === NO_RANGE) return
    const width = form === 'bits' ? 1 : 2
    for (let index = first; index <= last; index++) {
      const bit = (index - first) * width
      const octet = view.getUint8(bodyStart + (bit >>> 3))
      sink.value(operation, name, index, String((octet >>> (bit & 7)) & (width === 1 ? 1 : 3)), type)
    }
    return
  }
  const isState = form === 'bit' || form === 'pair'
  const hasFlags = BARE[group]?.includes(variation) !== true
  const quality = isState || !hasFlags ? 0 : 1
  if (step < indexLength + quality + OCTETS[form]) return
  let index = first
  for (let at = bodyStart; at + step <= bodyEnd; at += step, index++) {
    if (indexLength > 0) index = indexAt(view, at, indexLength)
    else if (first === NO_RANGE) return
    // 11.6.1: of a point that is not online the value is only what stands there.
    if (hasFlags && (view.getUint8(at + indexLength) & ONLINE) === 0) continue
    sink.value(operation, name, index, valueAt(view, at + indexLength + quality, form), type)
  }
}

function valueAt(view: DataView, at: number, form: Form): string {
  switch (form) {
    case 'bit':
      return String(view.getUint8(at) >>> 7)
    case 'pair':
      return String(view.getUint8(at) >>> 6)
    case 'u16':
      return String(view.getUint16(at, true))
    case 'i16':
      return String(view.getInt16(at, true))
    case 'u32':
      return String(view.getUint32(at, true))
    case 'i32':
      return String(view.getInt32(at, true))
    case 'f32':
      return String(Number(view.getFloat32(at, true).toPrecision(7)))
    default:
      return String(view.getFloat64(at, true))
  }
}

function indexAt(view: DataView, at: number, length: number): number {
  if (length === 1) return view.getUint8(at)
  return length === 2 ? view.getUint16(at, true) : view.getUint32(at, true)
}
