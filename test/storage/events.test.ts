import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { replayCaptures } from '../../cli/replay-captures.ts'
import type { Delta } from '../../sensor/model/delta.ts'
import { resolveEvents } from '../../sensor/model/events/resolve-events.ts'
import { resolveAssets } from '../../sensor/model/resolve-assets.ts'
import { type ExportKind, exportRows } from '../../storage/observed/export.ts'
import { ObservedReader } from '../../storage/observed/reader.ts'
import { ObservedWriter } from '../../storage/observed/writer.ts'
import {
  addressEntry,
  captureEntry,
  changeEntry,
  claimEntry,
  conversationEntry,
  deltaOf,
  operationEntry,
  START_US,
  segmentEntry,
} from '../support/delta.ts'
import { temporaryDirectory } from '../support/temporary-directory.ts'

const HOUR_US = 3_600_000_000
const FIXTURES = join(import.meta.dirname, '../../fixtures')

const HOSTS = {
  segments: [segmentEntry()],
  addresses: [
    addressEntry(1, '10.0.0.1', { lastUs: START_US + 9 * HOUR_US }),
    addressEntry(2, '10.0.0.2', { lastUs: START_US + 9 * HOUR_US }),
  ],
  conversations: [conversationEntry({ lastUs: START_US + 9 * HOUR_US })],
}

/** Stores this of one capture of nine hours, and gives what is told of it. */
function told(delta: Partial<Delta>): string[] {
  const directory = temporaryDirectory()
  const writer = new ObservedWriter(directory)
  writer.begin()
  writer.capture(captureEntry({ lastUs: START_US + 9 * HOUR_US }))
  writer.apply(deltaOf({ ...HOSTS, ...delta }))
  conclude(writer)
  writer.commit()
  writer.close()
  return exported(directory, 'events')
    .filter(({ kind }) => kind !== 'start-up')
    .map(({ severity, kind, summary, capture, frame }) => `${severity} ${kind}: ${summary} [${capture} ${frame}]`)
}

function conclude(writer: ObservedWriter): void {
  const evidence = writer.evidence()
  const assets = resolveAssets(evidence)
  writer.assign(assets)
  writer.tell(resolveEvents(evidence, assets))
}

function exported(directory: string, kind: ExportKind) {
  const reader = new ObservedReader(directory)
  try {
    return [...exportRows(reader, kind)]
  } finally {
    reader.close()
  }
}

const later = (parts: object) => {
  const timeUs = START_US + 5 * HOUR_US
  return { firstUs: timeUs, lastUs: timeUs, witness: { capture: 1, frame: 77, timeUs }, ...parts }
}

test('a function that comes later than its conversation is evidence, with the frame that showed it', () => {
  const upload = later({ function: '90/0x33', functionName: 'Upload Block', class: 'upload', target: '' })
  expect(told({ operations: [operationEntry(), operationEntry(upload)] })).toEqual([
    'medium new-operation: Engineering station 10.0.0.1 asks PLC 10.0.0.2 for upload operations that it did not ask for before: modbus Upload Block [one.pcap 77]',
  ])
})

test('another target of a function that was used before is none', () => {
  expect(told({ operations: [operationEntry(), operationEntry(later({ target: 'unit 3 holding 900+1' }))] })).toEqual(
    [],
  )
})

test('many targets asked for once are a sweep', () => {
  const operations = Array.from({ length: 64 }, (_, at) =>
    operationEntry({ target: `unit 3 holding ${at}+1`, requests: 1, responses: 1 }),
  )
  expect(told({ operations })).toEqual([
    'medium sweep: HMI or SCADA 10.0.0.1 asked PLC 10.0.0.2 for 64 targets within 0 ms (modbus Read Holding Registers) [one.pcap 1]',
  ])
})

describe('a new writer of a point', () => {
  const setting = (parts: object) =>
    operationEntry({
      function: '6',
      functionName: 'Write Single Register',
      class: 'write',
      requests: 3,
      responses: 3,
      ...parts,
    })
  const points = [{ name: 'holding ', first: 7, count: 1, type: 'word', writes: true }]
  const panel = {
    addresses: [...HOSTS.addresses, addressEntry(3, '10.0.0.3', { lastUs: START_US + 9 * HOUR_US })],
    conversations: [...HOSTS.conversations, conversationEntry({ id: 2, client: 3, lastUs: START_US + 9 * HOUR_US })],
  }
  const newWriters = (operations: readonly ReturnType<typeof operationEntry>[]) =>
    told({ ...panel, operations }).filter((each) => each.includes('new-writer'))

  test('is found in what is stored, with the frame that showed it', () => {
    const summary =
      'medium new-writer: HMI or SCADA 10.0.0.3 writes unit 3 holding 7 of PLC 10.0.0.2 for the first time: until then written by HMI or SCADA 10.0.0.1 [one.pcap 77]'
    expect(newWriters([setting({ points }), setting({ ...later({ conversation: 2 }), points })])).toEqual([summary])
  })

  test('is none when it was refused, or what it wrote is a sum', () => {
    const refused = later({ conversation: 2, errors: 3 })
    expect(newWriters([setting({ points }), setting({ ...refused, points })])).toEqual([])
    const sum = later({ conversation: 2, isSum: true })
    expect(newWriters([setting({ points }), setting({ ...sum, points })])).toEqual([])
  })
})

test('claims that replace others are evidence', () => {
  const claims = [
    claimEntry({ attribute: 'firmware', value: '1.0' }),
    claimEntry({ ...later({ attribute: 'firmware', value: '1.1' }) }),
  ]
  expect(told({ claims })).toEqual([
    'high identity-change: Host 10.0.0.2 changed its firmware: 1.0 to 1.1 (modbus Read Device Identification) [one.pcap 77]',
  ])
})

test('a cyclic operation that ended while others went on is a silence', () => {
  const gaps = [{ fromUs: 917_504, stepUs: 512, count: 3600, sum: 3600 * 161, squares: 3600 * 161 ** 2 }]
  const minutes = Array.from({ length: 9 * 60 }, (_, at) => START_US + at * 60_000_000)
  const activity = minutes.map((minuteUs) => ({
    conversation: 1,
    class: '' as const,
    minuteUs,
    messages: 0,
    packets: 1,
    bytes: 60,
  }))
  const operations = [operationEntry({ gaps, longestGapUs: 1_100_000, lastUs: START_US + HOUR_US })]
  expect(told({ operations, activity })).toEqual([
    'medium gone-silent: HMI or SCADA 10.0.0.1 to PLC 10.0.0.2 has gone silent: modbus Read Holding Registers unit 3 holding 0+10 came every 1 s, then nothing for 8 h; both are heard still [one.pcap 1]',
  ])
})

test('a pause that all cyclic operations of a conversation made together is a silence that is over', () => {
  const gaps = [{ fromUs: 917_504, stepUs: 512, count: 3600, sum: 3600 * 161, squares: 3600 * 161 ** 2 }]
  const minutes = Array.from({ length: 9 * 60 }, (_, at) => START_US + at * 60_000_000)
  const activity = minutes.map((minuteUs) => ({
    conversation: 1,
    class: '' as const,
    minuteUs,
    messages: 0,
    packets: 1,
    bytes: 60,
  }))
  const paused = (target: string, longestGapUs: number) =>
    operationEntry({
      target,
      gaps,
      longestGapUs,
      longestGapFromUs: START_US + HOUR_US,
      lastUs: START_US + 9 * HOUR_US,
    })
  const both = [paused('unit 3 holding 0+10', 600_000_000), paused('unit 3 holding 20+10', 601_000_000)]
  const one = [paused('unit 3 holding 0+10', 600_000_000), paused('unit 3 holding 20+10', 1_100_000)]
  expect(told({ operations: both, activity })).toEqual([
    'medium gone-silent: HMI or SCADA 10.0.0.1 to PLC 10.0.0.2 went silent and came back: modbus Read Holding Registers unit 3 holding 0+10 came every 1 s, then nothing for 10 min [one.pcap 1]',
  ])
  expect(told({ operations: one, activity })).toEqual([])
})

test('malformed messages are counted by conversation', () => {
  const coverage = [
    { conversation: 1, measure: 'malformed', detail: 'truncated', count: 40 },
    { conversation: 1, measure: 'malformed', detail: 'bad-length', count: 20 },
  ]
  expect(told({ coverage })).toEqual([
    'medium malformed-flood: 60 malformed modbus messages between host 10.0.0.1 and host 10.0.0.2 [one.pcap 1]',
  ])
})

test('an event is the same one as long as it is seen, and gone when it is not', () => {
  const directory = temporaryDirectory()
  const writer = new ObservedWriter(directory)
  const store = (name: string, delta: Partial<Delta>) => {
    writer.resetRun()
    writer.begin()
    writer.capture(captureEntry({ name, lastUs: START_US + 9 * HOUR_US }))
    writer.apply(deltaOf({ ...HOSTS, ...delta }))
    conclude(writer)
    writer.commit()
    return exported(directory, 'events').filter(({ kind }) => kind === 'production-change')
  }
  const [before] = store('one.pcap', { changes: [changeEntry()] })
  const [after] = store('two.pcap', { changes: [changeEntry({ requests: 4, accepted: 4 })] })
  expect(after).toMatchObject({ id: before?.['id'], count: 5, requests: 5 })
  writer.begin()
  writer.tell([])
  writer.commit()
  writer.close()
  expect(exported(directory, 'events')).toEqual([])
})

test('the polls of a real HMI are cyclic, and what an engineer did once is not', async () => {
  const directory = temporaryDirectory()
  const writer = new ObservedWriter(directory)
  const hooks = { onProgress: () => undefined, isInterrupted: () => false }
  await replayCaptures([join(FIXTURES, 'plant/plant.pcap')], writer, hooks)
  writer.close()
  const rows = exported(directory, 'operations').filter(({ protocol }) => protocol === 'modbus')
  const polls = rows.filter(({ clientAddress, requests }) => clientAddress === '10.20.1.50' && requests === 200)
  expect(polls.length).toBe(10)
  for (const { rhythm, period, jitter } of polls) {
    expect(rhythm).toBe('cyclic')
    expect(period).toBeCloseTo(1, 2)
    expect(jitter).toBeLessThan(0.01)
  }
  const setPoint = rows.find(({ clientAddress, function: code }) => clientAddress === '10.20.1.50' && code === '6')
  expect(setPoint).toMatchObject({ rhythm: 'cyclic' })
  expect(setPoint?.['period']).toBeCloseTo(10, 1)
  const engineer = rows.filter(({ clientAddress }) => clientAddress === '10.20.1.60')
  expect(new Set(engineer.map(({ rhythm }) => rhythm))).toEqual(new Set(['once', 'sporadic']))
})

test('the order in which captures are replayed shows in no event, operation or bucket', async () => {
  const captures = ['plant', 'modbus', 'arp', 'dhcp', 'profinet'].flatMap((folder) =>
    readdirSync(join(FIXTURES, folder))
      .filter((name) => /\.pcap(ng)?$/.test(name))
      .map((name) => join(FIXTURES, folder, name)),
  )
  const results = []
  for (const paths of [captures, captures.toReversed()]) {
    const directory = temporaryDirectory()
    const writer = new ObservedWriter(directory)
    await replayCaptures(paths, writer, { onProgress: () => undefined, isInterrupted: () => false })
    writer.close()
    results.push((['events', 'operations', 'activity'] as const).map((kind) => exported(directory, kind)))
  }
  expect(results[1]).toEqual(results[0])
  expect(results[0]?.[0]?.length).toBeGreaterThan(3)
})
