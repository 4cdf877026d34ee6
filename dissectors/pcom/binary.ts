/*
 * PCOM/binary: a header with its sum, data with theirs. An answer has the command of its request with the highest bit set.
 * Little-endian.
 */
import type { Cursor } from '../kit/cursor.ts'
import type { Sink } from '../kit/dissector.ts'
import type { Operation, OperationClass, Points } from '../kit/observation.ts'
import { keyOfBytes, type Operations } from '../kit/operations.ts'
import { ANSWER_BIT, BINARY, littleEndian } from './frame.ts'
import { mixedReadPoints, sayMixedRead } from './mixed-read.ts'
import { type PcomState, unitName } from './pcom-state.ts'
import { sayName } from './say-facts.ts'

/** Codes of binary commands, above those of three letters. */
export const BINARY_CODE = 0x100_0000
const COMMAND = { readTable: 0x04, name: 0x0c, writeTable: 0x44, mixedRead: 0x4d } as const
const COMMANDS: Readonly<Record<number, readonly [name: string, operationClass: OperationClass]>> = {
  [COMMAND.readTable]: ['Read data table', 'read'],
  [COMMAND.name]: ['Get PLC name', 'discover'],
  [COMMAND.writeTable]: ['Write data table', 'write'],
  [COMMAND.mixedRead]: ['Read operands', 'read'],
}
/** What a request for a data table begins with: bytes of a row, rows, and the length of a row. */
const TABLE_LENGTH = 8
const TABLE_HEAD = 32
const ID_AT = { request: 12, answer: 13 } as const
const FOOTER = 3
/** Runs that are told in a target. */
const MAX_TOLD = 4
const SPREAD = 0x9e3779b1
const NO_POINTS: readonly Points[] = []

export function binaryRequest(
  message: Cursor,
  transaction: number,
  length: number,
  state: PcomState,
  sink: Sink,
): void {
  const operation = requested(message, length - FOOTER, state.operations)
  state.asked.ask(transaction, operation)
  sink.operation('request', operation, 0)
  unknown(operation, sink)
}

export function binaryAnswer(message: Cursor, transaction: number, length: number, state: PcomState, sink: Sink): void {
  const command = message.peek(BINARY.command) & ~ANSWER_BIT
  const asked = state.asked.answer(transaction)
  const isAsked = asked?.code === BINARY_CODE + command
  const operation = isAsked ? asked : unasked(message, command, state.operations)
  sink.operation('response', operation, 0)
  if (!isAsked) unknown(operation, sink)
  const end = length - FOOTER
  if (command === COMMAND.mixedRead) sayMixedRead(message, end, operation, sink)
  if (command === COMMAND.name) sayName(message, end, operation, state.said, sink)
}

export function describeBinary(code: number): { function: string; name: string } {
  const command = code - BINARY_CODE
  const number = `0x${command.toString(16).padStart(2, '0')}`
  return { function: number, name: COMMANDS[command]?.[0] ?? `Command ${number}` }
}

function unknown({ code }: Operation, sink: Sink): void {
  if (COMMANDS[code - BINARY_CODE] === undefined) sink.observe({ kind: 'undecoded', reason: 'unknown-function', code })
}

/** One operation for each unit, command and what it acts on; what is written into a table makes no other. */
function requested(message: Cursor, end: number, operations: Operations): Operation {
  const { view, pos } = message
  const command = message.peek(BINARY.command)
  const unit = message.peek(ID_AT.request)
  const isTable = command === COMMAND.readTable || command === COMMAND.writeTable
  const isMixed = command === COMMAND.mixedRead
  const told = isTable ? Math.min(end, BINARY.data + TABLE_HEAD) : isMixed ? end : BINARY.data
  const place = isTable ? Math.imul(offsetOf(message), SPREAD) : 0
  const key = keyOfBytes(view, pos + BINARY.data, pos + told, place ^ (unit * 0x100 + command))
  const found = operations.find(key)
  if (found !== undefined) return found
  const points = isMixed ? mixedReadPoints(message, end) : NO_POINTS
  const target = isTable ? tableOf(message, end) : targetOf(points)
  return operations.add(key, classOf(command), BINARY_CODE + command, unitName(unit), target, points)
}

function unasked(message: Cursor, command: number, operations: Operations): Operation {
  const unit = message.peek(ID_AT.answer)
  const key = 0x1_0000 + unit * 0x100 + command
  return operations.find(key) ?? operations.add(key, classOf(command), BINARY_CODE + command, unitName(unit), '')
}

function classOf(command: number): OperationClass {
  return COMMANDS[command]?.[1] ?? 'unknown'
}

/** The first runs that are read, and whether there are more. */
function targetOf(points: readonly Points[]): string {
  const told = points.slice(0, MAX_TOLD).map(({ name, first, count }) => `${name}${first}+${count}`)
  return `${told.join(', ')}${points.length > told.length ? ' and more' : ''}`
}

/** 'data table byte 90, 9 of 15 bytes in 10 rows'; '' where it is cut. */
function tableOf(message: Cursor, end: number): string {
  if (end < BINARY.data + TABLE_LENGTH) return ''
  const bytes = littleEndian(message, BINARY.data)
  const rows = littleEndian(message, BINARY.data + 2)
  const row = littleEndian(message, BINARY.data + 4) + littleEndian(message, BINARY.data + 6) * 0x1_0000
  return `data table byte ${offsetOf(message)}, ${bytes} of ${row} bytes in ${rows} rows`
}

function offsetOf(message: Cursor): number {
  return littleEndian(message, BINARY.details) + littleEndian(message, BINARY.details + 2) * 0x1_0000
}
