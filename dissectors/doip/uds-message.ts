/*
 * Requests and answers of ISO 14229-1:2020 as diagnostic messages carry them: addresses of source and target, then the
 * service. The cursor stands at the addresses.
 */
import type { Cursor } from '../kit/cursor.ts'
import type { Sink } from '../kit/dissector.ts'
import type { Operation, OperationClass } from '../kit/observation.ts'
import { keyOfBytes } from '../kit/operations.ts'
import { type DoipState, moduleOf } from './doip-state.ts'
import { sayRecord, VIN_LENGTH } from './uds-identity.ts'
import {
  ANSWER_BIT,
  classOfService,
  codeOfService,
  hasParts,
  isAnswer,
  isKnownService,
  NEGATIVE,
  RESPONSE_PENDING,
  SERVICE,
  SUPPRESS,
} from './uds-services.ts'
import { keyLength, partOf, pointsOf, targetOf } from './uds-target.ts'

export const SERVICE_AT = 4
/** Numbers of requests that await an answer lie above the types of DoIP. */
const REQUESTS = 0x100_0000_0000
const READ_FILE = 4
const LIST_FILES = 5
const VIN = 0xf190

export function dissectUds(payload: Cursor, state: DoipState, sink: Sink): void {
  const source = payload.peek16(0)
  const target = payload.peek16(2)
  payload.pos += SERVICE_AT
  const first = payload.peek(0)
  if (isAnswer(first)) answer(payload, source, target, state, sink)
  else request(payload, source, target, state, sink)
}

/** What a tester has asked of an ECU last, whose answer will not come. */
export function refused(ecu: number, tester: number, { lastRequest, pending }: DoipState): Operation | undefined {
  const isIts = requestNumber(ecu, tester, lastRequest % 0x100) === lastRequest
  return isIts ? pending.answer(lastRequest) : undefined
}

function request(message: Cursor, source: number, target: number, state: DoipState, sink: Sink): void {
  const service = message.peek(0)
  const length = message.left
  const operation = requested(message, service, target, state)
  const isSilent = hasParts(service) && length > 1 && (message.peek(1) & SUPPRESS) !== 0
  // What is never answered when all is well can still be refused.
  state.lastRequest = requestNumber(target, source, service)
  state.pending.ask(state.lastRequest, operation)
  sink.operation(isSilent ? 'order' : 'request', operation, 0)
  if (service === SERVICE.download || service === SERVICE.upload) state.isUpload = service === SERVICE.upload
  if (service === SERVICE.securityAccess) sayCredential(message, sink)
  if (service === SERVICE.secured) sink.observe(SECURED)
  else if (!isKnownService(service))
    sink.observe({ kind: 'undecoded', reason: 'unknown-function', code: operation.code })
}

const SECURED = { kind: 'undecoded', reason: 'encrypted', code: SERVICE.secured } as const

function answer(message: Cursor, source: number, target: number, state: DoipState, sink: Sink): void {
  const first = message.peek(0)
  const isRefusal = first === NEGATIVE
  if (isRefusal && message.left < 3) {
    sink.operation('event', pendingAnswer(source, state), 0)
    sink.observe({ kind: 'malformed', reason: 'truncated', offset: message.left })
    return
  }
  const service = isRefusal ? message.peek(1) : first - ANSWER_BIT
  if (isRefusal && message.peek(2) === RESPONSE_PENDING) {
    sink.operation('event', pendingAnswer(source, state), 0)
    return
  }
  const asked = state.pending.answer(requestNumber(source, target, service))
  const operation = asked ?? plain(message, service, isRefusal, source, state)
  sink.operation('response', operation, isRefusal ? message.peek(2) : 0)
  if (!isRefusal && service === SERVICE.readByIdentifier) read(message, source, asked, state, sink)
}

/** An answer to a request of several identifiers does not say where one ends. */
function read(message: Cursor, ecu: number, asked: Operation | undefined, state: DoipState, sink: Sink): void {
  const isVin = asked === undefined && message.left === 3 + VIN_LENGTH && message.peek16(1) === VIN
  if (asked?.points.length !== 1 && !isVin) return
  message.pos += 1
  sayRecord(message, ecu, state, sink)
}

/** One operation for each ECU and what it acts on, whatever is written. */
function requested(message: Cursor, service: number, ecu: number, state: DoipState): Operation {
  const { view, pos, left } = message
  const operationClass = classOf(message, service, left, state)
  const seed = ecu + (operationClass === 'upload' ? 0x1_0000 : 0)
  const key = keyOfBytes(view, pos, pos + keyLength(message, service, left), seed)
  const found = state.operations.find(key)
  if (found !== undefined) return found
  const code = codeOfService(service, partOf(message, service, left))
  const module = moduleOf(ecu, state)
  const target = targetOf(message, service, left)
  return state.operations.add(key, operationClass, code, module, target, pointsOf(message, service, left))
}

function classOf(message: Cursor, service: number, length: number, { isUpload }: DoipState): OperationClass {
  if (service === SERVICE.transfer || service === SERVICE.transferExit) {
    // Data in a request is written, also where what began the transfer was not seen.
    const writes = service === SERVICE.transfer ? length > 2 : !isUpload
    return writes ? 'download' : 'upload'
  }
  if (service === SERVICE.file && length > 1) {
    const mode = message.peek(1)
    return mode === LIST_FILES ? 'file' : mode === READ_FILE ? 'upload' : 'download'
  }
  return classOfService(service, partOf(message, service, length))
}

/** An answer whose request was not seen: its service, and the sub-function that it repeats. */
function plain(message: Cursor, service: number, isRefusal: boolean, ecu: number, state: DoipState): Operation {
  const part = isRefusal ? 0 : partOf(message, service, message.left)
  const code = codeOfService(service, part)
  const key = code * 0x1_0000 + ecu
  const found = state.operations.find(key)
  return found ?? state.operations.add(key, classOfService(service, part), code, moduleOf(ecu, state), '')
}

function pendingAnswer(ecu: number, state: DoipState): Operation {
  const code = codeOfService(NEGATIVE, 0)
  const key = code * 0x1_0000 + ecu
  return state.operations.find(key) ?? state.operations.add(key, 'session', code, moduleOf(ecu, state), '')
}

/** Clause 10.4: an even sub-function sends the key that was made of the seed; it is of no use another time. */
function sayCredential(message: Cursor, sink: Sink): void {
  const level = message.left > 1 ? message.peek(1) & ~SUPPRESS : 0
  if (level === 0 || level % 2 === 1) return
  const method = `UDS security access, level ${level - 1}`
  sink.observe({ kind: 'credential', of: 'client', method, account: '', protection: 'protected' })
}

function requestNumber(ecu: number, tester: number, service: number): number {
  return REQUESTS + ecu * 0x100_0000 + tester * 0x100 + service
}
