/*
 * What an ASDU acts on, in words, and the number that stands for it. IEC 60870-5-101: object addresses in 7.2.5,
 * qualifiers in 7.2.6.
 */
import type { Cursor } from '../kit/cursor.ts'
import type { Operation, OperationClass } from '../kit/observation.ts'
import { keyOfBytes } from '../kit/operations.ts'
import { type AsduLayout, littleEndian, stationOf } from './asdu-layout.ts'
import type { AsduState } from './asdu-state.ts'
import { DEACTIVATION, DEACTIVATION_CONFIRMATION } from './cause.ts'
import { commandPoints, reportPoints } from './information-points.ts'
import { typeIdOf } from './type-ids.ts'

/** Distinct reports that one dialogue tells apart, so that they leave room for commands; further ones are counted by station. */
export const MAX_REPORTS = 384
const SEQUENCE = 0x80
const NUMBER = 0x7f
const TEST = 0x80
const CAUSE = 0x3f
const SELECT = 0x80
const READ_COMMAND = 102
const RESET_PROCESS = 105
const PENDING_EVENTS = 2
const PARAMETER_ACTIVATION = 113
const DIRECTORY = 126
const FILE_NAME_LENGTH = 2

/** The operation of the ASDU at the cursor, which has at least its header. */
export function operationOf(asdu: Cursor, state: AsduState): Operation {
  const { view, pos } = asdu
  const type = view.getUint8(pos)
  const { size, class: operationClass } = typeIdOf(type)
  if (operationClass === 'publish') return reportOf(asdu, type, size, state)
  const { layout } = state
  const detail = detailOf(asdu, type, layout)
  const isCancel = isDeactivation(view.getUint8(pos + 2) & CAUSE)
  const isTest = (view.getUint8(pos + 2) & TEST) !== 0
  const seed = (type | (detail << 8) | (isCancel ? 0x1_0000 : 0) | (isTest ? 0x2_0000 : 0)) ^ seedOfLink(state)
  const addressEnd = Math.min(asdu.end, pos + layout.objectsAt + addressLength(type, layout))
  const key = keyOfBytes(view, pos + layout.stationAt, addressEnd, seed)
  const known = state.operations.find(key)
  if (known !== undefined) return known
  const station = stationOf(view, pos, layout)
  const words = [
    stationWords(station, layout),
    objectWords(asdu, type, layout),
    detailWords(type, detail),
    isCancel ? 'cancel' : '',
    isTest ? '(test)' : '',
  ]
  const target = words.filter((word) => word !== '').join(' ')
  const points = isPointOf(type) && !isCancel && !isTest ? commandPoints(asdu, type, layout) : []
  const module = moduleOf(station, state)
  return state.operations.add(key, classWith(type, detail, operationClass), type, module, target, points)
}

/** Commands, parameters and the read command act on an object; what else has an address is a file. */
function isPointOf(type: number): boolean {
  const { class: operationClass } = typeIdOf(type)
  return operationClass === 'control' || operationClass === 'configure' || type === READ_COMMAND
}

/** Whether a command only selects its object; it is executed later. */
export function isSelect(asdu: Cursor, layout: AsduLayout): boolean {
  return (detailOf(asdu, asdu.peek(0), layout) & SELECT) !== 0
}

/** The operation of an ASDU that ends before its common address. */
export function headlessOperation(type: number, { operations }: AsduState): Operation {
  const key = HEADLESS + type
  return operations.find(key) ?? operations.add(key, typeIdOf(type).class, type, '', '')
}

/**
 * 'station 3'; '' when all are addressed. Common addresses are those of one line: behind links of their own, several
 * stations can have the same one.
 */
export function moduleOf(station: number, { layout, link }: AsduState): string {
  if (station === layout.allStations) return ''
  return link < 0 || link === station ? `station ${station}` : `station ${station} link ${link}`
}

function seedOfLink({ link }: AsduState): number {
  return Math.imul(link + 1, 0x9e3779b1)
}

function stationWords(station: number, { allStations }: AsduLayout): string {
  return station === allStations ? 'all stations' : `station ${station}`
}

/** Reports are told apart by the addresses they bring: one, or the lowest and the highest. */
function reportOf(asdu: Cursor, type: number, size: number, state: AsduState): Operation {
  const { view, pos } = asdu
  const { object, objectsAt, stationAt } = state.layout
  const structure = view.getUint8(pos + 1)
  const count = structure & NUMBER
  let first = -1
  let last = -1
  let isDense = true
  if (pos + objectsAt + object <= asdu.end && count > 0) {
    first = littleEndian(view, pos + objectsAt, object)
    last = first + count - 1
    if ((structure & SEQUENCE) === 0 && count > 1) {
      const step = object + size
      let before = first
      last = first
      for (let at = pos + objectsAt + step; at + object <= asdu.end; at += step) {
        const address = littleEndian(view, at, object)
        if (address !== before + 1) isDense = false
        if (address < first) first = address
        if (address > last) last = address
        before = address
      }
    }
  }
  const key = keyOfBytes(
    view,
    pos + stationAt,
    pos + objectsAt,
    type ^ Math.imul(first + 1, 0x01000193) ^ Math.imul(last + 1, 0x5bd1e995) ^ seedOfLink(state),
  )
  return state.operations.find(key) ?? addReport(key, asdu, first, last, isDense, state)
}

function addReport(
  key: number,
  asdu: Cursor,
  first: number,
  last: number,
  isDense: boolean,
  state: AsduState,
): Operation {
  const { operations, layout } = state
  const type = asdu.peek(0)
  const station = stationOf(asdu.view, asdu.pos, layout)
  const words = stationWords(station, layout)
  const module = moduleOf(station, state)
  if (state.reports < MAX_REPORTS) {
    state.reports++
    const range = last <= 0 ? '' : first === last ? ` ioa ${first}` : ` ioa ${first}${isDense ? '-' : '…'}${last}`
    const points = last <= 0 ? [] : reportPoints(asdu, type, layout)
    return operations.add(key, 'publish', type, module, words + range, points)
  }
  const general = keyOfBytes(EMPTY, 0, 0, ((type << 16) | station) ^ seedOfLink(state))
  return operations.find(general) ?? operations.add(general, 'publish', type, module, words)
}

/** Octets that say which object a command is for. A station as a whole has the object address 0 (-101, 7.2.5). */
function addressLength(type: number, { object }: AsduLayout): number {
  if (typeIdOf(type).class === 'file') return type === DIRECTORY ? object : object + FILE_NAME_LENGTH
  return isPointOf(type) ? object : 0
}

function objectWords(asdu: Cursor, type: number, layout: AsduLayout): string {
  const { object, objectsAt } = layout
  const length = addressLength(type, layout)
  const at = asdu.pos + objectsAt
  if (length === 0 || at + length > asdu.end) return ''
  const file = length > object ? ` file ${asdu.view.getUint16(at + object, true)}` : ''
  return `ioa ${littleEndian(asdu.view, at, object)}${file}`
}

/** The octet that says what a command does, as far as a target tells it: never a value. */
function detailOf(asdu: Cursor, type: number, { object, objectsAt }: AsduLayout): number {
  const behind = qualifierOffset(type)
  const at = behind < 0 ? -1 : objectsAt + object + behind
  if (at < 0 || asdu.pos + at >= asdu.end) return 0
  const octet = asdu.view.getUint8(asdu.pos + at)
  switch (type) {
    case 45:
    case 58:
      return octet & (SELECT | 0x01)
    case 46:
    case 47:
    case 59:
    case 60:
      return octet & (SELECT | 0x03)
    case 48:
    case 49:
    case 50:
    case 61:
    case 62:
    case 63:
      return octet & SELECT
    default:
      return octet
  }
}

/** How far behind the object address it is; -1 when there is none. */
function qualifierOffset(type: number): number {
  switch (type) {
    case 45:
    case 46:
    case 47:
    case 58:
    case 59:
    case 60:
    case 100:
    case 101:
    case 105:
    case PARAMETER_ACTIVATION:
      return 0
    case 48:
    case 49:
    case 61:
    case 62:
      return 2
    case 50:
    case 63:
      return 4
    default:
      return -1
  }
}

const SINGLE = ['off', 'on']
const DOUBLE = ['0', 'off', 'on', '3']
const STEP = ['0', 'lower', 'higher', '3']
const FREEZE = ['', ' freeze', ' freeze and reset', ' reset']
const STATION_INTERROGATION = 20
const GENERAL_COUNTERS = 5

function detailWords(type: number, detail: number): string {
  const phase = detail & SELECT ? 'select' : 'execute'
  switch (type) {
    case 45:
    case 58:
      return `${phase} ${SINGLE[detail & 1]}`
    case 46:
    case 59:
      return `${phase} ${DOUBLE[detail & 3]}`
    case 47:
    case 60:
      return `${phase} ${STEP[detail & 3]}`
    case 48:
    case 49:
    case 50:
    case 61:
    case 62:
    case 63:
      return phase
    case 100:
      return detail > STATION_INTERROGATION && detail <= 36 ? `group ${detail - STATION_INTERROGATION}` : ''
    case 101:
      return `${(detail & 0x3f) === GENERAL_COUNTERS ? 'all counters' : `counter group ${detail & 0x3f}`}${FREEZE[detail >>> 6]}`
    case RESET_PROCESS:
      return detail === 1
        ? 'general reset'
        : detail === PENDING_EVENTS
          ? 'reset of pending events'
          : `qualifier ${detail}`
    case PARAMETER_ACTIVATION:
      return `qualifier ${detail}`
    default:
      return ''
  }
}

/**
 * -101, 7.2.6.23: a counter interrogation that freezes or resets changes what is stored; 7.2.6.27: so does a reset of what
 * waits in the buffer of events, which restarts nothing.
 */
function classWith(type: number, detail: number, operationClass: OperationClass): OperationClass {
  if (type === RESET_PROCESS && detail === PENDING_EVENTS) return 'write'
  return type === 101 && detail >>> 6 !== 0 ? 'write' : operationClass
}

function isDeactivation(cause: number): boolean {
  return cause === DEACTIVATION || cause === DEACTIVATION_CONFIRMATION
}

const HEADLESS = 0x1_0000
const EMPTY = new DataView(new ArrayBuffer(0))
