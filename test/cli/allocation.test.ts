import { execFileSync } from 'node:child_process'
import path from 'node:path'
import { expect, test } from 'vitest'
import { PROJECT } from './run-sightline.ts'

/**
 * Bytes. The goal is 1 for a frame: what there is beyond it is the time of the frame, which becomes an object wherever it is
 * handed to a function that the compiler does not inline.
 */
const MOST_PER_FRAME = 24
const MOST_PER_MESSAGE = 200

test(`the line allocates at most ${MOST_PER_FRAME} bytes a frame up to the flow table, and ${MOST_PER_MESSAGE} a message`, () => {
  const bench = path.join(PROJECT, 'dist', 'test', 'bench', 'allocation.js')
  const { frame, message } = JSON.parse(execFileSync(process.execPath, [bench], { encoding: 'utf8' }))
  expect(frame.units).toBeGreaterThanOrEqual(1_000_000)
  expect(frame.bytesPerUnit).toBeLessThan(MOST_PER_FRAME)
  expect(message.bytesPerUnit).toBeLessThan(MOST_PER_MESSAGE)
})
