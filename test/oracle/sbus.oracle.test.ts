/*
 * What the whole line makes of a public capture with Ether-S-Bus, against what tshark counted in it. The captures are not
 * part of the project: see test/support/corpus.ts.
 */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { CORPUS, CORPUS_TRUTH } from '../support/corpus.ts'
import { runCapture, sumsByFunction } from '../support/run-line.ts'

const CAPTURE = 'sbus/controlthings-io__SBus-Ethernet__pkts_1-520.pcap'

interface Truth {
  readonly industrial: { readonly sbus: Readonly<Record<string, Readonly<Record<string, number>>>> }
}

describe.skipIf(!existsSync(join(CORPUS, CAPTURE)))(CAPTURE, () => {
  // Read by the tests: what stands here is run where they are skipped, too.
  const capture = () => runCapture(join(CORPUS, CAPTURE))

  test('each command is asked as often as tshark counts, and answered every time', () => {
    const truth = JSON.parse(readFileSync(join(CORPUS_TRUTH, `${CAPTURE}.json`), 'utf8')) as Truth
    const { 'sbus.cmd': commands, 'sbus.att': kinds } = truth.industrial.sbus
    const sums = Object.entries(sumsByFunction(capture(), 'sbus'))
    expect(Object.fromEntries(sums.map(([command, [asked]]) => [command, asked]))).toEqual(commands)
    expect(sums.map(([, [asked, answered]]) => [asked, answered])).toEqual(sums.map(([, [asked]]) => [asked, asked]))
    const answered = sums.reduce((sum, [, row]) => sum + (row[1] as number), 0)
    expect(answered).toBe((kinds?.['0x01'] ?? 0) + (kinds?.['0x02'] ?? 0))
  })

  test('nothing is malformed, not decoded or a defect', () => {
    const run = capture()
    const odd = run.delta.coverage.filter(({ measure }) => measure === 'malformed' || measure === 'undecoded')
    expect([odd, run.line.context.faults]).toEqual([[], 0])
  })
})
