import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { CORPUS, CORPUS_TRUTH } from '../support/corpus.ts'
import { type LineRun, runCapture } from '../support/run-line.ts'

type Counts = Record<string, number>

interface Truth {
  readonly file: string
  readonly capture: { readonly linktype_numbers?: readonly number[] }
  readonly protocols: Counts
  readonly industrial?: {
    readonly dnp3?: {
      readonly al_func?: Counts
      readonly link_pri_func?: Counts
      readonly link_sec_func?: Counts
      readonly stations?: Readonly<Record<string, readonly string[]>>
    }
  }
}

/** Ours minus tshark's, and why ours is right. */
const DIFFERENCES: Record<string, { readonly why: string; readonly ours: Counts }> = {
  'dnp3/ntop__dnp3.pcap': {
    why: 'a mirror that shows frames up to three times: tshark dissects some of the copies again',
    ours: { 'requests 0': -6, responses: -8, 'reports 130': -14 },
  },
}

const RESPONSES = ['129', '131']
const UNSOLICITED = '130'
const USER_DATA = '4'

const truths = (existsSync(CORPUS_TRUTH) ? readdirSync(CORPUS_TRUTH, { recursive: true, encoding: 'utf8' }) : [])
  .filter((name) => name.endsWith('.json'))
  .map((name) => JSON.parse(readFileSync(join(CORPUS_TRUTH, name), 'utf8')) as Truth)
  .filter(({ protocols }) => protocols?.['dnp3'] !== undefined)

describe.skipIf(truths.length === 0)('DNP3 in real captures', () => {
  test('there are captures to compare', () => {
    expect(truths.length).toBeGreaterThan(40)
  })

  describe.each(truths.map((truth) => [truth.file, truth] as const))('%s', (file, truth) => {
    const run = runCapture(join(CORPUS, file))
    const isRead = !run.delta.coverage.some(({ detail }) => detail === 'link-type-unknown')

    test.skipIf(!isRead)('functions of both layers are counted as tshark counts them', () => {
      const expected = countsOfTruth(truth)
      for (const [key, more] of Object.entries(DIFFERENCES[file]?.ours ?? {}))
        expected[key] = (expected[key] ?? 0) + more
      expect(ourCounts(run)).toEqual(expected)
    })

    test.skipIf(!isRead)('every station address is said of the host that has it, and nothing is a fault', () => {
      for (const [host, stations] of Object.entries(truth.industrial?.dnp3?.stations ?? {})) {
        const said = run.delta.claims.filter(({ protocol, attribute, address }) => {
          return protocol === 'dnp3' && attribute === 'network-address' && run.address(address) === host
        })
        expect(said.map(({ value }) => value)).toEqual(expect.arrayContaining([...stations]))
      }
      expect(run.delta.faults).toEqual([])
    })
  })
})

function countsOfTruth({ industrial }: Truth): Counts {
  const counts: Counts = {}
  const { al_func = {}, link_pri_func = {}, link_sec_func = {} } = industrial?.dnp3 ?? {}
  const add = (key: string, count: number) => {
    counts[key] = (counts[key] ?? 0) + count
  }
  for (const [code, count] of Object.entries(al_func)) {
    if (RESPONSES.includes(code)) add('responses', count)
    else add(`${code === UNSOLICITED ? 'reports' : 'requests'} ${code}`, count)
  }
  for (const [code, count] of Object.entries(link_pri_func)) if (code !== USER_DATA) add(`link requests ${code}`, count)
  for (const count of Object.values(link_sec_func)) add('link responses', count)
  return counts
}

function ourCounts({ delta, conversation }: LineRun): Counts {
  const counts: Counts = {}
  const add = (key: string, count: number) => {
    if (count > 0) counts[key] = (counts[key] ?? 0) + count
  }
  for (const { conversation: id, function: text, requests, responses, messages } of delta.operations) {
    if (conversation(id).protocol !== 'dnp3') continue
    const [, link] = /^link (?:secondary )?(\d+)$/.exec(text) ?? []
    if (link !== undefined) {
      add(`link requests ${link}`, requests)
      add('link responses', responses)
    } else {
      add(`requests ${text}`, requests)
      add('responses', responses)
      add(`reports ${text}`, messages)
    }
  }
  return counts
}
