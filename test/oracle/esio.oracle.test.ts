/*
 * What the whole line makes of a public capture with Ether-S-I/O, against what tshark counted in it. The captures are not
 * part of the project: see test/support/corpus.ts.
 */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { CORPUS, CORPUS_TRUTH } from '../support/corpus.ts'
import { runCapture, sumsByFunction } from '../support/run-line.ts'

const CAPTURE = 'esio/ntop__ethersio.pcap'

interface Truth {
  readonly industrial: { readonly esio: Readonly<Record<string, Readonly<Record<string, number>>>> }
}

describe.skipIf(!existsSync(join(CORPUS, CAPTURE)))(CAPTURE, () => {
  const capture = () => runCapture(join(CORPUS, CAPTURE))

  test('telegrams of each type, with the station that sends them, are as many as tshark counts', () => {
    const run = capture()
    const truth = JSON.parse(readFileSync(join(CORPUS_TRUTH, `${CAPTURE}.json`), 'utf8')) as Truth
    const { 'esio.type': types, 'esio.src_stn_id': stations } = truth.industrial.esio
    const sums = Object.entries(sumsByFunction(run, 'esio')).map(([type, row]) => [`0x000${type}`, row[3]])
    expect(Object.fromEntries(sums)).toEqual(types)
    const claims = run.delta.claims.filter(({ attribute }) => attribute === 'network-address').map(({ value }) => value)
    expect(new Set(claims)).toEqual(new Set(Object.keys(stations ?? {}).map((station) => `station ${station}`)))
  })

  test('each transfer is that of the capture, and nothing is malformed, not decoded or a defect', () => {
    const run = capture()
    expect(run.delta.operations.map(({ target }) => target)).toEqual([
      'station 13: transfer 92 to station 1',
      'station 13',
    ])
    const odd = run.delta.coverage.filter(({ measure }) => measure === 'malformed' || measure === 'undecoded')
    expect([odd, run.line.context.faults]).toEqual([[], 0])
  })
})
