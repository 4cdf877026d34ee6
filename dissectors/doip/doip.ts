/*
 * Diagnostics over IP, of vehicles, and the Unified Diagnostic Services within. Big-endian.
 * ISO 13400-2:2019: header (7.1), types of payload (table 17), logical addresses (table 13); UDP and TCP port 13400, TLS 3496.
 * ISO 14229-1:2020: services.
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
import type { Operation } from '../kit/observation.ts'
import { senderOf } from '../kit/sender-of.ts'
import { addressText, type DoipState, moduleOf, newState } from './doip-state.ts'
import {
  HEADER_LENGTH,
  hasLengthOfType,
  isHeader,
  MAX_PAYLOAD,
  payloadLength,
  payloadType,
  TYPE,
  typeOf,
} from './header.ts'
import { dissectUds, refused, SERVICE_AT } from './uds-message.ts'
import { describeService, isAnswer, isUds, UDS } from './uds-services.ts'
import { sayAddress, sayWho } from './vehicle-identity.ts'

/** Codes of ISO 13400-2 begin with 0, which stands for success in what is reported. */
const REFUSED = 0x100
const ACTIVATED = 0x10
const TO_BE_CONFIRMED = 0x11
/** Table 48: the connection is to be made anew with TLS. */
const WANTS_TLS = 0x07
const UNKNOWN = 0xffff
const LEAST_DIAGNOSTIC = SERVICE_AT + 1

export const doip = defineDissector<DoipState>({
  name: 'doip',
  title: 'DoIP with UDS',
  carriers: [
    { over: 'tcp', ports: [13400] },
    { over: 'udp', ports: [13400] },
  ],
  depth: {
    decodes:
      'vehicle identification, routing activation, diagnostic messages; UDS services by ECU, identifier, routine and memory',
    identity: 'VIN, EID, GID and logical address; identifiers 0xF187 to 0xF197 of each ECU',
    missing: 'values of identifiers, several identifiers in one answer, secured data transmission, sessions over TLS',
  },
  maxMessage: HEADER_LENGTH + MAX_PAYLOAD,

  // Version and its inverse, a known type, a length that such a type has, and of a diagnostic message a service.
  probe(bytes: Cursor): Verdict {
    if (bytes.left < HEADER_LENGTH) return 'need-more'
    const known = payloadType(typeOf(bytes))
    if (!isHeader(bytes) || known === undefined || !hasLengthOfType(bytes, known)) return 'no'
    if (typeOf(bytes) !== TYPE.diagnostic) return 'yes'
    if (bytes.left <= HEADER_LENGTH + SERVICE_AT) return 'need-more'
    return isUds(bytes.peek(HEADER_LENGTH + SERVICE_AT)) ? 'yes' : 'no'
  },

  directionOf(bytes: Cursor): Direction | undefined {
    if (bytes.left < HEADER_LENGTH) return undefined
    const type = typeOf(bytes)
    if (type === TYPE.diagnostic) {
      if (bytes.left <= HEADER_LENGTH + SERVICE_AT) return undefined
      return isAnswer(bytes.peek(HEADER_LENGTH + SERVICE_AT)) ? 'to-client' : 'to-server'
    }
    if (type === TYPE.aliveAnswer) return 'to-server'
    const role = payloadType(type)?.role
    return role === undefined ? undefined : role === 'request' ? 'to-server' : 'to-client'
  },

  messageLength(bytes: Cursor): number {
    if (bytes.left < HEADER_LENGTH) return NEED_MORE
    return isHeader(bytes) ? HEADER_LENGTH + payloadLength(bytes) : NOT_A_MESSAGE
  },

  newState,

  dissect(message: Cursor, info: MessageInfo, state: DoipState, sink: Sink): void {
    const isThere = message.left >= HEADER_LENGTH && isHeader(message)
    const type = isThere ? typeOf(message) : UNKNOWN
    const known = payloadType(type)
    if (known === undefined) {
      sink.operation('event', plain(isThere ? type : UNKNOWN, '', '', state), 0)
      if (isThere) sink.observe({ kind: 'undecoded', reason: 'unknown-function', code: type })
      else sink.observe({ kind: 'malformed', reason: 'bad-value', offset: 0 })
      return
    }
    const length = payloadLength(message)
    const isWhole = message.left >= HEADER_LENGTH + length
    if (!isWhole || !hasLengthOfType(message, known))
      sink.observe({ kind: 'malformed', reason: isWhole ? 'bad-length' : 'truncated', offset: HEADER_LENGTH })
    // Of a longer message that is cut, its beginning tells what it does.
    const least = type === TYPE.diagnostic ? LEAST_DIAGNOSTIC : length
    if (!hasLengthOfType(message, known) || message.left < HEADER_LENGTH + least) {
      sink.operation('event', plain(type, '', '', state), 0)
      return
    }
    message.pos += HEADER_LENGTH
    dissectPayload(message, type, info, state, sink)
  },

  describe(code) {
    if (code >= UDS) return describeService(code)
    const name = code === UNKNOWN ? 'unknown DoIP message' : payloadType(code)?.name
    return { function: addressText(code), name: name ?? `Payload type ${addressText(code)}` }
  },
})

function dissectPayload(payload: Cursor, type: number, info: MessageInfo, state: DoipState, sink: Sink): void {
  switch (type) {
    case TYPE.diagnostic:
      dissectUds(payload, state, sink)
      return
    case TYPE.diagnosticAck:
      sink.operation('event', plain(type, moduleOf(payload.peek16(0), state), '', state, payload.peek16(0)), 0)
      return
    case TYPE.diagnosticNack:
      refuse(payload, state, sink)
      return
    case TYPE.activationAnswer:
      activated(payload, state, sink)
      return
    default:
      exchange(payload, type, info, state, sink)
  }
}

/** What DoIP asks and answers itself. */
function exchange(payload: Cursor, type: number, info: MessageInfo, state: DoipState, sink: Sink): void {
  const known = payloadType(type)
  const asked = known?.role === 'response' ? state.pending.answer(type) : undefined
  const operation = asked ?? plain(type, '', targetOf(payload, type), state, numberOf(payload, type))
  if (known?.role === 'request') state.pending.ask(known.answer, operation)
  // An announcement that nobody asked for.
  const role = known?.role === 'response' && asked === undefined && type === TYPE.announcement ? 'event' : known?.role
  sink.operation(role ?? 'event', operation, 0)
  sayWho(payload, type, senderOf(info), state, sink)
  if (type === TYPE.activation) sayAddress(payload, 0, senderOf(info), true, state, sink)
}

function activated(payload: Cursor, state: DoipState, sink: Sink): void {
  const code = payload.peek(4)
  const isOpen = code === ACTIVATED || code === TO_BE_CONFIRMED
  const asked = state.pending.answer(TYPE.activationAnswer)
  const operation = asked ?? plain(TYPE.activationAnswer, '', '', state)
  sink.operation('response', operation, isOpen ? 0 : REFUSED + code)
  const security = code === WANTS_TLS ? 'unknown' : 'none'
  sink.observe({ kind: 'session', state: isOpen ? 'opened' : 'refused', security, user: '' })
  state.entity = payload.peek16(2)
  sayAddress(payload, 2, 'server', false, state, sink)
}

/** The gateway refuses to pass a request on, at once: what was asked last of the ECU has failed. */
function refuse(payload: Cursor, state: DoipState, sink: Sink): void {
  const ecu = payload.peek16(0)
  const asked = refused(ecu, payload.peek16(2), state)
  if (asked === undefined) {
    sink.operation('event', plain(TYPE.diagnosticNack, moduleOf(ecu, state), '', state, ecu), 0)
    return
  }
  sink.operation('response', asked, REFUSED + payload.peek(4))
}

/** One operation for each type, and what tells it from others of the type. */
function plain(type: number, module: string, target: string, { operations }: DoipState, number = 0): Operation {
  const key = type + number * UDS
  return operations.find(key) ?? operations.add(key, payloadType(type)?.class ?? 'unknown', type, module, target)
}

const NACKS: readonly string[] = [
  'incorrect pattern format',
  'unknown payload type',
  'message too large',
  'out of memory',
  'invalid payload length',
]

function targetOf(payload: Cursor, type: number): string {
  if (type === TYPE.activation) return `tester ${addressText(payload.peek16(0))}`
  return type === TYPE.nack ? (NACKS[payload.peek(0)] ?? `code ${payload.peek(0)}`) : ''
}

function numberOf(payload: Cursor, type: number): number {
  return type === TYPE.activation ? payload.peek16(0) : type === TYPE.nack ? payload.peek(0) : 0
}
