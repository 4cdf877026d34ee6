/*
 * Beckhoff ADS of public captures, against what tshark counted in them. The captures are not part of the project: they
 * are looked for in ../shared/corpus, or where SIGHTLINE_CORPUS says.
 */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { CORPUS, CORPUS_TRUTH } from '../support/corpus.ts'
import { type LineRun, runCapture, sumsByFunction } from '../support/run-line.ts'

type Counts = Readonly<Record<string, number>>

/** With the datagrams of UDP port 48899, which tshark does not decode. */
const CAPTURES: readonly (readonly [string, number])[] = [
  ['ads/iti__addroute.pcapng', 4],
  ['ads/iti__addroute1.pcapng', 4],
  ['ads/iti__beckoffaddroute.pcapng', 6],
  ['ads/iti__beckoffiplink.pcapng', 2],
  ['ads/iti__beckoffiplinktc.pcapng', 2],
  ['ads/iti__beckoffiplinktc2.pcapng', 2],
]

interface Truth {
  readonly command_request: Counts
  readonly command_response: Counts
  readonly netids: Readonly<Record<string, readonly string[]>>
  readonly device_info?: Readonly<Record<string, readonly string[]>>
}

describe.each(CAPTURES)('%s', (name, datagrams) => {
  const isThere = existsSync(join(CORPUS, name))
  const run = isThere ? runCapture(join(CORPUS, name)) : undefined
  const truth: Truth = isThere
    ? JSON.parse(readFileSync(join(CORPUS_TRUTH, `${name}.json`), 'utf8')).industrial.ads
    : { command_request: {}, command_response: {}, netids: {} }

  test.skipIf(!isThere)('every command and every answer is counted as often as tshark counts it', () => {
    const sums = Object.entries(sumsByFunction(run as LineRun, 'ads'))
    const commands = sums.filter(([code]) => /^\d+$/.test(code))
    expect(countsOf(commands, 0)).toEqual(truth.command_request)
    expect(countsOf(commands, 1)).toEqual(truth.command_response)
    const udp = sums.filter(([code]) => code.startsWith('udp'))
    expect(udp.reduce((sum, [, [requests = 0, responses = 0]]) => sum + requests + responses, 0)).toBe(datagrams)
  })

  test.skipIf(!isThere)('every net id and every device info is said of the host that has it', () => {
    const { delta, address } = run as LineRun
    const said = new Set(delta.claims.map((claim) => `${address(claim.address)} ${claim.value}`))
    const expected = [...Object.entries(truth.netids), ...Object.entries(truth.device_info ?? {})]
    const texts = expected.flatMap(([host, values]) => values.map((value) => `${host} ${value}`))
    expect(texts.filter((text) => !said.has(text))).toEqual([])
  })

  test.skipIf(!isThere)('no message is malformed, not understood, or a fault of the dissector', () => {
    expect((run as LineRun).line.context.faults).toBe(0)
    const bad = ['malformed', 'undecoded']
    expect((run as LineRun).delta.coverage.filter(({ measure }) => bad.includes(measure))).toEqual([])
  })
})

function countsOf(sums: readonly (readonly [string, readonly number[]])[], column: number): Counts {
  const rows = sums.map(([code, row]): [string, number] => [code, row[column] ?? 0])
  return Object.fromEntries(rows.filter(([, count]) => count > 0))
}
