/*
 * ANSI C12.22, the network of meters and other end devices of utilities, over TCP and UDP. BER and big-endian.
 * IEEE 1703-2012, which is ANSI C12.22: encoding in 5.2, EPSEM and its services in 5.3.2 and 5.3.3, ACSE in 5.3.4; TCP and
 * UDP in RFC 6142. Tables and procedures: IEEE 1377-2012 (ANSI C12.19).
 */
import type { Cursor } from '../kit/cursor.ts'
import { type Direction, defineDissector, type MessageInfo, type Sink, type Verdict } from '../kit/dissector.ts'
import { sayFacts } from '../kit/say-facts.ts'
import { senderOf } from '../kit/sender-of.ts'
import { Apdu, apduLength, FIRST_REQUEST, MAX_APDU, RESPOND } from './apdu.ts'
import { type C1222State, newC1222State } from './c1222-state.ts'
import { bareOperation, requestedOperation } from './requested-operation.ts'
import { isNewTitle, sayAuthentication, sayRequest, saySession } from './say-access.ts'
import { classText, sayAnswer, sayRegistration } from './say-node.ts'
import { ANSWER, describeCode, ENCRYPTED, isKnownService, SERVICE } from './services.ts'
import { callingText, nodeOf } from './titles.ts'

/** Services of one message beyond these are not looked at. */
export const MAX_SERVICES = 32
const LAST_RESULT = 0x12

export const c1222 = defineDissector<C1222State>({
  name: 'c1222',
  title: 'ANSI C12.22',
  carriers: [
    { over: 'tcp', ports: [1153] },
    { over: 'udp', ports: [1153] },
  ],
  depth: {
    decodes:
      'services of EPSEM, also several in a message, and their results; tables and procedures of C12.19, notifications, logons, AP titles',
    identity: 'Identification, Register, tables 0, 1, 3 and 5, AP titles, end device class',
    missing:
      'contents of other tables, segmented messages, procedures of devices that send the high byte first, what is encrypted',
  },
  maxMessage: MAX_APDU,

  /*
   * 8 bits of tag; elements in the order of their numbers, each with the type that belongs into it, an invocation and an
   * EXTERNAL with octets among them (64 bits and more); the control of the EPSEM, and a service that exists.
   */
  probe(bytes: Cursor): Verdict {
    if (!apdu.read(bytes)) return 'no'
    if (apdu.control < 0) return 'need-more'
    if (!apdu.isEpsem) return 'no'
    const service = apdu.firstService
    return service < 0 || service <= LAST_RESULT || isKnownService(service) ? 'yes' : 'no'
  },

  directionOf(bytes: Cursor): Direction | undefined {
    if (!apdu.read(bytes) || apdu.control < 0) return undefined
    return apdu.isAnswer ? 'to-client' : 'to-server'
  },

  // A meter opens a connection to register and to tell what happens, and is asked over the same.
  isSymmetric: true,

  messageLength: apduLength,

  newState: newC1222State,

  dissect(message: Cursor, info: MessageInfo, state: C1222State, sink: Sink): void {
    if (!apdu.read(message) || apdu.isCut || apdu.control < 0) {
      const reason = apdu.isCut ? 'truncated' : 'bad-value'
      sink.observe({ kind: 'malformed', reason, offset: apdu.isCut ? message.left : 0 })
      return
    }
    const { view } = message
    if (apdu.isEncrypted) encrypted(view, state, sink)
    else services(view, message.pos, info, state, sink)
    saySender(view, info, state, sink)
  },

  describe: describeCode,
})

const apdu = new Apdu()
const UNREADABLE = { kind: 'undecoded', reason: 'encrypted', code: ENCRYPTED } as const

function encrypted(view: DataView, state: C1222State, sink: Sink): void {
  if (apdu.isAnswer) {
    const asked = state.pending.answer(reference(apdu.calledInvocation, 0))
    sink.operation('response', asked ?? bareOperation(view, ENCRYPTED, apdu, state.operations), 0)
  } else {
    const operation = bareOperation(view, ENCRYPTED, apdu, state.operations)
    const isAnswered = apdu.responseControl === RESPOND.always
    if (isAnswered) state.pending.ask(reference(apdu.callingInvocation, 0), operation)
    sink.operation(isAnswered ? 'request' : 'order', operation, 0)
  }
  sink.observe(UNREADABLE)
}

/** One after the other, each with its length before it; a length of 0 pads. */
function services(view: DataView, start: number, info: MessageInfo, state: C1222State, sink: Sink): void {
  let at = apdu.servicesFrom
  for (let place = 0; place < MAX_SERVICES && at < apdu.servicesTo; place++) {
    if (!apdu.service(at)) {
      sink.observe({ kind: 'malformed', reason: 'bad-length', offset: at - start })
      return
    }
    const { start: from, end: to } = apdu
    if (from === to) return
    if (view.getUint8(from) < FIRST_REQUEST) answer(view, from, to, place, info, state, sink)
    else request(view, from, to, place, state, sink)
    at = to
  }
}

function request(view: DataView, from: number, to: number, place: number, state: C1222State, sink: Sink): void {
  const service = view.getUint8(from)
  const operation = requestedOperation(view, from, to, apdu, state.operations)
  const { responseControl } = apdu
  if (responseControl !== RESPOND.never) state.pending.ask(reference(apdu.callingInvocation, place), operation)
  sink.operation(responseControl === RESPOND.always ? 'request' : 'order', operation, 0)
  if (!isKnownService(service)) sink.observe({ kind: 'undecoded', reason: 'unknown-function', code: service })
  sayRequest(view, from + 1, to, operation, state, sink)
  if (service === SERVICE.register) sayRegistration(view, from + 1, to, operation, state, sink)
}

/** Devices that do not say what they answer repeat the invocation of the request as their own. */
function answer(
  view: DataView,
  from: number,
  to: number,
  place: number,
  info: MessageInfo,
  state: C1222State,
  sink: Sink,
): void {
  const result = view.getUint8(from)
  const { calledInvocation, callingInvocation } = apdu
  const invocation = calledInvocation >= 0 ? calledInvocation : callingInvocation
  const asked =
    state.pending.answer(reference(invocation, place)) ?? bareOperation(view, ANSWER, apdu, state.operations)
  sink.operation('response', asked, result)
  saySession(asked, result, apdu.isSigned, state, sink)
  if (result === 0) sayAnswer(view, from + 1, to, asked, senderOf(info), state, sink)
}

function reference(invocation: number, place: number): number {
  return invocation * MAX_SERVICES + place
}

/** The title of the sender, and the class that it gives itself: of a node behind the server where it answers. */
function saySender(view: DataView, info: MessageInfo, state: C1222State, sink: Sink): void {
  sayAuthentication(view, apdu, info, state, sink)
  if (!isNewTitle(view, apdu, info, state)) return
  const of = senderOf(info)
  const title = callingText(view, apdu)
  const facts = { 'network-address': title, 'product-code': apdu.classAt < 0 ? '' : classText(view, apdu.classAt) }
  sayFacts(of, '', 'calling AP title', facts, sink, of === 'server' ? nodeOf(title) : '')
}
