import { execFileSync } from 'node:child_process'
import path from 'node:path'
import { expect, test } from 'vitest'
import { PROJECT } from './run-sightline.ts'

/** Bytes, as the compiled line allocates them once it is warm. */
const MOST_PER_FRAME = 1
const MOST_PER_MESSAGE = 200

test(`the line allocates less than ${MOST_PER_FRAME} byte a frame up to the flow table, and ${MOST_PER_MESSAGE} a message`, () => {
  const bench = path.join(PROJECT, 'dist', 'test', 'bench', 'allocation.js')
  const { frame, message } = JSON.parse(execFileSync(process.execPath, [bench], { encoding: 'utf8' }))
  expect(frame.units).toBeGreaterThanOrEqual(1_000_000)
  expect(frame.bytesPerUnit).toBeLessThan(MOST_PER_FRAME)
  expect(message.bytesPerUnit).toBeLessThan(MOST_PER_MESSAGE)
})
