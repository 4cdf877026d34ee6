/* Responses of IEEE 1815-2012, clauses 4.2.2.5 (internal indications) and 4.4.25 to 4.4.28. */
import type { Cursor } from '../kit/cursor.ts'
import type { Sink } from '../kit/dissector.ts'
import type { Operation, OperationClass } from '../kit/observation.ts'
import { keyOfBytes } from '../kit/operations.ts'
import type { Association } from './association.ts'
import { observeAttributes } from './attributes.ts'
import { AUTHENTICATION, observeAuthentication, statusOfAuthentication } from './authentication.ts'
import type { Dnp3State } from './dnp3-state.ts'
import { FILE, rememberHandle, statusOfFile } from './file-objects.ts'
import { FRAGMENT_OFFSET, observeFault } from './fragment-offset.ts'
import { AUTHENTICATION_RESPONSE, classOf, RESPONSE, UNSOLICITED_RESPONSE } from './function-codes.ts'
import { observeIndications, statusOfIndications } from './indications.ts'
import type { ObjectHeader } from './object-header.ts'
import { sayPointValues } from './point-objects.ts'
import { kindsOf } from './target-text.ts'

const FIRST = 0x80
const SEQUENCE = 0x0f
const INDICATIONS_LENGTH = 2
const HEADER_LENGTH = 4
/** Distinct kinds of report that one dialogue tells apart; past it they are counted as one. */
export const MAX_REPORTS = 64
const NO_GROUP = -1

const ATTRIBUTES = 0
const CONTROL_RELAY = 12
const CONTROL_STATUS = 10
const ANALOG_OUTPUT = 41
const TIME = 50
const LAST_TIME = 52

/** Reads one response; the cursor is behind its function. */
export function dissectResponse(
  fragment: Cursor,
  control: number,
  code: number,
  association: Association,
  state: Dnp3State,
  sink: Sink,
): void {
  if (fragment.left < INDICATIONS_LENGTH) {
    sink.operation(roleOf(code), bareOperation(code, NO_GROUP, association, state), 0)
    sink.observe({ kind: 'malformed', reason: 'truncated', offset: FRAGMENT_OFFSET + 2 + fragment.left })
    return
  }
  const indications = fragment.u16le()
  const objects = fragment.pos
  const { header } = state
  let key = 0
  let group = NO_GROUP
  let status = statusOfIndications(indications)
  while (header.next(fragment, true)) {
    if (group === NO_GROUP) group = header.group
    key = keyOfBytes(fragment.view, header.start, header.start + 2, key | 0)
    if (tells(header.group)) status = status || inspect(fragment, header, association, sink)
  }
  const { fault } = header
  const { pos } = fragment
  const isReport = code === UNSOLICITED_RESPONSE
  const operation = isReport
    ? reportOf(fragment, objects, key, association, state)
    : (askedOperation(code, control, association) ?? bareOperation(code, group, association, state))
  sink.operation(roleOf(code), operation, isReport ? 0 : status)
  if (BRINGS_VALUES.has(operation.class) && objects < fragment.end) {
    // What changed comes once, and each fragment of an answer brings other points: neither is a repetition.
    const isSequel = !isReport && (control & FIRST) === 0
    const wanted = sink.wantsValues(operation) || isReport || (isSequel && association.saysValues)
    association.saysValues = wanted
    if (wanted) {
      fragment.pos = objects
      sayPointValues(fragment, header, operation, sink)
    }
  }
  header.fault = fault
  fragment.pos = pos
  observeIndications(indications, association, sink)
  observeFault(header, fragment, objects - HEADER_LENGTH, code, sink)
}

function roleOf(code: number): 'event' | 'response' {
  return code === UNSOLICITED_RESPONSE ? 'event' : 'response'
}

/** The request that is answered. 7.5.2.2: a challenge answers no request, it holds it up. */
function askedOperation(code: number, control: number, association: Association): Operation | undefined {
  const sequence = control & SEQUENCE
  if (code === RESPONSE) return association.answered(sequence, (control & FIRST) !== 0)
  if (code !== AUTHENTICATION_RESPONSE || association.authenticationSequence !== sequence) return undefined
  const asked = association.authenticationAsked
  association.authenticationAsked = undefined
  return asked
}

/** A response whose request was not seen: as much as its first object tells. */
function bareOperation(code: number, group: number, association: Association, state: Dnp3State): Operation {
  const { operations } = state
  const operationClass = classOfResponse(code, group)
  const key = keyOfBytes(EMPTY, 0, 0, association.outstation * 0x100 + code) + CLASS_KEYS.indexOf(operationClass)
  return operations.find(key) ?? operations.add(key, operationClass, code, association.module, association.words)
}

function classOfResponse(code: number, group: number): OperationClass {
  if (code !== RESPONSE) return classOf(code)
  if (group === NO_GROUP) return 'session'
  if (group === ATTRIBUTES) return 'discover'
  if (group === CONTROL_RELAY || group === ANALOG_OUTPUT) return 'control'
  if (group === FILE) return 'file'
  if (group === AUTHENTICATION) return 'authenticate'
  return group >= TIME && group <= LAST_TIME ? 'time' : 'read'
}

/** The operation of an unsolicited response; the cursor may be anywhere in it. */
function reportOf(
  fragment: Cursor,
  objects: number,
  kinds: number,
  association: Association,
  state: Dnp3State,
): Operation {
  const { operations } = state
  const key = keyOfBytes(EMPTY, 0, 0, kinds ^ (association.outstation * 0x100 + UNSOLICITED_RESPONSE))
  const known = operations.find(key)
  if (known !== undefined) return known
  if (state.reports >= MAX_REPORTS) return bareOperation(UNSOLICITED_RESPONSE, NO_GROUP, association, state)
  state.reports++
  fragment.pos = objects
  const target = kindsOf(fragment, association, state.header)
  return operations.add(key, 'publish', UNSOLICITED_RESPONSE, association.module, target)
}

function tells(group: number): boolean {
  switch (group) {
    case ATTRIBUTES:
    case CONTROL_RELAY:
    case ANALOG_OUTPUT:
    case FILE:
    case AUTHENTICATION:
      return true
    default:
      return false
  }
}

/** Says what a header tells of the outstation; the status it gives to the operation, 0 for success. */
function inspect(fragment: Cursor, header: ObjectHeader, association: Association, sink: Sink): number {
  switch (header.group) {
    case ATTRIBUTES:
      observeAttributes(fragment, header, association, sink)
      return 0
    case CONTROL_RELAY:
      return header.variation <= 2 ? controlStatus(fragment, header, CONTROL_STATUS) : 0
    case ANALOG_OUTPUT:
      return controlStatus(fragment, header, header.size - 1)
    case FILE:
      rememberHandle(fragment, header, association)
      return statusOfFile(fragment, header)
    default:
      observeAuthentication(fragment, header, association, sink)
      return statusOfAuthentication(fragment, header)
  }
}

/** A.8.1 and A.18: each object of the answer to a control ends with its own status. */
function controlStatus(fragment: Cursor, header: ObjectHeader, offset: number): number {
  const { step, indexLength, bodyEnd } = header
  if (step === 0) return 0
  for (let at = header.bodyStart; at < bodyEnd; at += step) {
    const status = fragment.view.getUint8(at + indexLength + offset) & 0x7f
    if (status !== 0) return status
  }
  return 0
}

/** What an answer to a control repeats is what was asked for, and no state of the process. */
const BRINGS_VALUES: ReadonlySet<OperationClass> = new Set(['read', 'publish'])
const EMPTY = new DataView(new ArrayBuffer(0))
const CLASS_KEYS: readonly OperationClass[] = [
  'session',
  'discover',
  'control',
  'file',
  'authenticate',
  'time',
  'read',
  'publish',
]
