/*
 * Frames of AMQP 1.0: who opens connections, which addresses links are attached to, what is transferred over them. OASIS AMQP
 * 1.0, part 2, clause 2.7; sources and targets: part 3, 3.5; SASL: part 5, 5.3.3.
 */
import { Cursor } from '../kit/cursor.ts'
import type { Direction, Sink } from '../kit/dissector.ts'
import { keyOfText } from '../kit/key-of-text.ts'
import type { Operation, OperationRole } from '../kit/observation.ts'
import { plainAccount } from '../kit/sasl.ts'
import { sayFacts } from '../kit/say-facts.ts'
import type { AmqpState } from './amqp-state.ts'
import { performativeCode } from './frame.ts'
import { classOfPerformative, P } from './performatives.ts'
import { sayCredential, sayProduct, saySession } from './sign-in.ts'
import { TypedValue } from './typed-value.ts'

export const EMPTY = 1
const MAX_NAME = 128
const MAX_PROPERTIES = 32
/** Places in the list of a performative. */
const OPEN_PROPERTIES = 9
const ATTACH = { handle: 1, role: 2, source: 5, target: 6 } as const
const CHANNELS = 0x1_0000
const HANDLES = 0x1_0000_0000
const value = new TypedValue()
const list = new Cursor(new DataView(new ArrayBuffer(0)))
const inner = new Cursor(new DataView(new ArrayBuffer(0)))

export function dissectPerformative(frame: Cursor, direction: Direction, state: AmqpState, sink: Sink): void {
  const code = performativeCode(frame)
  const channel = frame.peek16(6)
  if (code <= 0) {
    sink.operation('event', code < 0 ? unknown(state) : plain(EMPTY, state), 0)
    if (code < 0) sink.observe({ kind: 'undecoded', reason: 'unknown-function', code: 0 })
    return
  }
  frame.pos += frame.peek(4) * 4
  list.reset(frame.view, 0, 0)
  if (value.read(frame)) value.enter(list)
  dissectFields(code, channel, direction, state, sink)
}

function dissectFields(code: number, channel: number, direction: Direction, state: AmqpState, sink: Sink): void {
  const isToServer = direction === 'to-server'
  switch (code) {
    case P.open:
      sink.operation(isToServer ? 'request' : 'response', plain(code, state), 0)
      open(isToServer, state, sink)
      break
    case P.begin:
      sink.operation(isToServer ? 'request' : 'response', plain(code, state), 0)
      break
    case P.attach:
      attach(isToServer, channel, state, sink)
      break
    case P.transfer:
      sink.operation('event', state.links.get(linkKey(numberAt(0), channel, isToServer)) ?? plain(code, state), 0)
      break
    case P.detach:
    case P.end:
    case P.close:
      sink.operation('event', plain(code, state), hasError(code) ? 1 : 0)
      if (code === P.close) saySession('closed', state, sink)
      break
    case P.init:
      init(state, sink)
      break
    case P.outcome:
      outcome(state, sink)
      break
    default:
      sink.operation('event', plain(code, state), 0)
  }
}

/** Container, then host, sizes, times, locales, capabilities; properties at the end. */
function open(isToServer: boolean, state: AmqpState, sink: Sink): void {
  const of = isToServer ? 'client' : 'server'
  const container = textAt(0)
  sayFacts(of, '', 'AMQP open', { 'device-id': container }, sink)
  if (goTo(OPEN_PROPERTIES) && value.enter(inner)) sayProduct(propertiesOf(inner), of, 'AMQP open', sink)
  if (!isToServer) saySession('opened', state, sink)
}

function propertiesOf(map: Cursor): ReadonlyMap<string, string> {
  const said = new Map<string, string>()
  for (let i = 0; i < MAX_PROPERTIES && value.read(map); i++) {
    const name = value.text(MAX_NAME)
    if (value.read(map) && name !== '') said.set(name, value.text(MAX_NAME))
  }
  return said
}

/** Both sides attach their end of a link, which has one name; of transfers the sender's end knows the handle. */
function attach(isToServer: boolean, channel: number, state: AmqpState, sink: Sink): void {
  const handle = numberAt(ATTACH.handle)
  const isReceiver = goTo(ATTACH.role) && value.isTrue
  const source = addressAt(ATTACH.source)
  const target = addressAt(ATTACH.target)
  const clientSends = isToServer !== isReceiver
  const address = clientSends ? target : source
  const text = address === '' ? '' : `${clientSends ? 'to' : 'from'} ${address}`
  const role: OperationRole = isToServer ? 'request' : 'response'
  sink.operation(role, operationOf(P.attach, text, state), 0)
  if (!isReceiver) state.link(linkKey(handle, channel, isToServer), operationOf(P.transfer, address, state))
}

/** The first field of a source or a target. */
function addressAt(place: number): string {
  if (!goTo(place) || !value.enter(inner)) return ''
  return value.read(inner) ? value.text(MAX_NAME) : ''
}

/** Mechanism, answer, host. */
function init(state: AmqpState, sink: Sink): void {
  sink.operation('request', plain(P.init, state), 0)
  const mechanism = textAt(0)
  if (mechanism === 'PLAIN' && goTo(1) && value.isBinary) state.user = plainAccount(list.view, value.from, value.to)
  sayCredential(mechanism, state, sink)
}

function outcome(state: AmqpState, sink: Sink): void {
  const status = numberAt(0)
  sink.operation('response', plain(P.init, state), status)
  if (status !== 0) saySession('refused', state, sink)
}

/** Of detach the error stands behind handle and closed. */
function hasError(code: number): boolean {
  return goTo(code === P.detach ? 2 : 0) && !value.isNull
}

/** Reads the field at a place; false where the list is shorter. */
function goTo(place: number): boolean {
  const { pos } = list
  list.short = false
  let isThere = true
  for (let i = 0; i <= place && isThere; i++) isThere = value.read(list)
  list.pos = pos
  return isThere
}

function textAt(place: number): string {
  return goTo(place) ? value.text(MAX_NAME) : ''
}

function numberAt(place: number): number {
  return goTo(place) ? value.uint() : 0
}

function linkKey(handle: number, channel: number, isToServer: boolean): number {
  return (handle % CHANNELS) + channel * CHANNELS + (isToServer ? HANDLES : 0)
}

function operationOf(code: number, target: string, state: AmqpState): Operation {
  if (target === '') return plain(code, state)
  const key = keyOfText(target, code)
  return state.operations.find(key) ?? state.operations.add(key, classOfPerformative(code), code, '', target)
}

function unknown(state: AmqpState): Operation {
  return plain(0, state)
}

/** One that is known by its code alone. */
export function plain(code: number, { operations }: AmqpState): Operation {
  const operationClass = code === EMPTY ? 'session' : classOfPerformative(code)
  return operations.find(code) ?? operations.add(code, operationClass, code, '', '')
}
