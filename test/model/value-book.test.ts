import { expect, test } from 'vitest'
import type { Points } from '../../dissectors/kit/observation.ts'
import {
  Conversation,
  MAX_CHANGED_TARGETS,
  MAX_OPERATION_RECORDS,
  MAX_TARGETS,
  OperationRecord,
} from '../../sensor/model/conversation.ts'
import { MAX_KINDS, StatedPoints } from '../../sensor/model/stated-points.ts'
import { MAX_POINTS_APART, MAX_POINTS_BESIDE, MAX_VALUES, SAMPLE_US, ValueBook } from '../../sensor/model/value-book.ts'
import { MAX_POINTS_APART as SHOWN_APART } from '../../storage/observed/assemble-points.ts'
import { simple } from '../support/simple-protocol.ts'

const at = { capture: 1, frame: 1, timeUs: 0 }
const conversation = new Conversation(1, 1, 2, 'simple', 'tcp', 7777, 'content', at)

function operationOn(...points: Points[]) {
  return { class: 'read', code: 1, module: '', target: 'x', slot: 0, points } as const
}

function holding(first: number, count: number): Points {
  return { name: 'holding ', first, count, type: 'word', writes: false }
}

function recordOn(...points: Points[]): OperationRecord {
  return new OperationRecord(conversation, simple, operationOn(...points), '', 'x', at)
}

test('values are wanted once a second of capture time, and anew in another capture', () => {
  const book = new ValueBook()
  const record = recordOn(holding(0, 2))
  const asked = [0, 1, SAMPLE_US - 1, SAMPLE_US, SAMPLE_US + 1].map((timeUs) =>
    book.isDue(record, record.operation, timeUs, 1),
  )
  expect(asked).toEqual([true, false, false, true, false])
  expect(book.isDue(record, record.operation, SAMPLE_US + 2, 2)).toBe(true)
  expect(book.isDue(record, record.operation, 5, 2)).toBe(true)
})

test('what is written by itself is always wanted: a coil that is set and reset within a second was left at its last value', () => {
  const book = new ValueBook()
  const asked = (count: number, operationClass: 'write' | 'read') => {
    const points = [{ ...holding(7, count), writes: operationClass === 'write' }]
    const operation = { ...operationOn(...points), class: operationClass }
    const record = new OperationRecord(conversation, simple, operation, '', 'x', at)
    return [0, 1, 2].map((timeUs) => book.isDue(record, operation, timeUs, 1))
  }
  expect([asked(1, 'write'), asked(2, 'write'), asked(1, 'read')]).toEqual([
    [true, true, true],
    [true, false, false],
    [true, false, false],
  ])
})

test('a value whose write was refused gives way to the one before it', () => {
  const book = new ValueBook()
  const record = recordOn({ ...holding(7, 1), writes: true })
  const write = (value: string, timeUs: number) => {
    record.arrivedUs = timeUs
    book.note(record, 'holding ', 7, value, 'word', timeUs)
  }
  const values = () => book.of(record).map(({ value, timeUs }) => [value, timeUs])
  write('1', 10)
  book.refuse(record)
  expect(values()).toEqual([])
  write('2', 20)
  write('3', 30)
  book.refuse(record)
  expect(values()).toEqual([['2', 20]])
  record.arrivedUs = 40
  book.refuse(record)
  expect(values()).toEqual([['2', 20]])
})

test('what was read stays when a write is refused', () => {
  const book = new ValueBook()
  const record = recordOn(holding(7, 1))
  book.note(record, 'holding ', 7, '1', 'word', 10)
  book.refuse(record)
  expect(book.of(record)).toHaveLength(1)
})

test('a value has a type of its own where the run that it is in has none', () => {
  const book = new ValueBook()
  const own = (points: Points) => {
    const record = recordOn(points)
    book.note(record, points.name, points.first, '7', 'float', 1)
    return book.of(record).map(({ type, hasOwnType }) => [type, hasOwnType])
  }
  expect(own({ ...holding(1, 3), type: '' })).toEqual([['float', true]])
  expect(own({ ...holding(1, 1), type: '' })).toEqual([['float', false]])
  expect(own(holding(1, 3))).toEqual([['word', false]])
})

test('the last value of each point stays until it has been told', () => {
  const book = new ValueBook()
  const record = recordOn(holding(0, 2))
  book.note(record, 'holding ', 0, '7', '', 1)
  book.note(record, 'holding ', 0, '8', '', 2)
  expect(book.of(record)).toEqual([
    { name: 'holding ', index: 0, value: '8', timeUs: 2, type: 'word', hasOwnType: false, writes: false },
  ])
  expect([...book.noted]).toEqual([record])
  book.clear()
  expect(book.of(record)).toEqual([])
})

test(`points of a run of more than ${MAX_POINTS_APART} have no values, as the list does not tell them apart`, () => {
  const book = new ValueBook()
  const wide = recordOn(holding(0, MAX_POINTS_APART + 1))
  expect(book.isDue(wide, wide.operation, 0, 1)).toBe(false)
  book.note(wide, 'holding ', 0, '7', '', 1)
  expect(book.of(wide)).toEqual([])
  expect(SHOWN_APART).toBe(MAX_POINTS_APART)
})

test('a record that sums up several operations has no values', () => {
  const book = new ValueBook()
  const sum = new OperationRecord(conversation, simple, operationOn(holding(0, 1)), '', '…', at)
  expect(book.isDue(sum, sum.operation, 0, 1)).toBe(false)
})

test(`at most ${MAX_POINTS_BESIDE} points have a value that their operation did not state`, () => {
  const book = new ValueBook()
  const record = recordOn(holding(0, 1))
  for (let index = 1; index <= MAX_POINTS_BESIDE + 3; index++) book.note(record, 'holding ', index, '7', '', 1)
  expect(book.of(record)).toHaveLength(MAX_POINTS_BESIDE)
  expect(book.refused).toBe(3)
  book.clear()
  book.note(record, 'holding ', MAX_POINTS_BESIDE + 1, '7', '', 2)
  expect(book.of(record)).toEqual([])
})

test(`at most ${MAX_VALUES} values are kept between reports, and the others are counted`, () => {
  const book = new ValueBook()
  for (let each = 0; each <= MAX_VALUES; each += 64) {
    const record = recordOn(holding(0, 64))
    for (let index = 0; index < 64; index++) book.note(record, 'holding ', index, '7', '', 1)
  }
  expect(book.refused).toBe(64)
})

test('points are told once, and again when there are more', () => {
  const stated = new StatedPoints([holding(4, 2)])
  expect(stated.take()).toEqual([holding(4, 2)])
  expect(stated.take()).toEqual([])
  stated.widen([holding(4, 1)])
  expect(stated.take()).toEqual([])
  stated.widen([holding(2, 1), { ...holding(9, 1), writes: true }])
  expect(stated.take()).toEqual([holding(2, 4), { ...holding(9, 1), writes: true }])
})

test(`a sum tells at most ${MAX_KINDS} kinds of points apart`, () => {
  const stated = new StatedPoints([])
  for (let kind = 0; kind <= MAX_KINDS; kind++) stated.widen([{ ...holding(0, 1), name: `kind ${kind} ` }])
  expect(stated.take()).toHaveLength(MAX_KINDS)
})

test(`of a sweep over all registers ${MAX_TARGETS} are told, and the span of the others`, () => {
  const swept = new Conversation(1, 1, 2, 'simple', 'tcp', 7777, 'content', at)
  const made = new Set<OperationRecord>()
  for (let register = 0; register < 0x1_0000; register++) {
    const operation = { ...operationOn(holding(register, 1)), target: `holding ${register}+1` }
    made.add(swept.record(simple, operation, at).record)
  }
  const records = [...made]
  expect(records).toHaveLength(MAX_TARGETS + 1)
  expect(records.at(-1)?.isSum).toBe(true)
  expect(records.at(-1)?.points.take()).toEqual([holding(MAX_TARGETS, 0x1_0000 - MAX_TARGETS)])
})

test(`writes have ${MAX_CHANGED_TARGETS} rows of their own when reads have used up theirs, whatever is summed`, () => {
  const swept = new Conversation(1, 1, 2, 'simple', 'tcp', 7777, 'content', at)
  const record = (operationClass: 'read' | 'write', module: string, number: number) =>
    swept.record(
      simple,
      { ...operationOn(holding(number, 1)), class: operationClass, module, target: `${module} holding ${number}+1` },
      at,
    )
  // Of each module a row that sums, until modules are summed, too.
  for (let number = 0; number < 2 * MAX_OPERATION_RECORDS; number++) record('read', `unit ${number}`, number)
  for (let number = 0; number < MAX_CHANGED_TARGETS; number++) {
    expect(record('write', 'unit 1', number)).toMatchObject({ summed: false, record: { module: 'unit 1' } })
    expect(record('write', 'unit 1', number).summed).toBe(false)
  }
  expect(record('write', 'unit 1', MAX_CHANGED_TARGETS).summed).toBe(true)
  expect(record('write', 'unit 1', 0).summed).toBe(false)
  expect(record('read', 'unit 1', 9999).summed).toBe(true)
})
