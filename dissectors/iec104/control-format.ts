/* Messages without an ASDU: IEC 60870-5-104, 5.1 (supervisory) and 5.3 (unnumbered control functions). */
import type { Cursor } from '../kit/cursor.ts'
import type { MessageInfo, Sink } from '../kit/dissector.ts'
import type { Operation } from '../kit/observation.ts'
import { isUnnumberedFunction, STARTDT_CON, STOPDT_CON, SUPERVISORY, TESTFR_CON, UNNUMBERED } from './function-codes.ts'
import type { Iec104State } from './iec104-state.ts'

const APCI_LENGTH = 6
const FORMAT = 0x03
const FROM_SERVER = 0x1000

/** A station acknowledges what it has received. */
export function dissectSupervisory(message: Cursor, state: Iec104State, sink: Sink): void {
  const { operations } = state
  const operation = operations.find(SUPERVISORY) ?? operations.add(SUPERVISORY, 'session', SUPERVISORY, '', '')
  sink.operation('event', operation, 0)
  checkLength(message, sink)
}

/** Starts, stops or tests the connection; either station may test it. */
export function dissectUnnumbered(message: Cursor, info: MessageInfo, state: Iec104State, sink: Sink): void {
  const octet = message.peek(2)
  const fromClient = info.direction === 'to-server'
  if (isConfirmation(octet)) sink.operation('response', confirmed(octet, fromClient, state), 0)
  else {
    if (fromClient) state.clientAsked |= octet
    else state.serverAsked |= octet
    sink.operation('request', unnumberedOperation(octet, fromClient, state), 0)
  }
  if (!isUnnumberedFunction(octet)) sink.observe({ kind: 'malformed', reason: 'bad-value', offset: 2 })
  else checkLength(message, sink)
}

/** Each confirmation has the bit above that of its activation. */
function isConfirmation(octet: number): boolean {
  return octet === STARTDT_CON || octet === STOPDT_CON || octet === TESTFR_CON
}

/** The activation that the other side sent, or the confirmation itself when none was seen. */
function confirmed(octet: number, fromClient: boolean, state: Iec104State): Operation {
  const bit = (octet & ~FORMAT) >>> 1
  const asked = fromClient ? state.serverAsked : state.clientAsked
  if ((asked & bit) === 0) return unnumberedOperation(octet, fromClient, state)
  if (fromClient) state.serverAsked &= ~bit
  else state.clientAsked &= ~bit
  return unnumberedOperation(bit | FORMAT, !fromClient, state)
}

function unnumberedOperation(octet: number, byClient: boolean, state: Iec104State): Operation {
  const { operations } = state
  const code = UNNUMBERED | octet
  const key = code | (byClient ? 0 : FROM_SERVER)
  const target = byClient || isConfirmation(octet) ? '' : 'from the controlled station'
  return operations.find(key) ?? operations.add(key, 'session', code, '', target)
}

function checkLength(message: Cursor, sink: Sink): void {
  if (message.left > APCI_LENGTH) sink.observe({ kind: 'malformed', reason: 'bad-length', offset: 1 })
}
