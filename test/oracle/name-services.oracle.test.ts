/*
 * What the whole line makes of public captures with name services and discovery, against what tshark counted in them.
 * The captures are not part of the project: they are looked for in ../shared/corpus, or where SIGHTLINE_CORPUS says.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { CORPUS, CORPUS_TRUTH } from '../support/corpus.ts'
import { type LineRun, runCapture, sumsByFunction } from '../support/run-line.ts'

const PROTOCOLS = ['dns', 'mdns', 'llmnr', 'nbns', 'nbdgm', 'browser', 'ssdp'] as const

interface Truth {
  readonly file: string
  readonly protocols?: Readonly<Record<string, number>>
}

/** Frames that tshark counts and that are no message: see the READMEs of the fixtures. */
const NOT_OURS: Readonly<Record<string, number>> = {
  'dns it/zeek__gre-sample.pcap': 2,
  'dns malformed/the-tcpdump-group__dns_fwdptr.pcap': 1,
  // An IPv6 packet under a link type that promises IPv4.
  'dns malformed/the-tcpdump-group__LINKTYPE_IPV4_invalid.pcap': 1,
}
/** Mirrors that show frames twice: what tshark counts without those that `editcap -w 0.00099` finds to be copies. */
const WITHOUT_COPIES: Readonly<Record<string, number>> = {
  'dns mixed/idaholab__WinXP.pcap': 10,
  'llmnr profinet/cisagov__profinet_io_cm_mixed_1.pcap': 68,
  'nbns profinet/cisagov__profinet_io_cm_mixed_1.pcap': 367,
  'nbdgm profinet/cisagov__profinet_io_cm_mixed_1.pcap': 1,
  'browser profinet/cisagov__profinet_io_cm_mixed_1.pcap': 1,
  'ssdp profinet/cisagov__profinet_io_cm_mixed_1.pcap': 12,
}

const truths = (existsSync(CORPUS_TRUTH) ? readdirSync(CORPUS_TRUTH, { recursive: true, encoding: 'utf8' }) : [])
  .filter((name) => name.endsWith('.json'))
  .map((name) => JSON.parse(readFileSync(join(CORPUS_TRUTH, name), 'utf8')) as Truth)
  .filter(({ protocols }) => PROTOCOLS.some((protocol) => protocols?.[protocol] !== undefined))

describe.skipIf(truths.length === 0)('name services in real captures', () => {
  test('there are captures to compare', () => {
    expect(truths.length).toBeGreaterThan(10)
  })

  test.each(truths.map((truth) => [truth.file, truth] as const))('%s: every message', (file, { protocols }) => {
    const run = runCapture(join(CORPUS, file))
    const expected = PROTOCOLS.map((name) => {
      const counted = WITHOUT_COPIES[`${name} ${file}`] ?? protocols?.[name] ?? 0
      return counted - (NOT_OURS[`${name} ${file}`] ?? 0)
    })
    expect(PROTOCOLS.map((name) => total(run, name))).toEqual(expected)
    expect(run.line.context.faults).toBe(0)
  })
})

function total(run: LineRun, protocol: string): number {
  return Object.values(sumsByFunction(run, protocol)).reduce(
    (sum, [requests = 0, responses = 0, , messages = 0]) => sum + requests + responses + messages,
    0,
  )
}
