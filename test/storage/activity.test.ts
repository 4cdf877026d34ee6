import { expect, test } from 'vitest'
import { HOUR_US, KEPT_HOURS_US, KEPT_MINUTES_US, MINUTE_US } from '../../storage/observed/activity-widths.ts'
import { exportRows } from '../../storage/observed/export.ts'
import { ObservedReader } from '../../storage/observed/reader.ts'
import { ObservedWriter } from '../../storage/observed/writer.ts'
import { addressEntry, captureEntry, conversationEntry, deltaOf, START_US, segmentEntry } from '../support/delta.ts'
import { temporaryDirectory } from '../support/temporary-directory.ts'

/** Stores captures in this order, each of one minute with ten reads, and gives the rows of activity. */
function stored(minutes: readonly number[]): string[] {
  const directory = temporaryDirectory()
  const writer = new ObservedWriter(directory)
  for (const minuteUs of minutes) {
    writer.resetRun()
    writer.begin()
    writer.capture(captureEntry({ name: `${minuteUs}`, firstUs: minuteUs, lastUs: minuteUs + MINUTE_US }))
    writer.apply(
      deltaOf({
        segments: [segmentEntry()],
        addresses: [addressEntry(1, '10.0.0.1'), addressEntry(2, '10.0.0.2')],
        conversations: [conversationEntry()],
        activity: [{ conversation: 1, class: 'read', minuteUs, messages: 10, packets: 0, bytes: 0 }],
      }),
    )
    writer.commit()
  }
  writer.close()
  const reader = new ObservedReader(directory)
  const rows = [...exportRows(reader, 'activity')]
  reader.close()
  return rows.map(({ bucket, start, messages }) => `${bucket} ${start} ${messages}`)
}

test('minutes add up to hours', () => {
  expect(stored([START_US, START_US + MINUTE_US, START_US + HOUR_US])).toEqual([
    'hour 2026-11-22T10:00:00.000000Z 20',
    'hour 2026-11-22T11:00:00.000000Z 10',
    'minute 2026-11-22T10:00:00.000000Z 10',
    'minute 2026-11-22T10:01:00.000000Z 10',
    'minute 2026-11-22T11:00:00.000000Z 10',
  ])
})

test('minutes are kept for 48 hours, hours for 400 days', () => {
  expect([KEPT_MINUTES_US, KEPT_HOURS_US]).toEqual([48 * HOUR_US, 400 * 24 * HOUR_US])
  const rows = stored([START_US, START_US + 49 * HOUR_US])
  expect(rows.map((row) => row.slice(0, 17))).toEqual(['hour 2026-11-22T1', 'hour 2026-11-24T1', 'minute 2026-11-24'])
  expect(stored([START_US, START_US + 401 * 24 * HOUR_US])).toHaveLength(2)
})

test('the order in which captures come shows in no bucket', () => {
  const minutes = [START_US, START_US + 20 * MINUTE_US, START_US + 30 * HOUR_US, START_US + 60 * HOUR_US]
  expect(stored(minutes.toReversed())).toEqual(stored(minutes))
})
