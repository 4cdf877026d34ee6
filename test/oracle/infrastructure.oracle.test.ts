/*
 * What the whole line makes of public captures with the protocols of switches and routers, against what tshark counted in
 * them. The captures are not part of the project: they are looked for in ../shared/corpus, or where SIGHTLINE_CORPUS says.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { CORPUS, CORPUS_TRUTH } from '../support/corpus.ts'
import { type LineRun, runCapture, sumsByFunction } from '../support/run-line.ts'

interface Truth {
  readonly file: string
  readonly protocols?: Readonly<Record<string, number>>
}

const PROTOCOLS = [
  'icmp',
  'icmpv6',
  'stp',
  'cdp',
  'igmp',
  'vrrp',
  'lacp',
  'ntp',
  'ptp',
  'ospf',
  'rip',
  'eigrp',
  'pim',
  'dtp',
  'udld',
] as const
/** What tshark counts otherwise: ten bytes of zeros from port 123 are named after it, and are no NTP. */
const OTHERWISE: Readonly<Record<string, number>> = { 'ntp it/zeek__fragmented-1.pcap': 0 }
/** Mirrors that show frames twice: what tshark counts without those that `editcap -w 0.00099` finds to be copies. */
const WITHOUT_COPIES: Readonly<Record<string, number>> = {
  'lacp it/the-tcpdump-group__LACP.pcap': 19,
  'icmpv6 profinet/cisagov__profinet_io_cm_mixed_1.pcap': 33,
  'igmp profinet/cisagov__profinet_io_cm_mixed_1.pcap': 22,
}

const truths = (existsSync(CORPUS_TRUTH) ? readdirSync(CORPUS_TRUTH, { recursive: true, encoding: 'utf8' }) : [])
  // Frames of these are cut, or are no whole packets.
  .filter((name) => name.endsWith('.json') && !name.startsWith('malformed/'))
  .map((name) => JSON.parse(readFileSync(join(CORPUS_TRUTH, name), 'utf8')) as Truth)
  .filter(({ protocols }) => PROTOCOLS.some((protocol) => protocols?.[protocol] !== undefined))

describe.skipIf(truths.length === 0)('switches and routers in real captures', () => {
  test('there are captures to compare', () => {
    expect(truths.length).toBeGreaterThan(10)
  })

  test.each(truths.map((truth) => [truth.file, truth] as const))('%s: every message', (file, truth) => {
    const run = runCapture(join(CORPUS, file))
    const there = PROTOCOLS.filter((protocol) => truth.protocols?.[protocol] !== undefined)
    const countOf = (each: string) => OTHERWISE[each] ?? WITHOUT_COPIES[each]
    const expected = there.map((each) => [each, countOf(`${each} ${file}`) ?? truth.protocols?.[each]])
    expect(there.map((each) => [each, total(run, each)])).toEqual(expected)
    expect(run.line.context.faults).toBe(0)
    expect(run.line.context.identifier.ambiguous).toBe(0)
  })
})

function total(run: LineRun, protocol: string): number {
  const sums = Object.values(sumsByFunction(run, protocol)) as [number, number, number, number][]
  return sums.reduce((sum, [requests, responses, , messages]) => sum + requests + responses + messages, 0)
}
