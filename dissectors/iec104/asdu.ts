/*
 * The application service data unit: IEC 60870-5-101 clause 7, with fields of the sizes that the layout says.
 * Little-endian.
 */
import type { Cursor } from '../kit/cursor.ts'
import type { Direction, MessageInfo, Sink } from '../kit/dissector.ts'
import type { Operation } from '../kit/observation.ts'
import { type AsduLayout, stationOf } from './asdu-layout.ts'
import { type AsduState, MAX_SAID } from './asdu-state.ts'
import { headlessOperation, isSelect, moduleOf, operationOf } from './asdu-target.ts'
import {
  ACTIVATION,
  ACTIVATION_CONFIRMATION,
  ACTIVATION_TERMINATION,
  DEACTIVATION,
  isUnknown,
  NEGATIVE,
  REQUEST,
  roleOf,
  SPONTANEOUS,
  statusOf,
} from './cause.ts'
import { sayObjectValues } from './information-points.ts'
import { typeIdOf, VARIABLE } from './type-ids.ts'

const SEQUENCE = 0x80
const NUMBER = 0x7f
const CAUSE = 0x3f
const TEST = 0x80
const READ_COMMAND = 102
const CLOCK_SYNCHRONIZATION = 103
const END_OF_INITIALIZATION = 70
const SECURITY_STATISTICS = 41
const INTERROGATED = 20
const SEGMENT = 125
const SEGMENT_HEADER_LENGTH = 4
const FIRST_COMMAND = 45
const FIRST_FILE_TYPE = 120
const MAX_CAUSE = 47
/* What has been said is told apart by the link, and by what it is. */
const ORIGINATOR = 0x1_0000
const LINK = 4 * ORIGINATOR

/** Reads one ASDU. */
export function dissectAsdu(asdu: Cursor, info: MessageInfo, state: AsduState, sink: Sink): void {
  const { layout } = state
  const { before, stationAt, objectsAt } = layout
  if (asdu.left < objectsAt) {
    if (asdu.left > 0) sink.operation('event', headlessOperation(asdu.peek(0), state), 0)
    sink.observe({ kind: 'malformed', reason: 'truncated', offset: before + asdu.left })
    return
  }
  const { view, pos } = asdu
  const type = view.getUint8(pos)
  const causeOctet = view.getUint8(pos + 2)
  const cause = causeOctet & CAUSE
  const toServer = info.direction === 'to-server'
  const operation = operationOf(asdu, state)
  sink.operation(roleOf(type, cause, toServer), operation, statusOf(cause, (causeOctet & NEGATIVE) !== 0))
  if (operation.class === 'unknown') {
    if (type === 0) sink.observe({ kind: 'malformed', reason: 'bad-value', offset: before })
    else sink.observe({ kind: 'undecoded', reason: 'unknown-function', code: type })
  } else if (!fits(view, pos, asdu.end, layout))
    sink.observe({ kind: 'malformed', reason: 'bad-length', offset: before + 1 })
  // 7.2.3: cause 0 is not used.
  else if (cause === 0) sink.observe({ kind: 'malformed', reason: 'bad-value', offset: before + 2 })
  else if (hasValues(asdu, causeOctet, operation, layout)) sayObjectValues(asdu, operation, layout, sink)
  const station = stationOf(view, pos, layout)
  sayStation(station, toServer, cause, state, sink)
  if (layout.cause > 1) sayOriginator(view.getUint8(pos + stationAt - 1), toServer, state, sink)
  if (type === CLOCK_SYNCHRONIZATION && toServer) sayTimeSource(station, state, sink)
  else if (type === END_OF_INITIALIZATION) sayInitialization(asdu, station, state, sink)
}

/** What is reported has a value, and what a station confirms to have been commanded. A test (bit 8) is neither. */
function hasValues(asdu: Cursor, causeOctet: number, { class: operationClass, points }: Operation, layout: AsduLayout) {
  if (points.length === 0 || (causeOctet & TEST) !== 0) return false
  if (operationClass === 'publish') return true
  if (operationClass !== 'control' && operationClass !== 'configure') return false
  return (causeOctet & (CAUSE | NEGATIVE)) === ACTIVATION_CONFIRMATION && !isSelect(asdu, layout)
}

/** Whether the objects that the structure qualifier counts fill the ASDU `[at, end)`, which has its header, exactly. */
export function fits(view: DataView, at: number, end: number, { object, objectsAt }: AsduLayout): boolean {
  const { size } = typeIdOf(view.getUint8(at))
  const structure = view.getUint8(at + 1)
  const count = structure & NUMBER
  const length = end - at - objectsAt
  if (size !== VARIABLE) {
    if (count === 0) return length === 0
    return length === ((structure & SEQUENCE) !== 0 ? object + count * size : count * (object + size))
  }
  if (view.getUint8(at) !== SEGMENT) return true
  const header = object + SEGMENT_HEADER_LENGTH
  return length >= header && length === header + view.getUint8(at + objectsAt + header - 1)
}

/** Whether the ASDU at the cursor, of which nothing is missing, can be one: known type and cause, fitting objects. */
export function isPlausible(asdu: Cursor, layout: AsduLayout): boolean {
  if (asdu.left < layout.objectsAt) return false
  const { view, pos } = asdu
  const { class: operationClass } = typeIdOf(view.getUint8(pos))
  const cause = view.getUint8(pos + 2) & CAUSE
  const count = view.getUint8(pos + 1) & NUMBER
  if (operationClass === 'unknown' || cause === 0 || cause > MAX_CAUSE || count === 0) return false
  if (stationOf(view, pos, layout) === 0) return false
  // No length tells a security type, but it brings one object, and for the most part a cause of its own.
  if (operationClass === 'authenticate')
    return view.getUint8(pos + 1) === 1 && isSecurityCause(view.getUint8(pos), cause)
  return fits(view, pos, asdu.end, layout)
}

/** IEC 60870-5-7: authentication, maintenance of session keys and of user roles. */
function isSecurityCause(type: number, cause: number): boolean {
  return type === SECURITY_STATISTICS ? cause === SPONTANEOUS || cause === INTERROGATED : cause >= 14 && cause <= 16
}

/** -101, 7.2.3: monitored data come from the controlled station; commands go there, and their confirmations come back. */
export function directionOfAsdu(asdu: Cursor): Direction | undefined {
  const type = asdu.view.getUint8(asdu.pos)
  const cause = asdu.view.getUint8(asdu.pos + 2) & CAUSE
  const { class: operationClass } = typeIdOf(type)
  if (operationClass === 'publish') return 'to-client'
  if (type < FIRST_COMMAND || type >= FIRST_FILE_TYPE || operationClass === 'authenticate') return undefined
  if (cause === ACTIVATION || cause === DEACTIVATION || (cause === REQUEST && type === READ_COMMAND)) return 'to-server'
  return (cause > ACTIVATION && cause <= ACTIVATION_TERMINATION) || isUnknown(cause) ? 'to-client' : undefined
}

function sayStation(station: number, toServer: boolean, cause: number, state: AsduState, sink: Sink): void {
  const { layout, link } = state
  const number = station + (link + 1) * LINK
  if (toServer || number === state.lastStation || station === layout.allStations || isUnknown(cause)) return
  state.lastStation = number
  if (!isNew(number, state)) return
  sayAddress('common address of ASDU', String(station), moduleOf(station, state), sink)
  if (link >= 0) sayAddress('link address', `link ${link}`, moduleOf(station, state), sink)
}

function sayAddress(message: string, address: string, module: string, sink: Sink): void {
  sink.observe({ kind: 'identity', of: 'server', about: '', module, message, facts: { 'network-address': address } })
}

/** 7.2.4: the originator tells apart the parts of a controlling station; 0 when there is one. */
function sayOriginator(originator: number, toServer: boolean, state: AsduState, sink: Sink): void {
  if (!toServer || originator === 0 || originator === state.lastOriginator) return
  state.lastOriginator = originator
  if (!isNew(ORIGINATOR | originator, state)) return
  sink.observe({
    kind: 'identity',
    of: 'client',
    about: '',
    module: '',
    message: 'originator address',
    facts: { 'network-address': `originator ${originator}` },
  })
}

function sayTimeSource(station: number, state: AsduState, sink: Sink): void {
  if (station === state.layout.allStations || !isNew(2 * ORIGINATOR + station + (state.link + 1) * LINK, state)) return
  sink.observe({
    kind: 'identity',
    of: 'server',
    about: '',
    module: moduleOf(station, state),
    message: 'C_CS_NA_1',
    facts: { 'time-source': state.timeSource },
  })
}

const INITIALIZATIONS = ['local power switch on', 'local manual reset', 'remote reset']

/** -101, 7.2.6.21: why the station started again. */
function sayInitialization(asdu: Cursor, station: number, state: AsduState, sink: Sink): void {
  const { layout } = state
  const at = asdu.pos + layout.objectsAt + layout.object
  if (at >= asdu.end) return
  const cause = asdu.view.getUint8(at) & 0x7f
  sink.observe({
    kind: 'identity',
    of: 'server',
    about: '',
    module: moduleOf(station, state),
    message: 'M_EI_NA_1',
    facts: { state: `initialized: ${INITIALIZATIONS[cause] ?? `cause ${cause}`}` },
  })
}

function isNew(what: number, state: AsduState): boolean {
  if (state.said.has(what)) return false
  if (state.said.size >= MAX_SAID) state.said.clear()
  state.said.add(what)
  return true
}
