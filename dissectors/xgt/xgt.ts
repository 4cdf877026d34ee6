/*
 * XGT dedicated protocol of LS Electric (LSIS, LG) over Ethernet: XGK, XGI, XGR and XGB controllers. TCP port 2004, UDP
 * port 2005; little-endian. Sources: manuals of the modules XGL-EFMT and XGL-EFMTB (chapters "Dedicated communication" and
 * "Server service"), and open clients, which agree.
 */
import { AskedOperations } from '../kit/asked-operations.ts'
import type { Cursor } from '../kit/cursor.ts'
import { type Direction, defineDissector, type MessageInfo, type Sink, type Verdict } from '../kit/dissector.ts'
import type { Operation } from '../kit/observation.ts'
import { keyOfBytes, Operations } from '../kit/operations.ts'
import {
  beginsLikeHeader,
  FIELD,
  HEADER_LENGTH,
  isSumRight,
  LEAST_BODY,
  MAX_MESSAGE,
  messageLength,
  SOURCE,
  u16At,
} from './header.ts'
import { sayHeader, sayStatus } from './identity.ts'
import { classOf, codeOf, describeCode, INSTRUCTION, instructionOf, isKnown, isRun } from './instructions.ts'
import { namesEnd, namesOf, runPoints, sayRead, sayWritten, variablePoints } from './variables.ts'

const ERROR_AT = HEADER_LENGTH + 6
/** A refusal that does not say why is one all the same. */
const REFUSED = 0x1_0000

interface State {
  readonly operations: Operations
  /** By instruction and number of the exchange, which many clients never change. */
  readonly asked: AskedOperations
  readonly said: Map<number, number>
}

export const xgt = defineDissector<State>({
  name: 'xgt',
  title: 'LS Electric XGT FEnet',
  carriers: [
    { over: 'tcp', ports: [2004] },
    { over: 'udp', ports: [2005] },
  ],
  depth: {
    decodes: 'reads and writes of variables and of runs of bytes with their values, status, refusals',
    identity: 'header of answers (series, kind of CPU, run or stop, fault), status (firmware)',
    missing: 'what programming software says, which has no public description',
  },
  maxMessage: MAX_MESSAGE,

  /* 80 bits of company, 8 of who sends, a length that the instruction fits. */
  probe(bytes: Cursor): Verdict {
    if (!beginsLikeHeader(bytes)) return 'no'
    if (bytes.left < HEADER_LENGTH) return 'need-more'
    return messageLength(bytes) > 0 ? 'yes' : 'no'
  },

  directionOf(bytes: Cursor): Direction | undefined {
    if (messageLength(bytes) <= 0) return undefined
    return bytes.peek(FIELD.source) === SOURCE.client ? 'to-server' : 'to-client'
  },

  messageLength,

  newState: () => ({ operations: new Operations(), asked: new AskedOperations(), said: new Map() }),

  dissect(message: Cursor, _info: MessageInfo, state: State, sink: Sink): void {
    const length = messageLength(message)
    if (length <= 0 || message.left < length) {
      sink.observe({ kind: 'malformed', reason: 'truncated', offset: message.left })
      return
    }
    if (!isSumRight(message)) sink.observe({ kind: 'malformed', reason: 'bad-checksum', offset: FIELD.sum })
    if (message.peek(FIELD.source) === SOURCE.client) request(message, state, sink)
    else answer(message, state, sink)
  },

  describe: describeCode,
})

function request(message: Cursor, state: State, sink: Sink): void {
  const instruction = u16At(message, HEADER_LENGTH)
  const type = u16At(message, HEADER_LENGTH + 2)
  const code = codeOf(instruction, type)
  const acts = instruction === INSTRUCTION.read || instruction === INSTRUCTION.write
  const end = acts ? namesEnd(message) : 0
  const operation = requested(message, code, end, state.operations)
  state.asked.ask(referenceOf(message, instruction), operation)
  sink.operation('request', operation, 0)
  if (!isKnown(code, type)) sink.observe({ kind: 'undecoded', reason: 'unknown-function', code })
  else if (acts && end === 0)
    sink.observe({ kind: 'malformed', reason: 'bad-length', offset: HEADER_LENGTH + LEAST_BODY })
  else if (instruction === INSTRUCTION.write) sayWritten(message, end, isRun(code), operation, sink)
}

/** One operation for what is acted on, whatever is written. `end`: where the names do; 0 where there are none. */
function requested(message: Cursor, code: number, end: number, operations: Operations): Operation {
  const { view, pos } = message
  const isCounted = isRun(code) && end > 0
  const to = end === 0 ? HEADER_LENGTH + 4 : Math.min(message.left, isCounted ? end + 2 : end)
  const key = keyOfBytes(view, pos + HEADER_LENGTH, pos + to, code)
  const found = operations.find(key)
  if (found !== undefined) return found
  const names = end === 0 ? [] : namesOf(message)
  const writes = instructionOf(code) === INSTRUCTION.write
  if (!isCounted) return operations.add(key, classOf(code), code, '', names.join(', '), variablePoints(names, writes))
  const count = u16At(message, end)
  const name = names[0] as string
  return operations.add(key, classOf(code), code, '', `${name}+${count}`, runPoints(name, count, writes))
}

function answer(message: Cursor, state: State, sink: Sink): void {
  const instruction = u16At(message, HEADER_LENGTH) - 1
  const asked = state.asked.answer(referenceOf(message, instruction))
  const operation = asked ?? unasked(message, instruction, state.operations)
  const status = statusOf(message)
  sink.operation('response', operation, status)
  sayHeader(message, state.said, sink)
  if (status !== 0) return
  if (instruction === INSTRUCTION.status) sayStatus(message, state.said, sink)
  else if (instruction === INSTRUCTION.read) sayRead(message, isRun(operation.code), operation, sink)
}

/** An error is 0 when there is none, and else followed by its number, of one byte or two. */
function statusOf(message: Cursor): number {
  const { left } = message
  if (left < ERROR_AT + 2 || u16At(message, ERROR_AT) === 0) return 0
  const hasWord = left >= ERROR_AT + 4
  const code = hasWord ? u16At(message, ERROR_AT + 2) : left > ERROR_AT + 2 ? message.peek(ERROR_AT + 2) : 0
  return code === 0 ? REFUSED : code
}

function unasked(message: Cursor, instruction: number, operations: Operations): Operation {
  const code = codeOf(Math.max(0, instruction), u16At(message, HEADER_LENGTH + 2))
  return operations.find(code) ?? operations.add(code, classOf(code), code, '', '')
}

function referenceOf(message: Cursor, instruction: number): number {
  return u16At(message, FIELD.exchange) | ((instruction & 0x7fff) << 16)
}
