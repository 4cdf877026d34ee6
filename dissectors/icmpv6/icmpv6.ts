/*
 * ICMPv6 with neighbour discovery and multicast listener discovery. Big-endian. IP protocol 58.
 * RFC 4443 clause 2.1 (type, code, checksum), RFC 4861 clause 4 (neighbours and routers), RFC 8106 (DNS of routers),
 * RFC 2710 and RFC 3810 (listeners). The checksum covers the addresses, which a dissector does not see.
 */
import type { Cursor } from '../kit/cursor.ts'
import { type Direction, defineDissector, type MessageInfo, type Sink, type Verdict } from '../kit/dissector.ts'
import { ipv6Text } from '../kit/ip-text.ts'
import { isNews } from '../kit/is-news.ts'
import type { Operation, OperationRole, Side } from '../kit/observation.ts'
import { keyOfBytes, Operations } from '../kit/operations.ts'
import { sayFacts } from '../kit/say-facts.ts'
import { senderOf } from '../kit/sender-of.ts'
import { groupsText } from './listener-groups.ts'
import { describeType, messageType, TYPE } from './message-types.ts'
import { NeighbourOptions } from './neighbour-options.ts'

const LEAST_LENGTH = 4
const MAX_MESSAGE = 65_535
/** Where the address lies that a neighbour message is about, and where its options begin. */
const TARGET_AT = 8
const TARGET_END = 24
/** Of a neighbour advertisement: its sender is a router, and was asked. */
const ROUTER = 0x80
const SOLICITED = 0x40
/** Of a router advertisement: addresses, or other configuration, come by DHCPv6. */
const MANAGED = 0x80
const OTHER = 0x40
const UNSPECIFIED = '::'

interface State {
  readonly operations: Operations
  readonly said: Map<number, number>
}

export const icmpv6 = defineDissector<State>({
  name: 'icmpv6',
  title: 'ICMPv6 and neighbour discovery',
  carriers: [{ over: 'ip', protocols: [58] }],
  depth: {
    decodes: 'all message types; neighbours and routers, multicast listeners',
    identity: 'MAC and IPv6 address of neighbours, routers, their prefixes and DNS servers, search domains',
    missing: 'node information, secure neighbour discovery, RPL',
  },
  maxMessage: MAX_MESSAGE,

  // The protocol number is assigned by IANA, and nothing else runs over it: an unknown type is shown as such.
  probe: (bytes: Cursor): Verdict => (bytes.left >= LEAST_LENGTH ? 'yes' : 'no'),

  directionOf(bytes: Cursor): Direction | undefined {
    if (bytes.left < LEAST_LENGTH) return undefined
    const role = roleOf(bytes.peek(0), bytes)
    return role === 'event' ? undefined : role === 'request' ? 'to-server' : 'to-client'
  },

  messageLength: (bytes: Cursor) => bytes.left,

  newState: () => ({ operations: new Operations(), said: new Map() }),

  dissect(message: Cursor, info: MessageInfo, state: State, sink: Sink): void {
    const { view, pos, end } = message
    const type = message.left > 0 ? message.peek(0) : 0
    const known = messageType(type)
    const isWhole = message.left >= (known?.least ?? LEAST_LENGTH)
    sink.operation(roleOf(type, message), operationOf(type, isWhole, message, state), 0)
    if (known === undefined) sink.observe({ kind: 'undecoded', reason: 'unknown-function', code: type })
    if (!isWhole) {
      sink.observe({ kind: 'malformed', reason: 'truncated', offset: end - pos })
      return
    }
    // Behind the code, and the checksum, which differs with the addresses.
    const under = type * 2 + (info.direction === 'to-server' ? 1 : 0)
    if (!isTelling(type) || !isNews(state.said, under, view, pos + LEAST_LENGTH, end)) return
    if (type === TYPE.listenerQuery) sayFacts(senderOf(info), '', 'MLD Query', { role: 'MLD querier' }, sink)
    else sayNeighbour(type, message, senderOf(info), sink)
  },

  describe: describeType,
})

const options = new NeighbourOptions()

function roleOf(type: number, message: Cursor): OperationRole {
  switch (type) {
    case TYPE.echoRequest:
    case TYPE.routerSolicitation:
    case TYPE.neighbourSolicitation:
      return 'request'
    case TYPE.echoReply:
      return 'response'
    case TYPE.neighbourAdvertisement:
      return message.left > LEAST_LENGTH && (message.peek(LEAST_LENGTH) & SOLICITED) !== 0 ? 'response' : 'event'
    default:
      return 'event'
  }
}

function isTelling(type: number): boolean {
  return type === TYPE.listenerQuery || (type >= TYPE.routerSolicitation && type <= TYPE.redirect)
}

function hasTarget(type: number): boolean {
  return type === TYPE.neighbourSolicitation || type === TYPE.neighbourAdvertisement || type === TYPE.redirect
}

function isAboutGroups(type: number): boolean {
  return (type >= TYPE.listenerQuery && type <= TYPE.listenerDone) || type === TYPE.listenerReport2
}

function operationOf(type: number, isWhole: boolean, message: Cursor, state: State): Operation {
  const { view, pos, end } = message
  const hasAddress = isWhole && hasTarget(type)
  const to = hasAddress ? pos + TARGET_END : isWhole && isAboutGroups(type) ? end : pos
  const key = to === pos ? type : keyOfBytes(view, pos + LEAST_LENGTH, to, type)
  const known = state.operations.find(key)
  if (known !== undefined) return known
  const target = hasAddress ? targetOf(message) : to === pos ? '' : groupsText(message, type)
  return state.operations.add(key, messageType(type)?.class ?? 'unknown', type, '', target)
}

/** The address that a neighbour message is about. The cursor stays. */
function targetOf(message: Cursor): string {
  const { pos } = message
  message.pos = pos + TARGET_AT
  const text = ipv6Text(message)
  message.pos = pos
  return text
}

function sayNeighbour(type: number, message: Cursor, of: Side, sink: Sink): void {
  const { pos } = message
  const target = hasTarget(type) ? targetOf(message) : ''
  const flags = message.peek(type === TYPE.routerAdvertisement ? 5 : LEAST_LENGTH)
  const lifetime = message.peek16(6)
  message.skip(messageType(type)?.least ?? LEAST_LENGTH)
  if (!options.read(message)) sink.observe({ kind: 'malformed', reason: 'bad-length', offset: message.pos - pos })
  // Clause 7.2.2: who asks for an address that is not its own yet has none, and tells none (duplicate detection).
  if (options.source !== '') sink.observe({ kind: 'binding', mac: options.source, ip: '' })
  if (target !== '' && target !== UNSPECIFIED) {
    if (options.target !== '') sink.observe({ kind: 'binding', mac: options.target, ip: target })
    const isRouter = type === TYPE.redirect ? !isOnLink(message, pos) : isFromRouter(type, flags)
    if (isRouter) sayFacts(of, target, describeType(type).name, { role: 'router' }, sink)
  }
  if (type === TYPE.routerAdvertisement) sayRouter(flags, lifetime, of, sink)
}

function isFromRouter(type: number, flags: number): boolean {
  return type === TYPE.neighbourAdvertisement && (flags & ROUTER) !== 0
}

/** Clause 4.5: the target is the destination itself when that is a neighbour, else a better router. */
function isOnLink(message: Cursor, start: number): boolean {
  for (let i = 0; i < 16; i++) {
    const target = message.view.getUint8(start + TARGET_AT + i)
    if (target !== message.view.getUint8(start + TARGET_END + i)) return false
  }
  return true
}

/** Clause 4.2: only routers send it; a lifetime of zero means that it is no default router. */
function sayRouter(flags: number, lifetime: number, of: Side, sink: Sink): void {
  const able = [
    lifetime === 0 ? '' : 'default router',
    ...options.prefixes,
    options.mtu === 0 ? '' : `MTU ${options.mtu}`,
    ...options.dns.map((server) => `DNS ${server}`),
    (flags & MANAGED) === 0 ? '' : 'addresses by DHCPv6',
    (flags & OTHER) === 0 ? '' : 'other configuration by DHCPv6',
  ]
  const name = describeType(TYPE.routerAdvertisement).name
  const capability = able.filter((each) => each !== '').join('; ')
  sayFacts(of, '', name, { role: 'router', capability, domain: options.search.join(', ') }, sink)
  for (const server of options.dns) sayFacts(of, server, name, { role: 'DNS server' }, sink)
}
