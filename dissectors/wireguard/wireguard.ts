/*
 * WireGuard, a tunnel over UDP. Little-endian. Port 51820, and any other.
 * "WireGuard: Next Generation Kernel Network Tunnel" (NDSS 2017), clauses 5.4.2 (handshake initiation), 5.4.3 (response),
 * 5.4.6 (transport data) and 5.4.7 (cookie reply): a type, three bytes of zero, and for three of four types one length.
 */
import type { Cursor } from '../kit/cursor.ts'
import { type Direction, defineDissector, type MessageInfo, type Sink, type Verdict } from '../kit/dissector.ts'
import type { OperationClass, OperationRole, Undecoded } from '../kit/observation.ts'
import { Operations } from '../kit/operations.ts'

const MAX_MESSAGE = 65_535
const INITIATION = 1
const RESPONSE = 2
const COOKIE = 3
const DATA = 4
const RECEIVER_AT = 4
const COUNTER_AT = 8
/** Clause 5.4.6: header, counter, and at least the tag; contents are padded to 16 bytes. */
const LEAST_DATA = 32
const PADDING = 16
const SEALED: Undecoded = { kind: 'undecoded', reason: 'encrypted', code: DATA }

interface MessageType {
  readonly name: string
  readonly role: OperationRole
  readonly class: OperationClass
  /** 0 where it differs. */
  readonly length: number
}

const TYPES: Readonly<Record<number, MessageType>> = {
  [INITIATION]: { name: 'Handshake Initiation', role: 'request', class: 'authenticate', length: 148 },
  [RESPONSE]: { name: 'Handshake Response', role: 'response', class: 'authenticate', length: 92 },
  [COOKIE]: { name: 'Cookie Reply', role: 'response', class: 'session', length: 64 },
  [DATA]: { name: 'Transport Data', role: 'event', class: 'unknown', length: 0 },
}

interface State {
  readonly operations: Operations
}

export const wireguard = defineDissector<State>({
  name: 'wireguard',
  title: 'WireGuard',
  carriers: [{ over: 'udp', ports: [51820] }],
  depth: { decodes: 'handshakes; how much a tunnel carries', identity: '', missing: 'everything encrypted' },
  maxMessage: MAX_MESSAGE,

  /* The type, its zeros and its length; of data also a receiver, and that the counter is below 2^32, which no tunnel outlives. */
  probe: (bytes: Cursor): Verdict => (typeOf(bytes) === undefined ? 'no' : 'yes'),

  directionOf(bytes: Cursor): Direction | undefined {
    const role = typeOf(bytes)?.role
    return role === 'request' ? 'to-server' : role === 'response' ? 'to-client' : undefined
  },

  messageLength: (bytes: Cursor) => bytes.left,

  newState: () => ({ operations: new Operations() }),

  dissect(message: Cursor, _info: MessageInfo, { operations }: State, sink: Sink): void {
    const type = typeOf(message)
    if (type === undefined) {
      sink.observe({ kind: 'malformed', reason: 'bad-value', offset: 0 })
      return
    }
    const code = message.peek(0)
    sink.operation(type.role, operations.find(code) ?? operations.add(code, type.class, code, '', ''), 0)
    if (code === DATA) sink.observe(SEALED)
  },

  describe: (code) => ({ function: String(code), name: TYPES[code]?.name ?? `message type ${code}` }),
})

function typeOf(bytes: Cursor): MessageType | undefined {
  if (bytes.left < LEAST_DATA || bytes.peek(1) !== 0 || bytes.peek16(2) !== 0) return undefined
  const type = TYPES[bytes.peek(0)]
  if (type === undefined || type.length > 0) return type?.length === bytes.left ? type : undefined
  if (bytes.peek16(RECEIVER_AT) === 0 && bytes.peek16(RECEIVER_AT + 2) === 0) return undefined
  const isLow = bytes.peek16(COUNTER_AT + 4) === 0 && bytes.peek16(COUNTER_AT + 6) === 0
  return isLow && bytes.left % PADDING === 0 ? type : undefined
}
