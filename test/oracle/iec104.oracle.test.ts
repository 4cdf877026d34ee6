import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { CORPUS, CORPUS_TRUTH } from '../support/corpus.ts'
import { type LineRun, runCapture } from '../support/run-line.ts'

type Counts = Record<string, number>

interface Truth {
  readonly file: string
  readonly protocols: Counts
  readonly industrial?: {
    readonly iec104?: {
      readonly apdus?: Counts
      readonly u_type?: Counts
      readonly typeid?: Counts
      readonly typeid_cot?: Counts
      readonly common_addresses?: Readonly<Record<string, readonly string[]>>
    }
  }
}

/** Function bits of the unnumbered control functions, activation and confirmation: tshark shows them without the format. */
const UNNUMBERED: readonly (readonly [string, number, number])[] = [
  ['u 0x07', 0x01, 0x02],
  ['u 0x13', 0x04, 0x08],
  ['u 0x43', 0x10, 0x20],
]
/** Causes 6 and 8 ask; 7, 9 and 44 to 47 answer; cause 5 asks in a read command alone. */
const ASKING = ['6', '8']
const ANSWERING = ['7', '9', '44', '45', '46', '47']

const truths = (existsSync(CORPUS_TRUTH) ? readdirSync(CORPUS_TRUTH, { recursive: true, encoding: 'utf8' }) : [])
  .filter((name) => name.endsWith('.json'))
  .map((name) => JSON.parse(readFileSync(join(CORPUS_TRUTH, name), 'utf8')) as Truth)
  .filter(({ protocols }) => protocols?.['iec60870_104'] !== undefined)

describe.skipIf(truths.length === 0)('IEC 104 in real captures', () => {
  test('there are captures to compare', () => {
    expect(truths.length).toBeGreaterThan(1)
  })

  describe.each(truths.map((truth) => [truth.file, truth] as const))('%s', (file, truth) => {
    const run = runCapture(join(CORPUS, file))

    test('types, causes and control functions are counted as tshark counts them', () => {
      expect(ourCounts(run)).toEqual(countsOfTruth(truth))
    })

    test('every common address is said of its host, and nothing is malformed, not decoded or a fault', () => {
      for (const [host, stations] of Object.entries(truth.industrial?.iec104?.common_addresses ?? {})) {
        const said = run.delta.claims.filter(
          ({ protocol, address }) => protocol === 'iec104' && run.address(address) === host,
        )
        expect(said.map(({ value }) => value)).toEqual(expect.arrayContaining([...stations]))
      }
      const { malformed, undecoded, faults } = run.line.context
      expect([malformed, undecoded, faults]).toEqual([0, 0, 0])
    })
  })
})

function countsOfTruth({ industrial }: Truth): Counts {
  const counts: Counts = {}
  const { apdus = {}, u_type = {}, typeid_cot = {} } = industrial?.iec104 ?? {}
  const add = (key: string, count: number) => {
    if (count > 0) counts[key] = (counts[key] ?? 0) + count
  }
  for (const [key, count] of Object.entries(typeid_cot)) {
    const [type, cause] = key.split('/') as [string, string]
    add(`${type} ${ASKING.includes(cause) ? 'requests' : ANSWERING.includes(cause) ? 'responses' : 'messages'}`, count)
  }
  for (const [bits, count] of Object.entries(u_type)) {
    for (const [text, activation, confirmation] of UNNUMBERED) {
      if (Number(bits) === activation) add(`${text} requests`, count)
      if (Number(bits) === confirmation) add(`${text} responses`, count)
    }
  }
  add('s messages', apdus['S'] ?? 0)
  return counts
}

function ourCounts({ delta, conversation }: LineRun): Counts {
  const counts: Counts = {}
  const add = (key: string, count: number) => {
    if (count > 0) counts[key] = (counts[key] ?? 0) + count
  }
  for (const { conversation: id, function: text, requests, responses, messages } of delta.operations) {
    if (conversation(id).protocol !== 'iec104') continue
    add(`${text} requests`, requests)
    add(`${text} responses`, responses)
    add(`${text} messages`, messages)
  }
  return counts
}
