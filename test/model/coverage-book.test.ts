import { expect, test } from 'vitest'
import { CoverageBook, HOUR_US, NO_SEGMENT } from '../../sensor/model/coverage-book.ts'
import { Line } from '../../sensor/pipeline.ts'

test('what is counted before the first frame belongs to its hour', () => {
  const book = new CoverageBook()
  book.add(NO_SEGMENT, 'frames-lost-by-capture', 5)
  book.turn(HOUR_US + 7)
  expect(book.take()).toEqual([{ segment: null, hourUs: HOUR_US, measure: 'frames-lost-by-capture', count: 5 }])
})

test('what a capture lost without showing one frame is of no hour, and not of the next capture', () => {
  const book = new CoverageBook()
  book.turn(HOUR_US)
  book.forget()
  book.add(NO_SEGMENT, 'frames-lost-by-capture', 5)
  expect(book.take()).toEqual([])
  book.forget()
  book.turn(3 * HOUR_US)
  expect(book.take()).toEqual([])
})

test('a capture that has no frame and says what it lost is told of as a whole, in no hour', () => {
  const line = new Line([])
  line.beginCapture(1, [''])
  const { coverage, coverageHours } = line.endCapture(5).delta
  expect(coverage).toEqual([{ conversation: 0, measure: 'frames-lost-by-capture', detail: '', count: 5 }])
  expect(coverageHours).toEqual([])
})
