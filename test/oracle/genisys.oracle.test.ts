/*
 * What the whole line makes of a public capture with GENISYS, against what CISA's icsnpp-genisys logs of it. The captures
 * are not part of the project: they are looked for in ../shared/corpus, or where SIGHTLINE_CORPUS says.
 */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { CORPUS } from '../support/corpus.ts'
import { runCapture, sumsByFunction } from '../support/run-line.ts'

const CAPTURE = join(CORPUS, 'genisys/cisagov__genisys__pkts_1-500.pcap')

test.skipIf(!existsSync(CAPTURE))('a code line in the field: every message', () => {
  const run = runCapture(CAPTURE)
  expect(sumsByFunction(run, 'genisys')).toEqual({
    '0xfb': [131, 130, 0, 0],
    '0xfd': [13, 13, 0, 0],
  })
  expect(run.line.context.faults).toBe(0)
})
