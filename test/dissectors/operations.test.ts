import { expect, test } from 'vitest'
import { keyOfBytes, MAX_OPERATIONS, Operations } from '../../dissectors/kit/operations.ts'

function view(text: string): DataView {
  return new DataView(Uint8Array.from(Buffer.from(text, 'latin1')).buffer)
}

test('an operation is found again under its key, as the same object', () => {
  const operations = new Operations()
  expect(operations.find(7)).toBeUndefined()
  const added = operations.add(7, 'read', 3, 'unit 1', 'unit 1 holding 0+1')
  expect(added).toEqual({ class: 'read', code: 3, module: 'unit 1', target: 'unit 1 holding 0+1', slot: 0, points: [] })
  expect(operations.find(7)).toBe(added)
})

test('keys up to 2^53 - 1 are told apart', () => {
  const operations = new Operations()
  const keys = [0, 1, 2 ** 31, 2 ** 32, 2 ** 32 + 1, 2 ** 52, Number.MAX_SAFE_INTEGER]
  for (const key of keys) operations.add(key, 'read', 0, '', String(key))
  expect(keys.map((key) => operations.find(key)?.target)).toEqual(keys.map(String))
})

test(`past ${MAX_OPERATIONS} an operation is made for each message, and has no slot`, () => {
  const operations = new Operations()
  for (let key = 0; key < MAX_OPERATIONS; key++) operations.add(key, 'read', 0, '', '')
  expect(operations.add(MAX_OPERATIONS, 'read', 0, '', 'late').slot).toBe(-1)
  expect(operations.find(MAX_OPERATIONS)).toBeUndefined()
  expect(operations.find(MAX_OPERATIONS - 1)?.slot).toBe(MAX_OPERATIONS - 1)
})

test('the key of bytes tells texts apart by content, order, length and seed', () => {
  const keys = new Set<number>()
  const texts = [
    '',
    'a',
    'b',
    'ab',
    'ba',
    'abcd',
    'abcde',
    'bcda',
    'dcba',
    'abcdabcd',
    'abcdabce',
    '\0',
    '\0\0',
    '\0\0\0\0',
  ]
  for (const text of texts) for (const seed of [0, 1]) keys.add(keyOfBytes(view(text), 0, text.length, seed))
  expect(keys.size).toBe(texts.length * 2)
})

test('a hundred thousand names have a hundred thousand keys', () => {
  const keys = new Set<number>()
  for (let i = 0; i < 100_000; i++) {
    const name = `Program:Main.Tag${i}`
    keys.add(keyOfBytes(view(name), 0, name.length, 0x4c))
  }
  expect(keys.size).toBe(100_000)
  expect([...keys].every(Number.isSafeInteger)).toBe(true)
})
