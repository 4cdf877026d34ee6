/*
 * What the whole line makes of a public capture with a tank gauge (an imitation). tshark has no dissector for it: it shows
 * the texts that were sent. The captures are not part of the project: see test/support/corpus.ts.
 */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { CORPUS, CORPUS_TRUTH } from '../support/corpus.ts'
import { runCapture, sumsByFunction } from '../support/run-line.ts'

const CAPTURE = 'atg/ntop__atg.pcap'
const CLIENT = '192.168.0.105 tcp 3148>10001'

interface Truth {
  readonly undissected: { readonly strings: Readonly<Record<string, readonly string[]>> }
}

describe.skipIf(!existsSync(join(CORPUS, CAPTURE)))(CAPTURE, () => {
  // Read by the tests: what stands here is run where they are skipped, too.
  const capture = () => runCapture(join(CORPUS, CAPTURE))

  test('every command that tshark shows was asked, and those that were answered with a report are no errors', () => {
    const truth = JSON.parse(readFileSync(join(CORPUS_TRUTH, `${CAPTURE}.json`), 'utf8')) as Truth
    const sums = sumsByFunction(capture(), 'atg')
    const shown = truth.undissected.strings[CLIENT]?.map((code) => code.slice(0, 4)) ?? []
    expect(Object.keys(sums).sort()).toEqual([...shown].sort())
    const refused = Object.entries(sums).flatMap(([code, [, , errors]]) => (errors === 0 ? [] : [code]))
    expect(refused.sort()).toEqual(['I101', 'I206', 'I301', 'I406'])
  })

  test('the station header says whose gauge it is', () => {
    const names = capture().delta.claims.filter(({ module, attribute }) => module === '' && attribute === 'name')
    expect(names.map(({ value }) => value)).toEqual(['AVIA'])
  })
})
