import { expect, test } from 'vitest'
import { Conversation, OperationRecord } from '../../sensor/model/conversation.ts'
import { BINS, gapBinOf, LEAST_GAP_US, MOST_GAP_US, placeOfGap, STEPS } from '../../sensor/model/gap-bins.ts'
import { FEW_BINS, GapBook, MAX_WIDE } from '../../sensor/model/gap-book.ts'
import { simple } from '../support/simple-protocol.ts'

const at = { capture: 1, frame: 1, timeUs: 0 }
const conversation = new Conversation(1, 1, 2, 'simple', 'tcp', 7777, 'content', at)
const operation = { class: 'read', code: 1, module: '', target: 'x', slot: 0, points: [] } as const

function newRecord(): OperationRecord {
  return new OperationRecord(conversation, simple, operation, '', 'x', at)
}

function noteGaps(book: GapBook, record: OperationRecord, gaps: readonly number[]): void {
  let timeUs = 1000
  book.note(record, { timeUs }, 1)
  for (const gap of gaps) {
    timeUs += gap
    book.note(record, { timeUs }, 1)
  }
}

test('every gap lies in its bin, a quarter of an octave wide', () => {
  for (let gap = 1; gap < MOST_GAP_US; gap = Math.ceil(gap * 1.013)) {
    const place = placeOfGap(gap)
    const { fromUs, stepUs } = gapBinOf(Math.floor(place / STEPS), 1, 0, 0)
    const lower = fromUs + (place % STEPS) * stepUs
    expect(gap).toBeGreaterThanOrEqual(lower)
    expect(gap).toBeLessThan(lower + Math.max(1, stepUs))
    if (gap >= LEAST_GAP_US) expect(stepUs * STEPS).toBeLessThanOrEqual(fromUs / 4)
  }
})

test('gaps of more than the last edge share the last bin', () => {
  expect([MOST_GAP_US, MOST_GAP_US * 9].map((gap) => placeOfGap(gap) / STEPS)).toEqual([BINS - 1, BINS - 1])
})

test('gaps are counted from one message to the next', () => {
  const book = new GapBook()
  const record = newRecord()
  noteGaps(book, record, [1_000_000, 1_000_000, 40])
  expect(book.of(record).map(({ fromUs, count }) => [fromUs, count])).toEqual([
    [0, 1],
    [917_504, 2],
  ])
  expect(record.longestGapUs).toBe(1_000_000)
})

test('equal operations at one instant are one arrival', () => {
  const book = new GapBook()
  const record = newRecord()
  noteGaps(book, record, [0, 0, 1_000_000, 0, 0, 1_000_000, 0, 0])
  expect(book.of(record).map(({ fromUs, count }) => [fromUs, count])).toEqual([[917_504, 2]])
})

test('from one capture to the next, and back in time, there is no gap', () => {
  const book = new GapBook()
  const record = newRecord()
  book.note(record, { timeUs: 1_000_000 }, 1)
  book.note(record, { timeUs: 2_000_000 }, 2)
  book.note(record, { timeUs: 1_500_000 }, 2)
  expect(book.of(record)).toEqual([])
  book.note(record, { timeUs: 3_000_000 }, 2)
  expect(book.of(record).map(({ count }) => count)).toEqual([1])
})

test('more bins than a few are found in order, and each gap is in one of them', () => {
  const book = new GapBook()
  const record = newRecord()
  const gaps = Array.from({ length: 20 }, (_, i) => 100 * 2 ** (i % 10))
  noteGaps(book, record, gaps)
  const bins = book.of(record)
  expect(bins.length).toBeGreaterThan(FEW_BINS)
  expect(bins.map(({ count }) => count)).toEqual(Array.from({ length: 10 }, () => 2))
  expect(bins.map(({ fromUs }) => fromUs)).toEqual(bins.map(({ fromUs }) => fromUs).sort((a, b) => a - b))
})

test(`at most ${MAX_WIDE} records have all bins, and the gaps left out of further ones are counted`, () => {
  const book = new GapBook()
  const gaps = Array.from({ length: FEW_BINS + 1 }, (_, i) => 100 * 4 ** i)
  let last = newRecord()
  for (let i = 0; i <= MAX_WIDE; i++) {
    last = newRecord()
    noteGaps(book, last, gaps)
  }
  expect(book.refused).toBe(1)
  expect(book.of(last)).toHaveLength(FEW_BINS)
})

test('what was reported is forgotten, and the places are used again', () => {
  const book = new GapBook()
  const [one, other] = [newRecord(), newRecord()]
  noteGaps(book, one, [1000, 10, 100_000, 7, 400, 9000])
  book.clear()
  expect([book.of(one), book.noted]).toEqual([[], []])
  noteGaps(book, other, [70, 300])
  expect(book.of(other).map(({ count }) => count)).toEqual([1, 1])
})
