/*
 * PJL, the Printer Job Language: how a print server asks a printer what it is, and begins a job. Text.
 * HP, Printer Job Language Technical Reference Manual (5021-0380), chapter 2 (syntax), 4 to 6 (jobs, status, variables).
 * TCP port 9100 and its neighbours. What is printed is not looked at: it passes.
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
import { keyOfText } from '../kit/key-of-text.ts'
import type { Operation } from '../kit/observation.ts'
import { Operations } from '../kit/operations.ts'
import { sayFacts } from '../kit/say-facts.ts'
import { classOfCommand, commandCode, describeCommand, ENTER, INFO, showsArgument, USTATUS } from './commands.ts'

/** Universal exit language: ESC, '%-12345X'. */
const EXIT = '\x1b%-12345X'
const PREFIX = '@PJL'
const MAX_LINE = 4096
/** Characters that are kept of a model, and of what a command asks for. */
export const MAX_MODEL = 128
const MAX_ARGUMENT = 32
const LF = 10
const FF = 12
const CR = 13
const TAB = 9

interface State {
  readonly operations: Operations
  /** What is printed begins. */
  prints: boolean
  /** The answer to INFO ID has begun: its next line is the model. */
  modelComes: boolean
}

export const pjl = defineDissector<State>({
  name: 'pjl',
  title: 'PJL (printers)',
  carriers: [{ over: 'tcp', ports: [9100, 9101, 9102] }],
  depth: {
    decodes: 'commands and which of them are answered',
    identity: 'model (INFO ID)',
    missing: 'what is printed, names and users of jobs (on purpose); other answers; several jobs of one connection',
  },
  maxMessage: MAX_LINE,

  probe(bytes: Cursor): Verdict {
    if (bytes.left === 0) return 'need-more'
    const text = bytes.peek(0) === EXIT.charCodeAt(0) ? EXIT : PREFIX
    return begins(bytes, text) ? (bytes.left < text.length ? 'need-more' : 'yes') : 'no'
  },

  /** The printer begins nothing, and ends no language. */
  directionOf: (bytes: Cursor): Direction | undefined =>
    bytes.left > 0 && bytes.peek(0) === EXIT.charCodeAt(0) ? 'to-server' : undefined,

  messageLength,

  newState: () => ({ operations: new Operations(), prints: false, modelComes: false }),

  dissect(message: Cursor, info: MessageInfo, state: State, sink: Sink): void {
    const text = message.text(message.left, 'latin1').replace(/\.*$/, '').trim()
    const isCommand = text.startsWith(PREFIX)
    if (info.direction === 'to-server') {
      if (isCommand) command(text, state, sink)
    } else if (isCommand) answer(text, state, sink)
    else if (state.modelComes && text !== '') sayModel(text, state, sink)
  },

  content: {
    next: (state: State, direction: Direction): number =>
      state.prints && direction === 'to-server' ? Number.POSITIVE_INFINITY : 0,
    look: () => 0,
    dissect: () => {},
  },

  describe: describeCommand,
})

/** A line, the form feed that ends an answer, or the end of a language, which has no line end. */
function messageLength(bytes: Cursor): number {
  const { view, pos, end } = bytes
  if (pos === end) return NEED_MORE
  const first = view.getUint8(pos)
  if (first === FF) return 1
  if (first === EXIT.charCodeAt(0)) {
    if (!begins(bytes, EXIT)) return NOT_A_MESSAGE
    return bytes.left < EXIT.length ? NEED_MORE : EXIT.length
  }
  for (let at = pos; at < end; at++) {
    const each = view.getUint8(at)
    if (each === LF) return at + 1 - pos
    if (each < 0x20 && each !== CR && each !== TAB) return NOT_A_MESSAGE
  }
  return NEED_MORE
}

/** Whether the bytes there are those of the text, as far as they go. */
function begins({ view, pos, end }: Cursor, text: string): boolean {
  for (let i = 0; i < text.length && pos + i < end; i++) {
    if (view.getUint8(pos + i) !== text.charCodeAt(i)) return false
  }
  return true
}

function command(text: string, state: State, sink: Sink): void {
  const operation = operationOf(text, state)
  // '@PJL' alone is an empty line.
  if (operation === undefined) return
  sink.operation('request', operation, 0)
  if (operation.code === ENTER) state.prints = true
}

/** An answer repeats its command; status is also told unasked. */
function answer(text: string, state: State, sink: Sink): void {
  const operation = operationOf(text, state)
  if (operation === undefined) return
  sink.operation(operation.code === USTATUS ? 'event' : 'response', operation, 0)
  state.modelComes = operation.code === INFO && operation.target === 'ID'
}

function sayModel(text: string, state: State, sink: Sink): void {
  state.modelComes = false
  const model = text.replaceAll('"', '').trim().slice(0, MAX_MODEL)
  sayFacts('server', '', 'PJL INFO ID', { model, 'device-type': 'printer' }, sink)
}

function operationOf(text: string, { operations }: State): Operation | undefined {
  const [, verb = '', argument = ''] = text.split(/\s+/, 3)
  if (verb === '') return undefined
  const code = commandCode(verb)
  const target = showsArgument(code) ? argument.slice(0, MAX_ARGUMENT).toUpperCase() : ''
  const key = keyOfText(target, code)
  return operations.find(key) ?? operations.add(key, classOfCommand(code), code, '', target)
}
