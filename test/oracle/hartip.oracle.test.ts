/*
 * What the whole line makes of public captures with HART-IP, against what tshark counted in them. The captures are not
 * part of the project: they are looked for in ../shared/corpus, or where SIGHTLINE_CORPUS says.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { CORPUS, CORPUS_TRUTH } from '../support/corpus.ts'
import { runCapture, sumsByFunction } from '../support/run-line.ts'

type Counts = Readonly<Record<string, number>>

interface HartIpTruth {
  readonly type_id: Counts
  readonly commands_request: Counts
  readonly commands_response: Counts
  readonly long_addresses: Readonly<Record<string, readonly string[]>>
  readonly strings?: Readonly<Record<string, readonly string[]>>
}

interface Truth {
  readonly file: string
  readonly protocols?: Counts
  readonly industrial?: { readonly hartip?: HartIpTruth }
}

const MESSAGES: Readonly<Record<string, string>> = { id0: 'session initiate', id1: 'session close', id2: 'keep alive' }
/** Messages that tshark counts and that were not sent. */
const QUOTED: Readonly<Record<string, Counts>> = {
  // An ICMP error quotes an answer.
  'hartip/controlthings-io__hart_ip.pcap': { 'session close responses': 1 },
}

const truths = (existsSync(CORPUS_TRUTH) ? readdirSync(CORPUS_TRUTH, { recursive: true, encoding: 'utf8' }) : [])
  .filter((name) => name.endsWith('.json'))
  .map((name) => JSON.parse(readFileSync(join(CORPUS_TRUTH, name), 'utf8')) as Truth)
  .filter(({ protocols }) => protocols?.['hart_ip'] !== undefined)

describe.skipIf(truths.length === 0)('HART-IP in real captures', () => {
  test('there are captures to compare', () => {
    expect(truths.length).toBeGreaterThan(1)
  })

  describe.each(truths.map((truth) => [truth.file, truth.industrial?.hartip as HartIpTruth] as const))(
    '%s',
    (file, truth) => {
      const run = runCapture(join(CORPUS, file))

      test('commands and messages are counted as tshark counts them', () => {
        const sums = sumsByFunction(run, 'hartip')
        const counts = (pattern: RegExp, side: number) =>
          Object.fromEntries(
            Object.entries(sums).flatMap(([text, row]) => (pattern.test(text) ? [[text, row[side]]] : [])),
          )
        expect(counts(/^\d+$/, 0)).toEqual(truth.commands_request)
        expect(counts(/^\d+$/, 1)).toEqual(truth.commands_response)
        for (const [key, count] of Object.entries(truth.type_id)) {
          const [type, id] = key.split(' ') as [string, string]
          const text = MESSAGES[id]
          if (text === undefined) continue
          const side = type === 'type0' ? 'requests' : 'responses'
          const quoted = QUOTED[file]?.[`${text} ${side}`] ?? 0
          expect([text, side, sums[text]?.[side === 'requests' ? 0 : 1]]).toEqual([text, side, count - quoted])
        }
      })

      test('every identity string is said of its host', () => {
        const said = new Set(
          run.delta.claims
            .filter(({ protocol }) => protocol === 'hartip')
            .map(({ address, value }) => `${run.address(address)} ${value}`),
        )
        const expected = [
          ...Object.entries(truth.strings ?? {}).map(([key, values]) => [key.split(' ')[0], values] as const),
          ...Object.entries(truth.long_addresses),
        ].flatMap(([host, values]) => values.filter(wasSet).map((value) => `${host} ${value.trim()}`))
        expect(expected.filter((each) => !said.has(each))).toEqual([])
      })

      test('nothing is malformed, not decoded or a defect', () => {
        const odd = run.delta.coverage.filter(
          ({ conversation, measure }) =>
            conversation !== 0 &&
            run.conversation(conversation).protocol === 'hartip' &&
            (measure === 'malformed' || measure === 'undecoded'),
        )
        expect([odd, run.line.context.faults]).toEqual([[], 0])
      })
    },
  )
})

/** Packed ASCII of nothing but zeros is a text that was never set. */
function wasSet(text: string): boolean {
  return !/^@+$/.test(text.trim())
}
