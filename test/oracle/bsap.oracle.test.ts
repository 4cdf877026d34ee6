/*
 * What the whole line makes of public captures with BSAP, against their messages counted by hand, and against what CISA's
 * icsnpp-bsap logs. The captures are not part of the project: they are looked for in ../shared/corpus, or where
 * SIGHTLINE_CORPUS says.
 */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { CORPUS } from '../support/corpus.ts'
import { runCapture, sumsByFunction } from '../support/run-line.ts'

const PACKETS = join(CORPUS, 'bsap/cisagov__bsap-ip_example__pkts_1-2800.pcap')
const SERIAL = join(CORPUS, 'bsap/cisagov__bsap-serial_example__pkts_1-1800.pcapng')

describe.skipIf(!existsSync(PACKETS))('BSAP in public captures', () => {
  test('packets over UDP: every message', () => {
    const run = runCapture(PACKETS)
    expect(sumsByFunction(run, 'bsap')).toEqual({
      'RDB 0x04': [894, 894, 0, 0],
      'RDB 0x80': [2, 2, 0, 0],
      acknowledge: [0, 0, 0, 895],
      answer: [0, 1, 0, 0],
    })
    const written = run.delta.operations.filter(({ class: operationClass }) => operationClass === 'write')
    expect(written.map(({ target }) => target)).toEqual(['@GV.ManualSwitch'])
    expect(run.delta.claims.filter(({ protocol }) => protocol === 'bsap').map(({ value }) => value)).toEqual([
      'load 0x7724',
    ])
    expect(run.line.context.faults).toBe(0)
  })

  test('a serial line that a tap carries in UDP: every message', () => {
    const run = runCapture(SERIAL)
    expect(sumsByFunction(run, 'bsap')).toEqual({ 'RDB 0x04': [664, 664, 0, 0], 'RDB 0x84': [45, 45, 0, 0] })
    expect(run.line.context.faults).toBe(0)
  })
})
