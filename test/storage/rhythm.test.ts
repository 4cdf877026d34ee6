import { expect, test } from 'vitest'
import { Conversation, OperationRecord } from '../../sensor/model/conversation.ts'
import type { GapBin } from '../../sensor/model/delta.ts'
import { GapBook } from '../../sensor/model/gap-book.ts'
import { decodeGaps, encodeGaps, mergeGaps } from '../../storage/observed/gap-bins.ts'
import {
  MIN_GAPS,
  MIN_PAUSES,
  PAUSE_RATIO,
  PAUSE_SHARE,
  REGULAR_SHARE,
  REGULAR_WITHIN,
  rhythmOf,
} from '../../storage/observed/rhythm.ts'
import { simple } from '../support/simple-protocol.ts'

const at = { capture: 1, frame: 1, timeUs: 0 }
const conversation = new Conversation(1, 1, 2, 'simple', 'tcp', 7777, 'content', at)
const operation = { class: 'read', code: 1, module: '', target: 'x', slot: 0, points: [] } as const

function binsOf(gaps: readonly number[]): GapBin[] {
  const book = new GapBook()
  const record = new OperationRecord(conversation, simple, operation, '', 'x', at)
  let timeUs = 0
  book.note(record, { timeUs }, 1)
  for (const gap of gaps) {
    timeUs += gap
    book.note(record, { timeUs }, 1)
  }
  return book.of(record)
}

function rhythm(gaps: readonly number[]) {
  return rhythmOf(binsOf(gaps), Math.max(0, ...gaps), gaps.length + 1)
}

/** A pseudo-random number from 0 to 1, the same at every run. */
function noise(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 2 ** 32
  }
}

function many(count: number, gap: (i: number) => number): number[] {
  return Array.from({ length: count }, (_, i) => Math.round(gap(i)))
}

test('a poll is cyclic, and its period and jitter are those that it was made with', () => {
  const random = noise(1)
  const found = rhythm(many(500, () => 1_000_000 + (random() - 0.5) * 40_000))
  expect(found.rhythm).toBe('cyclic')
  expect(found.period).toBeCloseTo(1, 2)
  // The standard deviation of even noise of 40 ms is 11.5 ms; without the outer twentieths 10.4.
  expect(found.jitter).toBeCloseTo(0.0104, 2)
  expect(found.gaps).toBe(500)
})

test('neither the period nor what is long is longer than the longest gap', () => {
  for (const gaps of [[60_005_795, 60_005_700], [125_536_371, 124_160_000], many(20, (i) => 1_000_000 + (i % 3))]) {
    const { period, shortGap, longGap, longestGap } = rhythm(gaps)
    for (const each of [period, shortGap, longGap]) expect(each).toBeLessThanOrEqual(longestGap ?? 0)
  }
})

test('a poll with lost answers, and with one long pause, is cyclic still', () => {
  expect(rhythm(many(100, (i) => (i % 10 === 0 ? 2_000_000 : 1_000_000))).rhythm).toBe('cyclic')
  expect(rhythm([...many(60, () => 1_000_000), 3_600_000_000, ...many(60, () => 1_000_000)]).rhythm).toBe('cyclic')
})

test('what comes at random is sporadic', () => {
  const random = noise(2)
  expect(rhythm(many(400, () => -Math.log(1 - random()) * 5_000_000)).rhythm).toBe('sporadic')
})

test(`spells with at least ${MIN_PAUSES} pauses between them are bursty`, () => {
  const found = rhythm(many(100, (i) => (i % 10 === 9 ? 60_000_000 : 1000)))
  expect(found.rhythm).toBe('bursty')
  expect(found.rhythmReason).toBe(`10 pauses of more than ${PAUSE_RATIO} median gaps make up 100 % of the time`)
  expect(rhythm(many(29, (i) => (i % 10 === 9 ? 60_000_000 : 1000))).rhythm).toBe('cyclic')
  expect(PAUSE_SHARE).toBe(0.5)
})

test('what was seen once, or in answers alone, has no period', () => {
  expect(rhythmOf([], 0, 1)).toMatchObject({ rhythm: 'once', period: null })
  expect(rhythmOf([], 0, 0)).toMatchObject({ rhythm: '', period: null })
  expect(rhythmOf([], 0, 3)).toMatchObject({ rhythm: 'sporadic', period: null })
})

test(`fewer than ${MIN_GAPS} gaps are not called cyclic, however alike they are`, () => {
  expect(rhythm(many(MIN_GAPS - 1, () => 1_000_000))).toMatchObject({ rhythm: 'sporadic', rhythmReason: 'only 4 gaps' })
  expect(rhythm(many(MIN_GAPS, () => 1_000_000)).rhythm).toBe('cyclic')
})

test(`what is cyclic has ${REGULAR_SHARE * 100} % of its gaps within ${REGULAR_WITHIN * 100} % of the median`, () => {
  const irregular = (part: number) => many(100, (i) => (i < part ? 1_400_000 : 1_000_000))
  expect(rhythm(irregular(20)).rhythm).toBe('cyclic')
  expect(rhythm(irregular(21)).rhythm).toBe('sporadic')
})

test('parts of the gaps give the same whole, in whatever order they come', () => {
  const random = noise(3)
  const gaps = many(300, () => 10 ** (2 + random() * 6))
  const parts = [gaps.slice(0, 50), gaps.slice(50, 51), gaps.slice(51)].map((part) => encodeGaps(binsOf(part)))
  const forward = parts.reduce(mergeGaps, '')
  expect(parts.toReversed().reduce(mergeGaps, '')).toBe(forward)
  expect(forward).toBe(encodeGaps(binsOf(gaps)))
  expect(encodeGaps(decodeGaps(forward))).toBe(forward)
})
