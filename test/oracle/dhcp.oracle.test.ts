/*
 * What the whole line makes of public captures with DHCP and DHCPv6, against what tshark counted in them. The captures
 * are not part of the project: they are looked for in ../shared/corpus, or where SIGHTLINE_CORPUS says.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { CORPUS, CORPUS_TRUTH } from '../support/corpus.ts'
import { type LineRun, runCapture, sumsByFunction } from '../support/run-line.ts'

type Protocol = 'dhcp' | 'dhcpv6'
type Strings = Readonly<Record<string, readonly string[]>>

interface Truth {
  readonly file: string
  readonly protocols?: Readonly<Record<string, number>>
  readonly identity?: Readonly<Partial<Record<Protocol, Strings>>>
}

const KEPT = /(hostname|vendor_class_id|mudurl|client_domain|vendorclass\.data|link_layer_addr)$/

const truths = (existsSync(CORPUS_TRUTH) ? readdirSync(CORPUS_TRUTH, { recursive: true, encoding: 'utf8' }) : [])
  // Frames of these are cut before their options, or are no whole datagrams.
  .filter((name) => name.endsWith('.json') && !name.startsWith('malformed/'))
  .map((name) => JSON.parse(readFileSync(join(CORPUS_TRUTH, name), 'utf8')) as Truth)

describe.skipIf(truths.length === 0)('DHCP in real captures', () => {
  const all = (['dhcp', 'dhcpv6'] as const).flatMap((protocol) =>
    truths
      .filter(({ protocols }) => protocols?.[protocol] !== undefined)
      .map((truth) => [protocol, truth.file, truth] as const),
  )

  test('there are captures to compare', () => {
    expect(all.length).toBeGreaterThan(2)
  })

  test.each(all)('%s in %s: every message and every string', (protocol, file, truth) => {
    const run = runCapture(join(CORPUS, file))
    expect(total(run, protocol)).toBe(WITHOUT_COPIES[`${protocol} ${file}`] ?? truth.protocols?.[protocol])
    const said = new Set(run.delta.claims.filter((each) => each.protocol === protocol).map(({ value }) => value))
    const expected = Object.entries(truth.identity?.[protocol] ?? {})
      .filter(([key]) => KEPT.test(key))
      .flatMap(([, values]) => values)
    expect(expected.filter((each) => !said.has(each) && !OF_OTHERS.includes(each))).toEqual([])
    expect(run.line.context.faults).toBe(0)
  })
})

/** A mirror that shows most frames twice: what tshark counts without those that `editcap -w 0.001` finds. */
const WITHOUT_COPIES: Readonly<Record<string, number>> = {
  'dhcp profinet/cisagov__profinet_io_cm_mixed_1.pcap': 31,
  'dhcpv6 profinet/cisagov__profinet_io_cm_mixed_1.pcap': 14,
}

/** Link-layer addresses of a server's DUID that only its client, or a relayed answer, repeats. */
const OF_OTHERS = ['00:0c:29:0f:1c:3b']

function total(run: LineRun, protocol: Protocol): number {
  const sums = Object.values(sumsByFunction(run, protocol))
  return sums.reduce((sum, [requests, responses]) => sum + (requests as number) + (responses as number), 0)
}
