import fc from 'fast-check'
import { expect, test } from 'vitest'
import { formatTime, parseTime } from '../../storage/rfc3339.ts'

test('a time is written in UTC with six digits of a second', () => {
  expect(formatTime(0)).toBe('1970-01-01T00:00:00.000000Z')
  expect(formatTime(Date.UTC(2026, 10, 22, 10) * 1000 + 7)).toBe('2026-11-22T10:00:00.000007Z')
  expect(formatTime(Date.UTC(2024, 1, 29, 23, 59, 59) * 1000 + 999_999)).toBe('2024-02-29T23:59:59.999999Z')
})

test('a time before 1970 is written as well', () => {
  expect(formatTime(-1)).toBe('1969-12-31T23:59:59.999999Z')
})

test('what is written is read again', () => {
  fc.assert(
    fc.property(fc.integer({ min: -1e15, max: 8e15 }), (timeUs) => {
      expect(parseTime(formatTime(timeUs))).toBe(timeUs)
    }),
  )
})

test('zones, short and long fractions are read', () => {
  const noon = Date.UTC(2026, 10, 22, 12) * 1000
  expect(parseTime('2026-11-22T12:00:00Z')).toBe(noon)
  expect(parseTime('2026-11-22t14:30:00.5+02:30')).toBe(noon + 500_000)
  expect(parseTime('2026-11-22T12:00:00.000001999Z')).toBe(noon + 1)
})

test.each(['', 'yesterday', '2026-11-22', '2026-11-22T12:00:00', '2026-13-22T12:00:00Z'])('"%s" is no time', (text) => {
  expect(parseTime(text)).toBeUndefined()
})
