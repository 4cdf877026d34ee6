/*
 * MEWTOCOL-COM of Panasonic (Matsushita, NAIS) controllers of the series FP, and of meters and sensors of theirs, over TCP.
 * Text. Sources: "MEWTOCOL Protocol" (ACGM0125), manuals of FP2-CCU, KW8M and KT4H, and open clients, which agree.
 */
import { AskedOperations } from '../kit/asked-operations.ts'
import type { Cursor } from '../kit/cursor.ts'
import { type Direction, defineDissector, type MessageInfo, type Sink, type Verdict } from '../kit/dissector.ts'
import type { Operation } from '../kit/observation.ts'
import { keyOfBytes, Operations } from '../kit/operations.ts'
import { hexAt } from '../kit/text-digits.ts'
import { contactsWritten, pointsOf, sayRead, sayWritten, targetEnd } from './areas.ts'
import { answeredAt, COMMAND, classOf, commandAt, describeCode, isAnswerTo, isKnown, UNKNOWN } from './commands.ts'
import { AND, frameLength, hasMore, isNext, KIND, MAX_FRAME, TEXT, textEnd } from './frame.ts'
import { sayStatus } from './status.ts'

/** A refusal that does not say why is one all the same. */
const REFUSED = 0x1_0000
/** The controller itself, whatever its number is. */
const ITSELF = 0xee
const RUN = 0x52
const PROGRAM = 0x50

class State {
  readonly operations = new Operations()
  /** By station: a controller answers before it is asked again. */
  readonly asked = new AskedOperations()
  readonly said = new Map<number, number>()
  /** What was answered in part. */
  unfinished: Operation | undefined = undefined
}

export const mewtocol = defineDissector<State>({
  name: 'mewtocol',
  title: 'Panasonic MEWTOCOL-COM',
  carriers: [{ over: 'tcp', ports: [9094] }],
  depth: {
    decodes: 'commands by code, contacts and data with their values, answers in parts, errors, check characters',
    identity: 'RT and EX00RT (series, version, mode, error of the self-diagnosis)',
    missing: 'set and elapsed values, what is monitored; MEWTOCOL-DAT and MEWTOCOL7',
  },
  maxMessage: MAX_FRAME,

  /* Header, station and kind, letters of a command or digits of an error, and check characters that are right. */
  probe(bytes: Cursor): Verdict {
    const length = frameLength(bytes)
    if (length <= 0) return length === 0 ? 'need-more' : 'no'
    const end = textEnd(bytes, length)
    if (end === 0) return 'no'
    const kind = bytes.peek(3)
    if (kind === KIND.error) return isError(bytes, end) ? 'yes' : 'no'
    return isKnown(kind === KIND.command ? commandAt(bytes) : answeredAt(bytes)) ? 'yes' : 'no'
  },

  directionOf(bytes: Cursor): Direction | undefined {
    if (frameLength(bytes) <= 0) return undefined
    const kind = bytes.peek(3)
    return kind === KIND.answer || kind === KIND.error ? 'to-client' : 'to-server'
  },

  messageLength: frameLength,

  newState: () => new State(),

  dissect(message: Cursor, _info: MessageInfo, state: State, sink: Sink): void {
    const length = frameLength(message)
    if (length <= 0) {
      sink.observe({ kind: 'malformed', reason: 'truncated', offset: message.left })
      return
    }
    if (isNext(message, length)) {
      askNext(message, state, sink)
      return
    }
    const end = textEnd(message, length)
    if (end === 0) sink.observe({ kind: 'malformed', reason: 'bad-checksum', offset: length - 3 })
    else if (message.peek(3) === KIND.command) request(message, end, state, sink)
    else answer(message, length, end, state, sink)
  },

  describe: describeCode,
})

function request(message: Cursor, end: number, state: State, sink: Sink): void {
  const code = commandAt(message)
  const operation = requested(message, code, end, state.operations)
  state.unfinished = undefined
  state.asked.ask(stationOf(message), operation)
  sink.operation('request', operation, 0)
  sayWritten(message, operation, end, sink)
  if (!isKnown(code)) sink.observe({ kind: 'undecoded', reason: 'unknown-function', code })
}

/** One operation for each station and what it acts on, whatever is written. */
function requested(message: Cursor, code: number, end: number, operations: Operations): Operation {
  const { view, pos } = message
  const key = keyOf(message, code, end)
  const found = operations.find(key)
  if (found !== undefined) return found
  const points = pointsOf(message, code, end)
  const target = code === COMMAND.mode ? modeOf(view.getUint8(pos + TEXT + 2)) : points.map(textOf).join(', ')
  return operations.add(key, classOf(code), code, moduleOf(message), target, points)
}

/** Of contacts that are written the values stand between them: each is hashed by itself. */
function keyOf(message: Cursor, code: number, end: number): number {
  const { view, pos } = message
  const several = contactsWritten(message, code, end)
  if (several === 0) return keyOfBytes(view, pos + 1, pos + targetEnd(code, end), code)
  let key = code
  for (let i = 0; i < several; i++) key = keyOfBytes(view, pos + TEXT + 4 + i * 6, pos + TEXT + 9 + i * 6, key | 0)
  return keyOfBytes(view, pos + 1, pos + TEXT + 4, key | 0)
}

function askNext(message: Cursor, state: State, sink: Sink): void {
  const operation = state.unfinished ?? bare(message, UNKNOWN, state.operations)
  state.unfinished = undefined
  state.asked.ask(stationOf(message), operation)
  sink.operation('request', operation, 0)
}

function answer(message: Cursor, length: number, end: number, state: State, sink: Sink): void {
  const asked = state.asked.answer(stationOf(message))
  if (message.peek(3) === KIND.error) {
    const status = hexAt(message, TEXT, 2)
    sink.operation('response', asked ?? bare(message, UNKNOWN, state.operations), status > 0 ? status : REFUSED)
    return
  }
  const letters = answeredAt(message)
  const fits = asked !== undefined && isAnswerTo(letters, asked.code)
  const operation = fits ? asked : bare(message, letters, state.operations)
  sink.operation('response', operation, 0)
  if (hasMore(message, length, end)) state.unfinished = operation
  else if (fits) {
    sayRead(message, operation, end, sink)
    sayStatus(message, operation, end, state.said, sink)
  }
}

function bare(message: Cursor, code: number, operations: Operations): Operation {
  const key = stationOf(message) * 0x100_0000 + code
  return operations.find(key) ?? operations.add(key, classOf(code), code, moduleOf(message), '')
}

/** Two digits, and '&' where more follows. */
function isError(bytes: Cursor, end: number): boolean {
  const isOfTwo = end === TEXT + 2 || (end === TEXT + 3 && bytes.peek(TEXT + 2) === AND)
  return isOfTwo && hexAt(bytes, TEXT, 2) > 0
}

function stationOf(message: Cursor): number {
  return hexAt(message, 1, 2)
}

/** Stations are counted decimally; 'FF' is all of them. */
function moduleOf(message: Cursor): string {
  const station = stationOf(message)
  return station === ITSELF ? '' : `station ${station.toString(16).toUpperCase()}`
}

function modeOf(letter: number): string {
  if (letter === RUN) return 'run'
  return letter === PROGRAM ? 'program' : ''
}

function textOf({ name, first, count }: { name: string; first: number; count: number }): string {
  if (first < 0) return name
  return count === 1 ? `${name}${first}` : `${name}${first}+${count}`
}
