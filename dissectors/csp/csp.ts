/*
 * CSP, the Client Server Protocol of Allen-Bradley before EtherNet/IP, by which SLC 5/05 and PLC-5E speak PCCC over TCP
 * port 2222. Its header is big-endian; there is no public standard: the facts are those of an open master (abel, by Ron
 * Gage). PCCC: Rockwell Automation 1770-6.5.16, "DF1 Protocol and Command Set". Little-endian.
 */
import { describePccc } from '../cip/describe-code.ts'
import { observeDiagnosticStatus, pcccAnswer, pcccCommand } from '../cip/pccc.ts'
import { pcccClass } from '../cip/pccc-codes.ts'
import { sayReadElements, sayWrittenElements } from '../cip/pccc-points.ts'
import { TO_HOST } from '../cip/routes.ts'
import { codeOfPccc } from '../cip/service-codes.ts'
import { AskedOperations } from '../kit/asked-operations.ts'
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
import { Operations } from '../kit/operations.ts'

const HEADER_LENGTH = 28
const REQUEST = 1
const ANSWER = 2
const KIND = { connect: 1, routed: 6, pccc: 7 } as const
const NAMES: Readonly<Record<number, string>> = {
  [KIND.connect]: 'Register session',
  [KIND.routed]: 'Routed PCCC command',
  [KIND.pccc]: 'PCCC command',
}
/** PCCC messages have up to some 250 bytes; blocks of programs more. */
const MAX_DATA = 0x1000
const LENGTH_AT = 2
const CONNECTION_AT = 4
const STATUS_AT = 8
const CUSTOM_AT = 12
/** The version of the protocol, in what a connection is asked for with. */
const VERSION = 4
/** Destination, control, source, LSAP: this control and LSAP 0 for what is not routed on. */
const ADDRESS_LENGTH = 4
const LOCAL = 5
const TRANSACTION_AT = 2
const PCCC_HEADER = 4
const ANSWER_BIT = 0x40

interface State {
  readonly operations: Operations
  /** By transaction. */
  readonly asked: AskedOperations
  /** What answers said last of the controller. */
  readonly said: Map<Operation, number>
}

export const csp = defineDissector<State>({
  name: 'csp',
  title: 'Allen-Bradley CSP (PCCC over TCP)',
  carriers: [{ over: 'tcp', ports: [2222] }],
  depth: {
    decodes: 'sessions; PCCC commands with files and elements, their values, programs, modes, refusals',
    identity: 'PCCC Diagnostic status of SLC 500 and MicroLogix (model, mode)',
    missing: 'commands that are routed to Data Highway Plus, Diagnostic status of PLC-5',
  },
  maxMessage: HEADER_LENGTH + MAX_DATA,

  // Mode, kind and length, then 64 bits of a request for a session, or a connection with a local PCCC command.
  probe(bytes: Cursor): Verdict {
    const length = messageLength(bytes)
    if (length === NOT_A_MESSAGE) return 'no'
    if (bytes.left < HEADER_LENGTH) return 'need-more'
    if (bytes.peek(1) === KIND.connect) return isSession(bytes, length) ? 'yes' : 'no'
    if (bytes.peek(1) !== KIND.pccc || !isConnected(bytes)) return 'no'
    if (bytes.left < HEADER_LENGTH + ADDRESS_LENGTH + PCCC_HEADER) return 'need-more'
    bytes.pos += HEADER_LENGTH
    const isIts =
      isLocal(bytes) && isCommand(bytes.peek(ADDRESS_LENGTH), bytes.view.getUint8(bytes.pos - HEADER_LENGTH))
    bytes.pos -= HEADER_LENGTH
    return isIts ? 'yes' : 'no'
  },

  directionOf: (bytes: Cursor): Direction | undefined => {
    if (bytes.left < 1) return undefined
    return bytes.peek(0) === ANSWER ? 'to-client' : 'to-server'
  },

  messageLength,

  newState: () => ({ operations: new Operations(), asked: new AskedOperations(), said: new Map() }),

  dissect(message: Cursor, _info: MessageInfo, state: State, sink: Sink): void {
    const length = messageLength(message)
    if (length <= 0 || message.left < HEADER_LENGTH) {
      sink.observe({ kind: 'malformed', reason: 'truncated', offset: message.left })
      return
    }
    const isAnswer = message.peek(0) === ANSWER
    const kind = message.peek(1)
    const status = message.view.getUint32(message.pos + STATUS_AT)
    if (kind === KIND.connect) register(isAnswer, status, state, sink)
    else {
      message.pos += HEADER_LENGTH
      if (kind === KIND.pccc && isLocal(message)) pccc(message, isAnswer, state, sink)
      else unread(kind, isAnswer, message, state, sink)
    }
  },

  describe: (code) =>
    NAMES[code] === undefined ? describePccc(code) : { function: String(code), name: NAMES[code] as string },
})

function messageLength(bytes: Cursor): number {
  if (bytes.left < CONNECTION_AT) return NEED_MORE
  const mode = bytes.peek(0)
  const isOurs = (mode === REQUEST || mode === ANSWER) && NAMES[bytes.peek(1)] !== undefined
  const length = bytes.peek16(LENGTH_AT)
  return isOurs && length <= MAX_DATA ? HEADER_LENGTH + length : NOT_A_MESSAGE
}

/** A session is asked for with a version and nothing else, and given a number. */
function isSession(bytes: Cursor, length: number): boolean {
  if (length !== HEADER_LENGTH || bytes.view.getUint32(bytes.pos + STATUS_AT) !== 0) return false
  const connection = bytes.view.getUint32(bytes.pos + CONNECTION_AT)
  if (bytes.peek(0) === ANSWER) return connection !== 0 && bytes.peek16(CUSTOM_AT) <= VERSION
  if (connection !== 0 || bytes.peek16(CUSTOM_AT) !== VERSION) return false
  for (let at = CUSTOM_AT + 4; at < HEADER_LENGTH; at++) if (bytes.peek(at) !== 0) return false
  return true
}

function isConnected(bytes: Cursor): boolean {
  const { view, pos } = bytes
  return view.getUint32(pos + CONNECTION_AT) !== 0 && view.getUint32(pos + STATUS_AT) === 0
}

/** Whether the data at the cursor is a command for the controller that is spoken to. */
function isLocal(data: Cursor): boolean {
  return data.left >= ADDRESS_LENGTH && data.peek(1) === LOCAL && data.peek(3) === 0
}

/** Commands go up to 0x0f, and their answers repeat them with a bit set. */
function isCommand(command: number, mode: number): boolean {
  return (command & 0xf0) === (mode === ANSWER ? ANSWER_BIT : 0)
}

function register(isAnswer: boolean, status: number, { operations }: State, sink: Sink): void {
  const operation = operations.find(KIND.connect) ?? operations.add(KIND.connect, 'session', KIND.connect, '', '')
  sink.operation(isAnswer ? 'response' : 'request', operation, status)
  if (!isAnswer) return
  sink.observe({ kind: 'session', state: status === 0 ? 'opened' : 'refused', security: 'none', user: '' })
}

/** What is not local has an address in a form that is not published. */
function unread(kind: number, isAnswer: boolean, data: Cursor, { operations }: State, sink: Sink): void {
  const operation = operations.find(kind) ?? operations.add(kind, 'unknown', kind, '', '')
  sink.operation(isAnswer ? 'response' : 'request', operation, 0)
  if (kind === KIND.pccc && data.left < ADDRESS_LENGTH)
    sink.observe({ kind: 'malformed', reason: 'truncated', offset: HEADER_LENGTH + data.left })
  else sink.observe({ kind: 'undecoded', reason: 'unsupported', code: kind })
}

function pccc(data: Cursor, isAnswer: boolean, state: State, sink: Sink): void {
  data.pos += ADDRESS_LENGTH
  const isThere = data.left >= PCCC_HEADER
  const transaction = isThere ? data.peek16(TRANSACTION_AT) : -1
  if (!isThere) truncated(isAnswer, data.left, state, sink)
  else if (isAnswer) answer(data, transaction, state, sink)
  else request(data, transaction, state, sink)
}

function request(data: Cursor, transaction: number, state: State, sink: Sink): void {
  const { left } = data
  const operation = pcccCommand(data, TO_HOST, state.operations)
  if (operation === undefined) {
    truncated(false, left, state, sink)
    return
  }
  state.asked.ask(transaction, operation)
  sink.operation('request', operation, 0)
  sayWrittenElements(data, operation, sink)
  if (operation.class === 'unknown')
    sink.observe({ kind: 'undecoded', reason: 'unknown-function', code: operation.code })
}

function answer(data: Cursor, transaction: number, state: State, sink: Sink): void {
  const command = data.peek(0) & ~ANSWER_BIT
  const operation = state.asked.answer(transaction) ?? unasked(command, state.operations)
  const status = pcccAnswer(data)
  sink.operation('response', operation, status)
  if (status !== 0) return
  sayReadElements(data, operation, sink)
  observeDiagnosticStatus(data, operation, state.said, sink)
}

/** An answer whose request was not seen repeats its command, and not the function. */
function unasked(command: number, operations: Operations): Operation {
  const code = codeOfPccc(command, -1)
  return operations.find(code) ?? operations.add(code, pcccClass(command, -1), code, '', '')
}

function truncated(isAnswer: boolean, length: number, { operations }: State, sink: Sink): void {
  const operation = operations.find(KIND.pccc) ?? operations.add(KIND.pccc, 'unknown', KIND.pccc, '', '')
  sink.operation(isAnswer ? 'response' : 'request', operation, 0)
  sink.observe({ kind: 'malformed', reason: 'truncated', offset: HEADER_LENGTH + ADDRESS_LENGTH + length })
}
