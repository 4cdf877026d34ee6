/*
 * One PDU of S7comm-plus, its fragments put together: opcode, then by opcode
 * request: zero, function, zero, sequence number, session, transport flags, body;
 * response: zero, function, zero, sequence number, transport flags, return value, body;
 * notification: the subscription's object, values.
 */
import type { Cursor } from '../kit/cursor.ts'
import type { MessageInfo, Sink } from '../kit/dissector.ts'
import type { Operation } from '../kit/observation.ts'
import { keyOfBytes } from '../kit/operations.ts'
import { classOfFunction, FUNCTION, isKnownFunction, NOTIFICATION } from './function-codes.ts'
import { sayClient, sayServer } from './identity.ts'
import { requestTarget, targetLength } from './request-target.ts'
import type { S7commplusState } from './s7commplus-state.ts'
import { readVlq64Low } from './vlq.ts'

/** Older firmware answers some requests with `response2`. */
export const OPCODE = { request: 0x31, response: 0x32, notification: 0x33, response2: 0x02 } as const

const GENERAL_SPACE = 0x2_0000_0000_0000
const NOTIFICATION_SPACE = 0x4_0000_0000_0000
/** Return values are errors when their low 16 bits are negative, else notes. */
const FIRST_ERROR = 0x8000

export function dissectPdu(pdu: Cursor, info: MessageInfo, state: S7commplusState, sink: Sink): void {
  const start = pdu.pos
  const opcode = pdu.u8()
  switch (opcode) {
    case OPCODE.request:
      request(pdu, info, state, sink)
      break
    case OPCODE.response:
    case OPCODE.response2:
      response(pdu, info, state, sink)
      break
    case OPCODE.notification:
      notification(pdu, state, sink)
      break
    default:
      sink.observe({ kind: 'undecoded', reason: 'unknown-function', code: opcode })
  }
  if (pdu.short) sink.observe({ kind: 'malformed', reason: 'truncated', offset: pdu.pos - start })
}

function request(pdu: Cursor, info: MessageInfo, state: S7commplusState, sink: Sink): void {
  pdu.skip(2)
  const code = pdu.u16()
  if (pdu.short) return
  pdu.skip(2)
  const sequence = pdu.u16()
  const session = pdu.u32()
  pdu.skip(1)
  if (pdu.short) {
    sink.operation('request', generalOperation(code, state), 0)
    return
  }
  const operation = requestOperation(pdu, code, session, state)
  reportUnknown(code, sink)
  if (code === FUNCTION.createObject && operation.class === 'session') sayClient(pdu, info, state.said, sink)
  if (!state.securitySaid && code === FUNCTION.setMultiVariables) saySecurity(operation, state, sink)
  state.asked.ask(sequence, operation)
  sink.operation('request', operation, 0)
}

function requestOperation(body: Cursor, code: number, session: number, state: S7commplusState): Operation {
  const { operations } = state
  const length = targetLength(body, code)
  if (length === 0) return generalOperation(code, state)
  const key = keyOfBytes(body.view, body.pos, body.pos + length, code)
  const found = operations.find(key)
  if (found !== undefined) return found
  const { pos, end } = body
  body.end = pos + length
  const target = requestTarget(body, code, session)
  body.pos = pos
  body.end = end
  body.short = false
  return operations.add(key, target.class, code, '', target.text)
}

function response(pdu: Cursor, info: MessageInfo, state: S7commplusState, sink: Sink): void {
  pdu.skip(2)
  const code = pdu.u16()
  pdu.skip(2)
  const sequence = pdu.u16()
  pdu.skip(1)
  if (pdu.short) return
  const asked = state.asked.answer(sequence)
  const operation = asked?.code === code ? asked : generalOperation(code, state)
  const returned = readVlq64Low(pdu)
  reportUnknown(code, sink)
  if (code === FUNCTION.createObject || code === FUNCTION.getSubstreamed) {
    sayServer(pdu, code, operation.target, info, state.said, sink)
  }
  sink.operation('response', operation, returned >= FIRST_ERROR ? returned : 0)
}

function notification(pdu: Cursor, state: S7commplusState, sink: Sink): void {
  const subscription = pdu.u32()
  if (pdu.short) return
  const { operations } = state
  const key = NOTIFICATION_SPACE + subscription
  const operation =
    operations.find(key) ??
    operations.add(key, 'publish', NOTIFICATION, '', `subscription 0x${subscription.toString(16)}`)
  sink.operation('event', operation, 0)
}

/** Also for functions that name no object, and for answers whose request was not seen. */
export function generalOperation(code: number, state: S7commplusState): Operation {
  const key = GENERAL_SPACE + code
  return state.operations.find(key) ?? state.operations.add(key, classOfFunction(code), code, '', '')
}

function reportUnknown(code: number, sink: Sink): void {
  if (!isKnownFunction(code)) sink.observe({ kind: 'undecoded', reason: 'unknown-function', code })
}

/** A client that sets a session key has its messages signed from then on; one that echoes the version alone has not. */
function saySecurity(operation: Operation, state: S7commplusState, sink: Sink): void {
  if (operation.class !== 'authenticate' && operation.class !== 'session') return
  state.securitySaid = true
  const security = operation.class === 'authenticate' ? 'signed' : 'none'
  sink.observe({ kind: 'session', state: 'opened', security, user: '' })
}
