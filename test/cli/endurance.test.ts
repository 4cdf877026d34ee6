import { execFileSync } from 'node:child_process'
import path from 'node:path'
import { expect, test } from 'vitest'
import { PROJECT } from './run-sightline.ts'

const HOURS = 3
/** What the collector leaves here and there. */
const SLACK_MEGABYTES = 4

test(`memory stays flat over ${HOURS} hours of capture time in a loop`, () => {
  const bench = path.join(PROJECT, 'dist', 'test', 'bench', 'endurance.js')
  const args = ['--expose-gc', bench, '--hours', String(HOURS), '--json']
  const samples = JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8', cwd: PROJECT }))
  expect(samples.length).toBe(HOURS)
  expect(samples.at(-1).frames).toBeGreaterThan(samples[0].frames * 2)
  expect(samples.at(-1).heapMegabytes).toBeLessThanOrEqual(samples[0].heapMegabytes + SLACK_MEGABYTES)
}, 180_000)
