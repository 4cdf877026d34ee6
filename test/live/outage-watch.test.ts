import { expect, test } from 'vitest'
import { HOUR_US } from '../../sensor/model/coverage-book.ts'
import { coverHours, MAX_COVERED_HOURS } from '../../sensor/threads/cover-hours.ts'
import { OutageWatch, SAME_OUTAGE_MS } from '../../sensor/threads/outage-watch.ts'

test('an outage grows from look to look, and is told once for each', () => {
  const watch = new OutageWatch('eth1')
  expect(watch.take()).toBeUndefined()
  watch.blind(1000, 2000)
  watch.blind(2000, 3000)
  const outage = { interface: 'eth1', cause: 'down', sinceUs: 1_000_000, times: 1 }
  expect(watch.take()).toEqual({ ...outage, untilUs: 3_000_000, blindUs: 2_000_000 })
  expect(watch.take()).toBeUndefined()
  watch.blind(3000, 4000)
  watch.sees()
  expect(watch.take()).toEqual({ ...outage, untilUs: 4_000_000, blindUs: 3_000_000 })
  expect(watch.blindMs).toBe(3000)
})

test(`what comes within ${SAME_OUTAGE_MS / 1000} s of an outage is part of it, what comes later another one`, () => {
  const watch = new OutageWatch('eth1')
  watch.blind(1000, 2000)
  watch.sees()
  watch.blind(2000 + SAME_OUTAGE_MS, 3000 + SAME_OUTAGE_MS)
  watch.sees()
  expect(watch.take()).toMatchObject({ sinceUs: 1_000_000, times: 2, blindUs: 2_000_000 })
  watch.blind(3001 + 2 * SAME_OUTAGE_MS, 4001 + 2 * SAME_OUTAGE_MS)
  expect(watch.take()).toMatchObject({ sinceUs: (3001 + 2 * SAME_OUTAGE_MS) * 1000, times: 1, blindUs: 1_000_000 })
  expect(watch.blindMs).toBe(3000)
})

test('each hour gets its part of what was counted, and the parts add up', () => {
  const hours = (count: number, sinceUs: number, untilUs: number) =>
    coverHours('outage-seconds', count, sinceUs, untilUs).map(({ hourUs, count: part }) => [hourUs / HOUR_US, part])
  expect(hours(7, 5 * HOUR_US, 5.5 * HOUR_US)).toEqual([[5, 7]])
  expect(hours(7, 5 * HOUR_US, 5 * HOUR_US)).toEqual([[5, 7]])
  expect(hours(3600, 5.25 * HOUR_US, 6.25 * HOUR_US)).toEqual([
    [5, 2700],
    [6, 900],
  ])
  expect(hours(1, 5 * HOUR_US, 8 * HOUR_US)).toEqual([[6, 1]])
  // A clock that was set back.
  expect(hours(7, 9 * HOUR_US, 8.5 * HOUR_US)).toEqual([[8, 7]])
  const long = hours(2 * MAX_COVERED_HOURS, 0, 2 * MAX_COVERED_HOURS * HOUR_US - 1)
  expect(long).toHaveLength(MAX_COVERED_HOURS)
  expect(long.reduce((sum, [, part]) => sum + (part as number), 0)).toBe(2 * MAX_COVERED_HOURS)
})
