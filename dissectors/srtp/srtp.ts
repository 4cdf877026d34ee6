/*
 * GE SRTP, the Service Request Transport Protocol of Series 90, VersaMax and PACSystems, and of FANUC robots, over TCP.
 * Little-endian. GE has published no specification. Sources: Denton and others, "Leveraging the SRTP protocol for
 * over-the-network memory acquisition of a GE Fanuc Series 90-30" (DFRWS 2017), tables 1 to 4; the parser
 * icsnpp-ge-srtp of CISA; open clients, which agree on the write requests that the paper does not have.
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
import type { Operation, Side } from '../kit/observation.ts'
import type { Operations } from '../kit/operations.ts'
import { observeIdentity, observeStatus } from './identity.ts'
import {
  FIELD,
  HEADER_LENGTH,
  looksLikeHeader,
  MAILBOX,
  MAX_SRTP_MESSAGE,
  moduleOf,
  serviceAt,
  TYPE,
  u16At,
} from './mailbox.ts'
import { sayReadValues, sayWrittenValues } from './point-values.ts'
import { requestedOperation } from './requested-operation.ts'
import { classOfService, describeCode, INIT, isKnownService, UNKNOWN_ANSWER } from './service-codes.ts'
import { newSrtpState, type SrtpState } from './srtp-state.ts'

const BARE_SPACE = 0x10_0000_0000_0000
/** Sequence numbers have 16 bits: the opening exchange lies beyond. */
const INIT_REFERENCE = 0x1_0000

export const srtp = defineDissector<SrtpState>({
  name: 'srtp',
  title: 'GE SRTP',
  carriers: [{ over: 'tcp', ports: [18245] }],
  depth: {
    decodes: 'service requests by code, system memory and its values, errors, state of the controller',
    identity: 'Return Controller Type and ID (0x43), Control Program Names (0x03), piggyback status',
    missing: 'memory of tasks and blocks, fault tables, programs; there is no public specification',
  },
  maxMessage: MAX_SRTP_MESSAGE,

  /*
   * 16 bits of type, 16 of zeros, 8 of a mailbox type that fits the type, packet numbers, and for requests a known
   * service. An opening is 56 bytes that are all zero, or all but two. What follows a message is one of the same side.
   */
  probe(bytes: Cursor): Verdict {
    if (bytes.left < HEADER_LENGTH) return couldBeHeader(bytes) ? 'need-more' : 'no'
    if (!looksLikeHeader(bytes)) return 'no'
    const isRequest = bytes.peek(FIELD.type) === TYPE.request
    return isRequest && !isKnownService(bytes.peek(serviceAt(bytes))) ? 'no' : probeNext(bytes)
  },

  directionOf(bytes: Cursor): Direction | undefined {
    if (bytes.left < HEADER_LENGTH || !looksLikeHeader(bytes)) return undefined
    return (bytes.peek(FIELD.type) & 1) === 0 ? 'to-server' : 'to-client'
  },

  messageLength(bytes: Cursor): number {
    if (bytes.left < HEADER_LENGTH) return couldBeHeader(bytes) ? NEED_MORE : NOT_A_MESSAGE
    const length = HEADER_LENGTH + u16At(bytes, FIELD.textLength)
    return looksLikeHeader(bytes) && length <= MAX_SRTP_MESSAGE ? length : NOT_A_MESSAGE
  },

  newState: newSrtpState,

  dissect(message: Cursor, info: MessageInfo, state: SrtpState, sink: Sink): void {
    if (message.left < HEADER_LENGTH) {
      sink.observe({ kind: 'malformed', reason: 'truncated', offset: message.left })
      return
    }
    const of: Side = info.direction === 'to-server' ? 'client' : 'server'
    switch (message.peek(FIELD.type)) {
      case TYPE.initialise:
        request(INIT_REFERENCE, bare(INIT, '', state.operations), state, sink)
        return
      case TYPE.initialised:
        sink.operation('response', state.asked.answer(INIT_REFERENCE) ?? bare(INIT, '', state.operations), 0)
        sink.observe({ kind: 'session', state: 'opened', security: 'none', user: '' })
        return
      case TYPE.request:
        dissectRequest(message, state, sink)
        return
      case TYPE.answer:
        dissectAnswer(message, of, state, sink)
        return
      default:
        sink.observe({ kind: 'malformed', reason: 'bad-value', offset: FIELD.type })
    }
  },

  describe: describeCode,
})

/** The few bytes there are must not yet contradict the type. */
function couldBeHeader(bytes: Cursor): boolean {
  if (bytes.left > 0 && bytes.peek(FIELD.type) > TYPE.answer) return false
  if (bytes.left > 1 && bytes.peek(1) !== 0) return false
  return bytes.left < 8 || bytes.peek16(6) === 0
}

/** Nothing, or a request where requests are sent, and an answer where answers are. */
function probeNext(bytes: Cursor): Verdict {
  const { pos } = bytes
  const sender = bytes.peek(FIELD.type) & 1
  bytes.pos = Math.min(bytes.end, pos + HEADER_LENGTH + u16At(bytes, FIELD.textLength))
  const { left } = bytes
  const isPart = left < HEADER_LENGTH
  const isNext = isPart ? couldBeHeader(bytes) : looksLikeHeader(bytes)
  const isOfSide = left === 0 || bytes.peek(FIELD.type) === TYPE.request + sender
  bytes.pos = pos
  if (left === 0) return 'yes'
  if (!isNext || !isOfSide) return 'no'
  return isPart ? 'need-more' : 'yes'
}

function request(reference: number, operation: Operation, state: SrtpState, sink: Sink): void {
  state.asked.ask(reference, operation)
  sink.operation('request', operation, 0)
}

function dissectRequest(message: Cursor, state: SrtpState, sink: Sink): void {
  const service = message.peek(serviceAt(message))
  const operation = requestedOperation(message, service, state.operations)
  request(u16At(message, FIELD.sequence), operation, state, sink)
  sayWrittenValues(message, operation, sink)
  if (!isKnownService(service)) sink.observe({ kind: 'undecoded', reason: 'unknown-function', code: service })
}

function dissectAnswer(message: Cursor, of: Side, state: SrtpState, sink: Sink): void {
  const asked = state.asked.answer(u16At(message, FIELD.sequence))
  const operation = asked ?? bare(UNKNOWN_ANSWER, moduleOf(message, FIELD.source), state.operations)
  const mailbox = message.peek(FIELD.mailbox)
  if (mailbox === MAILBOX.error) {
    // Major and minor status; a refusal that states neither is one all the same.
    const status = message.peek(FIELD.service) * 0x100 + message.peek(FIELD.service + 1)
    sink.operation('response', operation, status === 0 ? 0x1_0000 : status)
    return
  }
  const status = mailbox === MAILBOX.answer ? message.peek(FIELD.service) * 0x100 + message.peek(FIELD.service + 1) : 0
  sink.operation('response', operation, status)
  if (status === 0) sayReadValues(message, operation, sink)
  observeStatus(message, of, operation.module, state, sink)
  if (mailbox === MAILBOX.answerWithText && message.left > HEADER_LENGTH) {
    observeIdentity(message, operation, of, state, sink)
  }
}

function bare(code: number, module: string, operations: Operations): Operation {
  const key = BARE_SPACE + (module === '' ? 0 : Number(module.slice('slot '.length)) * 0x1_0000) + code
  return operations.find(key) ?? operations.add(key, classOfService(code), code, module, '')
}
