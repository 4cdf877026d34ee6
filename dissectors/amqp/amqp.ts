/*
 * AMQP, by which messages are handed to brokers and taken from them: 0-9-1 (specification of 2008; RabbitMQ) and 1.0 (ISO/IEC
 * 19464:2014, OASIS 2012). Big-endian. TCP port 5672; with TLS 5671.
 */
import type { Cursor } from '../kit/cursor.ts'
import { type Direction, defineDissector, type MessageInfo, type Sink } from '../kit/dissector.ts'
import { AmqpState } from './amqp-state.ts'
import {
  asksForTls,
  directionOfFrame,
  FRAME,
  HEADER,
  hasEnd,
  isHeader,
  isOf1,
  messageLength,
  probeFrames,
  restLength,
} from './frame.ts'
import { dissectMethod } from './method-frame.ts'
import { methodWith } from './methods.ts'
import { dissectPerformative, EMPTY, plain } from './performative-frame.ts'
import { nameOfPerformative } from './performatives.ts'

const MAX_MESSAGE = 0x2_0010
/** Beside empty frames, which keep a connection alive. */
const PROTOCOL = 2
const FIRST_METHOD = 0x100

export const amqp = defineDissector<AmqpState>({
  name: 'amqp',
  title: 'AMQP',
  carriers: [{ over: 'tcp', ports: [5672] }],
  depth: {
    decodes:
      '0-9-1: methods by exchange, queue and routing key, with their answers; 1.0: links by address, transfers, errors; sign-in',
    identity: 'product, version and platform of brokers and clients, cluster, container',
    missing: 'messages; addresses within messages of 1.0; what TLS carries',
  },
  maxMessage: MAX_MESSAGE,

  probe: probeFrames,

  directionOf: directionOfFrame,

  messageLength,

  newState: () => new AmqpState(),

  dissect(message: Cursor, info: MessageInfo, state: AmqpState, sink: Sink): void {
    const { pos } = message
    if (message.left < HEADER - 1) {
      sink.observe({ kind: 'malformed', reason: 'truncated', offset: message.left })
      return
    }
    if (isHeader(message)) dissectHeader(message, info.direction, state, sink)
    else dissectFrame(message, info.direction, state, sink)
    if (message.short) sink.observe({ kind: 'malformed', reason: 'truncated', offset: message.pos - pos })
  },

  content: {
    isEncrypted: (state: AmqpState) => state.isTls,

    next(state: AmqpState, direction: Direction): number {
      return state.isTls ? Number.POSITIVE_INFINITY : state.rest.take(direction)
    },
    look: () => 0,
    dissect: () => {},
    becomes: (state: AmqpState) => (state.isTls ? 'tls' : ''),
  },

  describe(code: number) {
    if (code === PROTOCOL) return { function: 'header', name: 'Protocol header' }
    if (code === EMPTY) return { function: 'heartbeat', name: 'Heartbeat' }
    if (code < FIRST_METHOD) return { function: nameOfPerformative(code), name: nameOfPerformative(code) }
    const dotted = `${code >> 8}.${code & 0xff}`
    return { function: dotted, name: methodWith(code)?.name ?? `Method ${dotted}` }
  },
})

function dissectHeader(message: Cursor, direction: Direction, state: AmqpState, sink: Sink): void {
  const { operations } = state
  sink.operation('event', operations.find(PROTOCOL) ?? operations.add(PROTOCOL, 'session', PROTOCOL, '', ''), 0)
  if (direction === 'to-server' || !asksForTls(message)) return
  state.isTls = true
  sink.observe({ kind: 'session', state: 'opened', security: 'encrypted', user: '' })
}

function dissectFrame(message: Cursor, direction: Direction, state: AmqpState, sink: Sink): void {
  state.rest.expect(direction, restLength(message))
  if (isOf1(message)) {
    dissectPerformative(message, direction, state, sink)
    return
  }
  const type = message.peek(0)
  // What a message says of itself and its content belong to the method before them.
  if (type === FRAME.body || type === FRAME.header) return
  if (!hasEnd(message)) sink.observe({ kind: 'malformed', reason: 'bad-value', offset: message.left - 1 })
  else if (type === FRAME.method) dissectMethod(message, direction, state, sink)
  else sink.operation('event', plain(EMPTY, state), 0)
}
