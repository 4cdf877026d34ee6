/*
 * What the whole line makes of public captures, against what tshark counted in them. The captures are not part of the
 * project: they are looked for in ../shared/corpus, or where SIGHTLINE_CORPUS says.
 */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { CORPUS, CORPUS_TRUTH } from '../support/corpus.ts'
import { type LineRun, runCapture, sumsByFunction } from '../support/run-line.ts'

const CAPTURES = ['ethercat/controlthings-io__EtherCAT__pkts_1-800.pcap']
/**
 * The truth adds up the field of every datagram and ten more that name the first ten of a frame again: each datagram
 * counts twice, and from the eleventh on once. Here are the eleventh ones, by command.
 */
const BEYOND_THE_TENTH: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  'ethercat/controlthings-io__EtherCAT__pkts_1-800.pcap': { '0x01': 140 },
}

interface Truth {
  readonly datagram_commands: Readonly<Record<string, number>>
  readonly coe_types: Readonly<Record<string, number>>
  readonly mailbox_types: Readonly<Record<string, number>>
}

describe.each(CAPTURES)('%s', (name) => {
  const capture = join(CORPUS, name)
  const isThere = existsSync(capture)
  const run = isThere ? runCapture(capture) : undefined
  const truth = isThere ? truthOf(name) : undefined

  test.skipIf(!isThere)('every datagram is counted once by its command', () => {
    const counts: Record<string, number> = {}
    for (const [code, [requests = 0, responses = 0]] of Object.entries(sumsByFunction(run as LineRun, 'ethercat'))) {
      if (code.startsWith('0x')) counts[code] = (requests + responses) * 2 - (BEYOND_THE_TENTH[name]?.[code] ?? 0)
    }
    expect(counts).toEqual((truth as Truth).datagram_commands)
  })

  test.skipIf(!isThere)('every mailbox message is counted as tshark counts it', () => {
    const { coe_types: types, mailbox_types: mailboxes } = truth as Truth
    const mailbox = Object.entries(sumsByFunction(run as LineRun, 'ethercat')).filter(
      ([code]) => !code.startsWith('0x'),
    )
    expect(mailbox).toEqual([['coe 2', [types['2'], types['3'], 0, 0]]])
    expect(mailboxes).toEqual({ '3': (types['2'] as number) + (types['3'] as number) })
  })

  test.skipIf(!isThere)('every slave is told apart, with its product', () => {
    const { claims } = (run as LineRun).delta
    const products = claims.filter(({ attribute }) => attribute === 'product-code').map(({ module }) => module)
    expect(products.sort()).toEqual(['slave 4096', 'slave 4097', 'slave 4098', 'slave 4099', 'slave 4100'])
  })

  test.skipIf(!isThere)('nothing is malformed or not decoded, and nothing fails', () => {
    const { line, delta } = run as LineRun
    expect([line.context.malformed, line.context.undecoded, delta.faults]).toEqual([0, 0, []])
  })
})

function truthOf(name: string): Truth {
  return JSON.parse(readFileSync(join(CORPUS_TRUTH, `${name}.json`), 'utf8')).industrial.ethercat
}
