/*
 * The information objects of an ASDU as points, and their values. Little-endian.
 * IEC 60870-5-101: object addresses in 7.2.5, information elements in 7.2.6.
 */
import type { Cursor } from '../kit/cursor.ts'
import type { Sink } from '../kit/dissector.ts'
import type { Operation, Points } from '../kit/observation.ts'
import { type AsduLayout, littleEndian } from './asdu-layout.ts'
import { typeIdOf } from './type-ids.ts'

const NAME = 'ioa '
const SEQUENCE = 0x80
const NUMBER = 0x7f
/** Each object of a report has a value of its own: runs are short enough for their points to be told apart. */
const LONGEST_RUN = 64
const INVALID = 0x80
/** By type, how far behind the beginning of the element its quality is. */
const QUALITY_AT: Readonly<Record<number, number>> = Object.fromEntries(
  [
    { at: 0, types: [1, 2, 30, 3, 4, 31] },
    { at: 1, types: [5, 6, 32] },
    { at: 2, types: [9, 10, 34, 11, 12, 35] },
    { at: 4, types: [7, 8, 33, 13, 14, 36, 15, 16, 37] },
  ].flatMap(({ at, types }) => types.map((type) => [type, at])),
)

/** The object at the head of a command or a parameter. */
export function commandPoints(asdu: Cursor, type: number, { objectsAt, object }: AsduLayout): Points[] {
  const at = asdu.pos + objectsAt
  if (at + object > asdu.end) return []
  const { class: operationClass } = typeIdOf(type)
  const first = littleEndian(asdu.view, at, object)
  return [{ name: NAME, first, count: 1, type: kindOf(type), writes: operationClass !== 'read' }]
}

/** The objects of a report, those that follow one another as one run. */
export function reportPoints(asdu: Cursor, type: number, layout: AsduLayout): Points[] {
  const runs: Points[] = []
  const kind = kindOf(type)
  const addresses: number[] = []
  eachObject(asdu, type, layout, (address) => {
    addresses.push(address)
  })
  addresses.sort((a, b) => a - b)
  for (const address of addresses) {
    const last = runs.at(-1)
    const next = last === undefined ? -1 : last.first + last.count
    if (last !== undefined && address < next) continue
    if (last === undefined || address > next || last.count === LONGEST_RUN) {
      runs.push({ name: NAME, first: address, count: 1, type: kind, writes: false })
    } else runs[runs.length - 1] = { ...last, count: last.count + 1 }
  }
  return runs
}

/** Says the value of each object of the ASDU, whose type has one that is a number. */
export function sayObjectValues(asdu: Cursor, operation: Operation, layout: AsduLayout, sink: Sink): void {
  const type = asdu.peek(0)
  if (!sink.wantsValues(operation)) return
  eachObject(asdu, type, layout, (address, at) => {
    const value = isInvalid(asdu.view, at, type) ? undefined : valueAt(asdu.view, at, type)
    if (value !== undefined) sink.value(operation, NAME, address, value)
  })
}

/** 7.2.2: the addresses of all objects, or that of the first one, which the others follow. Stops where the bytes end. */
function eachObject(
  asdu: Cursor,
  type: number,
  { object, objectsAt }: AsduLayout,
  visit: (address: number, elementAt: number) => void,
): void {
  const { view, pos, end } = asdu
  const { size } = typeIdOf(type)
  if (size < 0) return
  const structure = view.getUint8(pos + 1)
  const count = structure & NUMBER
  const isSequence = (structure & SEQUENCE) !== 0
  let at = pos + objectsAt
  for (let i = 0, address = 0; i < count; i++, at += size) {
    const hasAddress = i === 0 || !isSequence
    if (at + (hasAddress ? object : 0) + size > end) return
    address = hasAddress ? littleEndian(view, at, object) : address + 1
    if (hasAddress) at += object
    visit(address, at)
  }
}

/** 7.2.6.1 to 7.2.6.9: the highest bit of its quality says that a monitored value is not one to be used. */
function isInvalid(view: DataView, at: number, type: number): boolean {
  const behind = QUALITY_AT[type]
  return behind !== undefined && (view.getUint8(at + behind) & INVALID) !== 0
}

/** The element as a number; undefined for what is not one value. */
function valueAt(view: DataView, at: number, type: number): string | undefined {
  switch (type) {
    case 1:
    case 2:
    case 30:
    case 45:
    case 58:
      return String(view.getUint8(at) & 1)
    case 3:
    case 4:
    case 31:
    case 46:
    case 47:
    case 59:
    case 60:
      return String(view.getUint8(at) & 3)
    case 5:
    case 6:
    case 32:
      // 7.2.6.5: seven bits with a sign, then whether it is in transition.
      return String((view.getUint8(at) << 25) >> 25)
    case 9:
    case 10:
    case 21:
    case 34:
    case 48:
    case 61:
      // 7.2.6.6: -1 to 1 - 2^-15.
      return String(view.getInt16(at, true) / 0x8000)
    case 11:
    case 12:
    case 35:
    case 49:
    case 62:
      return String(view.getInt16(at, true))
    case 13:
    case 14:
    case 36:
    case 50:
    case 63:
      return String(Number(view.getFloat32(at, true).toPrecision(7)))
    case 15:
    case 16:
    case 37:
      return String(view.getInt32(at, true))
    case 7:
    case 8:
    case 33:
    case 51:
    case 64:
      return `0x${view.getUint32(at, true).toString(16).padStart(8, '0')}`
    default:
      return undefined
  }
}

/** The name of a type without what it says of its time. */
function kindOf(type: number): string {
  return typeIdOf(type).name.replace(/,? with time tag.*$/, '')
}
