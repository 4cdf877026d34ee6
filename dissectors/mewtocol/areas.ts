/*
 * What a command acts on. A contact is a letter, three decimal digits of its word and one of its bit (R010A); timers and
 * counters are counted decimally. Words of contacts are counted by four digits, data by five, the first and the last.
 */
import type { Cursor } from '../kit/cursor.ts'
import type { Sink } from '../kit/dissector.ts'
import type { Operation, Points } from '../kit/observation.ts'
import { decimalAt, hexAt } from '../kit/text-digits.ts'
import { COMMAND } from './commands.ts'
import { TEXT, wordAt } from './frame.ts'

const CONTACT_LENGTH = 5
const WORD_DIGITS = 4
const NO_POINTS: readonly Points[] = []
const CONTACTS = 'XYRLTC'
const AFTER_LETTERS = TEXT + 3
const READ_DATA = TEXT + 2

const CONTACT_WORDS: Readonly<Record<string, string>> = { X: 'WX', Y: 'WY', R: 'WR', L: 'WL' }
const DATA: Readonly<Record<string, string>> = { D: 'DT', L: 'LD', F: 'FL' }

interface Run {
  /** Where the letter of the area stands, and how many digits each of its two numbers has. */
  readonly at: number
  readonly digits: number
  readonly areas: Readonly<Record<string, string>>
  readonly writes: boolean
  /** A fill has one word for all. */
  readonly isFill?: true
}

const RUNS: ReadonlyMap<number, Run> = new Map([
  [COMMAND.readContactWords, { at: AFTER_LETTERS, digits: 4, areas: CONTACT_WORDS, writes: false }],
  [COMMAND.writeContactWords, { at: AFTER_LETTERS, digits: 4, areas: CONTACT_WORDS, writes: true }],
  [COMMAND.fillContacts, { at: TEXT + 2, digits: 4, areas: CONTACT_WORDS, writes: true, isFill: true }],
  [COMMAND.readData, { at: TEXT + 2, digits: 5, areas: DATA, writes: false }],
  [COMMAND.writeData, { at: TEXT + 2, digits: 5, areas: DATA, writes: true }],
  [COMMAND.fillData, { at: TEXT + 2, digits: 5, areas: DATA, writes: true, isFill: true }],
])

/** Where what a command acts on ends and its values begin; `end` where it has none. */
export function targetEnd(code: number, end: number): number {
  const run = RUNS.get(code)
  if (run !== undefined) return Math.min(end, run.at + 1 + 2 * run.digits)
  return code === COMMAND.writeContact ? Math.min(end, AFTER_LETTERS + CONTACT_LENGTH) : end
}

/** Whether what is written stands between what is written to: then a key of all would be one for each value. */
export function contactsWritten(frame: Cursor, code: number, end: number): number {
  return code === COMMAND.writeContacts ? contactCount(frame, CONTACT_LENGTH + 1, end) : 0
}

/** The points of a command whose text ends at `end`. Allocates: called once for each operation. */
export function pointsOf(frame: Cursor, code: number, end: number): readonly Points[] {
  const run = RUNS.get(code)
  if (run !== undefined) return runPoints(frame, run, end)
  switch (code) {
    case COMMAND.readContact:
      return contactPoints(frame, AFTER_LETTERS, CONTACT_LENGTH, 1, false, end)
    case COMMAND.writeContact:
      return contactPoints(frame, AFTER_LETTERS, CONTACT_LENGTH + 1, 1, true, end)
    case COMMAND.readContacts:
      return contactPoints(
        frame,
        AFTER_LETTERS + 1,
        CONTACT_LENGTH,
        contactCount(frame, CONTACT_LENGTH, end),
        false,
        end,
      )
    case COMMAND.writeContacts: {
      const step = CONTACT_LENGTH + 1
      return contactPoints(frame, AFTER_LETTERS + 1, step, contactCount(frame, step, end), true, end)
    }
    default:
      return NO_POINTS
  }
}

/** What a write sets: it is taken to be granted. */
export function sayWritten(frame: Cursor, operation: Operation, end: number, sink: Sink): void {
  const { code, points } = operation
  if (points.length === 0 || points[0]?.writes !== true) return
  const run = RUNS.get(code)
  if (run !== undefined) sayWords(frame, run.at + 1 + 2 * run.digits, end, run.isFill === true, operation, sink)
  else if (code === COMMAND.writeContact) sayBits(frame, AFTER_LETTERS + CONTACT_LENGTH, 1, end, operation, sink)
  else sayBits(frame, AFTER_LETTERS + 1 + CONTACT_LENGTH, CONTACT_LENGTH + 1, end, operation, sink)
}

export function sayRead(frame: Cursor, operation: Operation, end: number, sink: Sink): void {
  const { code, points } = operation
  if (points.length === 0 || points[0]?.writes !== false) return
  if (RUNS.has(code)) sayWords(frame, READ_DATA, end, false, operation, sink)
  else sayBits(frame, READ_DATA, 1, end, operation, sink)
}

function sayWords(frame: Cursor, from: number, end: number, isFill: boolean, operation: Operation, sink: Sink): void {
  const [run] = operation.points
  if (run === undefined || from + (isFill ? 1 : run.count) * WORD_DIGITS !== end || !sink.wantsValues(operation)) return
  for (let i = 0; i < run.count; i++) {
    const value = wordAt(frame, isFill ? from : from + i * WORD_DIGITS)
    if (value >= 0) sink.value(operation, run.name, run.first + i, String(value))
  }
}

/** One digit for each contact, `step` characters apart. */
function sayBits(frame: Cursor, from: number, step: number, end: number, operation: Operation, sink: Sink): void {
  const { points } = operation
  if (from + (points.length - 1) * step + 1 !== end || !sink.wantsValues(operation)) return
  for (let i = 0; i < points.length; i++) {
    const value = decimalAt(frame, from + i * step, 1)
    if (value === 0 || value === 1) sink.value(operation, (points[i] as Points).name, -1, String(value))
  }
}

function runPoints(frame: Cursor, { at, digits, areas, writes }: Run, end: number): readonly Points[] {
  const name = areas[String.fromCharCode(frame.peek(at))]
  const first = decimalAt(frame, at + 1, digits)
  const last = decimalAt(frame, at + 1 + digits, digits)
  if (name === undefined || first < 0 || last < first || at + 1 + 2 * digits > end) return NO_POINTS
  return [{ name, first, count: last - first + 1, type: 'word', writes }]
}

function contactPoints(
  frame: Cursor,
  from: number,
  step: number,
  count: number,
  writes: boolean,
  end: number,
): readonly Points[] {
  if (count === 0 || from + count * step !== end) return NO_POINTS
  const points: Points[] = []
  for (let i = 0; i < count; i++) {
    const name = contactAt(frame, from + i * step)
    if (name === '') return NO_POINTS
    points.push({ name, first: -1, count: 1, type: 'bit', writes })
  }
  return points
}

function contactAt(frame: Cursor, at: number): string {
  const letter = String.fromCharCode(frame.peek(at))
  const word = decimalAt(frame, at + 1, 3)
  const bit = hexAt(frame, at + 4, 1)
  if (!CONTACTS.includes(letter) || word < 0 || bit < 0) return ''
  return `${letter}${String(word).padStart(3, '0')}${bit.toString(16).toUpperCase()}`
}

/** How many contacts follow, which one digit says; 0 where they do not fit the text. */
function contactCount(frame: Cursor, step: number, end: number): number {
  const count = decimalAt(frame, AFTER_LETTERS, 1)
  return count > 0 && AFTER_LETTERS + 1 + count * step === end ? count : 0
}
