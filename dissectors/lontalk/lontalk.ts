/*
 * LonTalk over IP: packets of a control network between its routers. Big-endian. EN 14908-4 (CN/IP, EIA-852), UDP ports
 * 1628 and 1629; inside it EN 14908-1 (ANSI/CEA-709.1): 11 (application layer), annex B (network management).
 */
import type { Cursor } from '../kit/cursor.ts'
import { type Direction, defineDissector, type MessageInfo, type Sink, type Verdict } from '../kit/dissector.ts'
import { isNews } from '../kit/is-news.ts'
import type { Operation, OperationClass, OperationRole, Points } from '../kit/observation.ts'
import { keyOfBytes, Operations } from '../kit/operations.ts'
import { Pending } from '../kit/pending.ts'
import { senderOf } from '../kit/sender-of.ts'
import {
  answeredBy,
  CONTROL,
  commandClass,
  DATA_PACKET,
  describeCode,
  isCommand,
  isPacket,
  isRequest,
  packetClass,
  QUERY_ID,
  SERVICE_PIN,
  SPACE,
  UPDATE_KEY,
  VARIABLE,
} from './codes.ts'
import { FORMAT, isForOne, KIND, Npdu, nodeText, targetText } from './npdu.ts'

const HEADER_LENGTH = 20
const VERSION_AT = 2
const VERSION = 1
const TYPE_AT = 3
const EXTENSION_AT = 4
const FLAGS_AT = 5
/** The protocol of what is inside: 0 is LonTalk; and whether it is authenticated. */
const PROTOCOL_FLAGS = 0x3f
const IS_VARIABLE = 0x80
/** 11.3: the variable is an output, of which a value is asked for. */
const IS_OUTPUT = 0x4000
const SELECTOR = 0x3fff
/** Annex B: unique number and program of a node. */
const NEURON_LENGTH = 6
const PROGRAM_LENGTH = 8
/** Annex B.2: how much lower than the code that is refused the answer's is, of diagnostics and of management. */
const ND_REFUSED = 0x40
const NM_REFUSED = 0x60
const FIRST_ND = 0x50
const MAX_PENDING = 256
/** Beyond the keys of what is addressed. */
const PACKET_KEYS = 2 ** 52
/** Under which packets await their answer: beyond every transaction of a node. */
const PACKET_IDS = 2 ** 21
const CONTROL_CLASSES: Readonly<Record<number, OperationClass>> = {
  [CONTROL.acknowledged]: 'session',
  [CONTROL.authentication]: 'authenticate',
  [CONTROL.reminder]: 'session',
  [CONTROL.unknown]: 'unknown',
}

interface State {
  readonly operations: Operations
  readonly pending: Pending<Operation>
  readonly said: Map<number, number>
}

export const lontalk = defineDissector<State>({
  name: 'lontalk',
  title: 'LonTalk over IP (CN/IP)',
  carriers: [{ over: 'udp', ports: [1628, 1629] }],
  depth: {
    decodes: 'packets of CN/IP; network variables, network management and diagnostics, with their answers, by node',
    identity: 'Neuron ID and program ID of nodes (service pin, Query ID)',
    missing: 'values of network variables, whose type the message does not tell; contents of CN/IP configuration',
  },
  maxMessage: 1500,

  // Its own length, version, kind and flags.
  probe: (bytes: Cursor): Verdict => (isCnip(bytes) ? 'yes' : 'no'),

  directionOf(bytes: Cursor): Direction | undefined {
    if (!isCnip(bytes)) return undefined
    const type = bytes.peek(TYPE_AT)
    if (isRequest(type)) return 'to-server'
    if (type !== DATA_PACKET) return answeredBy(type) > 0 ? 'to-client' : undefined
    const { view, pos, end } = bytes
    bytes.pos = pos + headerOf(bytes)
    const isWhole = packet.read(bytes)
    bytes.reset(view, pos, end)
    if (!isWhole || packet.format === FORMAT.application) return 'to-server'
    return packet.pduKind === KIND.answer ? 'to-client' : 'to-server'
  },

  messageLength: (bytes: Cursor) => bytes.left,

  newState: () => ({ operations: new Operations(), pending: new Pending(MAX_PENDING), said: new Map() }),

  dissect(message: Cursor, info: MessageInfo, state: State, sink: Sink): void {
    const start = message.pos
    const type = message.left > TYPE_AT ? message.peek(TYPE_AT) : 0
    if (!isCnip(message)) {
      sink.operation('event', packetOf(isPacket(type) ? type : 0, state), 0)
      sink.observe({ kind: 'malformed', reason: message.left < HEADER_LENGTH ? 'truncated' : 'bad-value', offset: 0 })
      return
    }
    if (type !== DATA_PACKET) {
      configuration(type, state, sink)
      return
    }
    message.pos = start + headerOf(message)
    if (packet.read(message)) dissectPacket(message, info, state, sink)
    else {
      sink.operation('event', controlOf(CONTROL.unknown, state), 0)
      sink.observe({
        kind: 'malformed',
        reason: message.short ? 'truncated' : 'bad-value',
        offset: message.pos - start,
      })
    }
  },

  describe: describeCode,
})

const packet = new Npdu()

function isCnip(bytes: Cursor): boolean {
  if (bytes.left < HEADER_LENGTH || bytes.peek16(0) !== bytes.left) return false
  const isFlagged = (bytes.peek(FLAGS_AT) & ~PROTOCOL_FLAGS) === 0
  return (
    bytes.peek(VERSION_AT) === VERSION && isPacket(bytes.peek(TYPE_AT)) && isFlagged && headerOf(bytes) <= bytes.left
  )
}

/** The header with its extension, which is counted in words of four bytes. */
function headerOf(bytes: Cursor): number {
  return HEADER_LENGTH + bytes.peek(EXTENSION_AT) * 4
}

function packetOf(type: number, state: State): Operation {
  const { operations } = state
  const key = PACKET_KEYS + type
  return operations.find(key) ?? operations.add(key, packetClass(type), SPACE.packet + type, '', '')
}

/** EN 14908-4: what routers ask of the configuration server, and what it gives them. */
function configuration(type: number, state: State, sink: Sink): void {
  const operation = packetOf(type, state)
  if (isRequest(type)) {
    state.pending.ask(PACKET_IDS + type, operation)
    sink.operation('request', operation, 0)
    return
  }
  const asked = state.pending.answer(PACKET_IDS + answeredBy(type))
  if (asked === undefined) sink.operation('event', operation, 0)
  else sink.operation('response', asked, 0)
}

function controlOf(control: number, state: State): Operation {
  const { operations } = state
  const key = PACKET_KEYS + 0x100 + control
  return (
    operations.find(key) ?? operations.add(key, CONTROL_CLASSES[control] ?? 'unknown', SPACE.apdu + control, '', '')
  )
}

function dissectPacket(message: Cursor, info: MessageInfo, state: State, sink: Sink): void {
  if (packet.format === FORMAT.authentication) {
    sink.operation('event', controlOf(CONTROL.authentication, state), 0)
    return
  }
  if (packet.pduKind === KIND.reminder) {
    sink.operation('event', controlOf(CONTROL.reminder, state), 0)
    return
  }
  const isAnswer = packet.format !== FORMAT.application && packet.pduKind === KIND.answer
  if (packet.hasApdu && message.left === 0) {
    sink.operation('event', controlOf(CONTROL.unknown, state), 0)
    sink.observe({ kind: 'malformed', reason: 'truncated', offset: message.left })
  } else if (isAnswer) answer(message, info, state, sink)
  else tell(message, info, state, sink)
}

/** A message to a node, a group or all: answered where it is acknowledged, or asks. */
function tell(message: Cursor, info: MessageInfo, state: State, sink: Sink): void {
  const isAsked =
    packet.format === FORMAT.session || (packet.format === FORMAT.transport && packet.pduKind !== KIND.repeated)
  const operation = operationOf(message, state)
  const role = roleOf(isAsked, operation)
  if (role === 'request') state.pending.ask(transactionOf(packet.source), operation)
  sink.operation(role, operation, 0)
  const code = message.peek(0)
  if ((code & IS_VARIABLE) === 0 && !isCommand(code)) {
    sink.observe({ kind: 'undecoded', reason: 'unknown-function', code: SPACE.apdu + code })
  }
  if (code === UPDATE_KEY) sink.observe(KEY)
  else if (code === SERVICE_PIN) sayNode(message, 1, 'service pin', info, state, sink)
}

/** Members of a group acknowledge each for itself: of them nobody answers for all, and a value is only told. */
function roleOf(isAsked: boolean, { points }: Operation): OperationRole {
  if (isForOne(packet)) return isAsked ? 'request' : 'event'
  return isAsked && points.length === 0 ? 'order' : 'event'
}

/** What a node was given is used to prove who one is: that it was sent is told, not what it is. */
const KEY = {
  kind: 'credential',
  of: 'client',
  method: 'LonTalk authentication key',
  account: '',
  protection: 'clear',
} as const

function answer(message: Cursor, info: MessageInfo, state: State, sink: Sink): void {
  const asked = packet.isOfGroup ? undefined : state.pending.answer(transactionOf(packet.target))
  if (asked === undefined) {
    sink.operation('event', controlOf(CONTROL.acknowledged, state), 0)
    return
  }
  const command = asked.code - SPACE.apdu
  const code = packet.format === FORMAT.session ? message.peek(0) : -1
  sink.operation('response', asked, code >= 0 && isRefusal(command, code) ? 1 : 0)
  if (command === QUERY_ID) sayNode(message, 1, 'Query ID', info, state, sink)
}

/** Annex B.2: the answer to 0x61 is 0x21 or, refused, 0x01; that to 0x51 is 0x31 or 0x11. */
function isRefusal(command: number, code: number): boolean {
  if (command === VARIABLE || command < FIRST_ND) return false
  return code === command - (command < NM_REFUSED ? ND_REFUSED : NM_REFUSED)
}

/** The asking node and the number that it gave its transaction. */
function transactionOf(node: number): number {
  return node * 16 + packet.transaction
}

function operationOf(message: Cursor, state: State): Operation {
  const first = message.peek(0)
  const isVariable = (first & IS_VARIABLE) !== 0
  const word = isVariable ? message.peek16(0) : first
  const isSession = packet.format === FORMAT.session
  const key = keyOfBytes(
    message.view,
    packet.targetFrom,
    packet.targetTo,
    (packet.kind * 0x1_0000 + word) * 2 + (isSession ? 1 : 0),
  )
  return state.operations.find(key) ?? add(key, word, isVariable, isSession, state)
}

function add(key: number, word: number, isVariable: boolean, isSession: boolean, state: State): Operation {
  const { operations } = state
  const module = isForOne(packet) ? targetText(packet) : ''
  const to = isForOne(packet) ? '' : `${targetText(packet)} `
  if (!isVariable) return operations.add(key, commandClass(word), SPACE.apdu + word, module, to.trim())
  const isPoll = isSession && (word & IS_OUTPUT) !== 0
  const name = `nv 0x${(word & SELECTOR).toString(16).padStart(4, '0')}`
  const point: Points = { name: module === '' ? `${to}${name}` : name, first: -1, count: 1, type: '', writes: !isPoll }
  return operations.add(key, isPoll ? 'read' : 'publish', SPACE.apdu + VARIABLE, module, `${to}${name}`, [point])
}

/** Neuron ID and program ID behind `skip` bytes: of the node that sends. */
function sayNode(message: Cursor, skip: number, said: string, info: MessageInfo, state: State, sink: Sink): void {
  const { view, pos } = message
  if (message.left < skip + NEURON_LENGTH) return
  const from = pos + skip
  const to = Math.min(message.end, from + NEURON_LENGTH + PROGRAM_LENGTH)
  if (!isNews(state.said, packet.source, view, from, to)) return
  message.pos = from
  const neuron = message.hex(NEURON_LENGTH)
  const program = message.left >= PROGRAM_LENGTH ? message.hex(PROGRAM_LENGTH) : ''
  const facts = program === '' ? { 'device-id': neuron } : { 'device-id': neuron, 'product-code': program }
  const module = packet.source === 0 ? `Neuron ${neuron}` : nodeText(packet.source)
  sink.observe({ kind: 'identity', of: senderOf(info), about: '', module, message: said, facts })
}
