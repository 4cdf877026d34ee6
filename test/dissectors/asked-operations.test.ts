import { expect, test } from 'vitest'
import { AskedOperations, MAX_ASKED, MAX_PROBES } from '../../dissectors/kit/asked-operations.ts'
import { Operations } from '../../dissectors/kit/operations.ts'

const operations = new Operations()
const made = Array.from({ length: MAX_PROBES + 2 }, (_, i) => operations.add(i, 'read', 4, '', `${i}`))

/** Asks under references that all fall on one slot. */
function askAll(asked: AskedOperations, count: number): void {
  for (let i = 0; i < count; i++) asked.ask(reference(i), made[i] as NonNullable<(typeof made)[number]>)
}

function reference(i: number): number {
  return i * 0x1_0000
}

test('requests whose references fall on one slot are all answered, once, in any order', () => {
  const asked = new AskedOperations()
  askAll(asked, MAX_PROBES)
  for (let i = MAX_PROBES - 1; i >= 0; i--) expect(asked.answer(reference(i))?.target).toBe(`${i}`)
  for (let i = 0; i < MAX_PROBES; i++) expect(asked.answer(reference(i))).toBeUndefined()
})

test('asked again under the same reference, the later request counts, wherever there is room', () => {
  const asked = new AskedOperations()
  askAll(asked, 3)
  asked.answer(reference(0))
  asked.ask(reference(2), made[5] as NonNullable<(typeof made)[number]>)
  expect(asked.answer(reference(2))?.target).toBe('5')
  expect(asked.answer(reference(2))).toBeUndefined()
})

test('past its slots, the oldest request is forgotten first', () => {
  const asked = new AskedOperations()
  askAll(asked, MAX_PROBES + 2)
  const answered = made.map((_, i) => asked.answer(reference(i))?.target)
  expect(answered).toEqual(made.map((_, i) => (i < 2 ? undefined : `${i}`)))
})

test('after many requests without an answer, the newest is remembered', () => {
  const asked = new AskedOperations()
  const [old, young] = made as [(typeof made)[number], (typeof made)[number]]
  for (let i = 0; i < 100_000; i++) asked.ask(i & 0xffff, old)
  asked.ask(MAX_ASKED, young)
  expect(asked.answer(MAX_ASKED)?.target).toBe('1')
  expect(asked.answer(MAX_ASKED)).toBeUndefined()
  expect(asked.answer(0)).toBeUndefined()
})

test('nothing was asked before the first request', () => {
  expect(new AskedOperations().answer(0)).toBeUndefined()
})
