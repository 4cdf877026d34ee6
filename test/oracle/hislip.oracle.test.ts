/*
 * HiSLIP of a public capture: an instrument of Rohde & Schwarz. tshark counts 85 messages in it, per type as below. The
 * capture is looked for in ../shared/corpus, or where SIGHTLINE_CORPUS says.
 */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { CORPUS } from '../support/corpus.ts'
import { runCapture, sumsByFunction } from '../support/run-line.ts'

const CAPTURE = 'hislip/ntop__hislip.pcap'

describe.skipIf(!existsSync(join(CORPUS, CAPTURE)))(CAPTURE, () => {
  test('every message counts, by its type and that of its answer', () => {
    const run = runCapture(join(CORPUS, CAPTURE))
    const sums = sumsByFunction(run, 'hislip')
    const messages = Object.values(sums).map(([requests, responses, , oneWay]) => [requests, responses, oneWay])
    expect(messages.flat().reduce<number>((sum, count) => sum + (count ?? 0), 0)).toBe(85)
    const counts = Object.entries(sums).map(([type, [requests, responses, , oneWay]]) => [
      type,
      requests,
      responses,
      oneWay,
    ])
    expect(Object.fromEntries(counts.map(([type, ...row]) => [type, row]))).toEqual({
      0: [2, 2, 0],
      4: [9, 9, 0],
      7: [12, 12, 0],
      12: [1, 0, 0],
      13: [0, 0, 5],
      14: [0, 0, 5],
      15: [2, 2, 0],
      17: [2, 2, 0],
      21: [7, 7, 0],
      24: [3, 3, 0],
    })
    expect([run.line.context.malformed, run.line.context.undecoded, run.delta.faults]).toEqual([0, 0, []])
  })

  test('the instrument says who it is', () => {
    const { delta } = runCapture(join(CORPUS, CAPTURE))
    const said = delta.claims.map(({ attribute, value }) => `${attribute} ${value}`)
    for (const claim of [
      'vendor Rohde&Schwarz',
      'model HISLIP-Server',
      'serial 1130.0341k02',
      'firmware V1.00',
      'vendor-id GK',
      'vendor-id RS',
    ]) {
      expect(said).toContain(claim)
    }
  })
})
