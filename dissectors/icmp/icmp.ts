/*
 * ICMP. Big-endian. IP protocol 1.
 * RFC 792 (type, code, checksum; errors, echo, redirect, clocks), RFC 950 appendix I (address mask), RFC 1256 clause 3
 * (routers).
 */
import type { Cursor } from '../kit/cursor.ts'
import { type Direction, defineDissector, type MessageInfo, type Sink, type Verdict } from '../kit/dissector.ts'
import { ipv4Text } from '../kit/ip-text.ts'
import { isNews } from '../kit/is-news.ts'
import type { Operation, OperationRole, Side } from '../kit/observation.ts'
import { Operations } from '../kit/operations.ts'
import { sayFacts } from '../kit/say-facts.ts'
import { senderOf } from '../kit/sender-of.ts'
import { describeMessage, messageType, operationCode, TYPE } from './message-types.ts'

const LEAST_LENGTH = 4
const MAX_MESSAGE = 65_535
/** Where the gateway of a redirect lies, and the destination in the header of the packet that caused it. */
const GATEWAY_AT = 4
const DESTINATION_AT = 24
const REDIRECT_END = 28
const MASK_AT = 8
/** RFC 1256 clause 3: addresses, words for each, lifetime; then each address with its preference. */
const ADDRESSES_AT = 8
const LEAST_WORDS = 2
/** Routers of one advertisement that are named. */
export const MAX_ROUTERS = 16
const NO_ADDRESS = '0.0.0.0'

interface State {
  readonly operations: Operations
  readonly said: Map<number, number>
}

export const icmp = defineDissector<State>({
  name: 'icmp',
  title: 'ICMP',
  carriers: [{ over: 'ip', protocols: [1] }],
  depth: {
    decodes: 'all message types; why a destination cannot be reached',
    identity: 'routers, by their advertisements, redirects and expired packets; subnet masks',
    missing: 'the packets that errors quote',
  },
  maxMessage: MAX_MESSAGE,

  // The protocol number is assigned by IANA, and nothing else runs over it: an unknown type is shown as such.
  probe: (bytes: Cursor): Verdict => (bytes.left >= LEAST_LENGTH ? 'yes' : 'no'),

  directionOf(bytes: Cursor): Direction | undefined {
    if (bytes.left < LEAST_LENGTH) return undefined
    const role = roleOf(bytes.peek(0))
    return role === 'event' ? undefined : role === 'request' ? 'to-server' : 'to-client'
  },

  messageLength: (bytes: Cursor) => bytes.left,

  newState: () => ({ operations: new Operations(), said: new Map() }),

  dissect(message: Cursor, info: MessageInfo, state: State, sink: Sink): void {
    const { view, pos, end, left } = message
    if (left < LEAST_LENGTH) {
      sink.observe({ kind: 'malformed', reason: 'truncated', offset: left })
      return
    }
    const type = message.peek(0)
    const known = messageType(type)
    sink.operation(roleOf(type), operationOf(operationCode(type, message.peek(1)), type, state), 0)
    if (known === undefined) sink.observe({ kind: 'undecoded', reason: 'unknown-function', code: type })
    if (left < (known?.least ?? LEAST_LENGTH)) {
      sink.observe({ kind: 'malformed', reason: 'truncated', offset: left })
      return
    }
    const under = type * 2 + (info.direction === 'to-server' ? 1 : 0)
    if (!isTelling(type, message) || !isNews(state.said, under, view, pos + LEAST_LENGTH, tellingEnd(type, pos, end)))
      return
    say(type, message, senderOf(info), sink)
  },

  describe: describeMessage,
})

function roleOf(type: number): OperationRole {
  return messageType(type)?.role ?? 'event'
}

function operationOf(code: number, type: number, { operations }: State): Operation {
  return operations.find(code) ?? operations.add(code, messageType(type)?.class ?? 'unknown', code, '', '')
}

function isTelling(type: number, message: Cursor): boolean {
  switch (type) {
    case TYPE.redirect:
    case TYPE.routerAdvertisement:
    case TYPE.maskReply:
      return true
    case TYPE.timeExceeded:
      return message.peek(1) === 0
    default:
      return false
  }
}

/** An expired packet is quoted, and differs each time: that one expired is all that is said. */
function tellingEnd(type: number, pos: number, end: number): number {
  return type === TYPE.timeExceeded ? pos + LEAST_LENGTH : end
}

function say(type: number, message: Cursor, of: Side, sink: Sink): void {
  const { name } = describeMessage(type)
  switch (type) {
    case TYPE.maskReply:
      sayFacts(of, '', name, { 'subnet-mask': addressAt(message, MASK_AT) }, sink)
      return
    case TYPE.routerAdvertisement:
      sayFacts(of, '', name, { role: 'router' }, sink)
      sayRouters(message, of, name, sink)
      return
    default:
      // RFC 1122 clauses 3.2.2.2 and 3.2.2.4: hosts send no redirects, and let no packet of others expire on its way.
      sayFacts(of, '', name, { role: 'router' }, sink)
      if (type === TYPE.redirect) sayBetter(message, of, name, sink)
  }
}

/** The gateway is the destination itself when that is a neighbour, else a better router. */
function sayBetter(message: Cursor, of: Side, name: string, sink: Sink): void {
  if (message.left < REDIRECT_END) return
  const gateway = addressAt(message, GATEWAY_AT)
  if (gateway === NO_ADDRESS || gateway === addressAt(message, DESTINATION_AT)) return
  sayFacts(of, gateway, name, { role: 'router' }, sink)
}

function sayRouters(message: Cursor, of: Side, name: string, sink: Sink): void {
  const count = Math.min(message.peek(4), MAX_ROUTERS)
  const words = message.peek(5)
  if (words < LEAST_WORDS) {
    sink.observe({ kind: 'malformed', reason: 'bad-length', offset: 5 })
    return
  }
  for (let i = 0; i < count; i++) {
    const at = ADDRESSES_AT + i * words * 4
    if (message.left < at + words * 4) {
      sink.observe({ kind: 'malformed', reason: 'bad-length', offset: message.left })
      return
    }
    const router = addressAt(message, at)
    if (router !== NO_ADDRESS) sayFacts(of, router, name, { role: 'router' }, sink)
  }
}

/** The cursor stays. */
function addressAt(message: Cursor, at: number): string {
  const { pos } = message
  message.pos = pos + at
  const text = ipv4Text(message)
  message.pos = pos
  return text
}
