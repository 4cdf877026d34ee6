/*
 * The points of the four tables, and their values. MODBUS Application Protocol Specification V1.1b3, section 4.3 (tables)
 * and 6.1 to 6.6, 6.11, 6.12, 6.17: coils lie eight to a byte, the lowest bit first; registers are big-endian.
 */
import type { Cursor } from '../kit/cursor.ts'
import type { Sink } from '../kit/dissector.ts'
import type { Operation, Points } from '../kit/observation.ts'

const READ_REGISTERS = 3
const WRITE_COIL = 5
const WRITE_REGISTER = 6
const WRITE_COILS = 15
const WRITE_REGISTERS = 16
export const EXCHANGE = 23
const COIL_ON = 0xff00
/** The values of a request lie behind function, address, quantity and byte count; those of an answer behind two bytes. */
const REQUEST_VALUES_AT = 6
const RESPONSE_VALUES_AT = 2
/** Function 23 has both ranges before its byte count. */
const EXCHANGE_VALUES_AT = 10

/** `count` coils or registers of a table. */
export function tablePoints(table: string, first: number, count: number, writes: boolean): Points {
  const isBit = table === 'coil' || table === 'discrete'
  return { name: `${table} `, first, count, type: isBit ? 'bit' : 'word', writes }
}

/**
 * What a request writes: it is taken to be granted. The answers of functions 5 and 6 repeat it, those of 15, 16 and 23 do
 * not. A mask (22) leaves the rest of its register as it was, which nobody knows. Whether values were wanted.
 */
export function sayWrittenValues(pdu: Cursor, operation: Operation, sink: Sink): boolean {
  const { code, points } = operation
  if (code !== WRITE_COILS && code !== WRITE_REGISTERS && code !== EXCHANGE) return false
  if (!sink.wantsValues(operation)) return false
  if (code === EXCHANGE) sayRun(pdu, operation, points[1], EXCHANGE_VALUES_AT, false, sink)
  else sayRun(pdu, operation, points[0], REQUEST_VALUES_AT, code === WRITE_COILS, sink)
  return true
}

/** Section 6.17: what function 23 read, after it wrote; asked of the sink together with what it writes. */
export function sayExchangedValues(pdu: Cursor, operation: Operation, sink: Sink): void {
  sayRun(pdu, operation, operation.points[0], RESPONSE_VALUES_AT, false, sink)
}

/** What the answer to a read brings, or the answer to the writing of a single value repeats. */
export function sayAnsweredValues(pdu: Cursor, operation: Operation, sink: Sink): void {
  const { code } = operation
  if (code > WRITE_REGISTER || !sink.wantsValues(operation)) return
  if (code >= WRITE_COIL) saySingle(pdu, operation, sink)
  else sayRun(pdu, operation, operation.points[0], RESPONSE_VALUES_AT, code < READ_REGISTERS, sink)
}

function sayRun(
  pdu: Cursor,
  operation: Operation,
  run: Points | undefined,
  from: number,
  isBits: boolean,
  sink: Sink,
): void {
  const bytes = pdu.peek(from - 1)
  if (run === undefined || pdu.left !== from + bytes) return
  const { name, first, count } = run
  const held = Math.min(count, isBits ? bytes * 8 : bytes >>> 1)
  for (let i = 0; i < held; i++) {
    const value = isBits ? (pdu.peek(from + (i >>> 3)) >>> (i & 7)) & 1 : pdu.peek16(from + i * 2)
    sink.value(operation, name, first + i, String(value))
  }
}

function saySingle(pdu: Cursor, operation: Operation, sink: Sink): void {
  const [run] = operation.points
  if (run === undefined || pdu.left < 5 || pdu.peek16(1) !== run.first) return
  const value = pdu.peek16(3)
  sink.value(operation, run.name, run.first, String(operation.code === WRITE_COIL ? Number(value === COIL_ON) : value))
}
