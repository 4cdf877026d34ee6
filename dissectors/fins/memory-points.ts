/*
 * Items of I/O memory as points, and their values. Big-endian. Omron W342, sections 5-2-2 (areas) and 5-3 (commands); what
 * is asked for with its forced status has another form, and is no point here.
 */
import type { Cursor } from '../kit/cursor.ts'
import type { Sink } from '../kit/dissector.ts'
import type { Operation, Points } from '../kit/observation.ts'
import { LEAST_ANSWER, LEAST_FRAME } from './fins-header.ts'
import { type Area, areaOfValues, FORCED, itemLength, timerText, wordOf } from './memory-areas.ts'

const READ = 0x0101
const WRITE = 0x0102
const FILL = 0x0103
const READ_SEVERAL = 0x0104
const TRANSFER = 0x0105
const FORCE = 0x2301
/** Items of one command that are points, and words that are said of one that fills them. */
const MAX_POINTS = 64
/** As many bits of one run are named, too. */
const BITS = 16
const ITEM_LENGTH = 4
const FORCED_LENGTH = 6
const FORCE_SET = 1

/** What the command at the cursor, which spans one FINS frame, reads and writes. */
export function memoryPoints(frame: Cursor, code: number): readonly Points[] {
  const at = LEAST_FRAME
  switch (code) {
    case READ:
    case WRITE:
    case FILL:
      return frame.left < at + 6 ? [] : pointsAt(frame, at, frame.peek16(at + 4), code !== READ)
    case READ_SEVERAL:
      return pointsOfAll(frame, at, ITEM_LENGTH, (entry) => pointsAt(frame, entry, 1, false))
    case TRANSFER: {
      if (frame.left < at + 10) return []
      const count = frame.peek16(at + 8)
      return [...pointsAt(frame, at, count, false), ...pointsAt(frame, at + 4, count, true)]
    }
    case FORCE:
      return pointsOfAll(frame, at + 2, FORCED_LENGTH, (entry) => pointsAt(frame, entry + 2, 1, true))
    default:
      return []
  }
}

/** Says what a command writes, which is taken to be granted. */
export function sayWritten(frame: Cursor, code: number, operation: Operation, sink: Sink): void {
  if (code !== WRITE && code !== FILL && code !== FORCE) return
  if (operation.points.length === 0 || !sink.wantsValues(operation)) return
  const at = LEAST_FRAME
  if (code === FORCE) sayForced(frame, at + 2, operation, sink)
  else if (code === WRITE) sayRun(frame, at + 6, itemLength(frame.peek(at)), operation, sink)
  else sayFilled(frame, at + 6, operation, sink)
}

/** Says what the answer to a read brings. */
export function sayRead(frame: Cursor, asked: Operation, sink: Sink): void {
  if (asked.code !== READ && asked.code !== READ_SEVERAL) return
  const [first] = asked.points
  if (first === undefined || !sink.wantsValues(asked)) return
  if (asked.code === READ_SEVERAL) saySeveral(frame, asked, sink)
  else sayRun(frame, LEAST_ANSWER, LENGTHS[first.type] ?? 2, asked, sink)
}

const TYPES: Readonly<Record<number, string>> = { 1: 'flag', 2: 'word', 4: 'dword' }
const LENGTHS: Readonly<Record<string, number>> = { bit: 1, flag: 1, word: 2, dword: 4 }

function pointsOfAll(
  frame: Cursor,
  from: number,
  length: number,
  pointsOf: (entry: number) => readonly Points[],
): readonly Points[] {
  const points: Points[] = []
  for (let at = from; at + length <= frame.left && points.length < MAX_POINTS; at += length) {
    const named = pointsOf(at)
    // Answers are read by the order of the points.
    if (named.length === 0) return points
    points.push(...named)
  }
  return points
}

/** The points of `count` items from the address at `at` on. */
function pointsAt(frame: Cursor, at: number, count: number, writes: boolean): readonly Points[] {
  const area = frame.peek(at)
  const address = frame.peek16(at + 1)
  const known = areaOfValues(area)
  if (known === undefined) return area & FORCED ? [] : timerPoints(area, address, count, writes)
  if (known.isBit) return bitPoints(area, known, address, frame.peek(at + 3), count, writes)
  const type = TYPES[itemLength(area)] ?? ''
  return [{ ...apart(wordOf(area, known, address)), count, type, writes }]
}

/** A timer has a present value and a completion flag under one number. */
function timerPoints(area: number, address: number, count: number, writes: boolean): readonly Points[] {
  const text = timerText(area, address)
  if (text === '') return []
  const { name, first } = apart(text)
  return itemLength(area) === 1
    ? [{ name: `flag ${name}`, first, count, type: 'flag', writes }]
    : [{ name, first, count, type: 'word', writes }]
}

/** Bits run on into the next words. */
function bitPoints(
  area: number,
  known: Area,
  address: number,
  bit: number,
  count: number,
  writes: boolean,
): readonly Points[] {
  if (bit >= BITS) return []
  return Array.from({ length: Math.min(count, BITS) }, (_, i) => {
    const at = bit + i
    const word = wordOf(area, known, address + Math.floor(at / BITS))
    return { name: `${word}.${String(at % BITS).padStart(2, '0')}`, first: -1, count: 1, type: 'bit', writes }
  })
}

/** 'D100' as a name and a number. */
function apart(text: string): { readonly name: string; readonly first: number } {
  const [name = text] = text.split(/\d+$/)
  return { name, first: Number(text.slice(name.length)) }
}

/** Values of one length, one behind the other. */
function sayRun(frame: Cursor, from: number, length: number, operation: Operation, sink: Sink): void {
  let at = from
  for (const { name, first, count } of operation.points) {
    for (let i = 0; i < count && at + length <= frame.left; i++, at += length) {
      sink.value(operation, name, first < 0 ? first : first + i, String(valueAt(frame, at, length)))
    }
  }
}

/** Each item has its area before it (W342, 5-3-5). */
function saySeveral(frame: Cursor, operation: Operation, sink: Sink): void {
  let at = LEAST_ANSWER
  for (const { name, first } of operation.points) {
    const length = itemLength(frame.peek(at))
    if (at + 1 + length > frame.left) return
    sink.value(operation, name, first, String(valueAt(frame, at + 1, length)))
    at += 1 + length
  }
}

function sayFilled(frame: Cursor, at: number, operation: Operation, sink: Sink): void {
  const value = String(valueAt(frame, at, Math.min(2, frame.left - at)))
  for (const { name, first, count } of operation.points) {
    for (let i = 0; i < Math.min(count, MAX_POINTS); i++)
      sink.value(operation, name, first < 0 ? first : first + i, value)
  }
}

/** What is let go follows the program again, and has no value to say. */
function sayForced(frame: Cursor, from: number, operation: Operation, sink: Sink): void {
  let at = from
  for (const { name, first } of operation.points) {
    const force = frame.peek16(at)
    if (force <= FORCE_SET) sink.value(operation, name, first, String(force))
    at += FORCED_LENGTH
  }
}

function valueAt(frame: Cursor, at: number, length: number): number {
  if (length === 4) return frame.peek16(at) * 0x1_0000 + frame.peek16(at + 2)
  return length === 1 ? frame.peek(at) : frame.peek16(at)
}
