import { execFileSync } from 'node:child_process'
import path from 'node:path'
import { expect, test } from 'vitest'
import { PROJECT } from './run-sightline.ts'

/** Bytes, as the compiled line allocates them once it is warm. */
const MOST_PER_FRAME = 1
const MOST_PER_MESSAGE = 200

/** What the compiler puts inside what differs from run to run: numbers that are handed on must need no place on the heap. */
test('a frame allocates no more where nothing is inlined', () => {
  const { frame } = JSON.parse(allocation('--no-turbo-inlining'))
  expect(frame.units).toBeGreaterThanOrEqual(1_000_000)
  expect(frame.bytesPerUnit).toBeLessThan(MOST_PER_FRAME)
})

test(`the line allocates less than ${MOST_PER_FRAME} byte a frame up to the flow table, and ${MOST_PER_MESSAGE} a message`, () => {
  const { frame, message } = JSON.parse(allocation())
  expect(frame.units).toBeGreaterThanOrEqual(1_000_000)
  expect(frame.bytesPerUnit).toBeLessThan(MOST_PER_FRAME)
  expect(message.bytesPerUnit).toBeLessThan(MOST_PER_MESSAGE)
})

function allocation(...options: readonly string[]): string {
  const bench = path.join(PROJECT, 'dist', 'test', 'bench', 'allocation.js')
  return execFileSync(process.execPath, [...options, bench], { encoding: 'utf8' })
}
