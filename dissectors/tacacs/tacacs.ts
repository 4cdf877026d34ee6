/*
 * TACACS+: how switches, routers and servers ask who may sign in, and tell what was typed. Big-endian.
 * RFC 8907, 4.1 (the header), 4.5 (the body is obfuscated with a shared secret, unless a flag says that it is not). TCP
 * port 49. What is in a body can be a password: it is not read, whatever the flag says.
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
import type { Operation, OperationClass, Undecoded } from '../kit/observation.ts'
import { Operations } from '../kit/operations.ts'
import { sayFacts } from '../kit/say-facts.ts'

const HEADER_LENGTH = 12
/** RFC 8907, 4.1: a packet whose length is not reasonable is to be refused. */
export const MAX_BODY = 65_535
/** The shortest body: an accounting reply of two lengths and a status (7.2). */
const MIN_BODY = 5
const VERSION_DEFAULT = 0xc0
const VERSION_ONE = 0xc1
const UNENCRYPTED = 0x01
const KNOWN_FLAGS = 0x05

const TYPES: readonly (readonly [name: string, operationClass: OperationClass])[] = [
  ['', 'unknown'],
  ['Authentication', 'authenticate'],
  ['Authorization', 'authenticate'],
  ['Accounting', 'session'],
]

const ENCRYPTED: readonly Undecoded[] = TYPES.map((_, code) => ({ kind: 'undecoded', reason: 'encrypted', code }))
const NOT_READ: readonly Undecoded[] = TYPES.map((_, code) => ({ kind: 'undecoded', reason: 'unsupported', code }))

interface State {
  readonly operations: Operations
  saidClient: boolean
  saidServer: boolean
}

export const tacacs = defineDissector<State>({
  name: 'tacacs',
  title: 'TACACS+',
  carriers: [{ over: 'tcp', ports: [49] }],
  depth: {
    decodes: 'headers: type, request or reply, whether the body is obfuscated',
    identity: 'who asks, and who answers',
    missing: 'bodies (on purpose); TACACS+ over TLS',
  },
  maxMessage: HEADER_LENGTH + MAX_BODY,

  // Version, type, flags and a length below 2^16: more than 24 bits.
  probe(bytes: Cursor): Verdict {
    const length = messageLength(bytes)
    if (length === NEED_MORE) return isVersion(bytes.left > 0 ? bytes.peek(0) : VERSION_DEFAULT) ? 'need-more' : 'no'
    return length === NOT_A_MESSAGE ? 'no' : 'yes'
  },

  /** RFC 8907, 4.1: the client's sequence numbers are odd. */
  directionOf(bytes: Cursor): Direction | undefined {
    if (bytes.left < 3) return undefined
    return bytes.peek(2) % 2 === 1 ? 'to-server' : 'to-client'
  },

  messageLength,

  newState: () => ({ operations: new Operations(), saidClient: false, saidServer: false }),

  dissect(message: Cursor, info: MessageInfo, state: State, sink: Sink): void {
    if (message.left < HEADER_LENGTH) {
      sink.observe({ kind: 'malformed', reason: 'truncated', offset: message.left })
      return
    }
    const type = message.peek(1)
    const isRequest = message.peek(2) % 2 === 1
    if (TYPES[type] === undefined || type === 0) {
      sink.observe({ kind: 'malformed', reason: 'bad-value', offset: 1 })
      return
    }
    sink.operation(isRequest ? 'request' : 'response', operationOf(type, state), 0)
    if (isRequest === (info.direction === 'to-server')) sayRole(isRequest, state, sink)
    const isClear = (message.peek(3) & UNENCRYPTED) !== 0
    sink.observe((isClear ? NOT_READ : ENCRYPTED)[type] as Undecoded)
  },

  describe: (code) => ({ function: String(code), name: TYPES[code]?.[0] ?? `TACACS+ type ${code}` }),
})

function messageLength(bytes: Cursor): number {
  if (bytes.left < HEADER_LENGTH) return NEED_MORE
  const type = bytes.peek(1)
  const isHeader = isVersion(bytes.peek(0)) && type > 0 && type < TYPES.length && bytes.peek(2) > 0
  if (!isHeader || (bytes.peek(3) & ~KNOWN_FLAGS) !== 0 || bytes.peek16(8) !== 0) return NOT_A_MESSAGE
  const length = bytes.peek16(10)
  return length < MIN_BODY ? NOT_A_MESSAGE : HEADER_LENGTH + length
}

function isVersion(byte: number): boolean {
  return byte === VERSION_DEFAULT || byte === VERSION_ONE
}

function operationOf(type: number, { operations }: State): Operation {
  return operations.find(type) ?? operations.add(type, TYPES[type]?.[1] ?? 'unknown', type, '', '')
}

function sayRole(isRequest: boolean, state: State, sink: Sink): void {
  if (isRequest ? state.saidClient : state.saidServer) return
  if (isRequest) state.saidClient = true
  else state.saidServer = true
  const role = isRequest ? 'TACACS+ client' : 'TACACS+ server'
  sayFacts(isRequest ? 'client' : 'server', '', 'TACACS+ header', { role }, sink)
}
