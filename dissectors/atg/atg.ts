/*
 * The serial interface of Veeder-Root tank gauges (TLS-3xx, TLS-4xx, TLS2, and many that imitate them), over TCP. Text.
 * Veeder-Root Serial Interface Manual 576013-635 (TLS-300, TLS-350) and 577013-950 (TLS4, TLS-450): sections 5 (commands),
 * 6 (answers, for displays and for computers) and 7 (function codes).
 */
import type { Cursor } from '../kit/cursor.ts'
import { defineDissector, type MessageInfo, type Sink } from '../kit/dissector.ts'
import type { Credential, Operation } from '../kit/observation.ts'
import { AtgState, PART } from './atg-state.ts'
import { readComputerAnswer } from './computer-answer.ts'
import { classOfCode, codeOf, describeCode, FUNCTION, keyOf, numberOf, REFUSED, targetOf } from './functions.ts'
import { readLine } from './reports.ts'
import { codeAt, codeOfLine, directionOfPiece, isRefusal, MAX_LINE, pieceLength, probePieces } from './shape.ts'

const NOT_UNDERSTOOD = 9999
const LOWER_CASE = 0x20
const LETTER_S = 0x53
const NO_COLUMNS: readonly string[] = []

export const atg = defineDissector<AtgState>({
  name: 'atg',
  title: 'Veeder-Root tank gauges',
  carriers: [{ over: 'tcp', ports: [10001] }],
  depth: {
    decodes: 'commands for displays and computers, tanks and what is in them, refusals, checksums, security codes seen',
    identity: 'station header, System revision level (902), product labels (602)',
    missing: 'values of deliveries, leak tests, alarms, sensors and set-ups',
  },
  maxMessage: MAX_LINE,

  probe: probePieces,

  directionOf: directionOfPiece,

  messageLength: pieceLength,

  newState: () => new AtgState(),

  dissect(message: Cursor, info: MessageInfo, state: AtgState, sink: Sink): void {
    const at = codeAt(message)
    if (info.direction === 'to-server') {
      if (at > 0) command(message, at, state, sink)
    } else if (isRefusal(message)) refusal(state, sink)
    else if (at > 0) answer(message, at, sumOf(message), state, sink)
    else line(message, info, state, sink)
  },

  describe: describeCode,
})

function command(message: Cursor, at: number, state: AtgState, sink: Sink): void {
  const operation = operationAt(message, at, state)
  state.ask(operation)
  sink.operation('request', operation, 0)
  if (at > 1 && !state.hasSecurityCode) {
    state.hasSecurityCode = true
    sink.observe(SECURITY_CODE)
  }
  if (numberOf(operation.code) === FUNCTION.logIn) sink.observe(SETUP_PASSWORD)
}

/** What is sent is never kept: a security code is six characters, a set-up password stands in the data of its command. */
const SECURITY_CODE: Credential = {
  kind: 'credential',
  of: 'client',
  method: 'Veeder-Root security code',
  account: '',
  protection: 'clear',
}
const SETUP_PASSWORD: Credential = { ...SECURITY_CODE, method: 'Veeder-Root set-up password' }

function refusal(state: AtgState, sink: Sink): void {
  const asked = state.refuse()
  sink.operation('response', asked ?? known(REFUSED, 0, '', state), NOT_UNDERSTOOD)
  state.answering = undefined
}

/** `sum`: of the bytes so far, of an answer for computers. */
function answer(message: Cursor, at: number, sum: number, state: AtgState, sink: Sink): void {
  const told = operationAt(message, at, state)
  const operation = state.answer(told.code, told.target) ?? told
  sink.operation('response', operation, 0)
  state.answering = operation
  state.part = PART.time
  state.header = []
  state.columns = NO_COLUMNS
  state.areFeatures = false
  state.sum = sum
  state.areWanted = numberOf(operation.code) === FUNCTION.inventory && sink.wantsValues(operation)
}

function line(message: Cursor, info: MessageInfo, state: AtgState, sink: Sink): void {
  const at = codeOfLine(message)
  if (at >= 0) {
    answer(message, at, -1, state, sink)
    return
  }
  // Without the lines that were lost, what comes next could be anything.
  if (info.afterGap) state.answering = undefined
  const operation = state.answering
  if (operation === undefined || !isRead(operation)) return
  if (state.sum >= 0) {
    if (!readComputerAnswer(message, state, sink)) {
      sink.observe({ kind: 'malformed', reason: 'bad-checksum', offset: message.left })
    }
    state.answering = undefined
  } else readLine(textOf(message), state, sink)
}

/** Answers of which something is told: reports with the station header, and a few more. */
function isRead({ code }: Operation): boolean {
  const number = numberOf(code)
  return (
    (number >= FUNCTION.statusReports && number < FUNCTION.setUps) ||
    number === FUNCTION.productLabel ||
    number === FUNCTION.revision ||
    number === FUNCTION.revisionTwo
  )
}

/** The line without what lies before and behind it: NULs fill the time that a printer needs. */
function textOf(message: Cursor): string {
  const { pos } = message
  while (message.left > 0 && message.peek(0) < LOWER_CASE) message.pos++
  const { end } = message
  while (message.left > 0 && message.peek(message.left - 1) < LOWER_CASE) message.end--
  const text = message.text(message.left, 'latin1').trim()
  message.pos = pos
  message.end = end
  return text
}

function operationAt(message: Cursor, at: number, state: AtgState): Operation {
  const number = digits(message, at + 1, 3, 16)
  const device = digits(message, at + 4, 2, 10)
  const isSet = (message.peek(at) & ~LOWER_CASE) === LETTER_S
  const code = codeOf(number, isSet)
  return state.operations.find(keyOf(code, device)) ?? known(code, device, targetOf(number, device), state)
}

function known(code: number, device: number, target: string, state: AtgState): Operation {
  const key = keyOf(code, device)
  return state.operations.find(key) ?? state.operations.add(key, classOfCode(code), code, '', target)
}

/** Of digits that are known to be some; letters are of upper case. */
function digits(message: Cursor, at: number, count: number, base: number): number {
  let value = 0
  for (let i = at; i < at + count; i++) {
    const each = message.peek(i)
    value = value * base + (each >= 0x41 ? each - 0x41 + 10 : each - 0x30)
  }
  return value
}

function sumOf(message: Cursor): number {
  let sum = 0
  for (let at = 0; at < message.left; at++) sum += message.peek(at)
  return sum
}
