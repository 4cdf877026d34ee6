/*
 * HiSLIP, by which test instruments of LXI are spoken to; SCPI inside. Big-endian.
 * IVI-6.1: IVI High-Speed LAN Instrument Protocol, revision 2.0; TCP port 4880.
 */
import type { Cursor } from '../kit/cursor.ts'
import { type Direction, defineDissector, type MessageInfo, type Sink } from '../kit/dissector.ts'
import type { Operation } from '../kit/observation.ts'
import { sayInstrument, sayPassword } from '../scpi/instrument-identity.ts'
import { asksIdentity, ProgramMessage } from '../scpi/program-message.ts'
import { HislipState } from './hislip-state.ts'
import {
  controlOf,
  directionOfHeader,
  HEADER_LENGTH,
  isHeader,
  lengthOfMessage,
  MAX_PAYLOAD,
  parameterOf,
  payloadLength,
  probeHeader,
  typeOf,
} from './message-header.ts'
import { answersType, classOfType, describeType, outcomeOf, roleOfType, subjectOf, T } from './message-types.ts'
import { beginSession, sayMechanism, sayVendor } from './session.ts'

/** Answers to questions that were not seen have codes of their own. */
const UNSEEN = 0x100
const OPERATIONS_OF_TYPE = 16
const IS_OVERLAP = 1
const program = new ProgramMessage()

export const hislip = defineDissector<HislipState>({
  name: 'hislip',
  title: 'HiSLIP',
  carriers: [{ over: 'tcp', ports: [4880] }],
  depth: {
    decodes:
      'sessions with their two channels; SCPI commands and queries by header; locks, clear, trigger, status; TLS',
    identity: 'answers to *IDN? (maker, model, serial, firmware); vendors of client and server',
    missing: 'parameters and answers of SCPI (on purpose), definite-length blocks in them; what TLS carries',
  },
  maxMessage: HEADER_LENGTH + MAX_PAYLOAD,

  probe: probeHeader,

  directionOf: directionOfHeader,

  messageLength: lengthOfMessage,

  newState: () => new HislipState(),

  dissect(message: Cursor, info: MessageInfo, state: HislipState, sink: Sink): void {
    if (info.afterGap) state.forget()
    if (message.left < HEADER_LENGTH || !isHeader(message)) {
      const reason = message.left < HEADER_LENGTH ? 'truncated' : 'bad-value'
      sink.observe({ kind: 'malformed', reason, offset: 0 })
      return
    }
    state.rest.expect(info.direction, Math.max(0, payloadLength(message) - MAX_PAYLOAD))
    const type = typeOf(message)
    if (type === T.data || type === T.dataEnd) dissectData(message, type, info.direction, state, sink)
    else if (type === T.error || type === T.fatalError) dissectError(message, type, state, sink)
    else dissectControl(message, type, state, sink)
  },

  content: {
    isEncrypted: (state: HislipState) => state.isTls,

    next(state: HislipState, direction: Direction): number {
      return state.isTls ? Number.POSITIVE_INFINITY : state.rest.take(direction)
    },
    look: () => 0,
    dissect: () => {},
    becomes: (state: HislipState) => (state.isTls ? 'tls' : ''),
  },

  describe: (code: number) =>
    code < UNSEEN
      ? describeType(code)
      : {
          function: String(code - UNSEEN),
          name: `${describeType(code - UNSEEN).name}, to a question that was not seen`,
        },
})

function dissectData(message: Cursor, type: number, direction: Direction, state: HislipState, sink: Sink): void {
  const id = parameterOf(message)
  const isEnd = type === T.dataEnd
  message.pos += HEADER_LENGTH
  if (direction === 'to-server') dissectProgram(message, id, isEnd, state, sink)
  else dissectAnswer(message, id, isEnd, state, sink)
}

/** Of a message in parts the first one has the headers; the last one ends it, and is answered. */
function dissectProgram(message: Cursor, id: number, isEnd: boolean, state: HislipState, sink: Sink): void {
  const { view, pos, end } = message
  let operation = state.begun
  if (operation === undefined) {
    program.read(view, pos, end)
    const before = state.targets
    operation = program.operationOf(view, T.dataEnd, state.module, state)
    state.isQuery = program.isQuery
    if (state.targets > before) sayPassword(operation.target, sink)
  }
  const isAsked = isEnd && state.isQuery
  state.begun = isEnd ? undefined : operation
  if (isAsked) state.ask(id, operation)
  sink.operation(isAsked ? 'request' : 'order', operation, 0)
}

function dissectAnswer(message: Cursor, id: number, isEnd: boolean, state: HislipState, sink: Sink): void {
  const asked = state.answer(id, isEnd)
  const operation = asked ?? plain(UNSEEN + T.dataEnd, T.dataEnd, '', state)
  sink.operation(isEnd ? 'response' : 'event', operation, 0)
  if (isEnd && asked !== undefined && asksIdentity(asked)) sayInstrument(message, state.module, sink)
}

/** An error answers what waits on this channel; its control code says which error it is. */
function dissectError(message: Cursor, type: number, state: HislipState, sink: Sink): void {
  const status = type * UNSEEN + controlOf(message)
  sink.operation('event', plain(type, type, '', state), status)
  if (type !== T.fatalError) return
  sink.observe({ kind: 'session', state: 'refused', security: 'unknown', user: '' })
}

function dissectControl(message: Cursor, type: number, state: HislipState, sink: Sink): void {
  const control = controlOf(message)
  const role = roleOfType(type)
  if (role === 'response') {
    const asked = state.controls.answer(answersType(type))
    sink.operation(role, asked ?? plain(type, type, '', state), outcomeOf(type, control))
    noteAnswer(message, type, control, state, sink)
    return
  }
  const length = payloadLength(message)
  const variant = type === T.lock || type === T.remoteLocal ? control * 2 + (length > 0 ? 1 : 0) + 1 : 0
  const known = variant < OPERATIONS_OF_TYPE ? variant : OPERATIONS_OF_TYPE - 1
  if (type === T.initialize) beginSession(message, state, sink)
  const operation = plain(type, type + known * 2 * UNSEEN, subjectOf(type, control, length > 0), state)
  if (role === 'request') state.controls.ask(type, operation)
  sink.operation(role, operation, 0)
  if (type === T.startTls) encrypt(state, sink)
  else if (type === T.authenticationStart) sayMechanism(message, sink)
}

function noteAnswer(message: Cursor, type: number, control: number, state: HislipState, sink: Sink): void {
  if (type === T.initializeResponse) {
    state.isOverlap = (control & IS_OVERLAP) !== 0
    sink.observe({ kind: 'session', state: 'opened', security: 'none', user: '' })
  } else if (type === T.asyncInitializeResponse) sayVendor('server', message, 'AsyncInitializeResponse', sink)
  else if (type === T.asyncStartTlsResponse && outcomeOf(type, control) === 0) encrypt(state, sink)
}

function encrypt(state: HislipState, sink: Sink): void {
  state.isTls = true
  sink.observe({ kind: 'session', state: 'opened', security: 'encrypted', user: '' })
}

function plain(code: number, key: number, target: string, { operations, module }: HislipState): Operation {
  const under = (key + 1) * 0x1_0000 + code
  return operations.find(under) ?? operations.add(under, classOfType(code), code, module, target)
}
