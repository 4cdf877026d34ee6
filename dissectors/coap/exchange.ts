/*
 * Requests and their answers, which have a token in common; notifications of what is observed. RFC 7252, clause 5; RFC 7641.
 * The same over UDP and TCP.
 */
import type { Cursor } from '../kit/cursor.ts'
import type { MessageInfo, Sink } from '../kit/dissector.ts'
import type { Operation } from '../kit/observation.ts'
import { keyOfBytes } from '../kit/operations.ts'
import { sayFacts } from '../kit/say-facts.ts'
import { senderOf } from '../kit/sender-of.ts'
import { type CoapState, MAX_PATHS } from './coap-state.ts'
import {
  CONTENT,
  classOfCode,
  endsConnection,
  GET,
  isMethod,
  isResponse,
  isSignal,
  NOTIFICATION,
  OBSERVE,
  POST,
  STOP,
  statusOf,
  TYPED,
} from './codes.ts'
import { isDevicePath, sayDevice, sayRegistration, serviceOf } from './lwm2m.ts'
import type { Head } from './message-head.ts'
import { MessageOptions } from './message-options.ts'
import { CORE, classOfRequest, isRegistration, pathText, pointsAt } from './resource.ts'

const LINK_FORMAT = 40
const PLAIN_TEXT = 0
const MAX_NUMBER = 32
const SUMMED = '…'
/** Keys beside those of paths. */
const PLAIN_KEY = 0x1f_ffff_0000_0000
const NOTIFICATION_KEY = 0x1f_fffe_0000_0000
const ENCRYPTED = { kind: 'undecoded', reason: 'encrypted', code: 0 } as const
const TOKEN = 1
const LINKS = 1

const options = new MessageOptions()

/** Takes a message whose head was read. */
export function dissectExchange(head: Head, message: Cursor, info: MessageInfo, state: CoapState, sink: Sink): void {
  const { view, pos, end } = message
  const { code } = head
  options.read(view, head.optionsAt, end)
  if (options.isBad) {
    sink.operation('event', plain(code, state), 0)
    sink.observe({ kind: 'malformed', reason: 'bad-value', offset: head.optionsAt - pos })
    return
  }
  message.pos = options.payloadAt
  const token = keyOfBytes(view, head.tokenAt, head.optionsAt, TOKEN)
  if (isMethod(code)) dissectRequest(code, token, message, state, sink)
  else if (isResponse(code)) dissectResponse(code, token, message, info, state, sink)
  else dissectRest(head, state, sink)
  // RFC 8613, 4.2: method, path and payload are within; what stands outside is no more than POST and Changed.
  if (options.isEncrypted) sink.observe(ENCRYPTED)
}

/** Messages without a code, and those that are about the connection alone. */
function dissectRest({ code, type }: Head, state: CoapState, sink: Sink): void {
  if (code !== 0 && !isSignal(code)) {
    sink.operation('event', plain(code, state), 0)
    sink.observe({ kind: 'undecoded', reason: 'unknown-function', code })
    return
  }
  sink.operation('event', plain(type < 0 ? code : code | TYPED | (type << 8), state), 0)
  if (endsConnection(code)) sink.observe({ kind: 'session', state: 'closed', security: 'none', user: '' })
}

function dissectRequest(method: number, token: number, message: Cursor, state: CoapState, sink: Sink): void {
  const { observe } = options
  const code = method | (method !== GET || observe < 0 ? 0 : observe === 0 ? OBSERVE : STOP)
  const operation = requestOperation(code, message, state)
  if (observe > 0) state.observed.delete(token)
  state.pending.ask(token, operation)
  sink.operation('request', operation, 0)
  if (operation.class === 'session' && method === POST) register(message, operation, state, sink)
  sampleValue(operation, message, sink)
}

function dissectResponse(
  code: number,
  token: number,
  message: Cursor,
  info: MessageInfo,
  state: CoapState,
  sink: Sink,
): void {
  const asked = state.pending.answer(token)
  const operation = asked ?? state.observed.get(token)
  if (operation === undefined) {
    const isNotification = options.observe >= 0
    sink.operation(
      isNotification ? 'event' : 'response',
      plain(isNotification ? code | NOTIFICATION : code, state),
      statusOf(code),
    )
    return
  }
  sink.operation(asked === undefined ? 'event' : 'response', operation, statusOf(code))
  // RFC 7641, 4.2: without the option, what was observed is so no longer.
  if (options.observe < 0 && asked === undefined) state.observed.delete(token)
  if (asked !== undefined && asked.code & OBSERVE && options.observe >= 0) {
    state.observe(token, notificationOf(asked, state))
  }
  if (code !== CONTENT) return
  if (operation.target === CORE) sayResources(message, info, state, sink)
  else if (asked !== undefined && isDevicePath(asked.target)) {
    sayDevice(asked.target, options.format, message, state, sink)
  }
  if (operation.class !== 'write') sampleValue(operation, message, sink)
}

function requestOperation(code: number, message: Cursor, state: CoapState): Operation {
  const { view, end } = message
  const { operations } = state
  const { isManaged } = state.shared
  const isProxied = options.proxyTo > 0
  const from = isProxied ? options.proxyFrom : options.pathFrom
  const to = isProxied ? options.proxyTo : options.pathTo
  const key = keyOfBytes(view, from, to, code + (isManaged ? 0x1_0000 : 0))
  const found = operations.find(key)
  if (found !== undefined) return found
  if (state.paths >= MAX_PATHS) return plain(code, state, SUMMED)
  state.paths++
  const path = pathText(view, options, end)
  return operations.add(key, classOfRequest(code, path, isManaged), code, '', path, pointsAt(code, path))
}

function notificationOf(asked: Operation, { operations }: CoapState): Operation {
  const key = NOTIFICATION_KEY + asked.slot
  const known = asked.slot < 0 ? undefined : operations.find(key)
  return known ?? operations.add(key, 'publish', CONTENT | NOTIFICATION, '', asked.target, asked.points)
}

/** One that is known by its code alone. */
function plain(code: number, { operations }: CoapState, target = ''): Operation {
  const key = PLAIN_KEY + code * 2 + (target === '' ? 0 : 1)
  return operations.find(key) ?? operations.add(key, classOfCode(code), code, '', target)
}

/** Payloads of other formats are not read: what a device puts there is its own. */
function sampleValue(operation: Operation, message: Cursor, sink: Sink): void {
  const [point] = operation.points
  if (point === undefined || options.format !== PLAIN_TEXT || message.left === 0 || message.left > MAX_NUMBER) return
  if (!sink.wantsValues(operation)) return
  const text = message.text(message.left).trim()
  if (/^[-+]?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?$|^(?:true|false|on|off)$/i.test(text)) {
    sink.value(operation, point.name, -1, text)
  }
}

function register(message: Cursor, operation: Operation, state: CoapState, sink: Sink): void {
  if (!isRegistration(POST, operation.target)) return
  if (!state.said.isNew(POST, message.view, options.optionsAt, message.end)) return
  const { block, format } = options
  if (block === 0) sayRegistration(message, options.optionsAt, state, sink)
  if (format === LINK_FORMAT) sayLinks('client', 'CoAP registration', message, state, sink)
}

function sayResources(message: Cursor, info: MessageInfo, state: CoapState, sink: Sink): void {
  if (options.format !== LINK_FORMAT && options.format >= 0) return
  if (!state.said.isNew(LINKS + options.block * 4, message.view, message.pos, message.end)) return
  sayLinks(senderOf(info), `CoAP ${CORE}`, message, state, sink)
}

function sayLinks(of: 'client' | 'server', name: string, message: Cursor, state: CoapState, sink: Sink): void {
  const services = state.links
    .read(message, options.block, options.isMore ? options.blockSize : 0)
    .map((link) => serviceOf(link, state.shared.isManaged && of === 'client'))
  for (const service of new Set(services)) sayFacts(of, '', name, { service }, sink)
}
