/*
 * MELSOFT, what GX Works and GOT speak with a controller (TCP 5007 and 5562, UDP 5006 and 5560). There is no public
 * manual. From the public dissector of Nozomi Networks (Black Hat MEA 2023), from plcscan's, and from captures: a header
 * of 21 bytes whose last two are the length of the rest, low byte first; a command header that says its own length, with
 * the status in an answer; the command (high byte first), a reference, a length, data. What is not known of it is
 * counted as undecoded.
 */
import type { Cursor } from '../kit/cursor.ts'
import type { Direction, Sink } from '../kit/dissector.ts'
import { isNews } from '../kit/is-news.ts'
import type { Operation, Side } from '../kit/observation.ts'
import { keyOfBytes } from '../kit/operations.ts'
import { CONNECT_SPACE, classOfCode, MELSOFT_SPACE } from './command-codes.ts'
import type { MelsecState } from './melsec-state.ts'
import { ANY_LENGTH } from './outstanding.ts'

const REQUEST = 0x57
const ANSWER = 0xd7
const CONNECT = 0x5a
const CONNECTED = 0xda
const HEADER_LENGTH = 21
const LENGTH_AT = 19
/** What every header has in its fifth and sixth byte. */
const MARK_AT = 5
const MARK = 0x1111
/** Kind, a byte, length of what follows. */
const COMMAND_HEADER_AT = 21
const COMMAND_REQUEST = 0x1c
const COMMAND_ANSWER = 0x9c
const STATUS_AT = 25
/** Command, reference, length of the data. */
const COMMAND_LENGTH = 6
const MAX_COMMAND_HEADER = 64
const MAX_MELSOFT = 0x4000
const CONNECT_LENGTH = 4
const FILES = 0x18
const READ_CPU_TYPE = 0x0101
const OPEN_INITIAL = 0x0121
const MODEL_LENGTH = 16
const KEY_SPACE = 0x1c_0000_0000_0000
/** '$M' in UTF-16: what the paths of projects begin with. */
const PATH_START = 0x2400_4d00
const MAX_PATH = 512
const PATH_WITHIN = 48

export function isMelsoft(bytes: Cursor): boolean {
  const first = bytes.peek(0)
  return (first === REQUEST || first === ANSWER) && (bytes.left < 2 || bytes.peek(1) <= 1)
}

export function isConnect(bytes: Cursor): boolean {
  const first = bytes.peek(0)
  return (first === CONNECT || first === CONNECTED) && bytes.left >= CONNECT_LENGTH && bytes.peek16(1) === 0
}

/** Whether a datagram is one of those by which a programming tool finds a controller. */
export function isWholeConnect(bytes: Cursor): boolean {
  if (!isConnect(bytes)) return false
  if (bytes.peek(0) === CONNECT) return bytes.left === CONNECT_LENGTH
  return bytes.left === CONNECT_LENGTH + 10 || bytes.left === CONNECT_LENGTH + 24
}

/** Length of the message at the cursor, 0 when more bytes are needed, -1 when it is none. */
export function melsoftLength(bytes: Cursor): number {
  if (bytes.left > MARK_AT + 1 && bytes.peek16(MARK_AT) !== MARK) return -1
  if (bytes.left < HEADER_LENGTH) return 0
  const length = bytes.peek(LENGTH_AT) + bytes.peek(LENGTH_AT + 1) * 256
  return length >= 3 + COMMAND_LENGTH && length <= MAX_MELSOFT - HEADER_LENGTH ? HEADER_LENGTH + length : -1
}

/** The command header must be that of its direction, and fit. */
export function hasCommandHeader(bytes: Cursor): boolean {
  if (bytes.left < COMMAND_HEADER_AT + 3) return false
  const kind = bytes.peek(0) === REQUEST ? COMMAND_REQUEST : COMMAND_ANSWER
  return bytes.peek(COMMAND_HEADER_AT) === kind && bytes.peek(COMMAND_HEADER_AT + 2) <= MAX_COMMAND_HEADER
}

export function isMelsoftAnswer(bytes: Cursor): boolean {
  const first = bytes.peek(0)
  return first === ANSWER || first === CONNECTED
}

/** Reads one datagram by which a programming tool finds a controller. */
export function dissectConnect(message: Cursor, state: MelsecState, sink: Sink): void {
  const code = CONNECT_SPACE + message.peek(3)
  const operation = bare(code, state)
  if (message.peek(0) === CONNECT) {
    state.outstanding.ask(code, operation, ANY_LENGTH)
    sink.operation('request', operation, 0)
    return
  }
  sink.operation('response', state.outstanding.answer(code, ANY_LENGTH) ?? operation, 0)
}

/** Reads one message; the cursor spans it. */
export function dissectMelsoft(message: Cursor, direction: Direction, state: MelsecState, sink: Sink): void {
  const commandAt = hasCommandHeader(message) ? COMMAND_HEADER_AT + 2 + message.peek(COMMAND_HEADER_AT + 2) : 0
  if (commandAt === 0 || message.left < commandAt + 4) {
    sink.observe({ kind: 'malformed', reason: 'bad-length', offset: Math.min(message.left, COMMAND_HEADER_AT) })
    return
  }
  const command = message.peek16(commandAt)
  const id = MELSOFT_SPACE * 0x1_0000 + message.peek16(commandAt + 2)
  const code = MELSOFT_SPACE + command
  if (message.peek(0) === REQUEST) {
    const operation = requestedOperation(message, command, commandAt, state)
    state.outstanding.ask(id, operation, ANY_LENGTH)
    sink.operation('request', operation, 0)
  } else {
    const status = message.peek(STATUS_AT) + message.peek(STATUS_AT + 1) * 256
    sink.operation('response', state.outstanding.answer(id, ANY_LENGTH) ?? bare(code, state), status)
    if (status === 0) observeModel(message, command, commandAt, direction, state, sink)
  }
  if (classOfCode(code) === 'unknown') sink.observe({ kind: 'undecoded', reason: 'unsupported', code })
}

function requestedOperation(message: Cursor, command: number, commandAt: number, state: MelsecState): Operation {
  const code = MELSOFT_SPACE + command
  if (command >> 8 !== FILES) return bare(code, state)
  const from = message.pos + Math.min(commandAt + 4, message.left)
  const key = keyOfBytes(message.view, from, message.end, code)
  const { operations } = state
  return operations.find(key) ?? operations.add(key, classOfCode(code), code, '', pathIn(message, commandAt + 4))
}

/** The path of a file, in UTF-16 with its length before it; '' when there is none. */
function pathIn(message: Cursor, from: number): string {
  for (let at = from + 2; at + 4 <= message.left && at < from + PATH_WITHIN; at++) {
    if (message.peek16(at) * 0x1_0000 + message.peek16(at + 2) !== PATH_START) continue
    const length = message.peek(at - 2) + message.peek(at - 1) * 256
    const { pos } = message
    message.pos = pos + at
    const text = message.text(Math.min(length, MAX_PATH, message.left), 'utf16le')
    message.pos = pos
    return text
  }
  return ''
}

function bare(code: number, { operations }: MelsecState): Operation {
  const key = KEY_SPACE + code
  return operations.find(key) ?? operations.add(key, classOfCode(code), code, '', '')
}

/** The answers to the first command of a session name the model, in sixteen characters. */
function observeModel(
  message: Cursor,
  command: number,
  commandAt: number,
  direction: Direction,
  state: MelsecState,
  sink: Sink,
): void {
  const at = message.pos + commandAt + COMMAND_LENGTH
  const isModel = command === OPEN_INITIAL || command === READ_CPU_TYPE
  if (!isModel || at + MODEL_LENGTH > message.end) return
  if (!isNews(state.said, MELSOFT_SPACE, message.view, at, at + MODEL_LENGTH)) return
  const { pos } = message
  message.pos = at
  const model = message.text(MODEL_LENGTH).trim()
  message.pos = pos
  if (model === '') return
  const of: Side = direction === 'to-server' ? 'client' : 'server'
  const name = command === OPEN_INITIAL ? 'Open Initial' : 'Read CPU Type'
  const facts = { vendor: 'Mitsubishi Electric', model }
  sink.observe({ kind: 'identity', of, about: '', module: '', message: `MELSOFT ${name}`, facts })
}
