/* HEADERS of RFC 9113, clauses 6.2 and 8.3: what is asked, and how it is answered. */
import { sayCredential } from '../http/credential.ts'
import { classOfMethod, codeOfMethod, UNSEEN_REQUEST } from '../http/methods.ts'
import { MAX_HOST, targetText } from '../http/target-text.ts'
import type { Cursor } from '../kit/cursor.ts'
import type { Direction, Sink } from '../kit/dissector.ts'
import { keyOfText } from '../kit/key-of-text.ts'
import type { Operation, OperationClass } from '../kit/observation.ts'
import { sayFacts } from '../kit/say-facts.ts'
import { FRAME, FRAME_HEADER } from './frame.ts'
import type { Http2State } from './http2-state.ts'

const END_HEADERS = 0x04
const PADDED = 0x08
const PRIORITY = 0x20
const PRIORITY_LENGTH = 5
const PROMISE_LENGTH = 4
/** Distinct targets of one connection; what more there are is one '…'. */
export const MAX_TARGETS = 512
const FIRST_ERROR = 400
const MAX_AGENT = 256
/** Of an Authorization: scheme and account are at its beginning. */
const MAX_AUTHORIZATION = 1024

/** What matters of the fields of one message. Reused. */
const told = {
  method: '',
  path: '',
  host: '',
  status: '',
  agent: '',
  server: '',
  grpc: '',
  authorization: '',
  type: '',
}
const scratch = new DataView(new ArrayBuffer(MAX_AUTHORIZATION))

export function dissectHeaders(
  message: Cursor,
  type: number,
  direction: Direction,
  state: Http2State,
  sink: Sink,
): void {
  const { view, pos, end } = message
  const table = state.tables[direction]
  const flags = message.peek(4)
  const stream = view.getUint32(pos + 5)
  const isWhole = type !== FRAME.continuation && (flags & END_HEADERS) !== 0
  let from = pos + FRAME_HEADER
  let to = end
  if ((flags & PADDED) !== 0 && from < end) to -= view.getUint8(from++)
  if (type === FRAME.promise) from += PROMISE_LENGTH
  else if ((flags & PRIORITY) !== 0) from += PRIORITY_LENGTH
  forget()
  // What is in several frames is not put together: from there on the table is not known.
  const isRead = isWhole && from <= to && table.read(view, from, to, note)
  if (!isRead) {
    table.isLost = true
    unread(direction, type, stream, state, sink)
  } else if (type === FRAME.promise) sink.operation('event', state.plain(type), 0)
  else if (direction === 'to-server') request(stream, state, sink)
  else response(stream, state, sink)
}

function forget(): void {
  for (const field of Object.keys(told) as (keyof typeof told)[]) told[field] = ''
}

function note(name: string, value: string): void {
  if (name === ':method') told.method = value
  else if (name === ':path') told.path = value
  else if (name === ':authority') told.host = value
  else if (name === ':status') told.status = value
  else if (name === 'user-agent') told.agent = value
  else if (name === 'server') told.server = value
  else if (name === 'grpc-status') told.grpc = value
  else if (name === 'content-type') told.type = value
  else if (name === 'authorization') told.authorization = value.slice(0, MAX_AUTHORIZATION)
}

function unread(direction: Direction, type: number, stream: number, state: Http2State, sink: Sink): void {
  const asked = direction === 'to-client' && type === FRAME.headers ? state.pending.answer(stream) : undefined
  if (asked === undefined) sink.operation('event', state.plain(type), 0)
  else sink.operation('response', asked, 0)
  sink.observe({ kind: 'undecoded', reason: 'unsupported', code: state.plain(type).code })
}

function request(stream: number, state: Http2State, sink: Sink): void {
  // Trailers have no method.
  if (told.method === '') {
    sink.operation('event', state.plain(FRAME.headers), 0)
    return
  }
  const operation = operationOf(state)
  state.pending.ask(stream, operation)
  sink.operation('request', operation, 0)
  say(told.agent, 'to-server', 'HTTP User-Agent', state, sink)
  if (told.authorization !== '') saySignIn(told.authorization, state, sink)
}

/** The same field as in HTTP/1.1; its bytes are gone when it has been read. */
function saySignIn(value: string, state: Http2State, sink: Sink): void {
  for (let at = 0; at < value.length; at++) scratch.setUint8(at, value.charCodeAt(at))
  sayCredential(scratch, 0, value.length, state, sink)
  for (let at = 0; at < value.length; at++) scratch.setUint8(at, 0)
  told.authorization = ''
}

function operationOf(state: Http2State): Operation {
  const { operations } = state
  const code = codeOfMethod(told.method)
  const path = told.path.split(/[?#;]/, 1)[0] as string
  const key = keyOfText(`${told.host} ${path}`, code)
  const found = operations.find(key)
  if (found !== undefined) return found
  if (state.targets >= MAX_TARGETS)
    return operations.find(code) ?? operations.add(code, classOfRequest(code), code, '', '…')
  state.targets++
  const host = told.host.length > MAX_HOST ? '' : told.host
  return operations.add(key, classOfRequest(code), code, '', targetText(path, host))
}

/** Every call of gRPC is a POST; whether it reads or writes is known to those who have its description. */
function classOfRequest(code: number): OperationClass {
  return told.type.startsWith('application/grpc') ? 'unknown' : classOfMethod(code)
}

/** An interim answer is none; a trailer of gRPC that fails comes after an answer that did not. */
function response(stream: number, state: Http2State, sink: Sink): void {
  const status = Number(told.status)
  if (told.status === '' || status < 200) {
    const failed = Number(told.grpc)
    sink.operation('event', state.plain(FRAME.headers), told.status === '' && failed > 0 ? failed : 0)
    return
  }
  const asked = state.pending.answer(stream) ?? unseen(state)
  sink.operation('response', asked, status >= FIRST_ERROR ? status : Number(told.grpc) || 0)
  say(told.server, 'to-client', 'HTTP Server', state, sink)
}

function unseen({ operations }: Http2State): Operation {
  return operations.find(UNSEEN_REQUEST) ?? operations.add(UNSEEN_REQUEST, 'unknown', UNSEEN_REQUEST, '', '')
}

function say(text: string, direction: Direction, message: string, state: Http2State, sink: Sink): void {
  const software = text.slice(0, MAX_AGENT)
  if (software === '' || state.said[direction] === software) return
  state.said[direction] = software
  sayFacts(direction === 'to-server' ? 'client' : 'server', '', message, { software }, sink)
}
