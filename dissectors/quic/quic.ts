/*
 * QUIC, and with it HTTP/3 and DNS over QUIC. Big-endian. RFC 9000 (packets), RFC 9001 (TLS within), RFC 9369 (version 2).
 * All but its headers is encrypted; the first packets with keys that anybody can derive, so that what they say is read.
 */
import type { Cursor } from '../kit/cursor.ts'
import { type Direction, defineDissector, type MessageInfo, type Sink, type Verdict } from '../kit/dissector.ts'
import { isNews } from '../kit/is-news.ts'
import type { Undecoded } from '../kit/observation.ts'
import { Operations } from '../kit/operations.ts'
import { sayFacts } from '../kit/say-facts.ts'
import { describeTls } from '../tls/handshake-types.ts'
import { FirstPackets, isOfClient } from './first-packets.ts'
import { isGrease, isKnownVersion, LongHeader, TYPE, versionText } from './long-header.ts'

const MAX_DATAGRAM = 65_535
const FIXED = 0x40
const LONG = 0x80
/** A packet of one round trip, which has a short header; beyond the types of long ones. */
const PROTECTED = 6
const MALFORMED = 7
const SAID_VERSIONS = 1
/** Codes and keys of packets lie beyond those of the handshake within. */
const PACKETS = 0x1_0000
const PACKET_KEY = 0x10_0000_0000_0000
const ENCRYPTED: Undecoded = { kind: 'undecoded', reason: 'encrypted', code: PACKETS + PROTECTED }
const NAMES: readonly string[] = [
  'Initial',
  '0-RTT',
  'Handshake',
  'Retry',
  'Version Negotiation',
  'packet of an unknown version',
  'protected packet',
  'unknown packet',
]
/** A short header, packet number and tag (RFC 9000, clause 10.3: what is shorter cannot be one). */
const LEAST_SHORT = 21
const HEADER_OF_NEGOTIATION = 7
const MAX_VERSIONS = 32

interface State {
  readonly operations: Operations
  readonly said: Map<number, number>
  readonly first: FirstPackets
  isOpen: boolean
}

export const quic = defineDissector<State>({
  name: 'quic',
  title: 'QUIC',
  carriers: [{ over: 'udp', ports: [443, 853] }],
  depth: {
    decodes: 'packets by type and version, several in a datagram; the hellos of TLS, with the name that is asked for',
    identity: 'JA3, JA4, JA3S; versions that a server offers',
    missing: 'everything behind the hellos; connections that change addresses',
  },
  maxMessage: MAX_DATAGRAM,

  // A version that is known, lengths of connection IDs, and a length that fits; never a short header.
  probe(bytes: Cursor): Verdict {
    if (!header.read(bytes) || !isKnownVersion(header.version)) return 'no'
    return header.end > 0 && header.type !== TYPE.retry ? 'yes' : 'no'
  },

  directionOf(bytes: Cursor): Direction | undefined {
    if (!header.read(bytes)) return undefined
    if (header.type === TYPE.retry || header.type === TYPE.negotiation) return 'to-client'
    // Tokens are what clients show, and only they send before there are keys.
    if (header.type === TYPE.zeroRtt || header.hasToken) return 'to-server'
    return header.type === TYPE.initial && header.end > 0 && isOfClient(bytes, header) ? 'to-server' : undefined
  },

  messageLength: (bytes: Cursor) => bytes.left,

  newState() {
    const operations = new Operations()
    return { operations, said: new Map(), first: new FirstPackets(operations), isOpen: false }
  },

  dissect(message: Cursor, info: MessageInfo, state: State, sink: Sink): void {
    isHidden = false
    if (!packet(message, info, state, sink)) {
      report(MALFORMED, 0, state, sink)
      sink.observe({ kind: 'malformed', reason: 'bad-value', offset: 0 })
      return
    }
    // RFC 9000, clause 12.2: further packets of the datagram; what is none fills it up.
    while (message.left > 0 && packet(message, info, state, sink));
    if (isHidden) sink.observe(ENCRYPTED)
  },

  describe(code) {
    if (code < PACKETS) return describeTls(code)
    return { function: String(code - PACKETS), name: NAMES[code - PACKETS] ?? `packet ${code - PACKETS}` }
  },
})

const header = new LongHeader()
/** Whether the datagram at hand has something that nobody can read. */
let isHidden = false

/** The packet at the cursor, which moves behind it; false where none is. */
function packet(message: Cursor, info: MessageInfo, state: State, sink: Sink): boolean {
  if ((message.peek(0) & LONG) === 0) return short(message, state, sink)
  if (!header.read(message) || header.end < 0) return false
  report(header.type, header.version, state, sink)
  if (header.type === TYPE.negotiation) sayVersions(message, state, sink)
  else if (header.type !== TYPE.retry) isHidden = !isOpened(message, info, state, sink) || isHidden
  // Only who has the keys of both sides sends it.
  if (header.type === TYPE.handshake && info.direction === 'to-client') open(state, sink)
  message.pos = header.end
  return true
}

function isOpened(message: Cursor, info: MessageInfo, { first }: State, sink: Sink): boolean {
  return header.type === TYPE.initial && first.read(message, header, info, sink)
}

/** What has a short header takes the rest; what has not even that mark is filling. */
function short(message: Cursor, state: State, sink: Sink): boolean {
  if ((message.peek(0) & FIXED) === 0 || message.left < LEAST_SHORT) return false
  header.type = PROTECTED
  report(PROTECTED, 0, state, sink)
  isHidden = true
  message.pos = message.end
  return true
}

function report(type: number, version: number, { operations }: State, sink: Sink): void {
  const key = PACKET_KEY + type * 0x1_0000_0000 + version
  const known = operations.find(key)
  if (known !== undefined) {
    sink.operation('event', known, 0)
    return
  }
  const operationClass = type < TYPE.unknown ? 'session' : 'unknown'
  const target = version === 0 ? '' : versionText(version)
  sink.operation('event', operations.add(key, operationClass, PACKETS + type, '', target), 0)
}

function open(state: State, sink: Sink): void {
  if (state.isOpen) return
  state.isOpen = true
  sink.observe({ kind: 'session', state: 'opened', security: 'encrypted', user: '' })
}

/** RFC 9000, clause 17.2.1: what the server speaks in place of what it was asked for. */
function sayVersions(message: Cursor, { said }: State, sink: Sink): void {
  const { view, pos, end } = message
  const target = message.peek(5)
  const from = pos + HEADER_OF_NEGOTIATION + target + message.peek(6 + target)
  if (!isNews(said, SAID_VERSIONS, view, from, end)) return
  const versions: string[] = []
  for (let at = from; at + 4 <= end && versions.length < MAX_VERSIONS; at += 4) {
    const version = view.getUint32(at)
    if (!isGrease(version)) versions.push(versionText(version))
  }
  if (versions.length === 0) return
  sayFacts('server', '', 'Version Negotiation', { capability: `QUIC ${versions.join(', ')}` }, sink)
}
