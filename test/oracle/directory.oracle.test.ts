/*
 * What the whole line makes of public captures with Kerberos and LDAP, against what tshark counted in them. The captures
 * are not part of the project: they are looked for in ../shared/corpus, or where SIGHTLINE_CORPUS says.
 */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { CORPUS, CORPUS_TRUTH } from '../support/corpus.ts'
import { type LineRun, runCapture, sumsByFunction } from '../support/run-line.ts'

interface Truth {
  readonly protocols?: Readonly<Record<string, number>>
  readonly identity?: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>
}

const KINIT = 'it/zeek__kinit.pcap'
const SIMPLE = 'it/zeek__simpleauth.pcap'

function truthOf(file: string): Truth {
  return JSON.parse(readFileSync(join(CORPUS_TRUTH, `${file}.json`), 'utf8')) as Truth
}

function total(run: LineRun, protocol: string): number {
  const sums = Object.values(sumsByFunction(run, protocol))
  return sums
    .flatMap(([requests, responses, , messages]) => [requests, responses, messages])
    .reduce<number>((a, b) => a + (b ?? 0), 0)
}

describe.skipIf(!existsSync(join(CORPUS, KINIT)))('Kerberos in real captures', () => {
  test('every message is counted, and every principal and realm is named', () => {
    const run = runCapture(join(CORPUS, KINIT))
    const truth = truthOf(KINIT)
    expect(total(run, 'kerberos')).toBe(truth.protocols?.['kerberos'])
    const said = [...run.delta.operations.map(({ target }) => target), ...run.delta.claims.map(({ value }) => value)]
    const expected = Object.values(truth.identity?.['kerberos'] ?? {}).flat()
    expect(expected.filter((each) => !said.some((text) => text.includes(each)))).toEqual([])
    expect([run.line.context.malformed, run.line.context.faults]).toEqual([0, 0])
  })
})

describe.skipIf(!existsSync(join(CORPUS, SIMPLE)))('LDAP in real captures', () => {
  test('every message is counted: of six frames one holds two', () => {
    const run = runCapture(join(CORPUS, SIMPLE))
    expect(total(run, 'ldap')).toBe((truthOf(SIMPLE).protocols?.['ldap'] as number) + 1)
    expect([run.line.context.malformed, run.line.context.faults]).toEqual([0, 0])
  })
})
