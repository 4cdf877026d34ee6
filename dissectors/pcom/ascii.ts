/* PCOM/ASCII: '/', unit, command, sum and CR; answers begin with '/A'. Numbers are hexadecimal digits. */
import type { Cursor } from '../kit/cursor.ts'
import type { Sink } from '../kit/dissector.ts'
import type { Operation, Points } from '../kit/observation.ts'
import { keyOfBytes, type Operations } from '../kit/operations.ts'
import { hexAt } from '../kit/text-digits.ts'
import { type AsciiCommand, asciiCommand, codeAmong, isAnsweredBy } from './ascii-commands.ts'
import { ASCII_END, HEADER_LENGTH } from './frame.ts'
import { bytesOfType, FLOAT, valueText } from './operands.ts'
import { type PcomState, unitName } from './pcom-state.ts'
import { sayAsciiFacts } from './say-facts.ts'

const UNIT_AT = HEADER_LENGTH + 1
const CODE_AT = HEADER_LENGTH + 3
const ANSWERED_UNIT_AT = HEADER_LENGTH + 2
const ANSWERED_CODE_AT = HEADER_LENGTH + 4
export const ANSWER_DATA_AT = HEADER_LENGTH + 6
/** Four digits of an address, two of a count. */
const ADDRESS_DIGITS = 4
const COUNT_DIGITS = 2
const NO_POINTS: readonly Points[] = []

export function asciiRequest(message: Cursor, transaction: number, length: number, state: PcomState, sink: Sink): void {
  const operation = requested(message, length - ASCII_END, state.operations)
  state.asked.ask(transaction, operation)
  sink.operation('request', operation, 0)
  if (operation.class === 'unknown')
    sink.observe({ kind: 'undecoded', reason: 'unknown-function', code: operation.code })
  const [run] = operation.points
  if (run?.writes) sayValues(message, dataAt(operation.code), length - ASCII_END, operation, sink)
}

export function asciiAnswer(message: Cursor, transaction: number, length: number, state: PcomState, sink: Sink): void {
  const letters = (message.peek(ANSWERED_CODE_AT) << 16) | (message.peek(ANSWERED_CODE_AT + 1) << 8)
  const asked = state.asked.answer(transaction)
  const isAsked = asked !== undefined && isAnsweredBy(asked.code, letters)
  const operation = isAsked ? asked : unasked(message, letters, state.operations)
  sink.operation('response', operation, 0)
  const end = length - ASCII_END
  const [run] = operation.points
  if (run !== undefined && !run.writes) sayValues(message, ANSWER_DATA_AT, end, operation, sink)
  sayAsciiFacts(message, end, operation, state.said, sink)
}

/** One operation for each unit, command and run of operands, whatever is written. */
function requested(message: Cursor, end: number, operations: Operations): Operation {
  const { view, pos } = message
  const third = CODE_AT + 2 < end ? message.peek(CODE_AT + 2) : 0
  const code = codeAmong((message.peek16(CODE_AT) << 8) | third)
  const command = asciiCommand(code)
  const hasRun = command?.operand !== undefined && dataAt(code) <= end
  const keyEnd = hasRun ? dataAt(code) : CODE_AT
  const key = keyOfBytes(view, pos + UNIT_AT, pos + keyEnd, code)
  const found = operations.find(key)
  if (found !== undefined) return found
  const points = hasRun ? pointsOf(message, command, code) : NO_POINTS
  const [run] = points
  const target = run === undefined ? '' : `${run.name}${run.first}+${run.count}`
  const unit = unitName(hexAt(message, UNIT_AT, 2))
  return operations.add(key, command?.class ?? 'unknown', code, unit, target, points)
}

/** An answer whose request was not seen. */
function unasked(message: Cursor, letters: number, operations: Operations): Operation {
  const { view, pos } = message
  const key = keyOfBytes(view, pos + ANSWERED_UNIT_AT, pos + ANSWERED_CODE_AT, letters + 1)
  const found = operations.find(key)
  if (found !== undefined) return found
  const unit = unitName(hexAt(message, ANSWERED_UNIT_AT, 2))
  return operations.add(key, asciiCommand(letters)?.class ?? 'unknown', letters, unit, '')
}

function pointsOf(message: Cursor, { operand, class: operationClass }: AsciiCommand, code: number): readonly Points[] {
  const at = dataAt(code) - COUNT_DIGITS
  const first = hexAt(message, at - ADDRESS_DIGITS, ADDRESS_DIGITS)
  const count = hexAt(message, at, COUNT_DIGITS)
  if (operand === undefined || first < 0 || count <= 0) return NO_POINTS
  return [{ name: operand.name, first, count, type: operand.type, writes: operationClass === 'write' }]
}

/** Where what is written begins: behind code, address and count. */
function dataAt(code: number): number {
  return CODE_AT + ((code & 0xff) === 0 ? 2 : 3) + ADDRESS_DIGITS + COUNT_DIGITS
}

/** The values of `[from, end)`, where they are as many digits as the operands have. */
function sayValues(message: Cursor, from: number, end: number, operation: Operation, sink: Sink): void {
  const [run] = operation.points
  if (run === undefined) return
  const digits = Math.max(1, bytesOfType(run.type) * 2)
  if (from + run.count * digits !== end || !sink.wantsValues(operation)) return
  for (let i = 0; i < run.count; i++) {
    const bits = bitsAt(message, from + i * digits, digits, run.type)
    if (bits >= 0) sink.value(operation, run.name, run.first + i, valueText(run.type, bits))
  }
}

/** Floats have their lower half first. */
function bitsAt(message: Cursor, at: number, digits: number, type: string): number {
  const bits = hexAt(message, at, digits)
  if (type !== FLOAT || bits < 0) return bits
  return (bits % 0x1_0000) * 0x1_0000 + Math.floor(bits / 0x1_0000)
}
