/*
 * What the whole line makes of public captures with TLS, against what tshark read in them. The captures are not part of
 * the project: they are looked for in ../shared/corpus, or where SIGHTLINE_CORPUS says.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { CORPUS, CORPUS_TRUTH } from '../support/corpus.ts'
import { runCapture } from '../support/run-line.ts'

interface Truth {
  readonly file: string
  readonly identity?: { readonly tls?: Readonly<Record<string, readonly string[]>> }
}

const truths = (existsSync(CORPUS_TRUTH) ? readdirSync(CORPUS_TRUTH, { recursive: true, encoding: 'utf8' }) : [])
  .filter((name) => name.endsWith('.json'))
  .map((name) => JSON.parse(readFileSync(join(CORPUS_TRUTH, name), 'utf8')) as Truth)
  .filter(({ identity }) => identity?.tls !== undefined)

describe.skipIf(truths.length === 0)('TLS in real captures', () => {
  test.each(truths.map((truth) => [truth.file, truth] as const))('%s: fingerprints and names', (file, truth) => {
    const run = runCapture(join(CORPUS, file))
    const claims = run.delta.claims.filter((each) => each.protocol === 'tls')
    const said = claims.map((each) => `${run.address(each.address)} ${each.value}`)
    for (const [key, values] of Object.entries(truth.identity?.tls ?? {})) {
      const [address, field] = key.split(' ') as [string, string]
      for (const value of values) {
        if (field.includes('handshake.ja3')) {
          expect(said).toContain(`${address} ${field.endsWith('ja3s') ? 'ja3s' : 'ja3'} ${value}`)
        }
        if (field === 'dNSName') expect(said).toContain(`${address} ${value}`)
      }
    }
    expect(run.line.context.faults).toBe(0)
    expect(run.line.context.malformed).toBe(0)
  })
})
