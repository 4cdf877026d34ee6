/*
 * MELSOFT of public captures. tshark has no dissector for it: the counts were taken from its payload fields, command by
 * command. The captures are not part of the project: they are looked for in ../shared/corpus, or where SIGHTLINE_CORPUS
 * says.
 */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { CORPUS } from '../support/corpus.ts'
import { type LineRun, runCapture, sumsByFunction } from '../support/run-line.ts'

type Rows = Readonly<Record<string, readonly [requests: number, responses: number, errors: number]>>

const CAPTURES: readonly (readonly [string, string, Rows])[] = [
  // Each frame twice; the first has the answer to a request before the capture.
  [
    'melsec/iti__melsoft_129_clean.pcap',
    '',
    { 'melsoft 0x0410': [244, 245, 0], 'melsoft 0x0411': [245, 245, 0], 'melsoft 0x0413': [2, 2, 0] },
  ],
  [
    'melsec/iti__melsoft_UDP_clean_2.pcap',
    'FX5U-32MT/ES',
    {
      'melsoft connect 0x01': [16, 16, 0],
      'melsoft connect 0xff': [16, 16, 0],
      'melsoft 0x0121': [16, 16, 0],
      'melsoft 0x01a0': [16, 16, 0],
      'melsoft 0x0410': [100, 100, 0],
      'melsoft 0x0b2a': [13, 13, 0],
      'melsoft 0x0b16': [5, 5, 0],
      'melsoft 0x1730': [2, 2, 0],
      'melsoft 0x1731': [3, 3, 0],
      'melsoft 0x1734': [3, 3, 1],
      'melsoft 0x185f': [8, 8, 0],
      'melsoft 0x1867': [5, 5, 0],
      'melsoft 0x1868': [3, 3, 0],
      'melsoft 0x1869': [4, 4, 0],
      'melsoft 0x186a': [5, 5, 0],
      'melsoft 0x187e': [1, 1, 0],
    },
  ],
  [
    'melsec/iti__melsoft_UDP_unclean_1.pcap',
    'FX5U-32MT/ES',
    {
      'melsoft connect 0x01': [25, 25, 0],
      'melsoft connect 0x11': [2, 2, 0],
      'melsoft connect 0x22': [1, 1, 0],
      'melsoft connect 0xff': [23, 23, 0],
      'melsoft 0x0121': [23, 23, 0],
      'melsoft 0x01a0': [23, 23, 0],
      'melsoft 0x0410': [204, 204, 0],
      'melsoft 0x0411': [1, 1, 0],
      'melsoft 0x0701': [1, 1, 0],
      'melsoft 0x0b2a': [19, 19, 0],
      'melsoft 0x0b2b': [2, 2, 0],
      'melsoft 0x1002': [1, 1, 0],
      'melsoft 0x1410': [106, 106, 0],
      'melsoft 0x1859': [8, 8, 0],
      'melsoft 0x185f': [43, 43, 0],
      'melsoft 0x1867': [24, 24, 0],
      'melsoft 0x1868': [34, 34, 0],
      'melsoft 0x1869': [17, 17, 0],
      'melsoft 0x186a': [24, 24, 0],
      'melsoft 0x187e': [16, 16, 0],
      'melsoft 0x18a0': [10, 10, 0],
    },
  ],
]

describe.each(CAPTURES)('%s', (name, model, rows) => {
  const isThere = existsSync(join(CORPUS, name))
  const run = isThere ? runCapture(join(CORPUS, name)) : undefined

  test.skipIf(!isThere)('every message is counted under its command', () => {
    const sums = Object.entries(sumsByFunction(run as LineRun, 'melsec')).map(([code, row]) => [code, row.slice(0, 3)])
    expect(Object.fromEntries(sums)).toEqual(rows)
  })

  test.skipIf(!isThere || model === '')('the model is said of the controller', () => {
    const claims = (run as LineRun).delta.claims.filter(({ attribute }) => attribute === 'model')
    expect(claims.map(({ value }) => value)).toContain(model)
    for (const { address } of claims) expect((run as LineRun).address(address)).toMatch(/\.250$/)
  })

  test.skipIf(!isThere)('no message is malformed or a fault of the dissector', () => {
    expect((run as LineRun).line.context.faults).toBe(0)
    expect((run as LineRun).delta.coverage.filter(({ measure }) => measure === 'malformed')).toEqual([])
  })
})
