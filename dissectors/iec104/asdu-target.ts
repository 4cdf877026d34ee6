/*
 * What an ASDU acts on, in words, and the number that stands for it. IEC 60870-5-101: object addresses in 7.2.5,
 * qualifiers in 7.2.6.
 */
import type { Cursor } from '../kit/cursor.ts'
import type { Operation, OperationClass } from '../kit/observation.ts'
import { keyOfBytes } from '../kit/operations.ts'
import { DEACTIVATION, DEACTIVATION_CONFIRMATION } from './cause.ts'
import type { Iec104State } from './iec104-state.ts'
import { commandPoints, reportPoints } from './information-points.ts'
import { typeIdOf } from './type-ids.ts'

/** Distinct reports that one dialogue tells apart, so that they leave room for commands; further ones are counted by station. */
export const MAX_REPORTS = 384
const ALL_STATIONS = 0xffff
const ADDRESS_LENGTH = 3
const HEADER_LENGTH = 6
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
export function operationOf(asdu: Cursor, state: Iec104State): Operation {
  const { view, pos } = asdu
  const type = view.getUint8(pos)
  const { size, class: operationClass } = typeIdOf(type)
  if (operationClass === 'publish') return reportOf(asdu, type, size, state)
  const detail = detailOf(asdu, type)
  const isCancel = isDeactivation(view.getUint8(pos + 2) & CAUSE)
  const isTest = (view.getUint8(pos + 2) & TEST) !== 0
  const seed = type | (detail << 8) | (isCancel ? 0x1_0000 : 0) | (isTest ? 0x2_0000 : 0)
  const addressEnd = Math.min(asdu.end, pos + HEADER_LENGTH + addressLength(type))
  const key = keyOfBytes(view, pos + 4, addressEnd, seed)
  const known = state.operations.find(key)
  if (known !== undefined) return known
  const station = view.getUint16(pos + 4, true)
  const words = [
    stationWords(station),
    objectWords(asdu, type),
    detailWords(type, detail),
    isCancel ? 'cancel' : '',
    isTest ? '(test)' : '',
  ]
  const target = words.filter((word) => word !== '').join(' ')
  const points = isPointOf(type) && !isCancel && !isTest ? commandPoints(asdu, type) : []
  return state.operations.add(key, classWith(type, detail, operationClass), type, moduleOf(station), target, points)
}

/** Commands, parameters and the read command act on an object; what else has an address is a file. */
function isPointOf(type: number): boolean {
  return addressLength(type) === ADDRESS_LENGTH && type !== DIRECTORY
}

/** Whether a command only selects its object; it is executed later. */
export function isSelect(asdu: Cursor): boolean {
  return (detailOf(asdu, asdu.peek(0)) & SELECT) !== 0
}

/** The operation of an ASDU that ends before its common address. */
export function headlessOperation(type: number, { operations }: Iec104State): Operation {
  const key = HEADLESS + type
  return operations.find(key) ?? operations.add(key, typeIdOf(type).class, type, '', '')
}

/** 'station 3'; '' when all are addressed. */
export function moduleOf(station: number): string {
  return station === ALL_STATIONS ? '' : `station ${station}`
}

function stationWords(station: number): string {
  return station === ALL_STATIONS ? 'all stations' : `station ${station}`
}

/** Reports are told apart by the addresses they bring: one, or the lowest and the highest. */
function reportOf(asdu: Cursor, type: number, size: number, state: Iec104State): Operation {
  const { view, pos } = asdu
  const structure = view.getUint8(pos + 1)
  const count = structure & NUMBER
  let first = -1
  let last = -1
  let isDense = true
  if (pos + HEADER_LENGTH + ADDRESS_LENGTH <= asdu.end && count > 0) {
    first = addressAt(view, pos + HEADER_LENGTH)
    last = first + count - 1
    if ((structure & SEQUENCE) === 0 && count > 1) {
      const step = ADDRESS_LENGTH + size
      let before = first
      last = first
      for (let at = pos + HEADER_LENGTH + step; at + ADDRESS_LENGTH <= asdu.end; at += step) {
        const address = addressAt(view, at)
        if (address !== before + 1) isDense = false
        if (address < first) first = address
        if (address > last) last = address
        before = address
      }
    }
  }
  const key = keyOfBytes(
    view,
    pos + 4,
    pos + 6,
    type ^ Math.imul(first + 1, 0x01000193) ^ Math.imul(last + 1, 0x5bd1e995),
  )
  return state.operations.find(key) ?? addReport(key, asdu, first, last, isDense, state)
}

function addReport(
  key: number,
  asdu: Cursor,
  first: number,
  last: number,
  isDense: boolean,
  state: Iec104State,
): Operation {
  const { operations } = state
  const type = asdu.peek(0)
  const station = asdu.view.getUint16(asdu.pos + 4, true)
  const words = stationWords(station)
  if (state.reports < MAX_REPORTS) {
    state.reports++
    const range = last <= 0 ? '' : first === last ? ` ioa ${first}` : ` ioa ${first}${isDense ? '-' : '…'}${last}`
    const points = last <= 0 ? [] : reportPoints(asdu, type)
    return operations.add(key, 'publish', type, moduleOf(station), words + range, points)
  }
  const general = keyOfBytes(EMPTY, 0, 0, (type << 16) | station)
  return operations.find(general) ?? operations.add(general, 'publish', type, moduleOf(station), words)
}

function addressAt(view: DataView, at: number): number {
  return view.getUint16(at, true) | (view.getUint8(at + 2) << 16)
}

/** Octets that say which object a command is for. A station as a whole has the object address 0 (-101, 7.2.5). */
function addressLength(type: number): number {
  const { class: operationClass } = typeIdOf(type)
  if (operationClass === 'file') return type === DIRECTORY ? ADDRESS_LENGTH : ADDRESS_LENGTH + FILE_NAME_LENGTH
  const isObject = operationClass === 'control' || operationClass === 'configure' || type === READ_COMMAND
  return isObject ? ADDRESS_LENGTH : 0
}

function objectWords(asdu: Cursor, type: number): string {
  const length = addressLength(type)
  const at = asdu.pos + HEADER_LENGTH
  if (length === 0 || at + length > asdu.end) return ''
  const file = length > ADDRESS_LENGTH ? ` file ${asdu.view.getUint16(at + ADDRESS_LENGTH, true)}` : ''
  return `ioa ${addressAt(asdu.view, at)}${file}`
}

/** The octet that says what a command does, as far as a target tells it: never a value. */
function detailOf(asdu: Cursor, type: number): number {
  const at = qualifierOffset(type)
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

function qualifierOffset(type: number): number {
  const first = HEADER_LENGTH + ADDRESS_LENGTH
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
      return first
    case 48:
    case 49:
    case 61:
    case 62:
      return first + 2
    case 50:
    case 63:
      return first + 4
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
