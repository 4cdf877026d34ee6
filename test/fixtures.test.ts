import { existsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { capturesIn, FIXTURES, fixtureFolders, readmeRows } from './support/fixture-readme.ts'

const MAX_CAPTURE_BYTES = 3_000_000

describe.each(fixtureFolders())('fixtures/%s', (folder) => {
  const rows = readmeRows(folder)

  test.each(capturesIn(folder))('%s has its expected output and a complete row in the README', (file) => {
    const row = rows.find((each) => each.file === file)
    expect(row).toBeDefined()
    expect(row).toMatchObject({
      shows: expect.stringMatching(/\w/),
      origin: expect.stringMatching(/\w/),
      licence: 'Apache-2.0',
    })
    expect(row?.checks.length).toBeGreaterThan(0)
    expect(existsSync(join(FIXTURES, folder, file.replace(/\.pcap(ng)?$/, '.expected.ndjson')))).toBe(true)
    expect(statSync(join(FIXTURES, folder, file)).size).toBeLessThan(MAX_CAPTURE_BYTES)
  })

  test('the README names no capture that is not there', () => {
    expect(rows.map(({ file }) => file).filter((file) => !capturesIn(folder).includes(file))).toEqual([])
  })
})
