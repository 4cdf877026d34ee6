/*
 * What the whole line makes of public captures with SNMP, against what tshark counted in them. The captures are not part of
 * the project: they are looked for in ../shared/corpus, or where SIGHTLINE_CORPUS says.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { CORPUS, CORPUS_TRUTH } from '../support/corpus.ts'
import { runCapture, sumsByFunction } from '../support/run-line.ts'

interface Truth {
  readonly file: string
  readonly protocols?: Readonly<Record<string, number>>
  readonly identity?: { readonly snmp?: Readonly<Record<string, readonly string[]>> }
}

const truths = (existsSync(CORPUS_TRUTH) ? readdirSync(CORPUS_TRUTH, { recursive: true, encoding: 'utf8' }) : [])
  // Those of malformed/ are cut, or overflow.
  .filter((name) => name.endsWith('.json') && !name.startsWith('malformed/'))
  .map((name) => JSON.parse(readFileSync(join(CORPUS_TRUTH, name), 'utf8')) as Truth)
  .filter(({ protocols }) => protocols?.['snmp'] !== undefined)

describe.skipIf(truths.length === 0)('SNMP in real captures', () => {
  test('there are captures to compare', () => {
    expect(truths.length).toBeGreaterThan(2)
  })

  test.each(truths.map((truth) => [truth.file, truth] as const))(
    '%s: every message and every string',
    (file, truth) => {
      const run = runCapture(join(CORPUS, file))
      const sums = Object.values(sumsByFunction(run, 'snmp'))
      const total = sums.reduce((sum, row) => sum + (row[0] as number) + (row[1] as number) + (row[3] as number), 0)
      expect(total).toBe(truth.protocols?.['snmp'])
      const said = new Set(run.delta.claims.map(({ value }) => value))
      const expected = Object.entries(truth.identity?.snmp ?? {})
        .filter(([key]) => /(sys[A-Z]\w+|msgUserName)$/.test(key))
        .flatMap(([, values]) => values)
        // tshark's word for a value that is not there.
        .filter((value) => value !== '<MISSING>')
      expect(expected.filter((each) => !said.has(each))).toEqual([])
      expect([...said].filter((each) => each === 'public')).toEqual([])
      expect(run.line.context.faults).toBe(0)
    },
  )
})
