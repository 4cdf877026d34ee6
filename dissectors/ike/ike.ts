/*
 * IKE, by which the two ends of an IPsec tunnel agree on keys, and what else is on its UDP port: ESP and keepalives.
 * Big-endian. RFC 2408 and RFC 2409 (version 1), RFC 7296 (version 2), RFC 3948 (UDP port 4500).
 */
import { isEsp } from '../esp/esp.ts'
import type { Cursor } from '../kit/cursor.ts'
import { type Direction, defineDissector, type MessageInfo, type Sink, type Verdict } from '../kit/dissector.ts'
import { isNews } from '../kit/is-news.ts'
import type { OperationRole, Undecoded } from '../kit/observation.ts'
import { Operations } from '../kit/operations.ts'
import { sayFacts } from '../kit/say-facts.ts'
import { senderOf } from '../kit/sender-of.ts'
import { classOf, describeExchange, ENCRYPTED_PAYLOADS, ESP_IN_UDP, KEEPALIVE } from './exchange-types.ts'
import { FIELD, HEADER_LENGTH, INITIATOR, ikeAt, isFirst, isSealed, RESPONSE, VERSION_1 } from './ike-header.ts'
import { readVendorIds } from './vendor-ids.ts'

const MAX_MESSAGE = 65_535
/** RFC 3948 clause 2.3. */
const KEEPALIVE_BYTE = 0xff
const SEALED_ESP: Undecoded = { kind: 'undecoded', reason: 'encrypted', code: ESP_IN_UDP }
const SEALED_IKE: Undecoded = { kind: 'undecoded', reason: 'encrypted', code: ENCRYPTED_PAYLOADS }

interface State {
  readonly operations: Operations
  readonly said: Map<number, number>
}

export const ike = defineDissector<State>({
  name: 'ike',
  title: 'IPsec IKE',
  carriers: [{ over: 'udp', ports: [500, 4500] }],
  depth: {
    decodes: 'exchanges of versions 1 and 2; ESP in UDP and keepalives of a port where IKE was seen',
    identity: 'vendor ids in clear',
    missing: 'everything encrypted; proposals and identities in clear',
  },
  maxMessage: MAX_MESSAGE,

  /* A known version and exchange, an SPI, and the length of the datagram. ESP alone looks like anything. */
  probe: (bytes: Cursor): Verdict => (ikeAt(bytes) >= 0 ? 'yes' : 'no'),

  directionOf(bytes: Cursor): Direction | undefined {
    const at = ikeAt(bytes)
    if (at < 0) return undefined
    bytes.pos += at
    const way = wayOf(bytes)
    bytes.pos -= at
    return way
  },

  messageLength: (bytes: Cursor) => bytes.left,

  newState: () => ({ operations: new Operations(), said: new Map() }),

  dissect(message: Cursor, info: MessageInfo, state: State, sink: Sink): void {
    const at = ikeAt(message)
    if (at >= 0) {
      message.pos += at
      exchange(message, info, state, sink)
    } else if (message.left === 1 && message.peek(0) === KEEPALIVE_BYTE) {
      count('event', KEEPALIVE, state, sink)
    } else if (isEsp(message)) {
      count('event', ESP_IN_UDP, state, sink)
      sink.observe(SEALED_ESP)
    } else sink.observe({ kind: 'malformed', reason: 'bad-value', offset: 0 })
  },

  describe: describeExchange,
})

/** Version 2 says who began; of version 1 only the first message shows it. */
function wayOf(header: Cursor): Direction | undefined {
  if (header.peek(FIELD.version) === VERSION_1) return isFirst(header) ? 'to-server' : undefined
  return (header.peek(FIELD.flags) & INITIATOR) === 0 ? 'to-client' : 'to-server'
}

function exchange(message: Cursor, info: MessageInfo, state: State, sink: Sink): void {
  count(roleOf(message, info), message.peek(FIELD.exchange), state, sink)
  if (isSealed(message)) {
    sink.observe(SEALED_IKE)
    return
  }
  const { view, pos, end } = message
  const under = info.direction === 'to-server' ? 1 : 0
  // Behind the header, whose SPIs differ each time; nonces and keys do, too, but an association is set up once an hour.
  if (!isNews(state.said, under, view, pos + HEADER_LENGTH, end)) return
  const found: string[] = []
  if (!readVendorIds(message, found)) {
    sink.observe({ kind: 'malformed', reason: 'bad-length', offset: HEADER_LENGTH })
  }
  for (const software of found) sayFacts(senderOf(info), '', 'IKE Vendor ID', { software }, sink)
}

/** Version 2 answers every request; in version 1 both sides send what is due. */
function roleOf(header: Cursor, info: MessageInfo): OperationRole {
  if (header.peek(FIELD.version) !== VERSION_1) {
    return (header.peek(FIELD.flags) & RESPONSE) === 0 ? 'request' : 'response'
  }
  return info.direction === 'to-server' ? 'request' : 'response'
}

function count(role: OperationRole, code: number, { operations }: State, sink: Sink): void {
  sink.operation(role, operations.find(code) ?? operations.add(code, classOf(code), code, '', ''), 0)
}
