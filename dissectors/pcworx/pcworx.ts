/*
 * PC Worx, by which Phoenix Contact's engineering software speaks to controllers of the ILC and AXC series, TCP port 1962.
 * There is no public standard: the facts are those that open discovery tools agree on (digitalbond's pcworx-info, the module
 * of Metasploit for these controllers) and answers that real controllers have given them.
 */
import { AskedOperations } from '../kit/asked-operations.ts'
import type { Cursor } from '../kit/cursor.ts'
import { type Direction, defineDissector, type MessageInfo, type Sink } from '../kit/dissector.ts'
import type { Operation, OperationClass } from '../kit/observation.ts'
import { Operations } from '../kit/operations.ts'
import { SaidOnce } from '../kit/said-once.ts'
import { sayFacts } from '../kit/say-facts.ts'
import { FIELD, isAnswer, isFetched, isSent, MAX_MESSAGE, messageLength, probe, SERVICE } from './frame.ts'

const INFORMATION = 0x0295
/** An answer within has the code of its request with the highest bit set. */
const ANSWERED_INFORMATION = 0x8295
/** The code of an operation: the service, and the request that is sent by it. */
const INNER = 0x100
const SERVICES: Readonly<Record<number, readonly [name: string, operationClass: OperationClass]>> = {
  [SERVICE.open]: ['Open session', 'session'],
  [SERVICE.close]: ['Close session', 'session'],
  [SERVICE.fetch]: ['Fetch answer', 'session'],
  [SERVICE.send + INFORMATION * INNER]: ['Get device information', 'discover'],
}
/** Places of the texts in an answer, and the most that each one has. */
const TEXT = { type: [30, 36], firmware: [66, 13], date: [79, 12], time: [91, 9], order: [152, 12] } as const

interface State {
  readonly operations: Operations
  /** By sequence number. */
  readonly asked: AskedOperations
  readonly said: SaidOnce
}

export const pcworx = defineDissector<State>({
  name: 'pcworx',
  title: 'Phoenix Contact PC Worx',
  carriers: [{ over: 'tcp', ports: [1962] }],
  depth: {
    decodes: 'sessions, the request for device information and its answer',
    identity: 'device information: type, order number, firmware, date and time of its build',
    missing: 'all other requests (not public), the services on TCP 41100',
  },
  maxMessage: MAX_MESSAGE,

  probe,

  directionOf: (bytes: Cursor): Direction | undefined => {
    if (messageLength(bytes) <= 0) return undefined
    return isAnswer(bytes) ? 'to-client' : 'to-server'
  },

  messageLength,

  newState: () => ({ operations: new Operations(), asked: new AskedOperations(), said: new SaidOnce() }),

  dissect(message: Cursor, _info: MessageInfo, state: State, sink: Sink): void {
    const length = messageLength(message)
    if (length <= 0 || message.left < length) {
      sink.observe({ kind: 'malformed', reason: 'truncated', offset: message.left })
      return
    }
    if (isAnswer(message)) answer(message, length, state, sink)
    else request(message, length, state, sink)
  },

  describe(code: number) {
    const inner = Math.floor(code / INNER)
    const service = hex(code % INNER, 2)
    const name = SERVICES[code]?.[0]
    if (inner === 0) return { function: service, name: name ?? `Service ${service}` }
    return { function: `${service}/${hex(inner, 4)}`, name: name ?? `Request ${hex(inner, 4)}` }
  },
})

function request(message: Cursor, length: number, state: State, sink: Sink): void {
  const service = message.peek(FIELD.service)
  const hasInner = service === SERVICE.send && isSent(message, length)
  const operation = operationOf(service + (hasInner ? message.peek16(FIELD.inner) * INNER : 0), state.operations)
  state.asked.ask(message.peek16(FIELD.sequence), operation)
  sink.operation('request', operation, 0)
  unknown(operation, sink)
}

function answer(message: Cursor, length: number, state: State, sink: Sink): void {
  const service = message.peek(FIELD.service)
  const asked = state.asked.answer(message.peek16(FIELD.sequence))
  const isAsked = asked !== undefined && asked.code % INNER === service
  const operation = isAsked ? asked : operationOf(service, state.operations)
  sink.operation('response', operation, 0)
  if (service === SERVICE.open) sink.observe({ kind: 'session', state: 'opened', security: 'none', user: '' })
  if (service !== SERVICE.fetch || !isFetched(message, length)) return
  if (message.peek16(FIELD.answered) === ANSWERED_INFORMATION) information(message, length, state, sink)
}

function operationOf(code: number, operations: Operations): Operation {
  return operations.find(code) ?? operations.add(code, SERVICES[code]?.[1] ?? 'unknown', code, '', '')
}

function unknown({ code }: Operation, sink: Sink): void {
  if (SERVICES[code] === undefined) sink.observe({ kind: 'undecoded', reason: 'unknown-function', code })
}

function information(message: Cursor, length: number, { said }: State, sink: Sink): void {
  const { view, pos } = message
  if (!said.isNew(ANSWERED_INFORMATION, view, pos + FIELD.answered, pos + length)) return
  const text = ([at, most]: readonly [number, number]) => {
    message.pos = pos + Math.min(at, length)
    return message.text(Math.min(most, pos + length - message.pos)).trim()
  }
  const model = text(TEXT.type)
  const facts = {
    vendor: 'Phoenix Contact',
    model,
    'order-number': text(TEXT.order),
    firmware: text(TEXT.firmware),
    'build-date': `${text(TEXT.date)} ${text(TEXT.time)}`.trim(),
  }
  message.pos = pos
  if (model !== '') sayFacts('server', '', 'Get device information', facts, sink)
}

function hex(value: number, digits: number): string {
  return `0x${value.toString(16).padStart(digits, '0')}`
}
