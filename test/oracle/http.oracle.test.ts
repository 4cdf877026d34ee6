/*
 * What the whole line makes of public captures with HTTP, against what tshark finds in them. The captures are not part of
 * the project: they are looked for in ../shared/corpus, or where SIGHTLINE_CORPUS says.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { CORPUS, CORPUS_TRUTH } from '../support/corpus.ts'
import { runCapture, sumsByFunction } from '../support/run-line.ts'

type Strings = Readonly<Record<string, readonly string[]>>

interface Truth {
  readonly file: string
  readonly identity?: { readonly http?: Strings }
}

/** Requests and responses (`http.request.method`, `http.response.code`); those that tshark has not are explained. */
const COUNTS: Readonly<Record<string, readonly [requests: number, responses: number]>> = {
  'it/seladb__four_ipv6_http_streams.pcap': [9, 9],
  // tshark: 6 and 14 responses; those whose bodies are not whole it does not count.
  'it/seladb__raw_ip.pcap': [19, 7],
  'it/zeek__erspan.pcap': [22, 17],
  'it/zeek__Teredo.pcap': [2, 2],
  'it/zeek__missing-syn.pcap': [1, 1],
  'it/zeek__proxy.pcap': [1, 1],
  // The same connection in three VLANs: tshark takes two of them for repetitions.
  'it/zeek__vlan-collisions.pcap': [3, 3],
  'mixed/idaholab__Modicon.pcap': [102, 101],
  'modbus/zeek__modbus-and-non-modbus-p502.pcap': [1, 0],
}

const truths = (existsSync(CORPUS_TRUTH) ? readdirSync(CORPUS_TRUTH, { recursive: true, encoding: 'utf8' }) : [])
  .filter((name) => name.endsWith('.json'))
  .map((name) => JSON.parse(readFileSync(join(CORPUS_TRUTH, name), 'utf8')) as Truth)
  .filter(({ identity }) => identity?.http !== undefined)

describe.skipIf(truths.length === 0)('HTTP in real captures', () => {
  test('there are captures to compare', () => {
    expect(truths.length).toBeGreaterThan(15)
  })

  test.each(Object.entries(COUNTS))('%s: requests and responses', (file, counts) => {
    const sums = Object.values(sumsByFunction(runCapture(join(CORPUS, file)), 'http'))
    const total = (at: number) => sums.reduce((sum, row) => sum + (row[at] as number), 0)
    expect([total(0), total(1)]).toEqual(counts)
  })

  test.each(truths.map((truth) => [truth.file, truth.identity?.http ?? {}] as const))(
    '%s: every agent',
    (file, http) => {
      const run = runCapture(join(CORPUS, file))
      const said = run.delta.claims.filter(({ attribute }) => attribute === 'software').map(({ value }) => value)
      const expected = Object.entries(http)
        .filter(([key]) => /(user_agent|server)$/.test(key))
        .flatMap(([, values]) => values)
      // Requests whose headers are not whole are no messages.
      expect(expected.filter((each) => !said.some((one) => each.startsWith(one)) && !/^A+$/.test(each))).toEqual([])
      expect(run.line.context.faults).toBe(0)
    },
  )
})
