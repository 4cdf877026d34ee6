import { execFile, spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { FIXTURES, fixtureFolders, readmeRows } from '../support/fixture-readme.ts'
import { Sharkd } from '../support/sharkd.ts'

const run = promisify(execFile)
const hasTshark = spawnSync('tshark', ['--version']).status === 0

/** What the READMEs say that tshark counts in our captures is what it counts: they are as real as it can tell. */
describe.skipIf(!hasTshark)('tshark', () => {
  const checks = fixtureFolders().flatMap((folder) =>
    readmeRows(folder).flatMap(({ file, checks }) => checks.map((check) => ({ name: `${folder}/${file}`, ...check }))),
  )
  let sharkd: Sharkd
  beforeAll(() => {
    sharkd = new Sharkd()
  })
  afterAll(() => sharkd.stop())

  test.each(checks)('counts in $name for "$filter": $count', { timeout: 60_000 }, async ({ name, filter, count }) => {
    const file = join(FIXTURES, name)
    // The same engine, begun once for all. It knows more of a capture than one who reads it once, so tshark has the last word.
    if ((await sharkd.count(file, filter)) === count) return
    const { stdout } = await run('tshark', ['-n', '-r', file, '-Y', filter, '-T', 'fields', '-e', 'frame.number'])
    expect(stdout.split('\n').filter((line) => line !== '').length).toBe(count)
  })
})
