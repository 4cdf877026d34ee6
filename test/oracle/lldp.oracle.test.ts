/*
 * What the whole line makes of public captures with LLDP, against what tshark counted in them. The captures are not part
 * of the project: they are looked for in ../shared/corpus, or where SIGHTLINE_CORPUS says.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { CORPUS, CORPUS_TRUTH } from '../support/corpus.ts'
import { runCapture, sumsByFunction } from '../support/run-line.ts'

interface Truth {
  readonly file: string
  readonly protocols?: Readonly<Record<string, number>>
  readonly identity?: { readonly lldp?: Readonly<Record<string, readonly string[]>> }
}

/** Frames that tshark calls LLDP and that have no valid chassis or port id ("Invalid Port ID TLV"). */
const NOT_LLDP: Readonly<Record<string, number>> = {
  'malformed/the-tcpdump-group__lldp_asan.pcap': 1,
  'malformed/the-tcpdump-group__lldp_mgmt_addr_tlv_asan.pcap': 1,
}
/** The lab's frame has a port id whose length takes in the next TLV: it is shown in hexadecimal. */
const SHOWN_OTHERWISE = ['1\u0006\u0002', '0.0.0.0', '0.0.32.0']
const KEPT = /(chassis\.id|port\.id|system\.(name|desc)|port\.desc|mgn\.addr|cm_mac_add|port_vlan\.id)/

const truths = (existsSync(CORPUS_TRUTH) ? readdirSync(CORPUS_TRUTH, { recursive: true, encoding: 'utf8' }) : [])
  .filter((name) => name.endsWith('.json'))
  .map((name) => JSON.parse(readFileSync(join(CORPUS_TRUTH, name), 'utf8')) as Truth)
  .filter(({ protocols }) => protocols?.['lldp'] !== undefined)

describe.skipIf(truths.length === 0)('LLDP in real captures', () => {
  test('there are captures to compare', () => {
    expect(truths.length).toBeGreaterThan(1)
  })

  test.each(truths.map((truth) => [truth.file, truth] as const))('%s: every frame and every string', (file, truth) => {
    const run = runCapture(join(CORPUS, file))
    const expected = (truth.protocols?.['lldp'] ?? 0) - (NOT_LLDP[file] ?? 0)
    expect(sumsByFunction(run, 'lldp')).toEqual(expected === 0 ? {} : { lldp: [0, 0, 0, expected] })
    expect(run.line.context.faults).toBe(0)
    const said = new Set(
      run.delta.claims
        .filter(({ protocol }) => protocol === 'lldp')
        .map(({ address, value }) => `${run.address(address)} ${value}`),
    )
    const strings = Object.entries(truth.identity?.lldp ?? {}).flatMap(([key, values]) => {
      const [host, field = ''] = key.split(' ')
      if (!KEPT.test(field)) return []
      // Chassis ids that are locally assigned are listed in hexadecimal.
      const plain = (value: string) => (field === 'chassis.id' ? Buffer.from(value, 'hex').toString() : value)
      return values
        .filter((value) => !SHOWN_OTHERWISE.includes(value) && value !== '0')
        .map((value) => `${host} ${plain(value)}`)
    })
    if (expected > 0) expect(strings.filter((each) => !said.has(each))).toEqual([])
  })
})
