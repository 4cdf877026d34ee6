/*
 * Variables by the names that the programmer sees: '%MW100' is a word of area M, '%PX1A' a bit, '%DB200' the first byte of
 * a run. In a request stand all names first, in a write then all data, each behind its length.
 */
import type { Cursor } from '../kit/cursor.ts'
import type { Sink } from '../kit/dissector.ts'
import type { Operation, Points } from '../kit/observation.ts'
import { HEADER_LENGTH, u16At } from './header.ts'

/** Behind instruction, type and reserved bytes. */
export const BLOCKS_AT = HEADER_LENGTH + 6
/** More blocks a controller refuses (error 1). */
export const MAX_BLOCKS = 16
/** '%' and the longest address that a controller takes. */
const MAX_NAME = 16
const ANSWER_BLOCKS_AT = BLOCKS_AT + 2
const NO_POINTS: readonly Points[] = []

const TYPES: Readonly<Record<string, readonly [type: string, size: number]>> = {
  X: ['bit', 1],
  B: ['byte', 1],
  W: ['word', 2],
  D: ['dword', 4],
  L: ['lword', 8],
}
const SIZES: ReadonlyMap<string, number> = new Map(Object.values(TYPES))

/** Where the names of a request end, from the start of the message; 0 where they do not fit it. */
export function namesEnd(message: Cursor): number {
  const count = u16At(message, BLOCKS_AT)
  let at = BLOCKS_AT + 2
  if (count === 0 || count > MAX_BLOCKS) return 0
  for (let i = 0; i < count; i++) {
    if (at + 2 > message.left) return 0
    const length = u16At(message, at)
    if (length > MAX_NAME || length === 0) return 0
    at += 2 + length
  }
  return at <= message.left ? at : 0
}

/** The names of a request, which ends them where `namesEnd` says. Allocates: called once for each operation. */
export function namesOf(message: Cursor): string[] {
  const { pos } = message
  const names: string[] = []
  let at = BLOCKS_AT + 2
  for (let i = 0; i < u16At(message, BLOCKS_AT); i++) {
    const length = u16At(message, at)
    message.pos = pos + at + 2
    names.push(message.text(length))
    message.pos = pos
    at += 2 + length
  }
  return names
}

export function variablePoints(names: readonly string[], writes: boolean): readonly Points[] {
  return names.map((name) => pointOf(name, 1, writes)).filter((point) => point !== undefined)
}

/** A run of bytes from the variable on: of what size its name says. */
export function runPoints(name: string, bytes: number, writes: boolean): readonly Points[] {
  const point = pointOf(name, bytes, writes)
  return point === undefined ? NO_POINTS : [point]
}

/** What a write sets: it is taken to be granted. `from`: where its data begin. */
export function sayWritten(message: Cursor, from: number, isRun: boolean, operation: Operation, sink: Sink): void {
  sayBlocks(message, from, isRun, operation, sink)
}

export function sayRead(message: Cursor, isRun: boolean, operation: Operation, sink: Sink): void {
  sayBlocks(message, ANSWER_BLOCKS_AT + 2, isRun, operation, sink)
}

function sayBlocks(message: Cursor, from: number, isRun: boolean, operation: Operation, sink: Sink): void {
  const { points } = operation
  if (points.length === 0 || !fits(message, from, isRun, points) || !sink.wantsValues(operation)) return
  let at = from
  for (const point of points) {
    const size = SIZES.get(point.type) ?? 1
    const length = u16At(message, at)
    for (let i = 0; i < point.count; i++) {
      const value = valueAt(message, at + 2 + i * size, size, point.type === 'bit')
      sink.value(operation, point.name, point.first < 0 ? -1 : point.first + i, value)
    }
    at += 2 + length
  }
}

/** Each block as long as its point is, the last one ending with the message. */
function fits(message: Cursor, from: number, isRun: boolean, points: readonly Points[]): boolean {
  let at = from
  for (const { count, type } of points) {
    if (at + 2 > message.left) return false
    const length = u16At(message, at)
    if (length !== count * (SIZES.get(type) ?? 1)) return false
    at += 2 + length
  }
  return isRun ? at <= message.left : at === message.left
}

function valueAt(message: Cursor, at: number, size: number, isBit: boolean): string {
  if (size === 8) return String(message.view.getBigUint64(message.pos + at, true))
  let value = 0
  for (let i = size - 1; i >= 0; i--) value = value * 0x100 + message.peek(at + i)
  return String(isBit ? value & 1 : value)
}

/** An address with dots, or a bit that is counted in hexadecimal, is a name as a whole. */
function pointOf(name: string, length: number, writes: boolean): Points | undefined {
  const parts = /^(%[A-Z]([XBWDL]))([0-9A-F.]+)$/.exec(name)
  const [type, size] = TYPES[parts?.[2] ?? ''] ?? ['', 0]
  if (parts === null || size === 0) return undefined
  const count = Math.max(1, Math.floor(length / size))
  const number = parts[3] as string
  if (/^\d+$/.test(number)) return { name: parts[1] as string, first: Number(number), count, type, writes }
  return count === 1 ? { name, first: -1, count, type, writes } : undefined
}
