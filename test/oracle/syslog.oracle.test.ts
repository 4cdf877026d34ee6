/*
 * What the whole line makes of public captures with syslog, against what tshark counted in them. The captures are not part
 * of the project: they are looked for in ../shared/corpus, or where SIGHTLINE_CORPUS says.
 */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { CORPUS } from '../support/corpus.ts'
import { runCapture, sumsByFunction } from '../support/run-line.ts'

test.each([
  ['it/zeek__syslog-single-udp.pcap', { 'local0.notice': [0, 0, 0, 1] }, []],
  ['mixed/idaholab__WinXP.pcap', { 'user.info': [0, 0, 0, 1] }, ['DeLorean', 'dr_brown']],
] as const)('%s: every message, its host and program', (file, sums, values) => {
  if (!existsSync(join(CORPUS, file))) return
  const run = runCapture(join(CORPUS, file))
  expect(sumsByFunction(run, 'syslog')).toEqual(sums)
  const said = run.delta.claims.filter(({ protocol }) => protocol === 'syslog').map(({ value }) => value)
  for (const value of values) expect(said).toContain(value)
})
