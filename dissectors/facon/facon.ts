/*
 * FACON, the protocol of Fatek controllers (FBs, B1), over TCP and UDP. Text. Sources: "FATEK Communication Protocol" (manual
 * of the FBs, appendix 2), and the open client jfatek, whose tests have frames of every command.
 */
import { AskedOperations } from '../kit/asked-operations.ts'
import type { Cursor } from '../kit/cursor.ts'
import { type Direction, defineDissector, type MessageInfo, type Sink, type Verdict } from '../kit/dissector.ts'
import type { Operation } from '../kit/observation.ts'
import { keyOfBytes, Operations } from '../kit/operations.ts'
import { hexAt } from '../kit/text-digits.ts'
import { COMMAND, classOf, codeOf, commandOfCode, describeCode, isKnown } from './commands.ts'
import { commandOf, DATA, dataEnd, frameLength, MAX_FRAME, stationOf } from './frame.ts'
import { mixedKey, namesRegister, pointsOf, sayRead, sayWritten, targetEnd, targetOf } from './registers.ts'
import { sayStatus } from './status.ts'

const RUN = 0x31
const STOP = 0x30

interface State {
  readonly operations: Operations
  /** By station: a controller answers before it is asked again. */
  readonly asked: AskedOperations
  readonly said: Map<number, number>
}

export const facon = defineDissector<State>({
  name: 'facon',
  title: 'Fatek FACON',
  // UDP port 500 is that of IKE: there it is known by content.
  carriers: [
    { over: 'tcp', ports: [500] },
    { over: 'udp', ports: [] },
  ],
  depth: {
    decodes: 'run and stop, discretes and registers with their values, what is disabled, errors, checksums',
    identity: 'system status (run or stop, faults)',
    missing: 'commands that no open source describes, programs among them',
  },
  maxMessage: MAX_FRAME,

  /* STX, four hexadecimal digits, a known command with data of its shape, the sum of all, ETX. */
  probe(bytes: Cursor): Verdict {
    const length = frameLength(bytes)
    if (length <= 0) return length === 0 ? 'need-more' : 'no'
    const end = dataEnd(bytes, length)
    return end > 0 && (looksAsked(bytes, end) || looksAnswered(bytes, end)) ? 'yes' : 'no'
  },

  directionOf(bytes: Cursor): Direction | undefined {
    const length = frameLength(bytes)
    const end = length > 0 ? dataEnd(bytes, length) : 0
    if (end === 0) return undefined
    const isRequest = looksAsked(bytes, end)
    if (isRequest === looksAnswered(bytes, end)) return undefined
    return isRequest ? 'to-server' : 'to-client'
  },

  messageLength: frameLength,

  newState: () => ({ operations: new Operations(), asked: new AskedOperations(), said: new Map() }),

  dissect(message: Cursor, { direction }: MessageInfo, state: State, sink: Sink): void {
    const length = frameLength(message)
    if (length <= 0) {
      sink.observe({ kind: 'malformed', reason: 'truncated', offset: message.left })
      return
    }
    const end = dataEnd(message, length)
    if (end === 0) sink.observe({ kind: 'malformed', reason: 'bad-checksum', offset: length - 3 })
    else if (direction === 'to-server') request(message, end, state, sink)
    else answer(message, end, state, sink)
  },

  describe: describeCode,
})

/** Whether the data are those of a request. */
function looksAsked(frame: Cursor, end: number): boolean {
  const command = commandOf(frame)
  const length = end - DATA
  switch (command) {
    case COMMAND.status:
      return length === 0
    case COMMAND.control:
      return length === 1 && (frame.peek(DATA) === RUN || frame.peek(DATA) === STOP)
    case COMMAND.loop:
      return length > 0
    default:
      return (
        isKnown(codeOf(command, partOf(frame, end))) && hexAt(frame, DATA, 1) >= 0 && namesRegister(frame, command, end)
      )
  }
}

/** Whether the data are an error, which is 0 where there is none, and what the command answers. */
function looksAnswered(frame: Cursor, end: number): boolean {
  const command = commandOf(frame)
  const length = end - DATA - 1
  const error = length < 0 ? -1 : hexAt(frame, DATA, 1)
  if (error < 0) return false
  switch (command) {
    case COMMAND.status:
      return length === 0 || (error === 0 && length === 6 && hexAt(frame, DATA + 1, length) >= 0)
    case COMMAND.control:
    case COMMAND.discrete:
    case COMMAND.writeDiscretes:
    case COMMAND.writeRegisters:
    case COMMAND.writeMixed:
      return length === 0
    case COMMAND.readEnabled:
    case COMMAND.readDiscretes:
      return length === 0 || (error === 0 && areDigits(frame, DATA + 1, end, 1))
    case COMMAND.readRegisters:
    case COMMAND.readMixed:
      return length === 0 || (error === 0 && areDigits(frame, DATA + 1, end, 15))
    default:
      return command === COMMAND.loop
  }
}

/** Whether there are only hexadecimal digits, none above `most`. */
function areDigits(frame: Cursor, from: number, end: number, most: number): boolean {
  for (let at = from; at < end; at++) {
    const digit = hexAt(frame, at, 1)
    if (digit < 0 || digit > most) return false
  }
  return true
}

function request(message: Cursor, end: number, state: State, sink: Sink): void {
  const code = codeOf(commandOf(message), partOf(message, end))
  const operation = requested(message, code, end, state.operations)
  state.asked.ask(stationOf(message), operation)
  sink.operation('request', operation, 0)
  sayWritten(message, operation, end, sink)
  if (!isKnown(code)) sink.observe({ kind: 'undecoded', reason: 'unknown-function', code })
}

/** One operation for each station and what it acts on, whatever is written. */
function requested(message: Cursor, code: number, end: number, operations: Operations): Operation {
  const { view, pos } = message
  const station = stationOf(message)
  const to = code === COMMAND.loop ? DATA : targetEnd(message, code, end)
  const key =
    code === COMMAND.writeMixed
      ? mixedKey(message, end, station * 0x1000 + code)
      : keyOfBytes(view, pos + 1, pos + to, code)
  const found = operations.find(key)
  if (found !== undefined) return found
  const target = code === COMMAND.control ? modeOf(message, end) : targetOf(message, code, end)
  return operations.add(key, classOf(code), code, moduleOf(station), target, pointsOf(message, code, end))
}

function answer(message: Cursor, end: number, state: State, sink: Sink): void {
  const station = stationOf(message)
  const command = commandOf(message)
  const asked = state.asked.answer(station)
  const fits = asked !== undefined && commandOfCode(asked.code) === command
  const operation = fits ? asked : bare(station, command, state.operations)
  const status = command === COMMAND.loop || end === DATA ? 0 : Math.max(0, hexAt(message, DATA, 1))
  sink.operation('response', operation, status)
  if (!fits || status !== 0) return
  sayRead(message, operation, end, sink)
  sayStatus(message, operation, end, state.said, sink)
}

function bare(station: number, command: number, operations: Operations): Operation {
  const key = station * 0x100 + command
  return operations.find(key) ?? operations.add(key, classOf(command), command, moduleOf(station), '')
}

/** What is done to one discrete: the first digit. */
function partOf(frame: Cursor, end: number): number {
  return end > DATA ? Math.max(0, hexAt(frame, DATA, 1)) : 0
}

function moduleOf(station: number): string {
  return `station ${station}`
}

function modeOf(message: Cursor, end: number): string {
  const digit = end > DATA ? message.peek(DATA) : 0
  if (digit === RUN) return 'run'
  return digit === STOP ? 'stop' : ''
}
