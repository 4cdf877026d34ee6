/*
 * The PDUs of MMS. ISO 9506-2:2003, clause 7: MMSpdu.
 */
import { BerReader } from '../kit/ber.ts'
import type { Direction, MessageInfo, Sink } from '../kit/dissector.ts'
import type { Operation } from '../kit/observation.ts'
import { dissectUnconfirmed } from './mms-report.ts'
import { requestedOperation } from './mms-request.ts'
import { learnFromResponse, observeTase2, statusOfResponse } from './mms-response.ts'
import type { MmsState } from './mms-state.ts'
import { CANCEL, CONCLUDE, classOfService, ERROR, INITIATE, isKnownService, READ, REJECT, WRITE } from './services.ts'
import { READ_RESULTS, sayVariables, WRITTEN_DATA } from './variable-values.ts'

const CONFIRMED_REQUEST = 0xa0
const CONFIRMED_RESPONSE = 0xa1
const CONFIRMED_ERROR = 0xa2
const UNCONFIRMED_PDU = 0xa3
const REJECT_PDU = 0xa4
const CANCEL_REQUEST = 0x85
const CANCEL_RESPONSE = 0x86
const CANCEL_ERROR = 0xa7
const INITIATE_REQUEST = 0xa8
const INITIATE_RESPONSE = 0xa9
const INITIATE_ERROR = 0xaa
const CONCLUDE_REQUEST = 0x8b
const CONCLUDE_RESPONSE = 0x8c
const CONCLUDE_ERROR = 0xad

const INTEGER = 0x02
/** In Confirmed-ErrorPDU and RejectPDU: the invoke id. */
const ORIGINAL_INVOKE_ID = 0x80
const SERVICE_ERROR = 0xa2
const ERROR_CLASS = 0xa0
const CONTEXT_SPECIFIC = 0x80
/** A status of an error without a number of its own. */
const FAILED = 1
/** Statuses above those of DataAccessError: ServiceError by class and code, RejectPDU by reason and code. */
const SERVICE_ERRORS = 0x200
const REJECTIONS = 0x2000

const ber = new BerReader(new DataView(new ArrayBuffer(0)))

/** Which way a PDU with this tag goes; undefined when either side may send it. */
export function directionOfTag(tag: number): Direction | undefined {
  switch (tag) {
    case CONFIRMED_REQUEST:
    case CANCEL_REQUEST:
    case INITIATE_REQUEST:
      return 'to-server'
    case CONFIRMED_RESPONSE:
    case CONFIRMED_ERROR:
    case UNCONFIRMED_PDU:
    case CANCEL_RESPONSE:
    case CANCEL_ERROR:
    case INITIATE_RESPONSE:
    case INITIATE_ERROR:
      return 'to-client'
    default:
      return undefined
  }
}

/** Reports the MMS PDU in `view[from, to)`. */
export function dissectPdu(
  view: DataView,
  from: number,
  to: number,
  info: MessageInfo,
  state: MmsState,
  sink: Sink,
): void {
  ber.reset(view, from, to)
  if (!ber.next()) {
    sink.observe({ kind: 'malformed', reason: 'bad-length', offset: 0 })
    return
  }
  switch (ber.tag) {
    case CONFIRMED_REQUEST:
      request(info, state, sink)
      break
    case CONFIRMED_RESPONSE:
      response(info, state, sink)
      break
    case CONFIRMED_ERROR:
    case REJECT_PDU:
      refusal(info, state, sink)
      break
    case UNCONFIRMED_PDU:
      if (enterService()) dissectUnconfirmed(ber, serviceNumber(), info, state, sink)
      else sink.observe({ kind: 'malformed', reason: 'bad-value', offset: 0 })
      break
    default:
      association(ber.tag, state, sink)
  }
  if (ber.bad) sink.observe({ kind: 'malformed', reason: 'bad-length', offset: 0 })
}

/** Where the service's element of the PDU begins. */
let serviceAt = 0

function request(info: MessageInfo, state: MmsState, sink: Sink): void {
  const id = enterInvocation(INTEGER)
  if (!nextService()) {
    observeMissingService(sink)
    return
  }
  const service = serviceNumber()
  const known = state.understood.size
  const operation = requestedOperation(ber, service, state)
  // New names only: the table grows when the operation is made.
  if (state.understood.size !== known && ber.again(serviceAt)) observeTase2(ber, info, state, sink)
  state.asked(info.direction).ask(id, operation)
  sink.operation('request', operation, 0)
  if (service === WRITE) sayValues(WRITTEN_DATA, operation, sink)
  if (!isKnownService(service)) sink.observe({ kind: 'undecoded', reason: 'unknown-function', code: service })
}

function response(info: MessageInfo, state: MmsState, sink: Sink): void {
  const id = enterInvocation(INTEGER)
  const asked = state.asked(opposite(info.direction)).answer(id)
  if (!nextService()) {
    observeMissingService(sink)
    return
  }
  const service = serviceNumber()
  const operation = asked !== undefined && asked.code === service ? asked : plainOperation(service, state)
  const status = statusOfResponse(ber, service)
  sink.operation('response', operation, status)
  if (service === READ) sayValues(READ_RESULTS, operation, sink)
  if (status === 0 && ber.again(serviceAt)) learnFromResponse(ber, service, operation, info, state, sink)
}

/** The values of the variables, in the list with this tag; what is written is taken to be granted. */
function sayValues(tag: number, operation: Operation, sink: Sink): void {
  if (operation.points.length === 0 || !sink.wantsValues(operation)) return
  if (!ber.again(serviceAt) || !ber.enter()) return
  // The variables themselves have the same tag as what is written to them.
  if (tag === WRITTEN_DATA) ber.next()
  sayVariables(ber, tag, operation, sink)
  ber.leave()
}

/** A Confirmed-ErrorPDU or a RejectPDU: it answers a request, and is counted with it. */
function refusal(info: MessageInfo, state: MmsState, sink: Sink): void {
  const isReject = ber.is(REJECT_PDU)
  let asked: Operation | undefined
  let status = FAILED
  ber.enter()
  while (ber.next()) {
    if (ber.is(ORIGINAL_INVOKE_ID)) asked = state.asked(opposite(info.direction)).answer(ber.unsigned())
    else if (isReject) status = REJECTIONS + (ber.tag & 0x1f) * 0x100 + (ber.unsigned() & 0xff)
    else if (ber.is(SERVICE_ERROR)) status = serviceError()
  }
  sink.operation('response', asked ?? plainOperation(isReject ? REJECT : ERROR, state), status)
}

/** ServiceError: errorClass { [class] code }. */
function serviceError(): number {
  let status = FAILED
  ber.enter()
  while (ber.next()) {
    if (!ber.is(ERROR_CLASS) || !ber.enter()) continue
    if (ber.next()) status = SERVICE_ERRORS + (ber.tag & 0x1f) * 0x100 + (ber.unsigned() & 0xff)
    ber.leave()
  }
  ber.leave()
  return status
}

/** The PDUs that open, cancel and end; one of each kind at a time, so that no id is needed. */
function association(tag: number, state: MmsState, sink: Sink): void {
  switch (tag) {
    case INITIATE_REQUEST:
      sink.operation('request', plainOperation(INITIATE, state), 0)
      break
    case INITIATE_RESPONSE:
      sink.operation('response', plainOperation(INITIATE, state), 0)
      break
    case INITIATE_ERROR:
      sink.operation('response', plainOperation(INITIATE, state), FAILED)
      break
    case CONCLUDE_REQUEST:
      sink.operation('request', plainOperation(CONCLUDE, state), 0)
      break
    case CONCLUDE_RESPONSE:
      sink.operation('response', plainOperation(CONCLUDE, state), 0)
      break
    case CONCLUDE_ERROR:
      sink.operation('response', plainOperation(CONCLUDE, state), FAILED)
      break
    case CANCEL_REQUEST:
      sink.operation('request', plainOperation(CANCEL, state), 0)
      break
    case CANCEL_RESPONSE:
      sink.operation('response', plainOperation(CANCEL, state), 0)
      break
    case CANCEL_ERROR:
      sink.operation('response', plainOperation(CANCEL, state), FAILED)
      break
    default:
      sink.observe({ kind: 'malformed', reason: 'bad-value', offset: 0 })
  }
}

/** An operation without a target: of an association, or of an answer whose request was not seen. */
function plainOperation(code: number, state: MmsState): Operation {
  const operationClass = code >= INITIATE ? 'session' : classOfService(code)
  return state.operations.find(code) ?? state.operations.add(code, operationClass, code, '', '')
}

/** Goes into the PDU and reads its invoke id; 0 when there is none. */
function enterInvocation(tag: number): number {
  ber.enter()
  return ber.next() && ber.is(tag) ? ber.unsigned() : 0
}

/** Moves to the service, past modifiers, which are universal. */
function nextService(): boolean {
  serviceAt = ber.at
  while (ber.next()) {
    const first = ber.tag > 0xff ? ber.tag >>> 16 : ber.tag
    if ((first & 0xc0) === CONTEXT_SPECIFIC) return true
    serviceAt = ber.at
  }
  return false
}

function enterService(): boolean {
  ber.enter()
  return nextService()
}

function serviceNumber(): number {
  return ber.tag > 0xff ? ber.tag & 0xffff : ber.tag & 0x1f
}

function observeMissingService(sink: Sink): void {
  if (!ber.bad) sink.observe({ kind: 'malformed', reason: 'bad-value', offset: 0 })
}

function opposite(direction: Direction): Direction {
  return direction === 'to-server' ? 'to-client' : 'to-server'
}
