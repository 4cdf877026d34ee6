import { expect, test } from 'vitest'
import { Operations } from '../../dissectors/kit/operations.ts'
import { MAX_SHARED_TEXTS, sharedText } from '../../dissectors/kit/shared-text.ts'
import { MAX_SHARED_RUNS, tableOperation } from '../../dissectors/modbus/requested-operation.ts'

const read = (address: number) => tableOperation(1, 3, address, 2, new Operations())

test('dialogues that read the same registers share what is said of them', () => {
  expect(read(100).points).toBe(read(100).points)
  expect(read(100)).not.toBe(read(100))
})

test(`past ${MAX_SHARED_RUNS} runs all are forgotten, and each is still what it is`, () => {
  const first = read(0)
  for (let address = 1; address <= MAX_SHARED_RUNS; address++) {
    expect(read(address).target).toBe(`unit 1 holding ${address}+2`)
  }
  const again = read(0)
  expect(again.points).not.toBe(first.points)
  expect(again).toEqual(first)
})

test(`past ${MAX_SHARED_TEXTS} texts all are forgotten, and each is still what it is`, () => {
  for (let i = 0; i <= MAX_SHARED_TEXTS * 2; i++) expect(sharedText(`text ${i}`)).toBe(`text ${i}`)
})
