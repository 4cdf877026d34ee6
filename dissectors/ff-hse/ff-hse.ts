/*
 * FOUNDATION Fieldbus High Speed Ethernet. Big-endian. FF-588 (Field Device Access agent: header, sessions, FMS services),
 * FF-589 (system management), FF-593 (LAN redundancy); UDP and TCP ports 1089, 1090 and 1091, and 3622 (redundancy).
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
import { senderOf } from '../kit/sender-of.ts'
import {
  bodyLength,
  CONFIRMED,
  codeOf,
  HEADER_LENGTH,
  invokeIdOf,
  isHeader,
  KIND,
  kindOf,
  lengthOf,
  MAX_MESSAGE,
} from './fda-message.ts'
import { type FfHseState, newState } from './ff-hse-state.ts'
import { answerOf, operationOf } from './requested-operation.ts'
import { sayDevice, sayDiagnosed, sayFound, sayVfd } from './say-device.ts'
import { describeService, errorAt, SERVICE, type Service, serviceOf } from './services.ts'

/** Class and code of an error, an additional code, a text. */
const ERROR_LENGTH = 4
/** In FMS Initiate: the password of 8 bits, before the access groups. */
const PASSWORD_AT = 2
/** A message is waited for up to here before it is taken for one. */
const ENOUGH = 256

export const ffHse = defineDissector<FfHseState>({
  name: 'ff-hse',
  title: 'FOUNDATION Fieldbus HSE',
  carriers: [
    { over: 'udp', ports: [1089, 1090, 1091, 3622] },
    { over: 'tcp', ports: [1089, 1090, 1091] },
  ],
  depth: {
    decodes: 'sessions, system management, all FMS services by object, LAN redundancy, requests with their answers',
    identity: 'Device Annunciation, SM Identify, Find Tag Reply, FMS Identify, redundancy diagnostics',
    missing: 'values and object descriptions, whose types stand in the object dictionary',
  },
  maxMessage: MAX_MESSAGE,

  // Version, options, protocol, kind, a service that exists, and a length that its body fits into.
  probe(bytes: Cursor): Verdict {
    if (bytes.left < HEADER_LENGTH) return 'need-more'
    if (!isHeader(bytes) || !fits(bytes, lengthOf(bytes) - bytes.left)) return 'no'
    return bytes.left < Math.min(lengthOf(bytes), ENOUGH) ? 'need-more' : 'yes'
  },

  directionOf(bytes: Cursor): Direction | undefined {
    const code = codeOf(bytes)
    if ((code & CONFIRMED) !== 0) return kindOf(bytes) === KIND.request ? 'to-server' : 'to-client'
    return code === SERVICE.findTagReply ? 'to-client' : undefined
  },

  messageLength(bytes: Cursor): number {
    if (bytes.left < HEADER_LENGTH) return NEED_MORE
    return isHeader(bytes) ? lengthOf(bytes) : NOT_A_MESSAGE
  },

  newState,

  dissect(message: Cursor, info: MessageInfo, state: FfHseState, sink: Sink): void {
    if (message.left < HEADER_LENGTH || !isHeader(message)) {
      unknown(message, state, sink)
      return
    }
    const code = codeOf(message)
    const service = serviceOf(code)
    if (service === undefined) {
      sink.operation(roleOf(message), answerOf(message, service, state), 0)
      sink.observe({ kind: 'undecoded', reason: 'unknown-function', code })
      return
    }
    if (!fits(message, 0)) {
      sink.operation(roleOf(message), answerOf(message, service, state), 0)
      sink.observe({ kind: 'malformed', reason: 'truncated', offset: message.left })
      return
    }
    report(message, code, service, state, sink)
    say(message, code, service, info, state, sink)
  },

  describe: describeService,
})

function unknown({ left }: Cursor, { operations }: FfHseState, sink: Sink): void {
  sink.operation('event', operations.find(0) ?? operations.add(0, 'unknown', 0, '', ''), 0)
  sink.observe({ kind: 'malformed', reason: left < HEADER_LENGTH ? 'truncated' : 'bad-value', offset: 0 })
}

function roleOf(message: Cursor) {
  if ((codeOf(message) & CONFIRMED) === 0) return 'event'
  return kindOf(message) === KIND.request ? 'request' : 'response'
}

/** Whether a service that exists has the least body that it can have; `more` bytes of the message are still to come. */
function fits(message: Cursor, more: number): boolean {
  const code = codeOf(message)
  const service = serviceOf(code)
  if (service === undefined) return false
  const kind = kindOf(message)
  const least = kind === KIND.request ? service.request : kind === KIND.response ? service.response : leastError(code)
  return bodyLength(message) + more >= least
}

function leastError(code: number): number {
  return errorAt(code) + ERROR_LENGTH
}

function report(message: Cursor, code: number, service: Service, state: FfHseState, sink: Sink): void {
  const kind = kindOf(message)
  const invokeId = invokeIdOf(message)
  const role = roleOf(message)
  if (role !== 'response') {
    const operation = operationOf(message, service, state)
    if (role === 'request' && invokeId >= 0) state.pending.ask(invokeId, operation)
    sink.operation(role, operation, 0)
    return
  }
  const asked = invokeId < 0 ? undefined : state.pending.answer(invokeId)
  const isAnswered = asked !== undefined && asked.code === code
  const status = kind === KIND.error ? message.peek16(HEADER_LENGTH + errorAt(code)) : 0
  sink.operation(role, isAnswered ? asked : answerOf(message, service, state), status)
}

function say(message: Cursor, code: number, { name }: Service, info: MessageInfo, state: FfHseState, sink: Sink): void {
  const kind = kindOf(message)
  if (kind === KIND.error) {
    if (code === SERVICE.openSession) session('refused', sink)
    return
  }
  switch (code) {
    case SERVICE.annunciation:
      sayDevice(message, name, info, state, sink)
      return
    case SERVICE.findTagReply:
      sayFound(message, name, state, sink)
      return
    case SERVICE.diagnostic:
      sayDiagnosed(message, name, info, state, sink)
      return
    case SERVICE.initiate:
      if (kind === KIND.request) sayPassword(message, info, sink)
      return
    case SERVICE.openSession:
      if (kind === KIND.response) session('opened', sink)
      return
    case SERVICE.smIdentify:
      if (kind === KIND.response) sayDevice(message, name, info, state, sink)
      return
    case SERVICE.fmsIdentify:
      if (kind === KIND.response) sayVfd(message, name, info, state, sink)
      return
  }
}

function session(state: 'opened' | 'refused', sink: Sink): void {
  sink.observe({ kind: 'session', state, security: 'none', user: '' })
}

/** 0 is no password. */
function sayPassword(message: Cursor, info: MessageInfo, sink: Sink): void {
  if (message.peek(HEADER_LENGTH + PASSWORD_AT) === 0) return
  sink.observe({ kind: 'credential', of: senderOf(info), method: 'FMS password', account: '', protection: 'clear' })
}
