import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { CORPUS, CORPUS_TRUTH } from '../support/corpus.ts'
import { runCapture } from '../support/run-line.ts'

type Counts = Record<string, number>

interface Truth {
  readonly file: string
  readonly industrial?: {
    readonly modbus?: {
      readonly requests?: Counts
      readonly responses?: Counts
      readonly exceptions?: Counts
      readonly unit_func?: Counts
    }
  }
}

/**
 * Where ours differs from tshark's, and why ours is right.
 * `first copy`: tshark calls a segment a spurious retransmission and does not dissect it, though the capture holds no
 * earlier copy of these bytes; we count it. Checked segment by segment against `tcp.seq_raw`.
 */
const DIFFERENCES: Record<string, { readonly why: string; readonly ours: Counts }> = {
  'modbus/zeek__modbusBig.pcap': {
    why: 'first copy: frame 3150',
    ours: { 'responses 1': 1, 'rsp unit255 fc1': 1 },
  },
  'modbus/idaholab__Advantech.pcap': {
    why: 'first copy: frames 127 (function 3), 245 and 269 (function 2)',
    ours: { 'responses 2': 2, 'responses 3': 1, 'rsp unit1 fc2': 2, 'rsp unit1 fc3': 1 },
  },
  'mixed/idaholab__Modicon.pcap': {
    why: 'first copy: frames 651 and 4173',
    ours: { 'requests 3': 2, 'req unit0 fc3': 2 },
  },
}

/** Fuzzed captures: their "messages" are noise that tshark counts by position and we refuse by form. */
const NOISE = new Set(['malformed/zeek__fuzz-1011.pcap', 'malformed/zeek__fuzz-72.pcap'])

describe.skipIf(!existsSync(CORPUS_TRUTH))('Modbus in real captures', () => {
  const truths = (existsSync(CORPUS_TRUTH) ? readdirSync(CORPUS_TRUTH, { recursive: true, encoding: 'utf8' }) : [])
    .filter((name) => name.endsWith('.json'))
    .map((name) => JSON.parse(readFileSync(join(CORPUS_TRUTH, name), 'utf8')) as Truth)
    .filter(({ file, industrial }) => industrial?.modbus !== undefined && !NOISE.has(file))

  test('there are captures to compare', () => {
    expect(truths.length).toBeGreaterThan(15)
  })

  test.each(truths.map((truth) => [truth.file, truth] as const))(
    '%s: counts per function, unit and direction',
    (file, truth) => {
      const modbus = truth.industrial?.modbus ?? {}
      const expected: Counts = { ...modbus.unit_func, exceptions: 0 }
      for (const [code, count] of Object.entries(modbus.requests ?? {})) expected[`requests ${code}`] = count
      for (const [code, count] of Object.entries(modbus.responses ?? {})) expected[`responses ${code}`] = count
      for (const count of Object.values(modbus.exceptions ?? {}))
        expected['exceptions'] = (expected['exceptions'] ?? 0) + count
      for (const [key, more] of Object.entries(DIFFERENCES[file]?.ours ?? {}))
        expected[key] = (expected[key] ?? 0) + more
      expect(ourCounts(join(CORPUS, file))).toEqual(expected)
    },
  )
})

function ourCounts(path: string): Counts {
  const { delta, conversation } = runCapture(path)
  const counts: Counts = { exceptions: 0 }
  const add = (key: string, count: number) => {
    if (count > 0) counts[key] = (counts[key] ?? 0) + count
  }
  for (const operation of delta.operations) {
    if (conversation(operation.conversation).protocol !== 'modbus') continue
    const [code] = operation.function.split('/') as [string]
    const [, unit] = /^unit (\d+)/.exec(operation.target) ?? []
    add(`requests ${code}`, operation.requests)
    add(`responses ${code}`, operation.responses)
    add('exceptions', operation.errors)
    add(`req unit${unit} fc${code}`, operation.requests)
    add(`rsp unit${unit} fc${code}`, operation.responses)
  }
  return counts
}
