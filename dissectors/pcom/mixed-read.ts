/*
 * The request for operands of several kinds (0x4d): for each kind a count, a number of the kind, 0xff and the addresses, or
 * one address where the highest bit of the kind says that others follow it. The answer has all bits first, one behind
 * another in whole words; then what has bytes, in the order of the request.
 */
import type { Cursor } from '../kit/cursor.ts'
import type { Sink } from '../kit/dissector.ts'
import type { Operation, Points } from '../kit/observation.ts'
import { MAX_POINT_RUNS } from '../kit/operations.ts'
import { BINARY, littleEndian } from './frame.ts'
import { bytesOfType, FLOAT, OPERAND_BY_NUMBER, type Operand, valueText } from './operands.ts'

const KIND_HEAD = 4
const FOLLOWING = 0x80
const FILLER = 0xff
const ADDRESS = 2
const NO_POINTS: readonly Points[] = []

/** The runs of operands that a request names; none where it is not what it should be. */
export function mixedReadPoints(message: Cursor, end: number): readonly Points[] {
  const points: Points[] = []
  let at: number = BINARY.data
  while (at + KIND_HEAD <= end && points.length <= MAX_POINT_RUNS) {
    const count = littleEndian(message, at)
    const kind = message.peek(at + 2)
    const operand = OPERAND_BY_NUMBER.get(kind & ~FOLLOWING)
    const isRun = (kind & FOLLOWING) !== 0
    const addresses = isRun ? 1 : count
    if (operand === undefined || message.peek(at + 3) !== FILLER || count === 0) return NO_POINTS
    at += KIND_HEAD
    if (at + addresses * ADDRESS > end) return NO_POINTS
    if (isRun) points.push(runOf(operand, littleEndian(message, at), count))
    else addRuns(points, operand, message, at, count)
    at += addresses * ADDRESS
  }
  return at === end ? points : NO_POINTS
}

/** Values of an answer, where it has as many bytes as the operands that were asked for. */
export function sayMixedRead(message: Cursor, end: number, operation: Operation, sink: Sink): void {
  const { points } = operation
  const bits = bitsOf(points)
  const bitBytes = 2 * Math.ceil(bits / 16)
  // Of a request with more runs not all are known.
  if (points.length === 0 || points.length >= MAX_POINT_RUNS) return
  if (BINARY.data + bitBytes + bytesOf(points) !== end || !sink.wantsValues(operation)) return
  let bit = 0
  let at = BINARY.data + bitBytes
  for (const { name, first, count, type } of points) {
    const size = bytesOfType(type)
    for (let i = 0; i < count; i++) {
      const value = size === 0 ? bitAt(message, bit++) : numberAt(message, at, size, type)
      at += size
      sink.value(operation, name, first + i, valueText(type, value))
    }
  }
}

function bitsOf(points: readonly Points[]): number {
  let bits = 0
  for (const { type, count } of points) if (bytesOfType(type) === 0) bits += count
  return bits
}

function bytesOf(points: readonly Points[]): number {
  let bytes = 0
  for (const { type, count } of points) bytes += count * bytesOfType(type)
  return bytes
}

function addRuns(points: Points[], operand: Operand, message: Cursor, at: number, count: number): void {
  let first = littleEndian(message, at)
  let length = 1
  for (let i = 1; i < count && points.length <= MAX_POINT_RUNS; i++) {
    const address = littleEndian(message, at + i * ADDRESS)
    if (address === first + length) length++
    else {
      points.push(runOf(operand, first, length))
      first = address
      length = 1
    }
  }
  points.push(runOf(operand, first, length))
}

function runOf({ name, type }: Operand, first: number, count: number): Points {
  return { name, first, count, type, writes: false }
}

function bitAt(message: Cursor, bit: number): number {
  return (message.peek(BINARY.data + (bit >>> 3)) >>> (bit & 7)) & 1
}

/** Floats have their upper half first. */
function numberAt(message: Cursor, at: number, size: number, type: string): number {
  const low = littleEndian(message, at)
  if (size === 2) return low
  const next = littleEndian(message, at + 2)
  return type === FLOAT ? low * 0x1_0000 + next : next * 0x1_0000 + low
}
