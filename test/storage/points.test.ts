import { expect, test } from 'vitest'
import type { Points } from '../../dissectors/kit/observation.ts'
import type { ConversationEntry, OperationEntry } from '../../sensor/model/delta.ts'
import { MAX_POINTS_APART, SWEEP_ASKED, SWEEP_RUNS } from '../../storage/observed/assemble-points.ts'
import { exportRows } from '../../storage/observed/export.ts'
import { MAX_USERS_NAMED } from '../../storage/observed/read-points.ts'
import { ObservedReader } from '../../storage/observed/reader.ts'
import { MIN_GAPS } from '../../storage/observed/rhythm.ts'
import { ObservedWriter } from '../../storage/observed/writer.ts'
import {
  addressEntry,
  captureEntry,
  conversationEntry,
  deltaOf,
  operationEntry,
  START_US,
  segmentEntry,
} from '../support/delta.ts'
import { temporaryDirectory } from '../support/temporary-directory.ts'

const SECOND = 1_000_000
const GROUP = 99
const ADDRESSES = [
  ...Array.from({ length: 40 }, (_, at) => addressEntry(at + 1, `10.0.0.${at + 1}`)),
  addressEntry(GROUP, '239.0.0.1', { group: true }),
]

type Capture = readonly OperationEntry[]

/** Stores captures in this order, and gives the rows of points. Conversation n is that of client n with server 2. */
function stored(captures: readonly Capture[], conversations: readonly ConversationEntry[] = []) {
  const directory = temporaryDirectory()
  const writer = new ObservedWriter(directory)
  captures.forEach((operations, at) => {
    writer.resetRun()
    writer.begin()
    writer.capture(captureEntry({ name: `${at}`, fingerprint: JSON.stringify(operations) }))
    const clients = [...new Set(operations.map(({ conversation }) => conversation))]
    const known = conversations.length > 0 ? conversations : clients.map((id) => conversationEntry({ id, client: id }))
    writer.apply(deltaOf({ segments: [segmentEntry()], addresses: ADDRESSES, conversations: known, operations }))
    writer.commit()
  })
  writer.close()
  const reader = new ObservedReader(directory)
  const rows = [...exportRows(reader, 'points')]
  reader.close()
  return rows
}

function holding(first: number, count: number, writes = false): Points {
  return { name: 'holding ', first, count, type: 'word', writes }
}

function read(conversation: number, points: Points, parts: Partial<OperationEntry> = {}): OperationEntry {
  const target = `holding ${points.first}+${points.count}`
  return operationEntry({ conversation, target, points: [points], ...parts })
}

function write(conversation: number, points: Points, parts: Partial<OperationEntry> = {}): OperationEntry {
  return read(conversation, { ...points, writes: true }, { function: '6', class: 'write', ...parts })
}

/** Names, with who reads and who writes. */
function users(rows: ReturnType<typeof stored>): string[] {
  return rows.map(({ point, readers, writers }) => `${point}: ${readers} | ${writers}`)
}

test('a point is one row, whoever reads and writes it', () => {
  const rows = stored([[read(1, holding(7, 3)), read(3, holding(9, 2)), write(3, holding(8, 1))]])
  expect(users(rows)).toEqual([
    'holding 7: 10.0.0.1 | ',
    'holding 8: 10.0.0.1 | 10.0.0.3',
    'holding 9: 10.0.0.1, 10.0.0.3 | ',
    'holding 10: 10.0.0.3 | ',
  ])
  expect(rows[1]).toMatchObject({ reads: 5, writes: 5, classes: 'read, write', extent: 'point', points: 1 })
})

test(`a run of more than ${MAX_POINTS_APART} points is one row, and its readers read each point inside it`, () => {
  const wide = holding(0, MAX_POINTS_APART + 1)
  const rows = stored([[read(1, wide), write(3, holding(8, 1)), write(3, holding(900, 1))]])
  expect(users(rows)).toEqual([
    'holding 0+65: 10.0.0.1 | ',
    'holding 8: 10.0.0.1 | 10.0.0.3',
    'holding 900:  | 10.0.0.3',
  ])
  expect(rows[0]).toMatchObject({ extent: 'range', points: MAX_POINTS_APART + 1 })
  expect(stored([[read(1, holding(0, MAX_POINTS_APART))]])).toHaveLength(MAX_POINTS_APART)
})

test('the latest value stays, and a value is a point of its own where none was stated', () => {
  const value = (index: number, value: string, seconds: number) => ({
    name: 'holding ',
    index,
    value,
    timeUs: START_US + seconds * SECOND,
    type: 'word',
    hasOwnType: false,
    writes: false,
  })
  const captures = [
    [read(1, holding(7, 2), { values: [value(7, '1', 1), value(8, '5', 1)] })],
    [read(1, holding(7, 2), { values: [value(7, '2', 9), value(30, '6', 3)] })],
    [read(1, holding(7, 2), { values: [value(7, '3', 4)] })],
  ]
  const rows = stored(captures)
  expect(rows.map(({ point, lastValue, lastValueTime }) => [point, lastValue, lastValueTime])).toEqual([
    ['holding 7', '2', '2026-11-22T10:00:09.000000Z'],
    ['holding 8', '5', '2026-11-22T10:00:01.000000Z'],
    ['holding 30', '6', '2026-11-22T10:00:03.000000Z'],
  ])
  expect(stored(captures.toReversed())).toEqual(rows)
})

test('the order in which captures come shows in no row', () => {
  const captures = [
    [read(1, holding(0, 100)), write(3, holding(5, 1), { requests: 1, lastUs: START_US + 40 * SECOND })],
    [read(4, holding(5, 10), { errors: 2 }), read(1, holding(0, 100))],
    [...sweep(5, SWEEP_RUNS), rest(5, 512, 1000)],
    [rest(5, 600, 3000), write(1, holding(5, 1))],
  ]
  const rows = stored(captures)
  expect(rows.map(({ point, extent }) => `${point} ${extent}`)).toContain('holding 0+3001 sweep')
  expect(stored(captures.toReversed())).toEqual(rows)
  expect(stored([[...captures.flat().slice(2)], [...captures.flat().slice(0, 2)]])).toEqual(rows)
})

test('a sweep over registers is one row for each client, and the points that others use stay', () => {
  const rows = stored([[...sweep(1, SWEEP_RUNS), rest(1, 512, 65_535), write(3, holding(7, 1))]])
  expect(users(rows)).toEqual(['holding 0+65536: 10.0.0.1 | ', 'holding 7:  | 10.0.0.3'])
  expect(rows[0]).toMatchObject({ extent: 'sweep', points: 65_536, reads: SWEEP_RUNS + 900 })
})

test('what is asked for again and again, in few pieces, or here and there is no sweep', () => {
  const extents = (operations: Capture) => new Set(stored([operations]).map(({ extent }) => extent))
  expect(extents(sweep(1, SWEEP_RUNS, { requests: SWEEP_ASKED }))).toEqual(new Set(['sweep']))
  expect(extents(sweep(1, SWEEP_RUNS, { requests: SWEEP_ASKED + 1 }))).toEqual(new Set(['point']))
  expect(extents(sweep(1, SWEEP_RUNS - 1))).toEqual(new Set(['point']))
  expect(extents(sweep(1, SWEEP_RUNS, { class: 'publish' }))).toEqual(new Set(['point']))
  const scattered = Array.from({ length: SWEEP_RUNS }, (_, at) => read(1, holding(at * 3, 1), { requests: 1 }))
  expect(extents(scattered)).toEqual(new Set(['point']))
})

test('what came beyond the limit of a conversation is one row, and says so', () => {
  const rows = stored([[read(1, holding(1, 1)), rest(1, 10, 20)]])
  expect(rows.map(({ point, extent, points }) => [point, extent, points])).toEqual([
    ['holding 1', 'point', 1],
    ['holding 10+11', 'rest', 11],
  ])
})

test('what is sent to a group belongs to its sender', () => {
  const toGroup = conversationEntry({ client: 3, server: GROUP })
  const points = { ...holding(-1, 1), name: 'CTRL/LLN0$dsGOOSE' }
  const [row] = stored([[read(1, points, { class: 'publish', requests: 0, messages: 9 })]], [toGroup])
  expect(row).toMatchObject({ serverAddress: '10.0.0.3', readers: '239.0.0.1', point: 'CTRL/LLN0$dsGOOSE', reads: 9 })
})

test('the rate is that of all who read and write', () => {
  const everySecond = [{ fromUs: SECOND, stepUs: 1, count: 20, sum: 0, squares: 0 }]
  const parts = { gaps: everySecond, longestGapUs: SECOND, requests: 21 }
  const [row] = stored([[read(1, holding(1, 1), parts), read(3, holding(1, 1), parts)]])
  expect(row).toMatchObject({ rate: 2 })
  expect(stored([[read(1, holding(1, 1), { requests: 1 })]])[0]).toMatchObject({ rate: null })
})

test('two accesses a moment apart are no rate', () => {
  const moment = [{ fromUs: 14_000, stepUs: 1, count: MIN_GAPS - 1, sum: 0, squares: 0 }]
  const parts = { gaps: moment, longestGapUs: 14_000, requests: MIN_GAPS }
  expect(stored([[read(1, holding(1, 1), parts)]])[0]).toMatchObject({ rate: null })
})

test('what comes in spells has the rate of all its time, not that of a spell', () => {
  const spells = [
    { fromUs: 1_000, stepUs: 1, count: 36, sum: 0, squares: 0 },
    { fromUs: 10 * SECOND, stepUs: 1, count: 3, sum: 0, squares: 0 },
  ]
  const parts = { gaps: spells, longestGapUs: 10 * SECOND, requests: 40 }
  expect(stored([[read(1, holding(1, 1), parts)]])[0]).toMatchObject({ rate: 1.298 })
})

test(`at most ${MAX_USERS_NAMED} readers are named`, () => {
  const operations = Array.from({ length: MAX_USERS_NAMED + 3 }, (_, at) => read(at + 3, holding(1, 1)))
  const readers = String(stored([operations])[0]?.['readers'])
  expect(readers.split(', ')).toHaveLength(MAX_USERS_NAMED)
  expect(readers).toMatch(/ \+3$/)
})

/** One client reads register after register, once each. */
function sweep(client: number, registers: number, parts: Partial<OperationEntry> = {}): OperationEntry[] {
  return Array.from({ length: registers }, (_, at) => read(client, holding(at, 1), { requests: 1, ...parts }))
}

/** What a conversation sums up beyond its limit. */
function rest(client: number, low: number, high: number): OperationEntry {
  const points = [holding(low, high - low + 1)]
  return operationEntry({ conversation: client, target: 'unit 3 …', points, isSum: true, requests: 900 })
}
