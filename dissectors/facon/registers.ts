/*
 * Discretes by a letter and four digits (Y0010), registers by a name and four or five (WX0012, R00001); a D before a name
 * makes two words of it. Numbers are decimal. Values are written the high digit first.
 */
import type { Cursor } from '../kit/cursor.ts'
import type { Sink } from '../kit/dissector.ts'
import type { Operation, Points } from '../kit/observation.ts'
import { keyOfBytes } from '../kit/operations.ts'
import { decimalAt, hexAt } from '../kit/text-digits.ts'
import { COMMAND, commandOfCode, partOf, RESET, SET } from './commands.ts'
import { DATA } from './frame.ts'

const DISCRETES = ['X', 'Y', 'M', 'S', 'T', 'C'] as const
/** Registers with five digits, whose numbers follow each other; of those with four that is not so for all. */
const PLAIN = ['R', 'D', 'F'] as const
const CURRENT = ['RT', 'RC'] as const
const WORDS_OF_DISCRETES = DISCRETES.map((letter) => `W${letter}`)
/** A count of 0. */
const ALL = 256
const NO_POINTS: readonly Points[] = []

interface Kind {
  readonly name: string
  /** Of its number. */
  readonly digits: number
  /** Of its value: 1, 4 or 8. */
  readonly size: number
  readonly type: string
  /** Whether what follows it has the next number. */
  readonly isCounted: boolean
}

/** The longest names first: 'DR' before 'D'. */
const KINDS: readonly Kind[] = [
  ...WORDS_OF_DISCRETES.map((name) => kind(`D${name}`, 4, 8, 'dword', false)),
  ...CURRENT.map((name) => kind(`D${name}`, 4, 8, 'dword', false)),
  ...WORDS_OF_DISCRETES.map((name) => kind(name, 4, 4, 'word', false)),
  ...CURRENT.map((name) => kind(name, 4, 4, 'word', true)),
  ...PLAIN.map((name) => kind(`D${name}`, 5, 8, 'dword', false)),
  ...PLAIN.map((name) => kind(name, 5, 4, 'word', true)),
  ...DISCRETES.map((name) => kind(name, 4, 1, 'bit', true)),
]

/** What stands at `at`, before `end`; undefined where that is no register. */
function kindAt(frame: Cursor, at: number, end: number): Kind | undefined {
  for (const each of KINDS) {
    const { name, digits } = each
    if (at + name.length + digits > end || !isText(frame, at, name)) continue
    if (decimalAt(frame, at + name.length, digits) >= 0) return each
  }
  return undefined
}

/** Whether the data of a request name a register where its command has one. */
export function namesRegister(frame: Cursor, command: number, end: number): boolean {
  return kindAt(frame, DATA + (command === COMMAND.discrete ? 1 : 2), end) !== undefined
}

/** Where what a request acts on ends and its values begin; `end` where it has none or they stand between. */
export function targetEnd(frame: Cursor, command: number, end: number): number {
  if (command !== COMMAND.writeDiscretes && command !== COMMAND.writeRegisters) return end
  const found = kindAt(frame, DATA + 2, end)
  return found === undefined ? end : DATA + 2 + found.name.length + found.digits
}

/** 'R1+10', 'Y0000, WY8': allocates, called once for each operation. */
export function targetOf(frame: Cursor, code: number, end: number): string {
  const command = commandOfCode(code)
  if (command === COMMAND.readMixed || command === COMMAND.writeMixed) {
    return mixedPoints(frame, command === COMMAND.writeMixed, end)
      .map(({ name, first }) => `${name}${first}`)
      .join(', ')
  }
  const at = DATA + (command === COMMAND.discrete ? 1 : 2)
  const found = kindAt(frame, at, end)
  if (found === undefined) return ''
  const count = command === COMMAND.discrete ? 1 : countAt(frame)
  const name = `${found.name}${decimalAt(frame, at + found.name.length, found.digits)}`
  return count === 1 ? name : `${name}+${count}`
}

export function pointsOf(frame: Cursor, code: number, end: number): readonly Points[] {
  switch (commandOfCode(code)) {
    case COMMAND.discrete:
      return partOf(code) === SET || partOf(code) === RESET ? runAt(frame, DATA + 1, 1, true, end) : NO_POINTS
    case COMMAND.readDiscretes:
    case COMMAND.readRegisters:
      return runAt(frame, DATA + 2, countAt(frame), false, end)
    case COMMAND.writeDiscretes:
    case COMMAND.writeRegisters:
      return runAt(frame, DATA + 2, countAt(frame), true, end)
    case COMMAND.readMixed:
      return mixedPoints(frame, false, end)
    case COMMAND.writeMixed:
      return mixedPoints(frame, true, end)
    default:
      return NO_POINTS
  }
}

/** What a write sets: it is taken to be granted. */
export function sayWritten(frame: Cursor, operation: Operation, end: number, sink: Sink): void {
  const { code, points } = operation
  const [run] = points
  if (run?.writes !== true) return
  const command = commandOfCode(code)
  if (command === COMMAND.discrete) {
    if (sink.wantsValues(operation)) sink.value(operation, run.name, run.first, partOf(code) === SET ? '1' : '0')
  } else if (command === COMMAND.writeMixed) sayMixed(frame, operation, sink)
  else sayRun(frame, targetEnd(frame, command, end), operation, end, sink)
}

export function sayRead(frame: Cursor, operation: Operation, end: number, sink: Sink): void {
  const { code, points } = operation
  if (points[0]?.writes !== false) return
  if (commandOfCode(code) === COMMAND.readMixed) sayEach(frame, operation, end, sink)
  else sayRun(frame, DATA + 1, operation, end, sink)
}

function sayRun(frame: Cursor, from: number, operation: Operation, end: number, sink: Sink): void {
  const run = operation.points[0] as Points
  const size = sizeOf(run)
  if (from + run.count * size !== end || !sink.wantsValues(operation)) return
  for (let i = 0; i < run.count; i++) say(frame, from + i * size, size, operation, run, i, sink)
}

/** The values of several, one behind the other. */
function sayEach(frame: Cursor, operation: Operation, end: number, sink: Sink): void {
  const { points } = operation
  let length = 0
  for (const point of points) length += sizeOf(point)
  if (DATA + 1 + length !== end || !sink.wantsValues(operation)) return
  let at = DATA + 1
  for (const point of points) {
    say(frame, at, sizeOf(point), operation, point, 0, sink)
    at += sizeOf(point)
  }
}

/** Each behind its register. */
function sayMixed(frame: Cursor, operation: Operation, sink: Sink): void {
  if (!sink.wantsValues(operation)) return
  let at = DATA + 2
  for (const point of operation.points) {
    at += point.name.length + digitsOf(point)
    say(frame, at, sizeOf(point), operation, point, 0, sink)
    at += sizeOf(point)
  }
}

function say(frame: Cursor, at: number, size: number, of: Operation, point: Points, index: number, sink: Sink): void {
  const value = hexAt(frame, at, size)
  if (value >= 0 && (size > 1 || value < 2)) sink.value(of, point.name, point.first + index, String(value))
}

/** A run whose numbers are not certain to follow each other has no points. */
function runAt(frame: Cursor, at: number, count: number, writes: boolean, end: number): readonly Points[] {
  const found = kindAt(frame, at, end)
  if (found === undefined || (count > 1 && !found.isCounted)) return NO_POINTS
  const { name, digits, type } = found
  return [{ name, first: decimalAt(frame, at + name.length, digits), count, type, writes }]
}

/** None where they are not as many as is said, or do not fill the data. */
function mixedPoints(frame: Cursor, writes: boolean, end: number): readonly Points[] {
  const points: Points[] = []
  const count = hexAt(frame, DATA, 2)
  let at = DATA + 2
  for (let i = 0; i < count; i++) {
    const found = kindAt(frame, at, end)
    if (found === undefined) return NO_POINTS
    const { name, digits, size, type } = found
    points.push({ name, first: decimalAt(frame, at + name.length, digits), count: 1, type, writes })
    at += name.length + digits + (writes ? size : 0)
  }
  return at === end ? points : NO_POINTS
}

/** One number for the registers of a mixed write, without their values. */
export function mixedKey(frame: Cursor, end: number, seed: number): number {
  const { view, pos } = frame
  const count = hexAt(frame, DATA, 2)
  let key = seed
  let at = DATA + 2
  for (let i = 0; i < count; i++) {
    const found = kindAt(frame, at, end)
    if (found === undefined) break
    const to = at + found.name.length + found.digits
    key = keyOfBytes(view, pos + at, pos + to, key | 0)
    at = to + found.size
  }
  return key
}

function countAt(frame: Cursor): number {
  const count = hexAt(frame, DATA, 2)
  return count === 0 ? ALL : Math.max(1, count)
}

function sizeOf({ type }: Points): number {
  if (type === 'bit') return 1
  return type === 'word' ? 4 : 8
}

function digitsOf({ name }: Points): number {
  return KINDS.find((each) => each.name === name)?.digits ?? 0
}

function isText(frame: Cursor, at: number, text: string): boolean {
  for (let i = 0; i < text.length; i++) if (frame.peek(at + i) !== text.charCodeAt(i)) return false
  return true
}

function kind(name: string, digits: number, size: number, type: string, isCounted: boolean): Kind {
  return { name, digits, size, type, isCounted }
}
