/*
 * The points of the four tables, and their values. MODBUS Application Protocol Specification V1.1b3, section 4.3 (tables)
 * and 6.1 to 6.6, 6.11, 6.12: coils lie eight to a byte, the lowest bit first; registers are big-endian.
 */
import type { Cursor } from '../kit/cursor.ts'
import type { Sink } from '../kit/dissector.ts'
import type { Operation, Points } from '../kit/observation.ts'

const READ_REGISTERS = 3
const WRITE_COIL = 5
const WRITE_REGISTER = 6
const WRITE_COILS = 15
const WRITE_REGISTERS = 16
const COIL_ON = 0xff00
/** The values of a request lie behind function, address, quantity and byte count; those of an answer behind two bytes. */
const REQUEST_VALUES_AT = 6
const RESPONSE_VALUES_AT = 2

/** `count` coils or registers of a table. */
export function tablePoints(table: string, first: number, count: number, writes: boolean): Points {
  const isBit = table === 'coil' || table === 'discrete'
  return { name: `${table} `, first, count, type: isBit ? 'bit' : 'word', writes }
}

/** What a request writes: it is taken to be granted. The answers of functions 5 and 6 repeat it, those of 15 and 16 do not. */
export function sayWrittenValues(pdu: Cursor, operation: Operation, sink: Sink): void {
  const { code } = operation
  if ((code !== WRITE_COILS && code !== WRITE_REGISTERS) || !sink.wantsValues(operation)) return
  sayRun(pdu, operation, REQUEST_VALUES_AT, code === WRITE_COILS, sink)
}

/** What the answer to a read brings, or the answer to the writing of a single value repeats. */
export function sayAnsweredValues(pdu: Cursor, operation: Operation, sink: Sink): void {
  const { code } = operation
  if (code > WRITE_REGISTER || !sink.wantsValues(operation)) return
  if (code >= WRITE_COIL) saySingle(pdu, operation, sink)
  else sayRun(pdu, operation, RESPONSE_VALUES_AT, code < READ_REGISTERS, sink)
}

function sayRun(pdu: Cursor, operation: Operation, from: number, isBits: boolean, sink: Sink): void {
  const [run] = operation.points
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
