import { expect, test } from 'vitest'
import { Pending } from '../../dissectors/kit/pending.ts'

test('what was asked is answered once, in any order', () => {
  const pending = new Pending<string>(8)
  pending.ask(1, 'a')
  pending.ask(2, 'b')
  pending.ask(2 ** 50, 'c')
  expect([pending.answer(2), pending.answer(2), pending.answer(2 ** 50), pending.answer(1), pending.size]).toEqual([
    'b',
    undefined,
    'c',
    'a',
    0,
  ])
})

test('asked again under the same number, the later request counts', () => {
  const pending = new Pending<string>(8)
  pending.ask(1, 'a')
  pending.ask(1, 'b')
  expect([pending.size, pending.answer(1), pending.forgotten]).toEqual([1, 'b', 0])
})

test.each([1, 3, 16, 17, 100])('past %i the oldest is forgotten, and counted', (limit) => {
  const pending = new Pending<number>(limit)
  for (let id = 0; id < limit + 2; id++) pending.ask(id, id)
  expect([pending.size, pending.forgotten, pending.answer(0), pending.answer(1)]).toEqual([
    limit,
    2,
    undefined,
    undefined,
  ])
  expect([pending.answer(2), pending.answer(limit + 1)]).toEqual(limit === 1 ? [2, undefined] : [2, limit + 1])
})

test('many at a time, then few again, are all answered', () => {
  const pending = new Pending<number>(1000)
  for (const count of [5, 500, 5, 40]) {
    for (let id = 0; id < count; id++) pending.ask(id, id)
    for (let id = count - 1; id >= 0; id--) expect(pending.answer(id)).toBe(id)
    expect(pending.size).toBe(0)
  }
})
