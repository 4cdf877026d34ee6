/*
 * Oracle Net (TNS), by which clients reach databases of Oracle. Big-endian.
 * Oracle publishes no format; descriptors are those of the Oracle Net Services Reference, 19c. TCP port 1521.
 */
import type { Cursor } from '../kit/cursor.ts'
import { defineDissector, type MessageInfo, type Sink } from '../kit/dissector.ts'
import type { Operation, OperationClass } from '../kit/observation.ts'
import { keyOfBytes } from '../kit/operations.ts'
import { PASSED_REST } from '../kit/rest-of-message.ts'
import {
  DATA_AT,
  descriptorAt,
  directionOfPacket,
  HEADER_LENGTH,
  lengthOfPacket,
  MAX_PACKET,
  probePacket,
  statedLength,
} from './packet-shape.ts'
import { CODE, classOf, describeFunction, TTC, TYPE } from './packet-types.ts'
import { redirectedPort, sayBanner, sayConnect, sayPlatform, sayRefusal } from './sign-in.ts'
import { TnsState } from './tns-state.ts'

/** Answers of a connection that are looked through for a version. */
export const MAX_ANSWERS = 32
/** Reasons and a length come before the descriptor of a refusal, a length before that of a redirection. */
const REFUSAL_AT = HEADER_LENGTH + 4
const REDIRECTION_AT = HEADER_LENGTH + 2
const DATA_FLAGS_AT = HEADER_LENGTH
const VERSION_CALL = CODE.call + 0x3b

export const tns = defineDissector<TnsState>({
  name: 'tns',
  title: 'Oracle Net (TNS)',
  carriers: [{ over: 'tcp', ports: [1521] }],
  depth: {
    decodes: 'connects with their outcome, commands to listeners, calls by function, redirections',
    identity: 'service; host, program and user of the client; release, version and platform of the server',
    missing: 'statements and rows (on purpose); accounts of databases; TCPS and native encryption',
  },
  maxMessage: MAX_PACKET,

  probe: probePacket,

  directionOf: directionOfPacket,

  messageLength: lengthOfPacket,

  newState: () => new TnsState(),

  dissect(message: Cursor, info: MessageInfo, state: TnsState, sink: Sink): void {
    if (info.afterGap) {
      state.asked = undefined
      state.awaitsDescriptor = false
      state.isAsking = false
    }
    if (message.left < HEADER_LENGTH) {
      sink.observe({ kind: 'malformed', reason: 'truncated', offset: message.left })
      return
    }
    state.rest.expect(info.direction, Math.max(0, statedLength(message) - MAX_PACKET))
    if (info.direction === 'to-server') dissectRequest(message, state, sink)
    else dissectAnswer(message, state, sink)
  },

  content: PASSED_REST,

  describe: describeFunction,
})

function dissectRequest(message: Cursor, state: TnsState, sink: Sink): void {
  switch (message.peek(4)) {
    case TYPE.connect:
      dissectConnect(message, state, sink)
      return
    case TYPE.data:
      if (state.awaitsDescriptor) connect(message, DATA_AT, state, sink)
      else dissectCall(message, state, sink)
      return
    case TYPE.marker:
    case TYPE.attention:
      sink.operation('order', operationOf(CODE.marker, state), 0)
      return
    default:
      return
  }
}

function dissectConnect(message: Cursor, state: TnsState, sink: Sink): void {
  const at = descriptorAt(message)
  state.awaitsDescriptor = at < 0
  if (at >= 0) connect(message, at, state, sink)
}

function connect(message: Cursor, at: number, state: TnsState, sink: Sink): void {
  state.awaitsDescriptor = false
  const key = keyOfBytes(message.view, message.pos + at, message.end, CODE.connect)
  message.skip(at)
  const { target, operationClass, service } = sayConnect(message.text(message.left), sink)
  state.service = service
  ask(state.operations.find(key) ?? state.operations.add(key, operationClass, CODE.connect, '', target), state, sink)
}

/** A call may take several packets: it is told by the first. */
function dissectCall(message: Cursor, state: TnsState, sink: Sink): void {
  if (message.left <= DATA_AT) {
    // Flags alone end a connection.
    if (message.left < DATA_FLAGS_AT + 2) sink.observe({ kind: 'malformed', reason: 'truncated', offset: message.left })
    return
  }
  if (state.isAsking) return
  const first = message.peek(DATA_AT)
  const isCall = first === TTC.call && message.left > DATA_AT + 1
  ask(operationOf(isCall ? CODE.call + message.peek(DATA_AT + 1) : CODE.layer + first, state), state, sink)
  state.isAsking = true
}

function dissectAnswer(message: Cursor, state: TnsState, sink: Sink): void {
  state.isAsking = false
  switch (message.peek(4)) {
    case TYPE.accept:
      answer(0, state, sink)
      sayFactsOfService(state, sink)
      return
    case TYPE.refuse:
      message.skip(REFUSAL_AT)
      answer(sayRefusal(message.text(message.left), sink), state, sink)
      return
    case TYPE.redirect:
      message.skip(REDIRECTION_AT)
      redirect(redirectedPort(message.text(message.left)), state, sink)
      return
    case TYPE.data:
      dissectResult(message, state, sink)
      return
    default:
      return
  }
}

function redirect(port: number, state: TnsState, sink: Sink): void {
  answer(0, state, sink)
  if (port !== 0) sink.observe({ kind: 'expectation', of: 'server', over: 'tcp', port, protocol: 'tns' })
}

function dissectResult(message: Cursor, state: TnsState, sink: Sink): void {
  const { asked } = state
  // The answer to a call may take several packets, too: what follows the first is rows.
  if (asked !== undefined) answer(0, state, sink)
  const isWhole = message.left >= Math.min(statedLength(message), MAX_PACKET)
  if (message.left <= DATA_AT || !isWhole) return
  message.pos += DATA_AT
  if (asked?.code === CODE.layer + TTC.protocol) sayPlatform(message, sink)
  else if (mayHoldVersion(asked, state)) sayBanner(message, sink)
}

/** It is asked for, or is among the first that a listener or a server says. Rows are not looked at. */
function mayHoldVersion(asked: Operation | undefined, state: TnsState): boolean {
  if (state.answers >= MAX_ANSWERS) return false
  state.answers++
  return asked === undefined ? state.service === '' : asked.code === VERSION_CALL || asked.class === 'authenticate'
}

function sayFactsOfService({ service }: TnsState, sink: Sink): void {
  if (service === '') return
  const facts = { service: `Oracle ${service}` }
  sink.observe({ kind: 'identity', of: 'server', about: '', module: '', message: 'TNS accept', facts })
}

function ask(operation: Operation, state: TnsState, sink: Sink): void {
  state.asked = operation
  sink.operation('request', operation, 0)
}

function answer(status: number, state: TnsState, sink: Sink): void {
  const { asked } = state
  state.asked = undefined
  sink.operation('response', asked ?? operationOf(CODE.unseen, state), status)
}

function operationOf(code: number, { operations }: TnsState): Operation {
  const operationClass: OperationClass = classOf(code)
  return operations.find(code) ?? operations.add(code, operationClass, code, '', '')
}
