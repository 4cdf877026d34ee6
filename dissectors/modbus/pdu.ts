/*
 * The Modbus PDU: function and data, the same over TCP and in serial frames. Big-endian.
 * MODBUS Application Protocol Specification V1.1b3: functions in section 6, exceptions in section 7.
 */
import type { Cursor } from '../kit/cursor.ts'
import type { MessageInfo, Sink } from '../kit/dissector.ts'
import { DIAGNOSTICS, ENCAPSULATED, EXCEPTION, functionOf, packCode, UMAS } from './function-codes.ts'
import { observeIdentity } from './identity.ts'
import type { ModbusState } from './modbus-state.ts'
import { checkRequest, checkResponse } from './pdu-check.ts'
import { EXCHANGE, sayAnsweredValues, sayExchangedValues, sayWrittenValues } from './point-values.ts'
import { NO_MARK, PER_TRANSACTION } from './request-queue.ts'
import { bareOperation, moduleOf, requestedOperation, tableOperation } from './requested-operation.ts'
import { observeReservation, observeUmasAnswer } from './umas.ts'
import { ANSWER_ERROR } from './umas-codes.ts'

/** Status of an answer that reports an error without saying which one. */
const UNSTATED_ERROR = 255
const READ_LENGTH = 5
/** Detail of a request whose written values were said: the sampling was granted for its answer, too. */
const VALUES_WANTED = 1
/** Section 7: a gateway could not reach the unit. */
const GATEWAY_PATH_UNAVAILABLE = 0x0a
const GATEWAY_TARGET_FAILED = 0x0b
const GATEWAY_SUBJECT = 1
/** Section 6.8.1: no response is returned. */
const FORCE_LISTEN_ONLY = packCode(DIAGNOSTICS, 4)

/** Reads one request; the cursor holds its PDU. */
export function dissectRequest(
  pdu: Cursor,
  unit: number,
  transaction: number,
  info: MessageInfo,
  state: ModbusState,
  sink: Sink,
): void {
  const code = pdu.left > 0 ? pdu.peek(0) : 0
  // Cyclic reads are nearly all of the traffic: they take the short way, which does the same.
  if (isRead(code) && pdu.left === READ_LENGTH) {
    const quantity = pdu.peek16(3)
    const operation = tableOperation(unit, code, pdu.peek16(1), quantity, state.operations)
    state.outstanding.ask(matchId(transaction, unit, code), operation, bytesRead(code, quantity), -1, info)
    sink.operation('request', operation, 0)
    return
  }
  dissectOtherRequest(pdu, unit, transaction, info, state, sink)
}

function dissectOtherRequest(
  pdu: Cursor,
  unit: number,
  transaction: number,
  info: MessageInfo,
  state: ModbusState,
  sink: Sink,
): void {
  const code = pdu.left > 0 ? pdu.peek(0) : 0
  const operation = requestedOperation(pdu, unit, state.operations)
  sink.operation(operation.code === FORCE_LISTEN_ONLY ? 'order' : 'request', operation, 0)
  const sound = checkRequest(pdu, state.header, sink)
  let detail = detailOf(pdu, code)
  if (operation.class === 'unknown') observeUndecoded(operation.code, sink)
  else if (sound && code === UMAS) observeReservation(pdu, state, sink)
  else if (sound && sayWrittenValues(pdu, operation, sink)) detail = VALUES_WANTED
  const id = matchId(transaction, unit, code & ~EXCEPTION)
  state.outstanding.ask(id, operation, markOfRequest(pdu, code), detail, info)
}

/** Reads one response; the cursor holds its PDU. */
export function dissectResponse(pdu: Cursor, unit: number, transaction: number, state: ModbusState, sink: Sink): void {
  const code = pdu.left > 1 ? pdu.peek(0) : 0
  if (isRead(code) && pdu.peek(1) === pdu.left - 2) {
    const asked = state.outstanding.answer(matchId(transaction, unit, code), pdu.peek(1))
    sink.operation('response', asked ?? bareOperation(unit, code, state.operations), 0)
    if (code > 2 && pdu.left % 2 !== 0) checkResponse(pdu, state.header, sink)
    else if (asked !== undefined) sayAnsweredValues(pdu, asked, sink)
    return
  }
  dissectOtherResponse(pdu, unit, transaction, state, sink)
}

function dissectOtherResponse(pdu: Cursor, unit: number, transaction: number, state: ModbusState, sink: Sink): void {
  const first = pdu.left > 0 ? pdu.peek(0) : 0
  const code = first & ~EXCEPTION
  const mark = first === code ? markOfResponse(pdu, code) : NO_MARK
  const asked = state.outstanding.answer(matchId(transaction, unit, code), mark)
  const operation = asked ?? bareOperation(unit, codeOfAnswer(pdu, first), state.operations)
  const status = statusOf(pdu, first)
  sink.operation('response', operation, status)
  const sound = checkResponse(pdu, state.header, sink)
  if (first !== code) {
    observeGateway(pdu, unit, status, state, sink)
    return
  }
  if (operation.class === 'unknown') observeUndecoded(operation.code, sink)
  if (!sound) return
  if (code === UMAS) observeUmasAnswer(pdu, operation, asked === undefined ? -1 : state.outstanding.detail, state, sink)
  else if (code === EXCHANGE) {
    if (asked !== undefined && state.outstanding.detail === VALUES_WANTED) sayExchangedValues(pdu, asked, sink)
  } else if (asked !== undefined && asked.points.length > 0) sayAnsweredValues(pdu, asked, sink)
  else observeIdentity(pdu, unit, state, sink)
}

function isRead(code: number): boolean {
  return code >= 1 && code <= 4
}

/** Section 6.1 and 6.3: eight coils a byte, two bytes a register. */
function bytesRead(code: number, quantity: number): number {
  return code <= 2 ? (quantity + 7) >>> 3 : quantity * 2
}

function matchId(transaction: number, unit: number, code: number): number {
  return transaction * PER_TRANSACTION + unit * 0x100 + code
}

/** What the answer must repeat: the bytes that a read asked for, or the address of a write. */
function markOfRequest(pdu: Cursor, code: number): number {
  if (pdu.left < 5) return NO_MARK
  switch (code) {
    case 1:
    case 2:
    case 3:
    case 4:
    case 23:
      return bytesRead(code, pdu.peek16(3))
    case 5:
    case 6:
    case 15:
    case 16:
    case 22:
      return pdu.peek16(1)
    default:
      return NO_MARK
  }
}

function markOfResponse(pdu: Cursor, code: number): number {
  if (pdu.left < 3) return NO_MARK
  switch (code) {
    case 1:
    case 2:
    case 3:
    case 4:
    case 23:
      return pdu.peek(1)
    case 5:
    case 6:
    case 15:
    case 16:
    case 22:
      return pdu.peek16(1)
    default:
      return NO_MARK
  }
}

/** UMAS answers do not say what they answer, and Read Project Info has several layouts: remember which was asked. */
function detailOf(pdu: Cursor, code: number): number {
  return code === UMAS && pdu.left > 3 ? pdu.peek(3) : -1
}

/** The operation of an answer whose request was not seen: as much as the answer repeats. */
function codeOfAnswer(pdu: Cursor, first: number): number {
  if (first >= EXCEPTION) return first & ~EXCEPTION
  if (first === DIAGNOSTICS && pdu.left > 2) return packCode(first, pdu.peek16(1))
  if (first === ENCAPSULATED && pdu.left > 1) return packCode(first, pdu.peek(1))
  return first
}

function statusOf(pdu: Cursor, first: number): number {
  if (first >= EXCEPTION) return (pdu.left > 1 && pdu.peek(1)) || UNSTATED_ERROR
  return first === UMAS && pdu.left > 2 && pdu.peek(2) === ANSWER_ERROR ? ANSWER_ERROR : 0
}

function observeUndecoded(code: number, sink: Sink): void {
  const reason = functionOf(code) === ENCAPSULATED ? 'unsupported' : 'unknown-function'
  sink.observe({ kind: 'undecoded', reason, code })
}

function observeGateway(pdu: Cursor, unit: number, status: number, state: ModbusState, sink: Sink): void {
  if (status !== GATEWAY_PATH_UNAVAILABLE && status !== GATEWAY_TARGET_FAILED) return
  const other = moduleOf(unit)
  if (other === '' || !state.said.isNew(GATEWAY_SUBJECT * 0x100 + unit, pdu.view, pdu.pos, pdu.end)) return
  sink.observe({ kind: 'topology', relation: 'gateway-for', of: 'server', other })
}
