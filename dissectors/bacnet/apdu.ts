/* The application layer's PDUs. ASHRAE 135-2020 clause 20.1. */
import type { Cursor } from '../kit/cursor.ts'
import type { MessageInfo, Sink } from '../kit/dissector.ts'
import type { Operation, OperationRole } from '../kit/observation.ts'
import { type BacnetState, partText } from './bacnet-state.ts'
import {
  observeIAm,
  observeIHave,
  observeReadProperty,
  observeReadPropertyMultiple,
  observeWhoAmI,
} from './identity.ts'
import { observePassword } from './password.ts'
import { sayNotifiedValues, sayPropertyValue, sayPropertyValues, sayWrittenValues } from './point-values.ts'
import { findConfirmedTarget, findUnconfirmedTarget } from './request-target.ts'
import {
  ABORT,
  CONFIRMED,
  COV_NOTIFICATION,
  COV_NOTIFICATION_MULTIPLE,
  classOn,
  I_AM,
  I_HAVE,
  isKnown,
  READ_PROPERTY,
  READ_PROPERTY_MULTIPLE,
  REJECT,
  SEGMENT_ACK,
  UNCONFIRMED,
  WHO_AM_I,
} from './services.ts'
import { readUnsigned } from './tags.ts'

const CONFIRMED_REQUEST = 0
const UNCONFIRMED_REQUEST = 1
const SIMPLE_ACK = 2
const COMPLEX_ACK = 3
const SEGMENT_ACK_PDU = 4
const ERROR = 5
const REJECT_PDU = 6
const SEGMENTED = 0x08
const MORE_FOLLOWS = 0x04
/** Unconfirmed services that ask, Who-Has, Who-Is and You-Are; the others announce. */
const ASKING: readonly number[] = [7, 8, 14]
/** TimeSynchronization, UTCTimeSynchronization and WriteGroup: done, and not answered. */
const ORDERING: readonly number[] = [6, 9, 10]
const WRITE_PROPERTY = 15
const WRITE_PROPERTY_MULTIPLE = 16
const UNCONFIRMED_NOTIFICATION = 2
const UNCONFIRMED_NOTIFICATION_MULTIPLE = 11
const WRITES: readonly number[] = [CONFIRMED | WRITE_PROPERTY, CONFIRMED | WRITE_PROPERTY_MULTIPLE]
/** Requests, and announcements, that have values with them. */
const HAS_VALUES: readonly number[] = [
  ...WRITES,
  CONFIRMED | COV_NOTIFICATION,
  CONFIRMED | COV_NOTIFICATION_MULTIPLE,
  UNCONFIRMED | UNCONFIRMED_NOTIFICATION,
  UNCONFIRMED | UNCONFIRMED_NOTIFICATION_MULTIPLE,
]
const ACTS_ON_POINTS: readonly number[] = [CONFIRMED | READ_PROPERTY, CONFIRMED | READ_PROPERTY_MULTIPLE, ...HAS_VALUES]
const INVOKE_IDS = 0x100
const ANSWER = 0x1_0000

/** A whole APDU; the header of its NPDU is in the state. */
export function dissectApdu(apdu: Cursor, info: MessageInfo, state: BacnetState, sink: Sink): void {
  const start = apdu.pos
  const first = apdu.u8()
  if (apdu.left < leastAfter(first)) {
    sink.observe({ kind: 'malformed', reason: 'truncated', offset: apdu.end - start })
    return
  }
  switch (first >>> 4) {
    case CONFIRMED_REQUEST:
      dissectConfirmed(apdu, first, info, state, sink)
      break
    case UNCONFIRMED_REQUEST:
      dissectUnconfirmed(apdu, info, state, sink)
      break
    case SIMPLE_ACK:
    case COMPLEX_ACK:
      dissectAck(apdu, first, info, state, sink)
      break
    case SEGMENT_ACK_PDU:
      apdu.skip(3)
      state.target.clear()
      sink.operation('event', operationOf(SEGMENT_ACK, info, state), 0)
      break
    case ERROR:
    case REJECT_PDU:
    case 7:
      dissectRefusal(apdu, first >>> 4, info, state, sink)
      break
    default:
      sink.observe({ kind: 'malformed', reason: 'bad-value', offset: 0 })
  }
  if (apdu.short)
    sink.observe({ kind: 'malformed', reason: apdu.left > 0 ? 'bad-value' : 'truncated', offset: apdu.pos - start })
}

/** Bytes of a PDU's header after the first: without them not even the service is known. */
function leastAfter(first: number): number {
  const segment = first & SEGMENTED ? 2 : 0
  switch (first >>> 4) {
    case CONFIRMED_REQUEST:
      return 3 + segment
    case UNCONFIRMED_REQUEST:
      return 1
    case COMPLEX_ACK:
      return 2 + segment
    case SEGMENT_ACK_PDU:
      return 3
    default:
      return 2
  }
}

/** The operation of a function on what is in the target now, at the part behind the server that is concerned. */
function operationOf(code: number, info: MessageInfo, state: BacnetState): Operation {
  const { target, operations, npdu } = state
  const isToServer = info.direction === 'to-server'
  const key = target.key(code, isToServer ? npdu.destination : npdu.source)
  const found = operations.find(key)
  if (found !== undefined) return found
  const points = ACTS_ON_POINTS.includes(code) ? target.points(WRITES.includes(code)) : []
  const operationClass = classOn(code, target.word, target.gravest)
  return operations.add(key, operationClass, code, partText(state, isToServer), target.text(), points)
}

/** A number for a request and its answer, whichever way they go. */
function exchangeOf(invoke: number, isAnswer: boolean, info: MessageInfo, { npdu }: BacnetState): number {
  const asking = isAnswer ? npdu.destination : npdu.source
  const asked = isAnswer ? npdu.source : npdu.destination
  // 53 bits hold 32 of the part that is asked, 11 of the one that asks, the way, and the invoke id.
  const parts = asking === 0 && asked === 0 ? 0 : ((asked % 0xffff_fffb) * 0x800 + (asking % 0x7f7)) * INVOKE_IDS * 2
  const isForwards = (info.direction === 'to-server') !== isAnswer
  return parts + (isForwards ? 0 : INVOKE_IDS) + invoke
}

function dissectConfirmed(apdu: Cursor, first: number, info: MessageInfo, state: BacnetState, sink: Sink): void {
  apdu.skip(1)
  const invoke = apdu.u8()
  const isSegmented = (first & SEGMENTED) !== 0
  const sequence = isSegmented ? apdu.u8() : 0
  if (isSegmented) apdu.skip(1)
  const service = apdu.u8()
  const exchange = exchangeOf(invoke, false, info, state)
  // The first segment tells what is asked; the others are the same request.
  if (isSegmented && !state.segments.add(exchange, sequence, apdu)) {
    if ((first & MORE_FOLLOWS) === 0) state.segments.finish(exchange)
    return
  }
  const { target, tag } = state
  const { pos } = apdu
  target.clear()
  findConfirmedTarget(service, apdu, tag, target)
  if (isSegmented) apdu.short = false
  const operation = operationOf(CONFIRMED | service, info, state)
  state.outstanding.ask(exchange, operation)
  sink.operation('request', operation, 0)
  reportUnknown(CONFIRMED | service, sink)
  if (!isSegmented) observePassword(service, apdu, tag, info, sink)
  if (!isSegmented && HAS_VALUES.includes(CONFIRMED | service)) sayValues(apdu, pos, operation, state, sink)
}

function dissectUnconfirmed(apdu: Cursor, info: MessageInfo, state: BacnetState, sink: Sink): void {
  const service = apdu.u8()
  const { target, tag } = state
  const { pos } = apdu
  target.clear()
  findUnconfirmedTarget(service, apdu, tag, target)
  const operation = operationOf(UNCONFIRMED | service, info, state)
  sink.operation(roleOfUnconfirmed(service), operation, 0)
  reportUnknown(UNCONFIRMED | service, sink)
  if (apdu.short) return
  if (HAS_VALUES.includes(UNCONFIRMED | service)) sayValues(apdu, pos, operation, state, sink)
  apdu.pos = pos
  if (service === I_AM) observeIAm(apdu, info, state, sink)
  else if (service === I_HAVE) observeIHave(apdu, info, state, sink)
  else if (service === WHO_AM_I) observeWhoAmI(apdu, info, state, sink)
}

function roleOfUnconfirmed(service: number): OperationRole {
  if (ASKING.includes(service)) return 'request'
  return ORDERING.includes(service) ? 'order' : 'event'
}

function dissectAck(apdu: Cursor, first: number, info: MessageInfo, state: BacnetState, sink: Sink): void {
  const invoke = apdu.u8()
  const isSegmented = (first & SEGMENTED) !== 0
  const sequence = isSegmented ? apdu.u8() : 0
  if (isSegmented) apdu.skip(1)
  const service = apdu.u8()
  const exchange = exchangeOf(invoke, true, info, state)
  if (isSegmented) {
    if (state.segments.add(ANSWER * ANSWER + exchange, sequence, apdu)) answer(service, exchange, 0, info, state, sink)
    if (first & MORE_FOLLOWS) return
    const whole = state.segments.finish(ANSWER * ANSWER + exchange)
    if (whole !== undefined) observeAnswer(service, whole, info, state, sink)
    return
  }
  const asked = answer(service, exchange, 0, info, state, sink)
  reportUnknown(CONFIRMED | service, sink)
  if (first >>> 4 !== COMPLEX_ACK || apdu.short) return
  if (asked !== undefined) sayValues(apdu, apdu.pos, asked, state, sink)
  observeAnswer(service, apdu, info, state, sink)
}

/** Says the values of points from `pos` on; the cursor stays as it was, whatever the bytes were. */
function sayValues(apdu: Cursor, pos: number, operation: Operation, state: BacnetState, sink: Sink): void {
  if (operation.points.length === 0 || !sink.wantsValues(operation)) return
  const { pos: before, short } = apdu
  apdu.pos = pos
  apdu.short = false
  sayValuesOf(apdu, state, operation, sink)
  apdu.pos = before
  apdu.short = short
}

function sayValuesOf(apdu: Cursor, { tag }: BacnetState, operation: Operation, sink: Sink): void {
  switch (operation.code) {
    case CONFIRMED | READ_PROPERTY_MULTIPLE:
      sayPropertyValues(apdu, tag, operation, sink)
      break
    case CONFIRMED | WRITE_PROPERTY_MULTIPLE:
      sayWrittenValues(apdu, tag, operation, sink)
      break
    case CONFIRMED | COV_NOTIFICATION:
    case UNCONFIRMED | UNCONFIRMED_NOTIFICATION:
      sayNotifiedValues(apdu, tag, false, operation, sink)
      break
    case CONFIRMED | COV_NOTIFICATION_MULTIPLE:
    case UNCONFIRMED | UNCONFIRMED_NOTIFICATION_MULTIPLE:
      sayNotifiedValues(apdu, tag, true, operation, sink)
      break
    default:
      sayPropertyValue(apdu, tag, operation, sink)
  }
}

function observeAnswer(service: number, body: Cursor, info: MessageInfo, state: BacnetState, sink: Sink): void {
  if (service === READ_PROPERTY) observeReadProperty(body, info, state, sink)
  else if (service === READ_PROPERTY_MULTIPLE) observeReadPropertyMultiple(body, info, state, sink)
}

function answer(
  service: number,
  exchange: number,
  status: number,
  info: MessageInfo,
  state: BacnetState,
  sink: Sink,
): Operation | undefined {
  const asked = state.outstanding.answer(exchange)
  if (asked !== undefined && asked.code === (CONFIRMED | service)) {
    sink.operation('response', asked, status)
    return asked
  }
  state.target.clear()
  sink.operation('response', operationOf(CONFIRMED | service, info, state), status)
  return undefined
}

/** An Error, a Reject or an Abort: the kind, the class and the code of the error are the status. */
function dissectRefusal(apdu: Cursor, kind: number, info: MessageInfo, state: BacnetState, sink: Sink): void {
  const invoke = apdu.u8()
  const status = kind * 0x100_0000
  // An Abort of the client's goes the way of the request, and answers nothing (clause 20.1.9).
  const exchange = exchangeOf(invoke, true, info, state)
  if (kind === ERROR) {
    const service = apdu.u8()
    answer(service, exchange, status + errorOf(apdu, state), info, state, sink)
    return
  }
  const reason = apdu.u8()
  const asked = state.outstanding.answer(exchange)
  state.target.clear()
  sink.operation('response', asked ?? operationOf(kind === REJECT_PDU ? REJECT : ABORT, info, state), status + reason)
}

/** Class and code, behind an opening tag where the service has more to say (clause 21, Error). */
function errorOf(apdu: Cursor, { tag }: BacnetState): number {
  tag.read(apdu)
  if (tag.isOpening) tag.read(apdu)
  const errorClass = readUnsigned(apdu, tag.length)
  tag.read(apdu)
  return (errorClass & 0xff) * 0x1_0000 + (readUnsigned(apdu, tag.length) & 0xffff)
}

function reportUnknown(code: number, sink: Sink): void {
  if (!isKnown(code)) sink.observe({ kind: 'undecoded', reason: 'unknown-function', code })
}
