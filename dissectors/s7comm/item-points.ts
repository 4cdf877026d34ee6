/*
 * The variables of a read or write as points, and their values. Big-endian, in the words of STEP 7: 'DB5.DBW4', 'MB10'.
 * Only ANY pointers (syntax 0x10) name variables by address; symbols and other syntaxes are no points here.
 */
import type { Cursor } from '../kit/cursor.ts'
import type { Sink } from '../kit/dissector.ts'
import type { Operation, Points } from '../kit/observation.ts'
import { DATA_HEADER, dataLength, nextItemAt, SUCCESS } from './data-items.ts'
import { FUNCTION } from './function-codes.ts'
import { AREA_COUNTER, AREA_TIMER, areaPrefix, itemText } from './item-text.ts'
import { type Form, valueAt } from './item-values.ts'
import type { S7commState } from './s7comm-state.ts'

const SPECIFICATION = 0x12
const ANY = 0x10
const ANY_LENGTH = 10
/** Elements of one array that are named one by one; a longer one is a run of its bytes. */
const MAX_ELEMENTS = 64

interface Kind {
  readonly type: string
  /** The letter of a single variable of this width. */
  readonly letter: string
  readonly octets: number
  readonly form: Form
}

/** By the type of the pointer; of others only the bytes could be told, and not how many. */
const KINDS: Readonly<Record<number, Kind>> = {
  1: { type: 'BOOL', letter: 'X', octets: 1, form: 'bit' },
  2: { type: 'BYTE', letter: 'B', octets: 1, form: 'u8' },
  3: { type: 'CHAR', letter: 'B', octets: 1, form: '' },
  4: { type: 'WORD', letter: 'W', octets: 2, form: 'u16' },
  5: { type: 'INT', letter: 'W', octets: 2, form: 'i16' },
  6: { type: 'DWORD', letter: 'D', octets: 4, form: 'u32' },
  7: { type: 'DINT', letter: 'D', octets: 4, form: 'i32' },
  8: { type: 'REAL', letter: 'D', octets: 4, form: 'f32' },
  9: { type: 'DATE', letter: 'W', octets: 2, form: 'date' },
  10: { type: 'TOD', letter: 'D', octets: 4, form: 'u32' },
  11: { type: 'TIME', letter: 'D', octets: 4, form: 'i32' },
  12: { type: 'S5TIME', letter: 'W', octets: 2, form: 's5time' },
  15: { type: 'DATE_AND_TIME', letter: 'B', octets: 8, form: 'date-and-time' },
}
const DATA_AREAS = [0x81, 0x82, 0x83, 0x84, 0x85]
const BOOL = 1

/** One item of a read or write: its points, one for each element or one run of bytes. */
export interface Item {
  /** In the words of STEP 7; '' of one that is alone, and so the target of its operation. */
  readonly text: string
  readonly points: readonly Points[]
  readonly octets: number
  readonly form: Form
}

/** What an item acts on, and how its values lie. */
type Shape = Omit<Item, 'text'>

const NOTHING: Shape = { points: [], octets: 0, form: '' }

/** The `count` items at the cursor, each with its points; those that name none have none, so that answers find theirs. */
export function readItems(bytes: Cursor, count: number, writes: boolean): Item[] {
  const items: Item[] = []
  for (let i = 0; i < count && bytes.left >= 2; i++) {
    const type = bytes.peek(0)
    const length = bytes.peek(1)
    const isPointer = type === SPECIFICATION && length === ANY_LENGTH && bytes.peek(2) === ANY
    const shape = isPointer && bytes.left >= 2 + length ? shapeOf(bytes, writes) : NOTHING
    // Moves on to the next item.
    const text = itemText(bytes)
    items.push({ text: count > 1 ? text : '', ...shape })
  }
  return items
}

/** Says the values of a read's answer, or that which a write of one variable asks for, which is taken to be granted. */
export function sayItemValues(pdu: Cursor, operation: Operation, state: S7commState, sink: Sink): void {
  const list = state.lists.get(operation)
  if (list === undefined || operation.points.length === 0 || !sink.wantsValues(operation)) return
  const { view } = pdu
  const { dataAt, dataEnd } = state.header
  let at = dataAt
  for (const item of list.items) {
    if (at + DATA_HEADER > dataEnd) return
    const isGood = operation.code === FUNCTION.writeVar || view.getUint8(at) === SUCCESS
    if (isGood) sayItem(view, at, dataEnd, item, operation, sink)
    at = nextItemAt(view, at, dataEnd)
  }
}

function shapeOf(bytes: Cursor, writes: boolean): Shape {
  const kind = KINDS[bytes.peek(3)]
  const count = bytes.peek16(4)
  const area = bytes.peek(8)
  if (area === AREA_COUNTER || area === AREA_TIMER) return numberedItem(bytes, area, count, writes)
  if (kind === undefined || count === 0 || !DATA_AREAS.includes(area)) return NOTHING
  const prefix = areaPrefix(area, bytes.peek16(6))
  const address = (bytes.peek(9) << 16) | bytes.peek16(10)
  const { octets, form } = kind
  if (bytes.peek(3) === BOOL) return { points: bitPoints(prefix, address, count, writes), octets, form }
  const first = address >>> 3
  if (octets === 1 || count > MAX_ELEMENTS) {
    const type = octets === 1 ? kind.type : 'BYTE'
    const run = { name: `${prefix}B`, first, count: count * octets, type, writes }
    return { points: [run], octets: 1, form: octets === 1 ? form : '' }
  }
  const name = `${prefix}${kind.letter}`
  const points = Array.from({ length: count }, (_, at) => {
    return { name, first: first + at * octets, count: 1, type: kind.type, writes }
  })
  return { points, octets, form }
}

/** Timers and counters have a number instead of an address, and a word each. */
function numberedItem(bytes: Cursor, area: number, count: number, writes: boolean): Shape {
  const isTimer = area === AREA_TIMER
  const type = isTimer ? 'TIMER' : 'COUNTER'
  const run = { name: isTimer ? 'T' : 'C', first: (bytes.peek(9) << 16) | bytes.peek16(10), count, type, writes }
  // As another type they could come otherwise.
  const form = bytes.peek(3) !== area ? '' : isTimer ? 's5time' : 'counter'
  return count === 0 ? NOTHING : { points: [run], octets: 2, form }
}

/** A bit has no index of one number: byte and bit are its name. */
function bitPoints(prefix: string, address: number, count: number, writes: boolean): Points[] {
  return Array.from({ length: Math.min(count, MAX_ELEMENTS) }, (_, at) => {
    const name = `${prefix}${prefix.includes('.') ? 'X' : ''}${(address + at) >>> 3}.${(address + at) & 7}`
    return { name, first: -1, count: 1, type: 'BOOL', writes }
  })
}

/** Says the values of the data item at `from`, whose header ends before `end`. */
export function sayItem(view: DataView, from: number, end: number, item: Item, operation: Operation, sink: Sink): void {
  const { points, octets, form } = item
  if (form === '') return
  let at = from + DATA_HEADER
  const to = Math.min(end, at + dataLength(view, from))
  for (const { name, first, count, type } of points) {
    for (let i = 0; i < count; i++, at += octets) {
      if (at + octets > to) return
      const value = valueAt(view, at, form)
      if (value !== '') sink.value(operation, name, first < 0 ? first : first + i, value, type)
    }
  }
}
