/*
 * The protocol of ProConOS, KW-Software's runtime for controllers of many makers, and of MULTIPROG, which programs it; TCP
 * port 20547. There is no public standard: the facts are those that open discovery tools agree on (digitalbond's
 * proconos-info, Greenbone's detection, the module of Metasploit for ILC 39x), and the CRC that all their messages have.
 */
import { AskedOperations } from '../kit/asked-operations.ts'
import type { Cursor } from '../kit/cursor.ts'
import { type Direction, defineDissector, type MessageInfo, type Sink } from '../kit/dissector.ts'
import type { Operation, OperationClass } from '../kit/observation.ts'
import { Operations } from '../kit/operations.ts'
import { SaidOnce } from '../kit/said-once.ts'
import { sayFacts } from '../kit/say-facts.ts'
import { CRC_LENGTH, FIELD, isIntact, isRequest, MAX_MESSAGE, messageLength, probe } from './frame.ts'

const SERVICE = { stop: 0x01, coldStart: 0x04, information: 0x0b, state: 0x0f } as const
const SERVICES: Readonly<Record<number, readonly [name: string, operationClass: OperationClass]>> = {
  [SERVICE.stop]: ['Stop', 'mode'],
  [SERVICE.coldStart]: ['Cold start', 'mode'],
  [SERVICE.information]: ['Get information', 'discover'],
  [SERVICE.state]: ['Get state', 'diagnose'],
}
const MODES: Readonly<Record<number, string>> = { 2: 'run', 4: 'stop' }
/** Of an answer whose request was not seen: it repeats no service. */
const ANSWER = 0x100
/** Places of the texts in an answer, and how many bytes each one has. */
const TEXT = { runtime: [12, 32], type: [44, 32], project: [76, 12], boot: [88, 12], source: [100, 6] } as const
const INFORMATION_LENGTH = 106

interface State {
  readonly operations: Operations
  /** By sequence number. */
  readonly asked: AskedOperations
  readonly said: SaidOnce
}

export const proconos = defineDissector<State>({
  name: 'proconos',
  title: 'ProConOS / MULTIPROG',
  carriers: [{ over: 'tcp', ports: [20547] }],
  depth: {
    decodes: 'requests for information and state, stop and cold start, checksums',
    identity:
      'information: runtime, type of the controller, project, boot project, whether its source is there; state of the CPU',
    missing: 'all other requests (not public)',
  },
  maxMessage: MAX_MESSAGE,

  probe,

  directionOf: (bytes: Cursor): Direction | undefined => {
    if (messageLength(bytes) <= 0) return undefined
    return isRequest(bytes) ? 'to-server' : 'to-client'
  },

  messageLength,

  newState: () => ({ operations: new Operations(), asked: new AskedOperations(), said: new SaidOnce() }),

  dissect(message: Cursor, _info: MessageInfo, state: State, sink: Sink): void {
    const length = messageLength(message)
    if (length <= 0 || message.left < length) {
      sink.observe({ kind: 'malformed', reason: 'truncated', offset: message.left })
      return
    }
    if (!isIntact(message, length)) {
      sink.observe({ kind: 'malformed', reason: 'bad-checksum', offset: length - CRC_LENGTH })
      return
    }
    if (isRequest(message)) request(message, state, sink)
    else answer(message, length, state, sink)
  },

  describe(code: number) {
    if (code === ANSWER) return { function: 'answer', name: 'Answer' }
    const service = `0x${code.toString(16).padStart(2, '0')}`
    return { function: service, name: SERVICES[code]?.[0] ?? `Service ${service}` }
  },
})

function request(message: Cursor, state: State, sink: Sink): void {
  const code = message.peek(FIELD.service)
  const operation = operationOf(code, state.operations)
  state.asked.ask(message.peek(FIELD.sequence), operation)
  sink.operation('request', operation, 0)
  if (SERVICES[code] === undefined) sink.observe({ kind: 'undecoded', reason: 'unknown-function', code })
}

function answer(message: Cursor, length: number, state: State, sink: Sink): void {
  const operation = state.asked.answer(message.peek(FIELD.sequence)) ?? operationOf(ANSWER, state.operations)
  sink.operation('response', operation, 0)
  const end = length - CRC_LENGTH
  const { code } = operation
  if (code === SERVICE.information && end >= INFORMATION_LENGTH) information(message, end, state, sink)
  if (code === SERVICE.state && end > FIELD.data) mode(message, state, sink)
}

function operationOf(code: number, operations: Operations): Operation {
  return operations.find(code) ?? operations.add(code, SERVICES[code]?.[1] ?? 'unknown', code, '', '')
}

function mode(message: Cursor, { said }: State, sink: Sink): void {
  const { view, pos } = message
  const text = MODES[message.peek(FIELD.data)]
  if (text === undefined || !said.isNew(SERVICE.state, view, pos + FIELD.data, pos + FIELD.data + 1)) return
  sayFacts('server', '', 'Get state', { mode: text }, sink)
}

function information(message: Cursor, end: number, { said }: State, sink: Sink): void {
  const { view, pos } = message
  if (!said.isNew(SERVICE.information, view, pos + FIELD.data, pos + end)) return
  const text = ([at, length]: readonly [number, number]) => {
    message.pos = pos + at
    return message.text(length).trim()
  }
  const [boot, source] = [text(TEXT.boot), text(TEXT.source)]
  const told = [boot === '' ? '' : `boot project ${boot}`, source === '' ? '' : `project source code: ${source}`]
  const facts = {
    software: text(TEXT.runtime),
    model: text(TEXT.type),
    project: text(TEXT.project),
    description: told.filter((each) => each !== '').join(', '),
  }
  message.pos = pos
  sayFacts('server', '', 'Get information', facts, sink)
}
