/*
 * TRDP, the Train Real-time Data Protocol. Big-endian. IEC 61375-2-3 (2015), annex A: A.6 (process data, UDP port 17224),
 * A.7 (message data, UDP and TCP port 17225), A.3 (frame check sequence of the header).
 */
import { crc32 } from '../kit/crc32.ts'
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
import { isNews } from '../kit/is-news.ts'
import type { Operation } from '../kit/observation.ts'
import { keyOfBytes, Operations } from '../kit/operations.ts'
import { Pending } from '../kit/pending.ts'
import { sayFacts } from '../kit/say-facts.ts'
import { senderOf } from '../kit/sender-of.ts'
import { comIdText, describeType, TYPE, telegramClass, telegramType } from './telegram-types.ts'

/** The first byte of the version; the second one may be newer (A.6.5). */
const VERSION = 1
const VERSION_AT = 4
const TYPE_AT = 6
const COM_ID_AT = 8
const LENGTH_AT = 20
/** Of message data. */
const STATUS_AT = 24
const SESSION_AT = 28
const SESSION_LENGTH = 16
const SOURCE_AT = 48
const TARGET_AT = 80
const URI_LENGTH = 32
const FCS_LENGTH = 4
const DATA_HEADER = 40
const MESSAGE_HEADER = 116
const MAX_DATA = 1432
const MAX_MESSAGE_DATA = 65_388
/** Sessions that may await their reply; the oldest is forgotten first. */
const MAX_PENDING = 256
const COM_IDS = 0x1_0000_0000

interface State {
  readonly operations: Operations
  readonly pending: Pending<Operation>
  readonly said: Map<number, number>
}

export const trdp = defineDissector<State>({
  name: 'trdp',
  title: 'TRDP (trains)',
  carriers: [
    { over: 'udp', ports: [17224, 17225] },
    { over: 'tcp', ports: [17225] },
  ],
  depth: {
    decodes: 'process data and message data of all types by ComId, requests with their replies',
    identity: 'user parts of URIs',
    missing: 'data sets, whose layout stands in the configuration alone',
  },
  maxMessage: MESSAGE_HEADER + MAX_MESSAGE_DATA,

  // Version, type, a length that fits, and 32 bits of check sequence.
  probe(bytes: Cursor): Verdict {
    if (bytes.left < DATA_HEADER) return bytes.left >= TYPE_AT + 2 && headerOf(bytes) === 0 ? 'no' : 'need-more'
    const header = headerOf(bytes)
    if (header === 0) return 'no'
    if (bytes.left < header) return 'need-more'
    return hasCheckSequence(bytes, header) ? 'yes' : 'no'
  },

  directionOf(bytes: Cursor): Direction | undefined {
    const role = telegramType(bytes.peek16(TYPE_AT))?.role
    return role === 'response' ? 'to-client' : 'to-server'
  },

  messageLength(bytes: Cursor): number {
    if (bytes.left < LENGTH_AT + 4) return NEED_MORE
    const header = headerOf(bytes)
    if (header === 0) return NOT_A_MESSAGE
    const data = bytes.view.getUint32(bytes.pos + LENGTH_AT)
    // A.6.5, A.7.4: data is filled up to a multiple of four bytes.
    return header + Math.ceil(data / 4) * 4
  },

  newState: () => ({ operations: new Operations(), pending: new Pending(MAX_PENDING), said: new Map() }),

  dissect(message: Cursor, info: MessageInfo, state: State, sink: Sink): void {
    const header = headerOf(message)
    if (header === 0 || message.left < header || !hasCheckSequence(message, header)) {
      malformed(header, message, state, sink)
      return
    }
    report(message, state, sink)
    if (header === MESSAGE_HEADER) sayUri(message, info, state, sink)
  },

  describe: describeType,
})

/** How long the header at the cursor is, by its type; 0 of what is none. */
function headerOf(bytes: Cursor): number {
  const type = telegramType(bytes.peek16(TYPE_AT))
  if (type === undefined || bytes.peek(VERSION_AT) !== VERSION) return 0
  if (bytes.left < LENGTH_AT + 4) return DATA_HEADER
  const data = bytes.view.getUint32(bytes.pos + LENGTH_AT)
  if (data > (type.isMessage ? MAX_MESSAGE_DATA : MAX_DATA)) return 0
  return type.isMessage ? MESSAGE_HEADER : DATA_HEADER
}

/** A.3: it has its lowest byte first, unlike all else. */
function hasCheckSequence({ view, pos }: Cursor, header: number): boolean {
  const at = pos + header - FCS_LENGTH
  return view.getUint32(at, true) === crc32(view, pos, at)
}

function malformed(header: number, message: Cursor, state: State, sink: Sink): void {
  const { operations } = state
  const reason = header === 0 ? 'bad-value' : message.left < header ? 'truncated' : 'bad-checksum'
  sink.operation('event', operations.find(0) ?? operations.add(0, 'unknown', 0, '', ''), 0)
  sink.observe({
    kind: 'malformed',
    reason,
    offset: header === 0 ? TYPE_AT : Math.min(message.left, header - FCS_LENGTH),
  })
}

function report(message: Cursor, state: State, sink: Sink): void {
  const { view, pos } = message
  const type = message.peek16(TYPE_AT)
  const comId = view.getUint32(pos + COM_ID_AT)
  const role = telegramType(type)?.role ?? 'event'
  if (type === TYPE.request) {
    const operation = operationOf(message, type, comId, state)
    state.pending.ask(sessionOf(message), operation)
    sink.operation(role, operation, 0)
    return
  }
  const isReply = role === 'response' && type !== TYPE.pulled
  const asked = isReply ? state.pending.answer(sessionOf(message)) : undefined
  // A.7.4: 0 or more in order, a user status among them; less is why there is no reply.
  const status = isReply ? Math.max(0, -view.getInt32(pos + STATUS_AT)) : 0
  sink.operation(role, asked ?? operationOf(message, type, comId, state), status)
}

/** The UUID that a request and all that belongs to it have in common. */
function sessionOf({ view, pos }: Cursor): number {
  return keyOfBytes(view, pos + SESSION_AT, pos + SESSION_AT + SESSION_LENGTH, 0)
}

function operationOf(message: Cursor, type: number, comId: number, state: State): Operation {
  const { view, pos } = message
  const { operations } = state
  const isMessage = telegramType(type)?.isMessage === true
  const uri = isMessage ? keyOfBytes(view, pos + TARGET_AT, pos + TARGET_AT + URI_LENGTH, type) : 0
  const key = isMessage ? keyOfBytes(view, pos + COM_ID_AT, pos + COM_ID_AT + 4, uri) : type * COM_IDS + comId
  const known = operations.find(key)
  if (known !== undefined) return known
  const target = isMessage ? uriAt(message, TARGET_AT) : ''
  const to = target === '' ? '' : ` for ${target}`
  return operations.add(key, telegramClass(type, comId), type, '', `${comIdText(comId)}${to}`)
}

/** Who in the device sends: the name of an application. */
function sayUri(message: Cursor, info: MessageInfo, state: State, sink: Sink): void {
  const { view, pos } = message
  const from = pos + SOURCE_AT
  const of = senderOf(info)
  if (!isNews(state.said, of === 'client' ? 0 : 1, view, from, from + URI_LENGTH)) return
  sayFacts(of, '', 'MD source URI', { application: uriAt(message, SOURCE_AT) }, sink)
}

function uriAt(message: Cursor, at: number): string {
  const { pos } = message
  message.pos = pos + at
  const uri = message.text(URI_LENGTH)
  message.pos = pos
  return uri
}
