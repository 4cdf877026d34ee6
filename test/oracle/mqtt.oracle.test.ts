/*
 * What the whole line makes of public captures with MQTT, against what tshark counted in them. The captures are not part
 * of the project: they are looked for in ../shared/corpus, or where SIGHTLINE_CORPUS says.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { CORPUS, CORPUS_TRUTH } from '../support/corpus.ts'
import { runCapture, sumsByFunction } from '../support/run-line.ts'

type Counts = Readonly<Record<string, number>>

interface Truth {
  readonly file: string
  readonly protocols?: Counts
  readonly industrial?: {
    readonly mqtt?: { readonly 'mqtt.msgtype': Counts; readonly strings: Readonly<Record<string, readonly string[]>> }
  }
}

const truths = (existsSync(CORPUS_TRUTH) ? readdirSync(CORPUS_TRUTH, { recursive: true, encoding: 'utf8' }) : [])
  .filter((name) => name.endsWith('.json'))
  .map((name) => JSON.parse(readFileSync(join(CORPUS_TRUTH, name), 'utf8')) as Truth)
  .filter(({ protocols }) => protocols?.['mqtt'] !== undefined)

describe.skipIf(truths.length === 0)('MQTT in real captures', () => {
  test('there are captures to compare', () => {
    expect(truths.length).toBeGreaterThan(1)
  })

  describe.each(truths.map((truth) => [truth.file, truth.industrial?.mqtt] as const))('%s', (file, truth) => {
    const run = runCapture(join(CORPUS, file))

    test('packet types are counted as tshark counts them', () => {
      const sums = Object.entries(sumsByFunction(run, 'mqtt')).map(([text, [requests, responses, , messages]]) => [
        text,
        (requests as number) + (responses as number) + (messages as number),
      ])
      expect(Object.fromEntries(sums)).toEqual(truth?.['mqtt.msgtype'])
    })

    test('every client, user and topic is said', () => {
      const own = run.delta.operations.filter(({ conversation }) => run.conversation(conversation).protocol === 'mqtt')
      const said = new Set([
        ...run.delta.claims.filter(({ protocol }) => protocol === 'mqtt').map(({ value }) => value),
        ...own.flatMap(({ target }) => target.split(', ')),
      ])
      const expected = Object.entries(truth?.strings ?? {})
        .filter(([key]) => !key.endsWith('mqtt.protoname'))
        .flatMap(([, values]) => values)
      expect(expected.filter((each) => !said.has(each))).toEqual([])
    })

    test('nothing is malformed, not decoded or a defect', () => {
      const { malformed, undecoded, faults } = run.line.context
      expect([malformed, undecoded, faults]).toEqual([0, 0, 0])
    })
  })

  test('Sparkplug messages are counted by their types', () => {
    const run = runCapture(join(CORPUS, 'lab/mqtt-sparkplug.pcap'))
    const once = [0, 0, 0, 1]
    expect(sumsByFunction(run, 'sparkplug')).toEqual({ NBIRTH: once, DBIRTH: once, DDATA: once, NDEATH: once })
  })
})
