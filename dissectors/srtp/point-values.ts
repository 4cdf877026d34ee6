/*
 * System memory as points, and its values: words are little-endian, bits lie eight to a byte, the lowest first. A text
 * stands behind the header; an answer of up to six bytes has none, and its data within the header, as open clients read it.
 */
import type { Cursor } from '../kit/cursor.ts'
import type { Sink } from '../kit/dissector.ts'
import type { Operation, Points } from '../kit/observation.ts'
import { FIELD, HEADER_LENGTH, hasText } from './mailbox.ts'

export const READ_MEMORY = 0x04
export const WRITE_MEMORY = 0x07
const SHORT_DATA_AT = 44
const SHORT_DATA_LENGTH = 6
const BITS_PER_BYTE = 8

/** `first`: counted from 1, as the programmer does. */
export function memoryPoints(name: string, first: number, count: number, isWord: boolean, writes: boolean): Points {
  return { name, first, count, type: isWord ? 'word' : 'bit', writes }
}

/** What a request writes: it is taken to be granted. Without a text it is not certain where its data lie. */
export function sayWrittenValues(message: Cursor, operation: Operation, sink: Sink): void {
  if (operation.code !== WRITE_MEMORY || !hasText(message)) return
  sayRun(message, HEADER_LENGTH, message.left - HEADER_LENGTH, operation, sink)
}

/** What the answer to a read brings. */
export function sayReadValues(message: Cursor, operation: Operation, sink: Sink): void {
  if (operation.code !== READ_MEMORY) return
  if (hasText(message)) sayRun(message, HEADER_LENGTH, message.left - HEADER_LENGTH, operation, sink)
  else sayRun(message, SHORT_DATA_AT, SHORT_DATA_LENGTH, operation, sink)
}

/** Says nothing of a run that comes in several packets, or whose first bit need not be that of its byte. */
function sayRun(message: Cursor, from: number, held: number, operation: Operation, sink: Sink): void {
  const [run] = operation.points
  if (run === undefined || message.peek(hasText(message) ? FIELD.packetWithText + 1 : FIELD.packet + 1) !== 1) return
  const isWord = run.type === 'word'
  const length = isWord ? run.count * 2 : Math.ceil(run.count / BITS_PER_BYTE)
  if (length > held || (!isWord && (run.first - 1) % BITS_PER_BYTE !== 0) || !sink.wantsValues(operation)) return
  for (let i = 0; i < run.count; i++) {
    sink.value(operation, run.name, run.first + i, String(isWord ? wordAt(message, from, i) : bitAt(message, from, i)))
  }
}

function wordAt(message: Cursor, from: number, i: number): number {
  return message.peek(from + i * 2) | (message.peek(from + i * 2 + 1) << 8)
}

function bitAt(message: Cursor, from: number, i: number): number {
  return (message.peek(from + (i >>> 3)) >>> (i & 7)) & 1
}
