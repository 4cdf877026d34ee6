/*
 * TriStation, by which the engineering software of Triconex programs its safety controllers (Tricon, Trident). UDP port
 * 1502, little-endian. There is no public standard: frames, commands and answers are those that the dissectors of Nozomi
 * Networks and of FireEye agree on, written when the TRITON malware had spoken it; the CRC is the one of its ping.
 */
import { crc16Of } from '../kit/crc16.ts'
import type { Cursor } from '../kit/cursor.ts'
import { type Direction, defineDissector, type MessageInfo, type Sink, type Verdict } from '../kit/dissector.ts'
import type { Operation } from '../kit/observation.ts'
import { Operations } from '../kit/operations.ts'
import { Pending } from '../kit/pending.ts'
import {
  COMMAND,
  commandClass,
  describeCode,
  isCommand,
  isMessage,
  isResponse,
  SPACE,
  statusOf,
  TCM,
} from './commands.ts'
import { sayController } from './say-controller.ts'

/** Kind, channel, length of what lies between this and the CRC. */
const HEADER_LENGTH = 4
const CRC_LENGTH = 2
const LENGTH_AT = 2
/** Of a command: direction, connection, command, counter, two bytes nobody knows, sum, length. */
const COMMAND_HEADER = 10
const DIRECTION_AT = HEADER_LENGTH
const CONNECTION_AT = 5
const COMMAND_AT = 6
const ID_AT = HEADER_LENGTH + COMMAND_HEADER
const FROM_CONTROLLER = 1
/** One for each connection, which waits for its answer. */
const MAX_PENDING = 256
const NUMBERS = 0x1_0000
const MAX_MESSAGE = 65_507

interface State {
  readonly operations: Operations
  readonly pending: Pending<Operation>
  readonly said: Map<number, number>
}

export const tristation = defineDissector<State>({
  name: 'tristation',
  title: 'TriStation (Triconex)',
  carriers: [{ over: 'udp', ports: [1502] }],
  depth: {
    decodes: 'connections, commands with what came of them, programs and functions by number',
    identity: 'key switch, run state, project, version of the main processors, communication modules by slot',
    missing: 'points and their values, contents of programs, serial numbers',
  },
  maxMessage: MAX_MESSAGE,

  // Kind, length and CRC.
  probe: (bytes: Cursor): Verdict => (isFrame(bytes) && hasCrc(bytes) ? 'yes' : 'no'),

  directionOf(bytes: Cursor): Direction | undefined {
    const type = bytes.left > 0 ? bytes.peek(0) : 0
    if (type === TCM.ping) return undefined
    if (type === TCM.command)
      return bytes.left > DIRECTION_AT && bytes.peek(DIRECTION_AT) === FROM_CONTROLLER ? 'to-client' : 'to-server'
    return type === TCM.connect || type === TCM.disconnect ? 'to-server' : 'to-client'
  },

  messageLength: (bytes: Cursor) => bytes.left,

  newState: () => ({ operations: new Operations(), pending: new Pending(MAX_PENDING), said: new Map() }),

  dissect(message: Cursor, _info: MessageInfo, state: State, sink: Sink): void {
    if (!isFrame(message) || !hasCrc(message)) {
      sink.operation('event', messageOf(0, state), 0)
      const reason =
        message.left < HEADER_LENGTH + CRC_LENGTH ? 'truncated' : isFrame(message) ? 'bad-checksum' : 'bad-length'
      sink.observe({ kind: 'malformed', reason, offset: Math.min(message.left, LENGTH_AT) })
      return
    }
    const type = message.peek(0)
    if (type !== TCM.command) connection(type, state, sink)
    else if (message.left < HEADER_LENGTH + COMMAND_HEADER + CRC_LENGTH) {
      sink.operation('event', messageOf(type, state), 0)
      sink.observe({ kind: 'malformed', reason: 'truncated', offset: message.left })
    } else if (message.peek(DIRECTION_AT) === FROM_CONTROLLER) response(message, state, sink)
    else command(message, state, sink)
  },

  describe: describeCode,
})

function isFrame(bytes: Cursor): boolean {
  const { view, pos, left } = bytes
  if (left < HEADER_LENGTH + CRC_LENGTH || !isMessage(bytes.peek(0))) return false
  return view.getUint16(pos + LENGTH_AT, true) === left - HEADER_LENGTH - CRC_LENGTH
}

function hasCrc(bytes: Cursor): boolean {
  const length = bytes.left - CRC_LENGTH
  return crc16Of(bytes, length, 0) === bytes.view.getUint16(bytes.pos + length, true)
}

function messageOf(type: number, state: State): Operation {
  const { operations } = state
  const known = operations.find(type)
  if (known !== undefined) return known
  const operationClass = type === 0 ? 'unknown' : type === TCM.ping ? 'discover' : 'session'
  return operations.add(type, operationClass, SPACE.message + type, '', '')
}

/** Of the communication module: what it refuses has a message of its own. */
function connection(type: number, state: State, sink: Sink): void {
  const operation = messageOf(type, state)
  if (type === TCM.ping) {
    sink.operation('event', operation, 0)
    return
  }
  if (type === TCM.connect || type === TCM.disconnect) {
    state.pending.ask(-type, operation)
    sink.operation('request', operation, 0)
    return
  }
  const asked = state.pending.answer(type === TCM.disconnected ? -TCM.disconnect : -TCM.connect)
  const status = type === TCM.connected || type === TCM.disconnected ? 0 : type
  if (asked === undefined) sink.operation('event', operation, status)
  else sink.operation('response', asked, status)
}

function command(message: Cursor, state: State, sink: Sink): void {
  const number = message.peek(COMMAND_AT)
  const operation = commandOf(message, number, state)
  state.pending.ask(message.peek(CONNECTION_AT), operation)
  sink.operation('request', operation, 0)
  if (isCommand(number)) return
  sink.observe({ kind: 'undecoded', reason: 'unknown-function', code: SPACE.command + number })
}

function commandOf(message: Cursor, number: number, state: State): Operation {
  const { operations } = state
  const part = partOf(number)
  const hasId = part !== '' && message.left >= ID_AT + 2 + CRC_LENGTH
  const id = hasId ? message.view.getUint16(message.pos + ID_AT, true) : 0
  const key = (SPACE.command + number) * NUMBERS + id
  const known = operations.find(key)
  if (known !== undefined) return known
  return operations.add(key, commandClass(number), SPACE.command + number, '', hasId ? `${part} ${id}` : '')
}

/** What a command that names something by a number names. */
function partOf(command: number): string {
  if (command === COMMAND.allocateProgram || command === COMMAND.uploadProgram) return 'program'
  return command === COMMAND.allocateFunction || command === COMMAND.uploadFunction ? 'function' : ''
}

function response(message: Cursor, state: State, sink: Sink): void {
  const number = message.peek(COMMAND_AT)
  const asked = state.pending.answer(message.peek(CONNECTION_AT))
  const { operations } = state
  const key = (SPACE.response + number) * NUMBERS
  const own = operations.find(key)
  const operation = asked ?? own ?? operations.add(key, 'unknown', SPACE.response + number, '', '')
  sink.operation('response', operation, statusOf(number))
  if (!isResponse(number))
    sink.observe({ kind: 'undecoded', reason: 'unknown-function', code: SPACE.response + number })
  sayController(message, number, state.said, sink)
}
