/*
 * SOME/IP and its service discovery, of vehicles and machines. Big-endian. AUTOSAR FO R22-11: SOME/IP Protocol
 * Specification (document 696), SOME/IP Service Discovery Protocol Specification (document 802); UDP port 30490.
 */
import type { Cursor } from '../kit/cursor.ts'
import {
  type Direction,
  defineDissector,
  type MessageInfo,
  NEED_MORE,
  NOT_A_MESSAGE,
  type Sink,
  type Verdict,
} from '../kit/dissector.ts'
import type { Operation, OperationClass } from '../kit/observation.ts'
import {
  HEADER_LENGTH,
  isCookie,
  isHeader,
  isSegmented,
  kindOf,
  MAX_MESSAGE,
  messageId,
  requestId,
  returnCode,
  segmentOffset,
  totalLength,
  typeOf,
} from './header.ts'
import { DISCOVERY, dissectDiscovery, ENTRIES, entryName, hex, isDiscovery } from './service-discovery.ts'
import { newState, type SomeipState } from './someip-state.ts'

const MESSAGE_IDS = 2 ** 32
/** Methods have the lower half of the numbers, events the upper one. */
const EVENT = 0x8000
const NOTIFICATION = 0x02
const COOKIE = 0xff
const UNKNOWN = 0xfe
/** A message is waited for up to here before it is taken for one. */
const ENOUGH = 512

export const someip = defineDissector<SomeipState>({
  name: 'someip',
  title: 'SOME/IP',
  carriers: [
    { over: 'udp', ports: [30490, 30491, 30501] },
    { over: 'tcp', ports: [30490, 30491, 30501] },
  ],
  depth: {
    decodes:
      'methods and events by service, requests with their answers; offers, searches and subscriptions of SOME/IP-SD',
    identity: 'services that are offered, with instance and version',
    missing: 'data, whose layout stands in the description of the service alone; what it does to the process',
  },
  maxMessage: MAX_MESSAGE,

  // Version, type, return code, and a length that ends where the bytes do or another header begins.
  probe(bytes: Cursor): Verdict {
    if (bytes.left < HEADER_LENGTH) return 'need-more'
    if (!isHeader(bytes)) return 'no'
    const total = totalLength(bytes)
    if (bytes.left < total && bytes.left < ENOUGH) return 'need-more'
    if (bytes.left < total) return hasClient(bytes) ? 'yes' : 'no'
    if (bytes.left === total) return 'yes'
    if (bytes.left - total < HEADER_LENGTH) return 'need-more'
    return isFollowed(bytes, total) ? 'yes' : 'no'
  },

  directionOf(bytes: Cursor): Direction | undefined {
    const role = kindOf(typeOf(bytes))?.role
    if (role === 'event') return undefined
    return role === 'response' ? 'to-client' : 'to-server'
  },

  messageLength(bytes: Cursor): number {
    if (bytes.left < HEADER_LENGTH) return NEED_MORE
    return isHeader(bytes) ? totalLength(bytes) : NOT_A_MESSAGE
  },

  newState,

  dissect(message: Cursor, info: MessageInfo, state: SomeipState, sink: Sink): void {
    if (message.left < HEADER_LENGTH || !isHeader(message)) {
      sink.operation('event', plain(UNKNOWN, 'unknown', state), 0)
      const reason = message.left < HEADER_LENGTH ? 'truncated' : 'bad-value'
      sink.observe({ kind: 'malformed', reason, offset: 0 })
      return
    }
    if (isCookie(message)) sink.operation('event', plain(COOKIE, 'session', state), 0)
    else if (messageId(message) === DISCOVERY) discover(message, info, state, sink)
    else report(message, state, sink)
  },

  describe(code) {
    if (code === COOKIE) return { function: 'cookie', name: 'Magic cookie' }
    if (code === UNKNOWN) return { function: '?', name: 'unknown message' }
    if (code >= ENTRIES) return { function: `SD ${code - ENTRIES}`, name: entryName(code - ENTRIES) }
    return { function: `0x${code.toString(16).padStart(2, '0')}`, name: kindOf(code)?.name ?? '' }
  },
})

/** Whoever asks and is answered has a number; nobody asked for a notification. */
function hasClient(bytes: Cursor): boolean {
  return kindOf(typeOf(bytes))?.role === 'event' || requestId(bytes) > 0xffff
}

function isFollowed(bytes: Cursor, total: number): boolean {
  bytes.pos += total
  const follows = isHeader(bytes)
  bytes.pos -= total
  return follows
}

function plain(code: number, operationClass: OperationClass, { operations }: SomeipState): Operation {
  return operations.find(code) ?? operations.add(code, operationClass, code, '', '')
}

function discover(message: Cursor, info: MessageInfo, state: SomeipState, sink: Sink): void {
  if (isDiscovery(message)) {
    dissectDiscovery(message, info, state, sink)
    return
  }
  sink.operation('event', operationOf(message, state), 0)
  sink.observe({ kind: 'malformed', reason: 'bad-length', offset: HEADER_LENGTH })
}

function report(message: Cursor, state: SomeipState, sink: Sink): void {
  const role = kindOf(typeOf(message))?.role ?? 'event'
  const isFirst = !isSegmented(message) || segmentOffset(message) === 0
  if (!isFirst) {
    sink.operation('event', operationOf(message, state), 0)
    return
  }
  const key = requestId(message) + (messageId(message) >>> 16) * MESSAGE_IDS
  if (role === 'request') {
    const operation = operationOf(message, state)
    state.pending.ask(key, operation)
    sink.operation(role, operation, 0)
    return
  }
  const asked = role === 'response' ? state.pending.answer(key) : undefined
  sink.operation(role, asked ?? operationOf(message, state), returnCode(message))
}

function operationOf(message: Cursor, { operations }: SomeipState): Operation {
  const id = messageId(message)
  const type = typeOf(message)
  const key = (type + 1) * MESSAGE_IDS + id
  const known = operations.find(key)
  if (known !== undefined) return known
  const method = id & 0xffff
  const what = (method & EVENT) === 0 ? `method ${hex(method)}` : `event ${hex(method)}`
  const operationClass = type === NOTIFICATION ? 'publish' : 'unknown'
  return operations.add(key, operationClass, type, '', `service ${hex(id >>> 16)} ${what}`)
}
