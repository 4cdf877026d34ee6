/*
 * The application service data unit: IEC 60870-5-101 clause 7, with the sizes that IEC 60870-5-104 clause 7 fixes:
 * cause 2 octets (the second the originator), common address 2, object address 3. Little-endian.
 */
import type { Cursor } from '../kit/cursor.ts'
import type { Direction, MessageInfo, Sink } from '../kit/dissector.ts'
import type { Operation } from '../kit/observation.ts'
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
import { type Iec104State, MAX_SAID } from './iec104-state.ts'
import { sayObjectValues } from './information-points.ts'
import { typeIdOf, VARIABLE } from './type-ids.ts'

/** Control information before the ASDU: what the offset of a malformed message counts from. */
const BASE = 6
const HEADER_LENGTH = 6
const ADDRESS_LENGTH = 3
const SEQUENCE = 0x80
const NUMBER = 0x7f
const CAUSE = 0x3f
const TEST = 0x80
const ALL_STATIONS = 0xffff
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
const ORIGINATOR = 0x1_0000

/** Reads one ASDU. */
export function dissectAsdu(asdu: Cursor, info: MessageInfo, state: Iec104State, sink: Sink): void {
  if (asdu.left < HEADER_LENGTH) {
    if (asdu.left > 0) sink.operation('event', headlessOperation(asdu.peek(0), state), 0)
    sink.observe({ kind: 'malformed', reason: 'truncated', offset: BASE + asdu.left })
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
    if (type === 0) sink.observe({ kind: 'malformed', reason: 'bad-value', offset: BASE })
    else sink.observe({ kind: 'undecoded', reason: 'unknown-function', code: type })
  } else if (!fits(asdu)) sink.observe({ kind: 'malformed', reason: 'bad-length', offset: BASE + 1 })
  // 7.2.3: cause 0 is not used.
  else if (cause === 0) sink.observe({ kind: 'malformed', reason: 'bad-value', offset: BASE + 2 })
  else if (hasValues(asdu, causeOctet, operation)) sayObjectValues(asdu, operation, sink)
  sayStation(view.getUint16(pos + 4, true), toServer, cause, state, sink)
  sayOriginator(view.getUint8(pos + 3), toServer, state, sink)
  if (type === CLOCK_SYNCHRONIZATION && toServer) sayTimeSource(view.getUint16(pos + 4, true), state, sink)
  else if (type === END_OF_INITIALIZATION) sayInitialization(asdu, sink)
}

/** What is reported has a value, and what a station confirms to have been commanded. A test (bit 8) is neither. */
function hasValues(asdu: Cursor, causeOctet: number, { class: operationClass, points }: Operation): boolean {
  if (points.length === 0 || (causeOctet & TEST) !== 0) return false
  if (operationClass === 'publish') return true
  if (operationClass !== 'control' && operationClass !== 'configure') return false
  return (causeOctet & (CAUSE | NEGATIVE)) === ACTIVATION_CONFIRMATION && !isSelect(asdu)
}

/** Whether the objects that the structure qualifier counts fill the ASDU exactly. */
export function fits(asdu: Cursor): boolean {
  const { view, pos } = asdu
  const { size } = typeIdOf(view.getUint8(pos))
  const structure = view.getUint8(pos + 1)
  const count = structure & NUMBER
  const length = asdu.left - HEADER_LENGTH
  if (size !== VARIABLE) {
    if (count === 0) return length === 0
    return length === ((structure & SEQUENCE) !== 0 ? ADDRESS_LENGTH + count * size : count * (ADDRESS_LENGTH + size))
  }
  if (view.getUint8(pos) !== SEGMENT) return true
  const at = HEADER_LENGTH + ADDRESS_LENGTH + SEGMENT_HEADER_LENGTH
  return asdu.left >= at && asdu.left === at + view.getUint8(pos + at - 1)
}

/** Whether the ASDU at the cursor, of which nothing is missing, can be one: known type and cause, fitting objects. */
export function isPlausible(asdu: Cursor): boolean {
  if (asdu.left < HEADER_LENGTH) return false
  const { view, pos } = asdu
  const { class: operationClass } = typeIdOf(view.getUint8(pos))
  const cause = view.getUint8(pos + 2) & CAUSE
  const count = view.getUint8(pos + 1) & NUMBER
  if (operationClass === 'unknown' || cause === 0 || cause > MAX_CAUSE || count === 0) return false
  if (view.getUint16(pos + 4, true) === 0) return false
  // No length tells a security type, but it brings one object, and for the most part a cause of its own.
  if (operationClass === 'authenticate')
    return view.getUint8(pos + 1) === 1 && isSecurityCause(view.getUint8(pos), cause)
  return fits(asdu)
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

function sayStation(station: number, toServer: boolean, cause: number, state: Iec104State, sink: Sink): void {
  if (toServer || station === state.lastStation || station === ALL_STATIONS || isUnknown(cause)) return
  state.lastStation = station
  if (!isNew(station, state)) return
  sink.observe({
    kind: 'identity',
    of: 'server',
    about: '',
    module: moduleOf(station),
    message: 'common address of ASDU',
    facts: { 'network-address': String(station) },
  })
}

/** 7.2.4: the originator tells apart the parts of a controlling station; 0 when there is one. */
function sayOriginator(originator: number, toServer: boolean, state: Iec104State, sink: Sink): void {
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

function sayTimeSource(station: number, state: Iec104State, sink: Sink): void {
  if (station === ALL_STATIONS || !isNew(2 * ORIGINATOR + station, state)) return
  sink.observe({
    kind: 'identity',
    of: 'server',
    about: '',
    module: moduleOf(station),
    message: 'C_CS_NA_1',
    facts: { 'time-source': 'IEC 104 controlling station' },
  })
}

const INITIALIZATIONS = ['local power switch on', 'local manual reset', 'remote reset']

/** -101, 7.2.6.21: why the station started again. */
function sayInitialization(asdu: Cursor, sink: Sink): void {
  const at = asdu.pos + HEADER_LENGTH + ADDRESS_LENGTH
  if (at >= asdu.end) return
  const cause = asdu.view.getUint8(at) & 0x7f
  sink.observe({
    kind: 'identity',
    of: 'server',
    about: '',
    module: moduleOf(asdu.view.getUint16(asdu.pos + 4, true)),
    message: 'M_EI_NA_1',
    facts: { state: `initialized: ${INITIALIZATIONS[cause] ?? `cause ${cause}`}` },
  })
}

function isNew(what: number, state: Iec104State): boolean {
  if (state.said.has(what)) return false
  if (state.said.size >= MAX_SAID) state.said.clear()
  state.said.add(what)
  return true
}
