/*
 * DHCP and BOOTP. Big-endian.
 * RFC 2131, section 2 (format) and 3 (messages); RFC 951 (BOOTP); RFC 2132 (options). UDP ports 67 and 68.
 */
import type { Cursor } from '../kit/cursor.ts'
import { type Direction, defineDissector, type MessageInfo, type Sink, type Verdict } from '../kit/dissector.ts'
import { ipv4Text } from '../kit/ip-text.ts'
import { isNews } from '../kit/is-news.ts'
import type { Operation, Side } from '../kit/observation.ts'
import { keyOfBytes, Operations } from '../kit/operations.ts'
import { type Facts, sayFacts } from '../kit/say-facts.ts'
import { senderOf } from '../kit/sender-of.ts'
import { ACK, BOOTP_REPLY, BOOTP_REQUEST, describeDhcp, isKnownType, NAK, OFFER } from './message-types.ts'
import { Options } from './options.ts'

const REQUEST = 1
const REPLY = 2
const ETHERNET = 1
const MAC_LENGTH = 6
const MAX_HOPS = 16
/** Offsets from the start of a message (RFC 2131, figure 1). */
const FIELD = { hardware: 1, length: 2, hops: 3, flags: 10, client: 12, yours: 16, chaddr: 28, cookie: 236 } as const
const OPTIONS_AT = 240
const COOKIE = 0x6382_5363
/** Without a cookie there are 64 bytes for the vendor, and at most what an Ethernet frame holds. */
const MAX_BOOTP = 548
const MAX_MESSAGE = 65_535
const NO_ADDRESS = '0.0.0.0'

interface State {
  readonly operations: Operations
  readonly said: Map<number, number>
}

export const dhcp = defineDissector<State>({
  name: 'dhcp',
  title: 'DHCP',
  carriers: [{ over: 'udp', ports: [67, 68] }],
  depth: {
    decodes: 'all message types, BOOTP; leases bind MAC and IP address',
    identity:
      'host name, FQDN, client identifier, vendor and user class, parameter list, MUD URL, relay and its port; what servers hand out',
    missing: 'options in the sname and file fields; options of makers, but for those of the Broadband Forum',
  },
  maxMessage: MAX_MESSAGE,

  probe(bytes: Cursor): Verdict {
    if (bytes.left < FIELD.cookie) return 'no'
    const op = bytes.peek(0)
    const isHeader =
      (op === REQUEST || op === REPLY) && bytes.peek(FIELD.length) <= 16 && bytes.peek(FIELD.hops) <= MAX_HOPS
    if (!isHeader) return 'no'
    return hasCookie(bytes) || isBootp(bytes) ? 'yes' : 'no'
  },

  directionOf: (bytes: Cursor): Direction | undefined => {
    if (bytes.left < 1) return undefined
    return bytes.peek(0) === REQUEST ? 'to-server' : 'to-client'
  },

  messageLength: (bytes: Cursor) => bytes.left,

  newState: () => ({ operations: new Operations(), said: new Map() }),

  dissect(message: Cursor, info: MessageInfo, state: State, sink: Sink): void {
    const { view, pos, end } = message
    if (message.left < FIELD.cookie) {
      sink.observe({ kind: 'malformed', reason: 'truncated', offset: message.left })
      return
    }
    const op = message.peek(0)
    message.pos = Math.min(pos + OPTIONS_AT, end)
    const isDhcp = hasCookieAt(view, pos, end)
    const isWhole = isDhcp ? options.read(message) : options.read(nothing(message))
    if (!isWhole) sink.observe({ kind: 'malformed', reason: 'truncated', offset: message.pos - pos })
    message.pos = pos
    const code = options.type > 0 ? options.type : op === REQUEST ? BOOTP_REQUEST : BOOTP_REPLY
    const client = macOf(message)
    const operation = operationOf(code, client, message, state)
    if (op === REQUEST) sink.operation('request', operation, 0)
    else sink.operation('response', operation, code === NAK ? NAK : 0)
    if (options.type > 0 && !isKnownType(options.type)) {
      sink.observe({ kind: 'undecoded', reason: 'unknown-function', code: options.type })
    }
    if (op === REPLY) bind(message, code, client, sink)
    if (!isNews(state.said, clientNumber(message) * 16 + (code & 15), view, pos + FIELD.client, end)) return
    sayClient(code, client, info, sink)
    if (op === REPLY) sayServer(code, info, sink)
  },

  describe: describeDhcp,
})

const options = new Options()

function hasCookie(bytes: Cursor): boolean {
  return hasCookieAt(bytes.view, bytes.pos, bytes.end)
}

function hasCookieAt(view: DataView, pos: number, end: number): boolean {
  return pos + OPTIONS_AT <= end && view.getUint32(pos + FIELD.cookie) === COOKIE
}

/** Ethernet, whose addresses fill 6 of 16 bytes, and flags of which but one are zero. */
function isBootp(bytes: Cursor): boolean {
  if (bytes.left > MAX_BOOTP || bytes.peek(FIELD.hardware) !== ETHERNET || bytes.peek(FIELD.length) !== MAC_LENGTH) {
    return false
  }
  if ((bytes.peek16(FIELD.flags) & 0x7fff) !== 0) return false
  for (let i = MAC_LENGTH; i < 16; i++) if (bytes.peek(FIELD.chaddr + i) !== 0) return false
  return true
}

function nothing(message: Cursor): Cursor {
  message.pos = message.end
  return message
}

/** The client's MAC address; '' when it has none. */
function macOf(message: Cursor): string {
  const isMac = message.peek(FIELD.hardware) === ETHERNET && message.peek(FIELD.length) === MAC_LENGTH
  if (!isMac || clientNumber(message) === 0) return ''
  const { pos } = message
  message.pos = pos + FIELD.chaddr
  const text = message.hex(MAC_LENGTH, ':')
  message.pos = pos
  return text
}

function clientNumber(message: Cursor): number {
  const { view, pos } = message
  return view.getUint16(pos + FIELD.chaddr) * 0x1_0000_0000 + view.getUint32(pos + FIELD.chaddr + 2)
}

/** All of it is about the lease of an address, which a host asks for by itself: a session (RFC 2131, section 3). */
function operationOf(code: number, client: string, message: Cursor, state: State): Operation {
  const at = message.pos + FIELD.chaddr
  const key = keyOfBytes(message.view, at, at + MAC_LENGTH, code)
  const { operations } = state
  const target = client === '' ? '' : `client ${client}`
  return operations.find(key) ?? operations.add(key, 'session', code, '', target)
}

/** An acknowledged address is the client's (RFC 2131, 3.1 (4)); that of a BOOTP reply, too. */
function bind(message: Cursor, code: number, client: string, sink: Sink): void {
  if (client === '' || (code !== ACK && code !== BOOTP_REPLY)) return
  const { pos } = message
  message.pos = pos + FIELD.yours
  const yours = ipv4Text(message)
  message.pos = pos + FIELD.client
  const current = ipv4Text(message)
  message.pos = pos
  const ip = yours === NO_ADDRESS ? current : yours
  if (ip !== NO_ADDRESS) sink.observe({ kind: 'binding', mac: client, ip })
}

function sayClient(code: number, client: string, info: MessageInfo, sink: Sink): void {
  if (client === '') return
  const message = describeDhcp(code).name
  const of = senderOf(info)
  const facts: Facts = {
    name: options.hostName,
    'vendor-class': options.vendorClass,
    fingerprint: options.fingerprint,
    url: options.mudUrl,
    // What is offered need not be taken (RFC 2131, 3.1).
    gateway: code === OFFER ? '' : options.routers,
    domain: code === OFFER ? '' : options.domain,
    'time-source': code === OFFER ? '' : options.ntp,
    'port-id': options.place,
    'device-id': options.clientId === client ? '' : options.clientId,
    application: options.userClass,
    ...ownFacts(of),
  }
  sayFacts(of, client, message, facts, sink)
  sayFacts(of, client, `${message} FQDN`, { name: options.fqdn }, sink)
}

/** What only the client itself says of its maker: in answers these options are the server's. */
function ownFacts(of: Side): Facts {
  if (of === 'server') return {}
  const { maker, serial, model } = options.device
  return {
    'vendor-id': maker === '' ? options.enterprise : maker,
    'vendor-class': options.vendorClass === '' ? options.enterpriseClass : options.vendorClass,
    serial,
    model,
  }
}

/** RFC 2131, 4.3.1: the server names itself; an answer can come by way of a relay. */
function sayServer(code: number, info: MessageInfo, sink: Sink): void {
  if (code === NAK) return
  const given = [
    options.routers === '' ? '' : `router ${options.routers}`,
    options.dns === '' ? '' : `DNS ${options.dns}`,
    options.ntp === '' ? '' : `NTP ${options.ntp}`,
    options.tftp === '' ? '' : `TFTP ${options.tftp}`,
    options.bootFile === '' ? '' : `boot file ${options.bootFile}`,
  ]
  const capability = given.filter((each) => each !== '').join('; ')
  const of = senderOf(info)
  const role = code === BOOTP_REPLY ? 'BOOTP server' : 'DHCP server'
  const { maker, serial, model } = options.gateway
  const facts = { role, capability, 'vendor-id': maker, serial, model }
  sayFacts(of, options.serverId.split(', ')[0] ?? '', describeDhcp(code).name, facts, sink)
}
