/*
 * What the whole line makes of public captures with SSH, against what tshark read in them. The captures are not part of
 * the project: they are looked for in ../shared/corpus, or where SIGHTLINE_CORPUS says.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { CORPUS, CORPUS_TRUTH } from '../support/corpus.ts'
import { runCapture } from '../support/run-line.ts'

interface Truth {
  readonly file: string
  readonly identity?: { readonly ssh?: Readonly<Record<string, readonly string[]>> }
}

const truths = (existsSync(CORPUS_TRUTH) ? readdirSync(CORPUS_TRUTH, { recursive: true, encoding: 'utf8' }) : [])
  .filter((name) => name.endsWith('.json'))
  .map((name) => JSON.parse(readFileSync(join(CORPUS_TRUTH, name), 'utf8')) as Truth)
  .filter(({ identity }) => identity?.ssh !== undefined)

describe.skipIf(truths.length === 0)('SSH in real captures', () => {
  test.each(truths.map((truth) => [truth.file, truth] as const))('%s: every identification', (file, truth) => {
    const run = runCapture(join(CORPUS, file))
    const said = run.delta.claims.map((each) => `${run.address(each.address)} ${each.attribute} ${each.value}`)
    for (const [key, values] of Object.entries(truth.identity?.ssh ?? {})) {
      for (const value of values) expect(said).toContain(`${key.split(' ')[0]} banner ${value}`)
    }
    expect(run.line.context.faults).toBe(0)
    expect(run.line.context.malformed).toBe(0)
  })
})
