/*
 * Host link ("upper link") of Keyence KV controllers, over TCP and UDP. Text. The manuals are given to customers only; sources
 * are open clients, which agree, among them ones that have been tried on KV-7500, KV-8000 and KV-X.
 */
import type { Cursor } from '../kit/cursor.ts'
import { type Direction, defineDissector, type MessageInfo, type Sink, type Verdict } from '../kit/dissector.ts'
import type { Operation } from '../kit/observation.ts'
import { keyOfBytes, Operations } from '../kit/operations.ts'
import { probeEach } from '../kit/probe-each.ts'
import { textEnd } from '../kit/text-line.ts'
import { isOk, sayAnswer, sayValues, statusOf } from './answers.ts'
import { commandOf, describeCode, isBegun, UNKNOWN } from './commands.ts'
import { devicePoints } from './devices.ts'
import { lineLength, MAX_LINE, Request } from './line.ts'

/** Requests that may wait for their answers at the same time. */
export const MAX_WAITING = 64
const UNSEEN = UNKNOWN + 1
const line = new Request()

class State {
  readonly operations = new Operations()
  readonly waiting: Operation[] = []
  readonly said = new Map<number, number>()
}

export const kvHostlink = defineDissector<State>({
  name: 'kv-hostlink',
  title: 'Keyence KV host link',
  carriers: [
    { over: 'tcp', ports: [8501] },
    { over: 'udp', ports: [8501] },
  ],
  depth: {
    decodes: 'commands by device with their values, mode, clock, errors',
    identity: '?K (model), ?M (mode), ?E (error)',
    missing: 'buffers of expansion units, what is monitored; conversations of short commands alone (M0, M1)',
  },
  maxMessage: MAX_LINE,

  /* A line that is a known command with a device of a known type, its number, and as many values as it says. */
  probe(bytes: Cursor): Verdict {
    return probeEach(bytes, lineLength, probeLine)
  },

  directionOf(bytes: Cursor): Direction | undefined {
    return lineLength(bytes) > 1 && line.read(bytes).isWhole ? 'to-server' : undefined
  },

  messageLength: lineLength,

  newState: () => new State(),

  dissect(message: Cursor, { direction, afterGap }: MessageInfo, state: State, sink: Sink): void {
    if (afterGap) state.waiting.length = 0
    const { view, pos, end } = message
    if (textEnd(view, pos, end) === pos) return
    if (direction === 'to-server') request(message, state, sink)
    else answer(message, state, sink)
  },

  describe: describeCode,
})

/** Of a command without operands more is waited for: three characters are too few. */
function probeLine(bytes: Cursor, length: number): Verdict {
  if (length < 0) return 'no'
  if (length === 0) return isBegun(bytes, bytes.end) ? 'need-more' : 'no'
  if (length === 1) return 'need-more'
  const { isWhole, isTelling } = line.read(bytes)
  if (!isWhole) return 'no'
  return isTelling ? 'yes' : 'need-more'
}

function request(message: Cursor, state: State, sink: Sink): void {
  line.read(message)
  const operation = requested(message, state.operations)
  if (state.waiting.length === MAX_WAITING) state.waiting.shift()
  state.waiting.push(operation)
  sink.operation('request', operation, 0)
  if (!line.isWhole) sink.observe({ kind: 'undecoded', reason: 'unknown-function', code: line.code })
  else sayWritten(message, operation, sink)
}

/** One operation for each command and device, whatever is written. */
function requested({ view, pos }: Cursor, operations: Operations): Operation {
  const { code, deviceFrom, deviceTo, targetEnd } = line
  const key = keyOfBytes(view, pos, targetEnd, code)
  const found = operations.find(key)
  if (found !== undefined) return found
  const known = commandOf(code)
  const device = text(view, deviceFrom, deviceTo).toUpperCase()
  const count = known?.operands === 'run' ? line.count : 1
  const target = known?.operands === 'run' ? `${device}+${count}` : device
  const isPoint = known?.operands === 'device' || known?.operands === 'run'
  const points = isPoint && known.text !== 'RDC' ? devicePoints(device, count, known.class === 'write') : []
  if (known?.class === 'mode') return operations.add(key, 'mode', code, '', known.text === 'M1' ? 'run' : 'program')
  return operations.add(key, known?.class ?? 'unknown', code, '', target, points)
}

/** What a write sets: it is taken to be granted. */
function sayWritten({ view, pos, end }: Cursor, operation: Operation, sink: Sink): void {
  const known = commandOf(operation.code)
  if (known?.class !== 'write') return
  const [run] = operation.points
  if (known.sets === undefined) sayValues(view, line.targetEnd, textEnd(view, pos, end), operation, sink)
  else if (run !== undefined && sink.wantsValues(operation)) {
    for (let i = 0; i < run.count; i++) {
      sink.value(operation, run.name, run.first < 0 ? -1 : run.first + i, known.sets)
    }
  }
}

/** Answers come in the order of their requests. */
function answer(message: Cursor, state: State, sink: Sink): void {
  const operation = state.waiting.shift()
  const status = statusOf(message)
  sink.operation('response', operation ?? unseen(state.operations), status)
  if (operation === undefined || status !== 0 || isOk(message)) return
  const { view, pos, end } = message
  sayAnswer(message, operation, state.said, sink)
  if (operation.class === 'read') sayValues(view, pos, textEnd(view, pos, end), operation, sink)
}

function unseen(operations: Operations): Operation {
  return operations.find(UNSEEN) ?? operations.add(UNSEEN, 'unknown', UNSEEN, '', '')
}

function text(view: DataView, from: number, to: number): string {
  let value = ''
  for (let at = from; at < to; at++) value += String.fromCharCode(view.getUint8(at))
  return value
}
