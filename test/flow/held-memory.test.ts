import { expect, test } from 'vitest'
import { BLOCK_BYTES, HeldMemory, MAX_FREE_BLOCKS } from '../../sensor/flow/held-memory.ts'

test('a block that was given back is used again, and what is in use is counted', () => {
  const memory = new HeldMemory()
  const first = memory.take(10)
  expect(memory.bytes).toBe(BLOCK_BYTES)
  memory.give(first)
  expect(memory.bytes).toBe(0)
  expect(memory.take(BLOCK_BYTES)).toBe(first)
})

test('a longer segment has a block of its own, which is not kept', () => {
  const memory = new HeldMemory()
  const long = memory.take(BLOCK_BYTES + 1)
  expect(long.bytes).toHaveLength(BLOCK_BYTES + 1)
  memory.give(long)
  expect(memory.take(BLOCK_BYTES + 1)).not.toBe(long)
})

test(`at most ${MAX_FREE_BLOCKS} free blocks are kept`, () => {
  const memory = new HeldMemory()
  const blocks = Array.from({ length: MAX_FREE_BLOCKS + 1 }, () => memory.take(1))
  for (const block of blocks) memory.give(block)
  const again = new Set(Array.from({ length: MAX_FREE_BLOCKS + 1 }, () => memory.take(1)))
  expect(blocks.filter((block) => again.has(block))).toHaveLength(MAX_FREE_BLOCKS)
})
