import { execFile, spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, test } from 'vitest'
import { FIXTURES, fixtureFolders, readmeRows } from '../support/fixture-readme.ts'

const run = promisify(execFile)
const hasTshark = spawnSync('tshark', ['--version']).status === 0

/** What the READMEs say that tshark counts in our captures is what it counts: they are as real as it can tell. */
describe.skipIf(!hasTshark)('tshark', () => {
  const checks = fixtureFolders().flatMap((folder) =>
    readmeRows(folder).flatMap(({ file, checks }) => checks.map((check) => ({ name: `${folder}/${file}`, ...check }))),
  )

  // Several at a time: each is a program that takes a second to begin.
  test.concurrent.each(checks)('counts in $name for "$filter": $count', { timeout: 60_000 }, async (check) => {
    const { name, filter, count } = check
    const arguments_ = ['-n', '-r', join(FIXTURES, name), '-Y', filter, '-T', 'fields', '-e', 'frame.number']
    const { stdout } = await run('tshark', arguments_)
    expect(stdout.split('\n').filter((line) => line !== '').length).toBe(count)
  })
})
