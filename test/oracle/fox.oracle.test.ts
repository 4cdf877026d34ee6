/*
 * What the whole line makes of a public capture with Niagara Fox, against the texts in it. The captures are not part of the
 * project: they are looked for in ../shared/corpus, or where SIGHTLINE_CORPUS says.
 */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { CORPUS } from '../support/corpus.ts'
import { runCapture } from '../support/run-line.ts'

const CAPTURE = join(CORPUS, 'fox/iti__fox_info.pcap')

test.skipIf(!existsSync(CAPTURE))('both hellos of a Fox session in the field are read whole', () => {
  const run = runCapture(CAPTURE)
  const said = run.delta.claims
    .filter(({ protocol }) => protocol === 'fox')
    .map((each) => `${run.address(each.address)} ${each.attribute} ${each.value}`)
  for (const claim of [
    '10.1.3.4 name xpvm-0omdc01xmy',
    '10.1.3.4 software Workbench 3.7.44',
    '10.1.3.4 os Windows XP 5.1',
    '10.1.3.4 device-id Win-99CB-D49D-5442-07BB',
    '106.68.88.119 ip 192.168.2.15',
    '106.68.88.119 software Station 3.5.41.1',
    '106.68.88.119 os QNX 6.3.2',
    '106.68.88.119 project Legion_HQ_V4',
    '106.68.88.119 device-id Qnx-NPM6-0000-1490-C30C',
    '106.68.88.119 vendor vykon',
  ])
    expect(said).toContain(claim)
  expect(run.line.context.faults).toBe(0)
})
