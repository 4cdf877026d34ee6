import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { CoverageHourEntry, Delta } from '../../sensor/model/delta.ts'
import { Line } from '../../sensor/pipeline.ts'
import { HOUR_US, KEPT_HOURS_US } from '../../storage/observed/activity-widths.ts'
import { type ExportKind, exportRows } from '../../storage/observed/export.ts'
import { readAll } from '../../storage/observed/listing.ts'
import { SEGMENTS } from '../../storage/observed/read-segments.ts'
import { ObservedReader } from '../../storage/observed/reader.ts'
import { ObservedWriter } from '../../storage/observed/writer.ts'
import { captureEntry, deltaOf, START_US, segmentEntry } from '../support/delta.ts'
import { feedFrames } from '../support/feed-frames.ts'
import { type BuiltFrame, CaptureBuilder, type Host } from '../support/packet.ts'
import { simple, simpleMessage } from '../support/simple-protocol.ts'
import { temporaryDirectory } from '../support/temporary-directory.ts'

interface Stored {
  readonly name: string
  readonly lastUs: number
  readonly delta: Delta
}

function reading<Result>(captures: readonly Stored[], read: (reader: ObservedReader) => Result): Result {
  const directory = temporaryDirectory()
  const writer = new ObservedWriter(directory)
  for (const { name, lastUs, delta } of captures) {
    writer.resetRun()
    writer.begin()
    writer.capture(captureEntry({ name, firstUs: lastUs, lastUs }))
    writer.apply(delta)
    writer.commit()
  }
  writer.close()
  const reader = new ObservedReader(directory)
  const result = read(reader)
  reader.close()
  return result
}

const exported = (captures: readonly Stored[], kind: ExportKind) =>
  reading(captures, (reader) => [...exportRows(reader, kind)])

function hourOf(count: number, parts: Partial<CoverageHourEntry> = {}): CoverageHourEntry {
  return { segment: 1, hourUs: START_US, measure: 'tcp-gap', count, ...parts }
}

function captured(lastUs: number, ...coverageHours: readonly CoverageHourEntry[]): Stored {
  return { name: `${lastUs}.pcap`, lastUs, delta: deltaOf({ segments: [segmentEntry({ vlan: '10' })], coverageHours }) }
}

test('counts of a segment, measure and hour add up', () => {
  const rows = exported(
    [
      captured(START_US, hourOf(5), hourOf(7), hourOf(1, { measure: 'one-way' })),
      captured(START_US + 1, hourOf(3), hourOf(2, { hourUs: START_US + HOUR_US }), hourOf(4, { segment: null })),
    ],
    'coverage-hours',
  )
  expect(rows.map(({ segment, start, measure, count }) => `${segment} ${start} ${measure} ${count}`)).toEqual([
    ' 2026-11-22T10:00:00.000000Z tcp-gap 4',
    'vlan 10 2026-11-22T10:00:00.000000Z one-way 1',
    'vlan 10 2026-11-22T10:00:00.000000Z tcp-gap 15',
    'vlan 10 2026-11-22T11:00:00.000000Z tcp-gap 2',
  ])
})

test('hours are kept for 400 days, and what is older is not shown, whenever it is removed', () => {
  expect(KEPT_HOURS_US).toBe(400 * 24 * HOUR_US)
  const old = captured(START_US, hourOf(5))
  const late = START_US + KEPT_HOURS_US + 1
  const fresh = captured(late, hourOf(3, { hourUs: late - 1 }))
  for (const captures of [
    [old, fresh],
    [fresh, old],
  ]) {
    expect(exported(captures, 'coverage-hours')).toMatchObject([{ count: 3 }])
    const [segment] = reading(captures, (reader) => [...readAll(reader, SEGMENTS)])
    expect(segment).toMatchObject({ tcpBytesMissing: 3 })
  }
})

test('the loss of a segment rests on its missing and its seen bytes, and copies and one-way connections are shares too', () => {
  const [segment] = reading(
    [
      captured(
        START_US,
        hourOf(30),
        hourOf(9970, { measure: 'tcp-bytes-seen' }),
        hourOf(1, { measure: 'frames-duplicate' }),
        hourOf(2, { measure: 'frames-seen' }),
        hourOf(2, { measure: 'one-way' }),
        hourOf(8, { measure: 'tcp-connections-seen' }),
        hourOf(6, { measure: 'frames-cut' }),
      ),
    ],
    (reader) => [...readAll(reader, SEGMENTS)],
  )
  expect(segment).toMatchObject({
    frames: 2,
    duplicateFrames: 1,
    duplicateShare: 0.333333,
    cutFrames: 6,
    tcpBytes: 9970,
    tcpBytesMissing: 30,
    mirrorLoss: 0.003,
    tcpConnections: 8,
    oneWayConnections: 2,
    oneWayShare: 0.25,
  })
})

test('a segment without traffic has nothing to judge by', () => {
  const [segment] = reading([captured(START_US)], (reader) => [...readAll(reader, SEGMENTS)])
  expect(segment).toMatchObject({ frames: 0, duplicateShare: null, mirrorLoss: null, oneWayShare: null })
})

const CLIENT: Host = { mac: '00:1b:1b:00:00:21', ip: '10.0.0.21', port: 40000 }
const SERVER: Host = { mac: '00:80:f4:00:00:11', ip: '10.0.0.11', port: 7777 }

/** A capture with loss, copies, an unknown dialogue and (of port 40001) one side only, over two hours. */
function damaged(shiftUs: number, vlan: number, lost: number): Stored {
  const capture = new CaptureBuilder().wait(shiftUs)
  const connection = capture.connect(CLIENT, SERVER, { vlans: [vlan] })
  for (let i = 0; i < 5; i++) connection.ask(simpleMessage(1, 'a')).answer(simpleMessage(2, 'a'))
  capture.datagram(CLIENT, { ...SERVER, port: 9 }, Uint8Array.of(lost, 2, 3))
  capture.connect({ ...CLIENT, port: 40001 }, SERVER, { midway: true }).ask(...Array(4).fill(simpleMessage(1, 'b')))
  capture.wait(HOUR_US)
  connection.ask(simpleMessage(1, 'late'))
  const frames: BuiltFrame[] = capture.frames.filter((_, at) => at !== 3 + lost)
  const last = frames.at(-1) as BuiltFrame
  frames.push({ ...last, timeUs: last.timeUs + 10 })
  const line = new Line([simple])
  feedFrames(line, frames)
  return { name: `${shiftUs} ${vlan}.pcap`, lastUs: last.timeUs, delta: line.endCapture(lost).delta }
}

test('the order in which captures come shows neither in the hours nor in the segments', () => {
  const captures = [damaged(0, 10, 1), damaged(HOUR_US / 2, 10, 2), damaged(3 * HOUR_US, 20, 3), damaged(7, 10, 4)]
  const everything = (order: readonly Stored[]) =>
    reading(order, (reader) => [
      ...exportRows(reader, 'coverage-hours'),
      ...exportRows(reader, 'coverage'),
      ...readAll(reader, SEGMENTS),
    ])
  const expected = everything(captures)
  expect(expected.map((row) => ('measure' in row ? row['measure'] : ''))).toContain('one-way')
  fc.assert(
    fc.property(fc.shuffledSubarray(captures, { minLength: captures.length }), (order) => {
      expect(everything(order)).toEqual(expected)
    }),
    { numRuns: 10 },
  )
})
