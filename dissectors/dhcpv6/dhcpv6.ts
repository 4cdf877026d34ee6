/*
 * DHCPv6. Big-endian. RFC 8415: section 7.3 (message types), 8 and 9 (formats), 18 (exchanges). UDP ports 546 and 547.
 */
import { Cursor } from '../kit/cursor.ts'
import { type Direction, defineDissector, type MessageInfo, type Sink, type Verdict } from '../kit/dissector.ts'
import { ipv6Text } from '../kit/ip-text.ts'
import { isNews } from '../kit/is-news.ts'
import type { Side } from '../kit/observation.ts'
import { Operations } from '../kit/operations.ts'
import { type Facts, sayFacts } from '../kit/say-facts.ts'
import { senderOf } from '../kit/sender-of.ts'
import { MAX_OPTIONS, OPTION, Options, relayFacts } from './options.ts'

const TYPES: readonly string[] = [
  '',
  'solicit',
  'advertise',
  'request',
  'confirm',
  'renew',
  'rebind',
  'reply',
  'release',
  'decline',
  'reconfigure',
  'information-request',
  'relay-forw',
  'relay-repl',
]
const TYPE = { advertise: 2, reply: 7, reconfigure: 10, relayForward: 12, relayReply: 13 } as const
const HEADER_LENGTH = 4
/** Type, hop count, link address, peer address. */
const RELAY_HEADER_LENGTH = 34
const PEER_AT = 18
/** The highest option code given out so far is 150 or so. */
const MAX_OPTION = 255
/** Relays between client and server that are followed (RFC 8415, 7.6: HOP_COUNT_LIMIT is 8). */
const MAX_RELAYS = 8
const MAX_MESSAGE = 65_535

interface State {
  readonly operations: Operations
  readonly said: Map<number, number>
}

export const dhcpv6 = defineDissector<State>({
  name: 'dhcpv6',
  title: 'DHCPv6',
  carriers: [{ over: 'udp', ports: [547, 546] }],
  depth: {
    decodes: 'all message types of RFC 8415, relayed ones with what they carry; leases bind MAC and IP address',
    identity: 'client FQDN, vendor class, option request, link-layer address of the DUID, relay and its port',
    missing: 'prefixes that are delegated',
  },
  maxMessage: MAX_MESSAGE,

  // The options must fill the datagram, and a client, a server or a relayed message must be among them.
  probe(bytes: Cursor): Verdict {
    const type = bytes.left > 0 ? bytes.peek(0) : 0
    if (type === 0 || type >= TYPES.length) return 'no'
    let isNamed = false
    let at = headerOf(type)
    for (; at + 4 <= bytes.left; at += 4 + bytes.peek16(at + 2)) {
      const code = bytes.peek16(at)
      if (code === 0 || code > MAX_OPTION) return 'no'
      if (code === OPTION.relayed || (code <= OPTION.serverId && bytes.peek16(at + 2) >= 4)) isNamed = true
    }
    return isNamed && at === bytes.left ? 'yes' : 'no'
  },

  directionOf: (bytes: Cursor): Direction | undefined => (bytes.left < 1 ? undefined : directionOfType(bytes.peek(0))),

  messageLength: (bytes: Cursor) => bytes.left,

  newState: () => ({ operations: new Operations(), said: new Map() }),

  dissect(message: Cursor, info: MessageInfo, state: State, sink: Sink): void {
    const { view, pos, end } = message
    const type = message.left > 0 ? message.peek(0) : 0
    const inner = innermost(message)
    const { operations } = state
    const key = type * 0x100 + inner
    const target = inner === type ? '' : (TYPES[inner] ?? `type ${inner}`)
    const operation = operations.find(key) ?? operations.add(key, 'session', type, '', target)
    const isAnswer = directionOfType(type) === 'to-client'
    sink.operation(isAnswer ? 'response' : 'request', operation, 0)
    if (type === 0 || type >= TYPES.length) sink.observe({ kind: 'undecoded', reason: 'unknown-function', code: type })
    const isNew = isNews(state.said, key, view, Math.min(pos + HEADER_LENGTH, end), end)
    const stopped = say(message, type, senderOf(info), isNew, sink)
    if (stopped >= 0) sink.observe({ kind: 'malformed', reason: 'truncated', offset: stopped - pos })
  },

  describe: (code) => {
    const text = TYPES[code] ?? ''
    return text === ''
      ? { function: `type ${code}`, name: `DHCPv6 message type ${code}` }
      : { function: text, name: text.toUpperCase() }
  },
})

const options = new Options()
const peer = new Cursor(new DataView(new ArrayBuffer(0)))

function headerOf(type: number): number {
  return isRelay(type) ? RELAY_HEADER_LENGTH : HEADER_LENGTH
}

function isRelay(type: number): boolean {
  return type === TYPE.relayForward || type === TYPE.relayReply
}

function directionOfType(type: number): Direction {
  const isServers =
    type === TYPE.advertise || type === TYPE.reply || type === TYPE.reconfigure || type === TYPE.relayReply
  return isServers ? 'to-client' : 'to-server'
}

/** The type of the message that relays have wrapped. */
function innermost(message: Cursor): number {
  const { view, end } = message
  let at = message.pos
  let type = message.left > 0 ? message.peek(0) : 0
  for (let relays = 0; relays < MAX_RELAYS && isRelay(type); relays++) {
    at = relayedAt(view, at + RELAY_HEADER_LENGTH, end)
    if (at < 0 || at >= end) return type
    type = view.getUint8(at)
  }
  return type
}

function relayedAt(view: DataView, from: number, end: number): number {
  let at = from
  for (let count = 0; at + 4 <= end && count < MAX_OPTIONS; count++) {
    if (view.getUint16(at) === OPTION.relayed) return at + 4
    at += 4 + view.getUint16(at + 2)
  }
  return -1
}

/** Says what the options tell of client or server. Returns where one does not fit, else -1. */
function say(message: Cursor, type: number, of: Side, isNew: boolean, sink: Sink): number {
  const { view } = message
  let about = ''
  let relay: Facts = {}
  let current = type
  let { pos, end } = message
  for (let relays = 0; relays < MAX_RELAYS && isRelay(current) && pos + RELAY_HEADER_LENGTH <= end; relays++) {
    about = ipv6Text(peer.reset(view, pos + PEER_AT, pos + RELAY_HEADER_LENGTH))
    relay = relayFacts(view, pos + RELAY_HEADER_LENGTH, end)
    const next = relayedAt(view, pos + RELAY_HEADER_LENGTH, end)
    if (next < 0 || next >= end) return next < 0 ? -1 : end
    end = Math.min(end, next + view.getUint16(next - 2))
    pos = next
    current = pos < end ? view.getUint8(pos) : 0
  }
  const isServers = directionOfType(current) === 'to-client'
  const own = isServers ? OPTION.serverId : OPTION.clientId
  const stopped = options.read(view, pos + headerOf(current), end, own)
  const name = (TYPES[current] ?? '').toUpperCase()
  if (current === TYPE.reply) sayLeases(name, of, about !== '', isNew, sink)
  // What a server says through a relay is about the server, whose address is not there.
  if (!isNew || (isServers && about !== '')) return stopped
  sayFacts(of, about, name, { ...options.facts, ...relay, ...(isServers && { role: 'DHCPv6 server' }) }, sink)
  return stopped
}

/** Section 18.3: what a Reply grants is the client's. Behind a relay it is not in this segment: then it is a claim. */
function sayLeases(name: string, of: Side, isRelayed: boolean, isNew: boolean, sink: Sink): void {
  const { clientMac, addresses } = options
  if (clientMac === '') return
  for (const ip of addresses) {
    if (!isRelayed) sink.observe({ kind: 'binding', mac: clientMac, ip })
    else if (isNew) sayFacts(of, ip, name, { mac: clientMac }, sink)
  }
}
