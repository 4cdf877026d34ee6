/*
 * What of a supported protocol is not decoded, over the whole public corpus: under one per cent, each function listed.
 * The captures are not part of the project: see test/support/corpus.ts. Those of `malformed/` are left out: they were
 * damaged on purpose.
 */
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { CORPUS } from '../support/corpus.ts'
import { runCapture } from '../support/run-line.ts'

const MAX_SHARE = 0.01
/** Captures that ask for what the protocol does not have, which nobody could decode. */
const SCANS: Readonly<Record<string, string>> = {
  'modbus/arkime__modbus.pcap': 'every function code from 0 to 124, most of which V1.1b3 clause 5 does not define',
  'modbus/iti__modbus_test_data_part2.pcap': 'the same scan',
}
/** Every function that is not decoded, with its messages, outside the scans. */
const UNDECODED: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  // Rockwell's object classes 0x68, 0x6c, 0x032d and following have no public description of all services.
  cip: { 'unknown-function 0x4b': 29, 'unknown-function 0x4c': 2, 'unknown-function 0x4d': 10 },
  // One message after files are closed, without data, and its answer.
  melsec: { 'unsupported melsoft 0x0701': 2 },
  // Not assigned by V1.1b3 clause 5.
  modbus: { 'unknown-function 42': 1 },
}

interface Sum {
  messages: number
  undecoded: number
  readonly functions: Map<string, number>
}

describe.skipIf(!existsSync(CORPUS))('over the corpus', () => {
  const sums = existsSync(CORPUS) ? sumsOfCorpus() : new Map<string, Sum>()

  test('under one per cent of the messages of each protocol are undecoded', () => {
    const above = [...sums].filter(([, { messages, undecoded }]) => undecoded > messages * MAX_SHARE)
    expect(above.map(([protocol, { messages, undecoded }]) => `${protocol}: ${undecoded} of ${messages}`)).toEqual([])
  })

  test('every function that is not decoded is listed', () => {
    const listed = [...sums].map(
      ([protocol, { functions }]) => [protocol, Object.fromEntries([...functions].sort())] as const,
    )
    expect(Object.fromEntries(listed.filter(([, functions]) => Object.keys(functions).length > 0).sort())).toEqual(
      UNDECODED,
    )
  })
})

function sumsOfCorpus(): Map<string, Sum> {
  const sums = new Map<string, Sum>()
  const names = readdirSync(CORPUS, { recursive: true, encoding: 'utf8' }).filter((name) =>
    /\.(pcap|pcapng|cap)$/.test(name),
  )
  for (const name of names.sort()) {
    if (!name.startsWith('malformed/') && !(name in SCANS)) addCapture(name, sums)
  }
  return sums
}

function addCapture(name: string, sums: Map<string, Sum>): void {
  const { delta, conversation } = runCapture(join(CORPUS, name))
  for (const { conversation: id, requests, responses, messages } of delta.operations) {
    sumOf(sums, conversation(id).protocol).messages += requests + responses + messages
  }
  for (const { conversation: id, measure, detail, count } of delta.coverage) {
    // What is encrypted is counted apart: nobody on the way can decode it.
    if (measure !== 'undecoded' || detail.startsWith('encrypted')) continue
    const sum = sumOf(sums, conversation(id).protocol)
    sum.undecoded += count
    sum.functions.set(detail, (sum.functions.get(detail) ?? 0) + count)
  }
}

function sumOf(sums: Map<string, Sum>, protocol: string): Sum {
  const sum = sums.get(protocol) ?? { messages: 0, undecoded: 0, functions: new Map<string, number>() }
  sums.set(protocol, sum)
  return sum
}
