import { Cursor } from '../kit/cursor.ts'
import type { Sink } from '../kit/dissector.ts'
import type { Operation, Points } from '../kit/observation.ts'
import { keyOfBytes } from '../kit/operations.ts'
import { type Asked, type BsapState, MAX_LISTS, signalAt } from './bsap-state.ts'
import { classOf, codeOf, FUNCTION, isWrite, RDB } from './functions.ts'
import { SignalList } from './signal-list.ts'
import { stationText } from './stations.ts'

/** Signals that a target names. */
const MAX_NAMED = 16
/** Stations have 17 bits. */
const STATIONS = 0x2_0000
const NO_NAMES: readonly string[] = []

const list = new SignalList()
const cursor = new Cursor(new DataView(new ArrayBuffer(0)))

/** What the message `view[from, to)` asks of this function: one for each list of signals, whatever is written to them. */
export function requested(
  view: DataView,
  asked: number,
  from: number,
  to: number,
  station: number,
  state: BsapState,
): Asked {
  const part = partOf(view, asked, from, to)
  const code = codeOf(asked, part)
  const plain = code * STATIONS + station
  const isList = asked === FUNCTION.data && list.read(view, from, to) && list.count > 0
  const full = isList ? keyOfList(view, part, station) : plain
  const found = state.known.get(full)
  if (found !== undefined) return found
  if (!isList || state.known.size >= MAX_LISTS) return state.known.get(plain) ?? add(plain, code, station, state)
  return addList(full, view, from, to, code, station, state)
}

/** What stands for itself: a code of the link, an acknowledgement, an answer to what was not seen. */
export function bareOperation(code: number, station: number, { operations }: BsapState): Operation {
  const key = code * STATIONS + station
  const found = operations.find(key)
  if (found !== undefined) return found
  const module = stationText(station)
  return operations.add(key, classOf(code), code, module, module)
}

/** What the data base is asked to do; other functions have no parts. */
function partOf(view: DataView, asked: number, from: number, to: number): number {
  if (asked === FUNCTION.data && from < to) return view.getUint8(from)
  return asked === FUNCTION.dataExtension && from + 2 <= to ? view.getUint16(from, true) : 0
}

function keyOfList(view: DataView, part: number, station: number): number {
  let key = (part * STATIONS + station) ^ (((list.first & 0xff) << 24) | ((list.second & 0xff) << 16))
  while (list.next()) key = keyOfBytes(view, list.from, list.to, key | 0)
  return key
}

function add(key: number, code: number, station: number, state: BsapState): Asked {
  const operation = bareOperation(code, station, state)
  const asked = { operation, fields: -1, names: NO_NAMES, station, isByName: false }
  if (state.known.size < MAX_LISTS * 2) state.known.set(key, asked)
  return asked
}

function addList(
  key: number,
  view: DataView,
  from: number,
  to: number,
  code: number,
  station: number,
  state: BsapState,
): Asked {
  const names = namesIn(view, from, to, station, state)
  const part = view.getUint8(from)
  const writes = isWrite(part)
  const module = stationText(station)
  const named = names.slice(0, MAX_NAMED).join(', ') + (names.length > MAX_NAMED ? ', …' : '')
  const target = module === '' ? named : `${module} ${named}`
  const points = [...new Set(names)].map((name): Points => ({ name, first: -1, count: 1, type: '', writes }))
  const operation = state.operations.add(key, classOf(code), code, module, target, points)
  const isByName = part === RDB.readByName
  const asked = { operation, fields: writes ? -1 : fieldsOf(list), names: writes ? NO_NAMES : names, station, isByName }
  state.known.set(key, asked)
  return asked
}

function fieldsOf({ first, second }: SignalList): number {
  return Math.max(first, 0) | (Math.max(second, 0) << 8)
}

function namesIn(view: DataView, from: number, to: number, station: number, state: BsapState): string[] {
  const names: string[] = []
  list.read(view, from, to)
  while (list.next()) {
    const { address } = list
    names.push(address < 0 ? nameText(view, list.from, list.to) : signalAt(station, address, state))
  }
  return names
}

function nameText(view: DataView, from: number, to: number): string {
  return cursor.reset(view, from, to).text(to - from)
}

/** Says what a request writes. */
export function sayWritten(view: DataView, from: number, to: number, asked: Asked, state: BsapState, sink: Sink): void {
  const { operation, station } = asked
  const isListed = operation.points.length > 0 && operation.points[0]?.writes === true
  if (!isListed || !list.read(view, from, to) || !sink.wantsValues(operation)) return
  while (list.next()) {
    if (list.value === '') continue
    // By the name that its point has, which may have been made before the name of its address was known.
    const name = list.address < 0 ? nameText(view, list.from, list.to) : nameOf(list.address, station, operation, state)
    sink.value(operation, name, -1, list.value)
  }
}

function nameOf(address: number, station: number, { points }: Operation, state: BsapState): string {
  const plain = `MSD ${address}`
  return points.some(({ name }) => name === plain) ? plain : signalAt(station, address, state)
}
