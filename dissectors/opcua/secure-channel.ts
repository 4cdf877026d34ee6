/*
 * OpenSecureChannel, CloseSecureChannel and the chunks of services. OPC 10000-6 clause 6.7.2 (layout of a chunk), 6.7.4
 * (OpenSecureChannel); policies: OPC 10000-7 clause 6.6.
 */
import type { Cursor } from '../kit/cursor.ts'
import type { MessageInfo, Sink } from '../kit/dissector.ts'
import type { Undecoded } from '../kit/observation.ts'
import { say, sayCertificate } from './applications.ts'
import { readString, skipString } from './built-in-types.ts'
import type { OpcuaState } from './opcua-state.ts'
import { dissectService, NOT_A_SERVICE, plainOperation, readTypeId } from './service-message.ts'
import { CLOSE_SECURE_CHANNEL, isRequest, isResponse, OPEN_SECURE_CHANNEL, UNREADABLE } from './services.ts'

const POLICY_NONE = 'http://opcfoundation.org/UA/SecurityPolicy#None'
/** Bytes before the sequence header of a symmetric chunk: message header, channel, token. */
const BEFORE_SEQUENCE = 16
/** Request id within a symmetric chunk, and where its body begins. */
const REQUEST_ID_AT = 20
const BODY_AT = 24
const CHUNK_AT = 3
const INTERMEDIATE = 0x43
const ABORTED = 0x41
const BAD = 0x8000_0000
const ENCRYPTED_CHUNK: Undecoded = { kind: 'undecoded', reason: 'encrypted', code: UNREADABLE }
/** Signatures of a symmetric policy: HMAC-SHA256 in all but these. */
const USUAL_SIGNATURE = 32
const SIGNATURES: Readonly<Record<string, number>> = {
  Basic128Rsa15: 20,
  Basic256: 20,
  ECC_nistP384: 48,
  ECC_brainpoolP384r1: 48,
  ECC_curve25519: 16,
  ECC_curve448: 16,
}

/** An OpenSecureChannel message; the cursor is behind the message header. */
export function dissectOpen(message: Cursor, start: number, info: MessageInfo, state: OpcuaState, sink: Sink): void {
  message.skip(4)
  const side = info.direction === 'to-server' ? 'client' : 'server'
  const from = message.pos
  const policy = readString(message) || POLICY_NONE
  const certificateAt = message.pos
  skipString(message)
  if (
    !message.short &&
    state.said.isNew(
      info.direction === 'to-server' ? OPEN_SECURE_CHANNEL : -OPEN_SECURE_CHANNEL,
      message.view,
      from,
      message.pos,
    )
  ) {
    say(side, 'OpenSecureChannel', { capability: policy }, sink)
    message.pos = certificateAt
    sayCertificate(message, side, 'OpenSecureChannel', sink)
  }
  skipString(message)
  if (policy !== state.policy) changePolicy(policy, state)
  let result = 0
  if (policy === POLICY_NONE) result = readOpenBody(message, start, info, state, sink)
  else sink.observe({ kind: 'undecoded', reason: 'encrypted', code: OPEN_SECURE_CHANNEL })
  state.openPending = info.direction === 'to-server'
  const operation = plainOperation(OPEN_SECURE_CHANNEL, state)
  sink.operation(info.direction === 'to-server' ? 'request' : 'response', operation, result)
  if (policy === POLICY_NONE && info.direction === 'to-client') {
    if (result === 0) report('none', state, sink)
    else sink.observe({ kind: 'session', state: 'refused', security: 'none', user: '' })
  }
}

/** The result in the body of an OpenSecureChannel response that can be read; 0 for a request. */
function readOpenBody(message: Cursor, start: number, info: MessageInfo, state: OpcuaState, sink: Sink): number {
  message.skip(8)
  readTypeId(message)
  let result = 0
  if (info.direction === 'to-client') {
    message.skip(12)
    result = message.u32le()
  }
  if (message.short) sink.observe({ kind: 'malformed', reason: 'truncated', offset: message.end - start })
  else state.protection = 'none'
  return result >= BAD ? result : 0
}

function changePolicy(policy: string, state: OpcuaState): void {
  state.policy = policy
  state.protection = 'unknown'
  const name = policy.slice(policy.indexOf('#') + 1)
  state.signatureLength = policy === POLICY_NONE ? 0 : (SIGNATURES[name] ?? USUAL_SIGNATURE)
}

/** Says once how the services of this channel are protected. */
function report(protection: 'none' | 'signed' | 'encrypted', state: OpcuaState, sink: Sink): void {
  state.protection = protection
  if (state.reported === protection) return
  state.reported = protection
  sink.observe({ kind: 'session', state: 'opened', security: protection, user: '' })
}

/** A chunk of a service; the cursor is at the message header. */
export function dissectChunk(message: Cursor, info: MessageInfo, state: OpcuaState, sink: Sink): void {
  const start = message.pos
  const chunk = message.peek(CHUNK_AT)
  if (!canRead(message, state, sink)) {
    sink.observe(ENCRYPTED_CHUNK)
    if (chunk === INTERMEDIATE) return
    sink.operation(info.direction === 'to-server' ? 'request' : 'response', plainOperation(UNREADABLE, state), 0)
    return
  }
  message.pos = start + REQUEST_ID_AT
  const request = message.u32le()
  if (state.protection === 'signed') message.end = Math.max(message.pos, message.end - state.signatureLength)
  const assembly = info.direction === 'to-server' ? state.toServer : state.toClient
  if (chunk === INTERMEDIATE) assembly.add(request, message)
  else if (chunk === ABORTED) {
    assembly.forget(request)
    dissectAbort(message, request, info, state, sink)
  } else if (assembly.has(request)) {
    const whole = assembly.finish(request, message)
    dissectBody(whole, whole.pos, request, assembly.isCut, info, state, sink)
  } else dissectBody(message, start, request, false, info, state, sink)
}

function dissectBody(
  body: Cursor,
  start: number,
  request: number,
  isCut: boolean,
  info: MessageInfo,
  state: OpcuaState,
  sink: Sink,
): void {
  const type = readTypeId(body)
  if (type !== NOT_A_SERVICE) {
    dissectService(type, body, start, request, info.direction, isCut, state, sink)
    return
  }
  // The rest of a message whose beginning was not seen, or the structure of another namespace.
  sink.observe({ kind: 'undecoded', reason: 'unsupported', code: UNREADABLE })
  const unreadable = plainOperation(UNREADABLE, state)
  if (info.direction === 'to-server') state.pending.ask(request, unreadable)
  const operation = info.direction === 'to-server' ? unreadable : (state.pending.answer(request) ?? unreadable)
  sink.operation(info.direction === 'to-server' ? 'request' : 'response', operation, 0)
}

/** The sender gave up in the middle of a message, and says why (OPC 10000-6 clause 6.7.3). */
function dissectAbort(body: Cursor, request: number, info: MessageInfo, state: OpcuaState, sink: Sink): void {
  const error = body.u32le()
  const unreadable = plainOperation(UNREADABLE, state)
  if (info.direction === 'to-server') sink.operation('request', unreadable, 0)
  else sink.operation('response', state.pending.answer(request) ?? unreadable, error || BAD)
  if (body.short) sink.observe({ kind: 'malformed', reason: 'truncated', offset: BODY_AT })
}

/** Whether the body of this chunk can be read; decides it by the bytes when the channel's opening does not tell. */
function canRead(message: Cursor, state: OpcuaState, sink: Sink): boolean {
  if (state.protection !== 'unknown' && state.protection !== 'encrypted') return true
  if (beginsService(message)) {
    if (state.policy === '') state.protection = 'plain'
    else report(state.policy === POLICY_NONE ? 'none' : 'signed', state, sink)
    return true
  }
  if (state.policy === POLICY_NONE) return true
  // Without a policy the rest of a readable message looks the same: nothing is concluded.
  if (state.policy !== '') report('encrypted', state, sink)
  return false
}

/** Whether a known service's type id stands where it would stand if it were readable. */
export function beginsService(message: Cursor): boolean {
  if (message.left < BODY_AT + 4 || message.peek(BODY_AT) !== 1 || message.peek(BODY_AT + 1) !== 0) return false
  const id = message.peek(BODY_AT + 2) | (message.peek(BODY_AT + 3) << 8)
  return isRequest(id) || isResponse(id)
}

/** A CloseSecureChannel message; the cursor is at the message header. */
export function dissectClose(message: Cursor, info: MessageInfo, state: OpcuaState, sink: Sink): void {
  if ((state.protection === 'encrypted' || state.protection === 'unknown') && !beginsService(message)) {
    sink.observe({ kind: 'undecoded', reason: 'encrypted', code: CLOSE_SECURE_CHANNEL })
  }
  message.skip(BEFORE_SEQUENCE)
  const role = info.direction === 'to-server' ? 'request' : 'response'
  sink.operation(role, plainOperation(CLOSE_SECURE_CHANNEL, state), 0)
  const security = state.reported === 'plain' ? 'unknown' : state.reported
  sink.observe({ kind: 'session', state: 'closed', security, user: '' })
}
