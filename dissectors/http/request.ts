/* Requests: RFC 9112, clause 3; the fields of RFC 9110. Of the body only what order.ts and form.ts read. */
import type { Cursor } from '../kit/cursor.ts'
import type { Sink } from '../kit/dissector.ts'
import { isNews } from '../kit/is-news.ts'
import type { Operation, OperationClass } from '../kit/observation.ts'
import { keyOfBytes } from '../kit/operations.ts'
import { systemOf } from './agent-text.ts'
import { sayCredential } from './credential.ts'
import { isForm } from './form.ts'
import { decimal, findWord, HeaderFields, lineEnd } from './header-fields.ts'
import { CONTENT, type ContentKind, type HttpState, UPGRADE } from './http-state.ts'
import { classOfMethod, methodCode, POST } from './methods.ts'
import { reportHeld } from './order.ts'
import { classOfAction } from './soap-action.ts'
import { MAX_HOST, MAX_TARGET, pathEnd, targetText } from './target-text.ts'

/** Distinct targets of one connection; what more there are is one '…'. */
export const MAX_TARGETS = 256
/** Bytes of an agent, a server or a realm that are kept. */
export const MAX_FIELD = 256
const MAX_ACTION = 48
/** More than there are methods. */
const ORDERS = 0x100
const SUMMED = '…'
const SPACE = 0x20

const F = {
  host: 0,
  length: 1,
  encoding: 2,
  agent: 3,
  authorization: 4,
  proxyAuthorization: 5,
  via: 6,
  action: 7,
  type: 8,
  upgrade: 9,
} as const
const fields = new HeaderFields([
  'host',
  'content-length',
  'transfer-encoding',
  'user-agent',
  'authorization',
  'proxy-authorization',
  'via',
  'soapaction',
  'content-type',
  'upgrade',
])
/** Where the name of a SOAP action lies; nothing when both are 0. */
const action = { from: 0, to: 0 }

/** Takes one whole header section that begins with a request line. */
export function dissectRequest(message: Cursor, state: HttpState, sink: Sink): void {
  const { view, pos, end } = message
  const line = lineEnd(view, pos, end)
  if (!fields.read(view, Math.min(line + 1, end), end)) {
    sink.observe({ kind: 'malformed', reason: 'bad-value', offset: line - pos })
  }
  reportHeld(state, sink)
  findAction(view)
  const order = orderIn(view)
  const operation = operationOf(message, line, order, state)
  state.ask(operation)
  announceContent(view, state)
  state.upgrade = asksWebSocket(view) ? UPGRADE.asked : UPGRADE.none
  holdOrReport(operation, order, state, sink)
  if (
    state.toServer.kind === CONTENT.nothing &&
    operation.code === POST &&
    isForm(view, fields.start(F.type), fields.end(F.type))
  ) {
    state.toServer.kind = CONTENT.form
  }
  if (fields.has(F.authorization)) {
    sayCredential(view, fields.start(F.authorization), fields.end(F.authorization), state, sink)
  } else if (fields.has(F.proxyAuthorization)) {
    sayCredential(view, fields.start(F.proxyAuthorization), fields.end(F.proxyAuthorization), state, sink)
  }
  // What a proxy passes on are the words of somebody else.
  if (fields.has(F.agent) && !fields.has(F.via)) sayAgent(message, state, sink)
}

function asksWebSocket(view: DataView): boolean {
  return fields.has(F.upgrade) && findWord(view, fields.start(F.upgrade), fields.end(F.upgrade), 'websocket') >= 0
}

/** Which kind of body says what is asked for, where the header does not. */
function orderIn(view: DataView): ContentKind {
  const from = fields.start(F.type)
  const to = fields.end(F.type)
  if (from < 0) return CONTENT.nothing
  if (findWord(view, from, to, 'application/ipp') >= 0) return CONTENT.ipp
  const isSoap = fields.has(F.action) || findWord(view, from, to, 'soap+xml') >= 0
  return isSoap && action.to === 0 ? CONTENT.soap : CONTENT.nothing
}

function holdOrReport(operation: Operation, order: ContentKind, state: HttpState, sink: Sink): void {
  const { toServer } = state
  if (order === CONTENT.nothing || operation.code !== POST || !(toServer.length > 0 || toServer.isChunked)) {
    sink.operation('request', operation, 0)
    return
  }
  toServer.kind = order
  state.held = operation
}

function announceContent(view: DataView, state: HttpState): void {
  const { toServer } = state
  toServer.nothing()
  if (fields.has(F.encoding) && isChunked(view, fields.start(F.encoding), fields.end(F.encoding))) {
    toServer.isChunked = true
    return
  }
  toServer.length = Math.max(0, decimal(view, fields.start(F.length), fields.end(F.length)))
}

export function isChunked(view: DataView, from: number, to: number): boolean {
  return findWord(view, from, to, 'chunked') >= 0
}

function operationOf(message: Cursor, line: number, order: ContentKind, state: HttpState): Operation {
  const { view, pos } = message
  let space = pos
  while (space < line && view.getUint8(space) !== SPACE) space++
  const code = methodCode(view, pos, space)
  const from = Math.min(space + 1, line)
  let to = from
  while (to < line && view.getUint8(to) > SPACE) to++
  to = pathEnd(view, from, to)
  let key = keyOfBytes(view, from, to, code + order * ORDERS)
  if (fields.has(F.host)) key = keyOfBytes(view, fields.start(F.host), fields.end(F.host), key | 0)
  if (action.to > 0) key = keyOfBytes(view, action.from, action.to, key | 0)
  const { operations } = state
  const found = operations.find(key)
  if (found !== undefined) return found
  if (state.targets >= MAX_TARGETS) {
    return operations.find(code) ?? operations.add(code, classOfMethod(code), code, '', SUMMED)
  }
  state.targets++
  // One more than is shown, so that it can be seen that there is more.
  const path = textOf(message, from, Math.min(to, from + MAX_TARGET + MAX_HOST))
  const host = textOf(message, fields.start(F.host), Math.min(fields.end(F.host), fields.start(F.host) + MAX_HOST))
  const name = textOf(message, action.from, action.to)
  const target = [targetText(path, host), name].filter((each) => each !== '').join(' ')
  return operations.add(key, classOf(code, order, name), code, '', target)
}

/** IPP is not known to change anything before its operation is. */
function classOf(code: number, order: ContentKind, actionName: string): OperationClass {
  const operationClass = classOfMethod(code)
  if (operationClass !== 'write') return operationClass
  return order === CONTENT.ipp ? 'unknown' : (classOfAction(actionName) ?? operationClass)
}

/** SOAP 1.1 has a field of its own, SOAP 1.2 a parameter of the media type; the last word of a URI is the name. */
function findAction(view: DataView): void {
  action.from = 0
  action.to = 0
  let from = fields.start(F.action)
  let to = fields.end(F.action)
  if (from < 0) {
    const at = findWord(view, Math.max(0, fields.start(F.type)), Math.max(0, fields.end(F.type)), 'action=')
    if (at < 0) return
    from = at + 'action='.length
    to = fields.end(F.type)
  }
  if (from < to && view.getUint8(from) === 0x22) from++
  let last = from
  while (last < to && view.getUint8(last) !== 0x22 && view.getUint8(last) !== 0x3b) last++
  let first = last
  while (first > from && last - first < MAX_ACTION && isLetter(view.getUint8(first - 1))) first--
  if (first === last) return
  action.from = first
  action.to = last
}

function sayAgent(message: Cursor, state: HttpState, sink: Sink): void {
  const from = fields.start(F.agent)
  const to = Math.min(fields.end(F.agent), from + MAX_FIELD)
  if (from === to || !isNews(state.said, F.agent, message.view, from, to)) return
  const software = textOf(message, from, to)
  const os = systemOf(software)
  const facts = { software, ...(os !== '' && { os }) }
  sink.observe({ kind: 'identity', of: 'client', about: '', module: '', message: 'HTTP User-Agent', facts })
}

function textOf(message: Cursor, from: number, to: number): string {
  if (from < 0 || to <= from) return ''
  const { pos } = message
  message.pos = from
  const text = message.text(to - from, 'latin1')
  message.pos = pos
  return text
}

function isLetter(byte: number): boolean {
  const letter = byte | 0x20
  return (letter >= 0x61 && letter <= 0x7a) || (byte >= 0x30 && byte <= 0x39) || byte === 0x5f
}
