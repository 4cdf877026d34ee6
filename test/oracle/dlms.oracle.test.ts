/*
 * What the whole line makes of public captures with DLMS/COSEM, of which tshark 4.0 shows the segments alone. The captures are
 * not part of the project: see test/support/corpus.ts.
 */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { CORPUS } from '../support/corpus.ts'
import { runCapture, sumsByFunction } from '../support/run-line.ts'

/**
 * Requests and answers of each function, as many as APDUs of that tag and choice follow the LLC header. Two captures were made by a fuzzer, which broke one message
 * of each.
 */
const CAPTURES: Readonly<
  Record<string, readonly [sums: Readonly<Record<string, readonly number[]>>, malformed: number]>
> = {
  'dlms/controlthings-io__DLMS_list.pcap': [{ associate: [1, 1], 'get-list': [1, 1], get: [1, 1], release: [1, 1] }, 0],
  'dlms/controlthings-io__data2.pcapng': [
    { snrm: [1, 1], associate: [1, 1], get: [65, 65], 'get-next': [2, 2], set: [7, 7], disc: [1, 1] },
    1,
  ],
  'dlms/controlthings-io__data4.pcapng': [
    { snrm: [1, 1], associate: [1, 1], get: [64, 64], 'get-next': [2, 1], set: [7, 7], disc: [1, 1] },
    1,
  ],
}

describe.skipIf(!existsSync(join(CORPUS, 'dlms')))('DLMS/COSEM in real captures', () => {
  test.each(Object.entries(CAPTURES))('%s', (capture, [expected, malformed]) => {
    const run = runCapture(join(CORPUS, capture))
    const sums = Object.entries(sumsByFunction(run, 'dlms')).map(([name, row]) => [name, row.slice(0, 2)] as const)
    expect(Object.fromEntries(sums)).toEqual(expected)
    expect([run.line.context.malformed, run.line.context.faults]).toEqual([malformed, 0])
  })

  test('the secret of the association, which is read in clear, is nowhere', () => {
    const { delta } = runCapture(join(CORPUS, 'dlms/controlthings-io__data2.pcapng'))
    const { claims, operations } = delta
    expect(JSON.stringify([claims.map(({ value }) => value), operations.map(({ values }) => values)])).not.toMatch(
      /"Gurux~/,
    )
    expect(claims.filter(({ attribute }) => attribute === 'clear-text-credentials').map(({ value }) => value)).toEqual([
      'DLMS association secret',
    ])
  })
})
