/*
 * SCPI on a raw connection, by which test and measuring instruments are asked and set. Text.
 * SCPI-99 (headers), IEEE 488.2 (messages, common commands); TCP port 5025.
 */
import type { Cursor } from '../kit/cursor.ts'
import { type Direction, defineDissector, type MessageInfo, type Sink } from '../kit/dissector.ts'
import type { Operation } from '../kit/observation.ts'
import { Operations } from '../kit/operations.ts'
import { PASSED_REST, RestOfMessage } from '../kit/rest-of-message.ts'
import { sayInstrument, sayPassword } from './instrument-identity.ts'
import { blockLength, directionOfLine, lengthOfMessage, MAX_LINE, probeLine } from './line-shape.ts'
import { asksIdentity, ProgramMessage } from './program-message.ts'

/** Queries that may wait for their answers at the same time. */
export const MAX_WAITING = 64
const CODE = { query: 1, command: 2, unseen: 3 } as const
const NAMES: Readonly<Record<number, readonly [text: string, name: string]>> = {
  [CODE.query]: ['query', 'Query'],
  [CODE.command]: ['command', 'Command'],
  [CODE.unseen]: ['answer', 'Answer to a query that was not seen'],
}
const program = new ProgramMessage()

class ScpiState {
  readonly operations = new Operations()
  readonly rest = new RestOfMessage()
  readonly waiting: Operation[] = []
  targets = 0
  /** What comes next is the end of a message with a block in it. */
  readonly isInside: Record<Direction, boolean> = { 'to-server': false, 'to-client': false }
}

export const scpi = defineDissector<ScpiState>({
  name: 'scpi',
  title: 'SCPI (test instruments)',
  carriers: [{ over: 'tcp', ports: [5025] }],
  depth: {
    decodes: 'commands and queries by header, with which of them are answered',
    identity: 'answers to *IDN? (maker, model, serial, firmware)',
    missing: 'parameters and answers (on purpose); whether a command was taken, which instruments do not say',
  },
  maxMessage: MAX_LINE,

  probe: probeLine,

  directionOf: directionOfLine,

  messageLength: lengthOfMessage,

  newState: () => new ScpiState(),

  dissect(message: Cursor, info: MessageInfo, state: ScpiState, sink: Sink): void {
    const { direction, afterGap } = info
    if (afterGap) {
      state.waiting.length = 0
      state.isInside[direction] = false
    }
    const block = blockLength(message)
    if (block > 0) state.rest.expect(direction, block)
    const isRest = state.isInside[direction]
    state.isInside[direction] = block >= 0
    if (isRest || isEmpty(message)) return
    if (direction === 'to-server') dissectProgram(message, state, sink)
    else dissectAnswer(message, state, sink)
  },

  content: PASSED_REST,

  describe(code: number) {
    const [text, name] = NAMES[code] ?? ['?', 'Message']
    return { function: text, name }
  },
})

function dissectProgram({ view, pos, end }: Cursor, state: ScpiState, sink: Sink): void {
  program.read(view, pos, end)
  const { isQuery } = program
  const before = state.targets
  const operation = program.operationOf(view, isQuery ? CODE.query : CODE.command, '', state)
  if (state.targets > before) sayPassword(operation.target, sink)
  sink.operation(isQuery ? 'request' : 'order', operation, 0)
  if (program.count === 0) sink.observe({ kind: 'undecoded', reason: 'unsupported', code: CODE.command })
  if (!isQuery) return
  if (state.waiting.length === MAX_WAITING) state.waiting.shift()
  state.waiting.push(operation)
}

/** Answers come in the order of their queries, one line for each message. */
function dissectAnswer(message: Cursor, state: ScpiState, sink: Sink): void {
  const asked = state.waiting.shift()
  sink.operation('response', asked ?? unseen(state), 0)
  if (asked !== undefined && asksIdentity(asked)) sayInstrument(message, '', sink)
}

function unseen({ operations }: ScpiState): Operation {
  return operations.find(CODE.unseen) ?? operations.add(CODE.unseen, 'unknown', CODE.unseen, '', '')
}

function isEmpty({ view, pos, end }: Cursor): boolean {
  for (let at = pos; at < end; at++) if (view.getUint8(at) > 0x20) return false
  return true
}
