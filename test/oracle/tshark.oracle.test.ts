import { execFileSync, spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { FIXTURES, fixtureFolders, readmeRows } from '../support/fixture-readme.ts'

const hasTshark = spawnSync('tshark', ['--version']).status === 0

/** What the READMEs say that tshark counts in our captures is what it counts: they are as real as it can tell. */
describe.skipIf(!hasTshark)('tshark', () => {
  const checks = fixtureFolders().flatMap((folder) =>
    readmeRows(folder).flatMap(({ file, checks }) => checks.map((check) => ({ name: `${folder}/${file}`, ...check }))),
  )

  test.each(checks)('counts in $name for "$filter": $count', { timeout: 30_000 }, ({ name, filter, count }) => {
    const arguments_ = ['-n', '-r', join(FIXTURES, name), '-Y', filter, '-T', 'fields', '-e', 'frame.number']
    const lines = execFileSync('tshark', arguments_, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
    expect(lines.split('\n').filter((line) => line !== '').length).toBe(count)
  })
})
