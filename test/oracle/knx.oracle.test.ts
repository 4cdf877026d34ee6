/*
 * What the whole line makes of public captures with KNXnet/IP, against what tshark counted in them. The captures are not
 * part of the project: they are looked for in ../shared/corpus, or where SIGHTLINE_CORPUS says.
 */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { CORPUS } from '../support/corpus.ts'
import { runCapture, sumsByFunction } from '../support/run-line.ts'

const LAB = join(CORPUS, 'lab/knx.pcap')
const FIELD = join(CORPUS, 'knx/ntop__knxip.pcapng')

describe.skipIf(!existsSync(LAB))('KNXnet/IP in real captures', () => {
  test('a tunnel to knxd: every message', () => {
    const run = runCapture(LAB)
    expect(sumsByFunction(run, 'knx')).toEqual({
      '0x0205': [1, 1, 0, 0],
      '0x0207': [1, 1, 0, 0],
      '0x0209': [1, 1, 0, 0],
      '0x0421': [0, 0, 0, 4],
      'apci 0x080': [1, 1, 0, 1],
      'apci 0x000': [1, 1, 0, 1],
    })
    expect(run.line.context.faults).toBe(0)
  })

  test('searches by multicast and tunnelling features over TCP', () => {
    const run = runCapture(FIELD)
    expect(sumsByFunction(run, 'knx')).toEqual({
      '0x0201': [1, 0, 0, 0],
      '0x020b': [1, 0, 0, 0],
      '0x0422': [0, 1, 0, 0],
      '0x0425': [0, 0, 0, 1],
    })
  })
})
