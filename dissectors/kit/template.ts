/*
 * A protocol that does not exist, as short as one can be and complete in every part: `npm run new:dissector` copies it.
 * Say here: the standard, its edition, the clauses used, and the byte order. This one: big-endian, eight bytes of
 * header (0x5a54, version 1, kind, transaction, length of what follows), then function, address and quantity in a
 * request, function and status in an answer.
 */
import type { Cursor } from './cursor.ts'
import {
  type Direction,
  defineDissector,
  type MessageInfo,
  NEED_MORE,
  NOT_A_MESSAGE,
  type Sink,
  type Verdict,
} from './dissector.ts'
import type { Operation, OperationClass } from './observation.ts'
import { Operations } from './operations.ts'
import { Pending } from './pending.ts'

const MAGIC = 0x5a54
const VERSION = 1
const ANSWER = 1
const HEADER_LENGTH = 8
const MAX_BODY = 256
/** Requests that may await their answer; the oldest is forgotten first. */
const MAX_PENDING = 64

interface State {
  readonly operations: Operations
  readonly pending: Pending<Operation>
}

export const template = defineDissector<State>({
  name: 'template',
  title: 'Template',
  carriers: [{ over: 'tcp', ports: [] }],
  depth: { decodes: 'nothing yet', identity: '', missing: 'everything' },
  maxMessage: HEADER_LENGTH + MAX_BODY,

  // 16 bits of magic, 8 of version and 7 of kind: at least 24 bits of invariant, and never the port.
  probe(bytes: Cursor): Verdict {
    if (bytes.left < HEADER_LENGTH) return 'need-more'
    return messageLength(bytes) === NOT_A_MESSAGE ? 'no' : 'yes'
  },

  directionOf: (bytes: Cursor): Direction | undefined => (bytes.peek(3) === ANSWER ? 'to-client' : 'to-server'),

  messageLength,

  newState: () => ({ operations: new Operations(), pending: new Pending(MAX_PENDING) }),

  dissect(message: Cursor, _info: MessageInfo, state: State, sink: Sink): void {
    const start = message.pos
    message.skip(3)
    const kind = message.u8()
    const transaction = message.u16()
    message.skip(2)
    const code = message.u8()
    if (kind === ANSWER) answer(message, code, transaction, state, sink)
    else request(message, code, transaction, state, sink)
    if (message.short) sink.observe({ kind: 'malformed', reason: 'truncated', offset: message.pos - start })
  },

  describe: (code) => ({ function: String(code), name: NAMES[code] ?? `Function ${code}` }),
})

const NAMES: Readonly<Record<number, string>> = { 1: 'Read', 2: 'Write' }

function messageLength(bytes: Cursor): number {
  if (bytes.left < HEADER_LENGTH) return NEED_MORE
  const bodyLength = bytes.peek16(6)
  const isOurs = bytes.peek16(0) === MAGIC && bytes.peek(2) === VERSION && bytes.peek(3) <= ANSWER
  return isOurs && bodyLength > 0 && bodyLength <= MAX_BODY ? HEADER_LENGTH + bodyLength : NOT_A_MESSAGE
}

function request(message: Cursor, code: number, transaction: number, state: State, sink: Sink): void {
  const address = message.u16()
  const quantity = message.u16()
  if (message.short) return
  // Looked up first, under a number: cyclic traffic makes neither objects nor texts.
  const key = (code * 0x1_0000 + address) * 0x1_0000 + quantity
  const operation =
    state.operations.find(key) ?? state.operations.add(key, classOf(code), code, '', `word ${address}+${quantity}`)
  state.pending.ask(transaction, operation)
  sink.operation('request', operation, 0)
}

/** An answer belongs to what was asked; when that was not seen, to its function alone. */
function answer(message: Cursor, code: number, transaction: number, state: State, sink: Sink): void {
  const status = message.u8()
  if (message.short) return
  const asked = state.pending.answer(transaction)
  // Beyond every key of a request.
  const key = 0x100_0000_0000 + code
  const operation = asked ?? state.operations.find(key) ?? state.operations.add(key, classOf(code), code, '', '')
  sink.operation('response', operation, status)
}

function classOf(code: number): OperationClass {
  switch (code) {
    case 1:
      return 'read'
    case 2:
      return 'write'
    default:
      return 'unknown'
  }
}
