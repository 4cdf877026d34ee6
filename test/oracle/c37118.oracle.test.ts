/*
 * What the whole line makes of public captures with synchrophasors, against what tshark counted in them. The captures
 * are not part of the project: they are looked for in ../shared/corpus, or where SIGHTLINE_CORPUS says.
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
    readonly synchrophasor?: {
      readonly frame_types: Counts
      readonly commands: Counts
      readonly idcode_stream: Readonly<Record<string, readonly string[]>>
      readonly idcode_data: readonly string[]
    }
  }
}

const TYPES: Readonly<Record<string, string>> = {
  0: 'data',
  1: 'header',
  2: 'cfg1',
  3: 'cfg2',
  4: 'command',
  5: 'cfg3',
}

const truths = (existsSync(CORPUS_TRUTH) ? readdirSync(CORPUS_TRUTH, { recursive: true, encoding: 'utf8' }) : [])
  .filter((name) => name.endsWith('.json'))
  .map((name) => JSON.parse(readFileSync(join(CORPUS_TRUTH, name), 'utf8')) as Truth)
  .filter(({ protocols }) => protocols?.['synphasor'] !== undefined)

describe.skipIf(truths.length === 0)('C37.118 in real captures', () => {
  test('there are captures to compare', () => {
    expect(truths.length).toBeGreaterThan(1)
  })

  describe.each(truths.map((truth) => [truth.file, truth.industrial?.synchrophasor] as const))('%s', (file, truth) => {
    const run = runCapture(join(CORPUS, file))
    const own = run.delta.claims.filter(({ protocol }) => protocol === 'c37118')

    test('frame types are counted as tshark counts them', () => {
      const expected = Object.entries(truth?.frame_types ?? {}).map(([type, count]) => [
        TYPES[Number(type)],
        type === '0x0004' ? [count, 0, 0, 0] : [0, 0, 0, count],
      ])
      expect(sumsByFunction(run, 'c37118')).toEqual(Object.fromEntries(expected))
    })

    test('every IDCODE that a device gives its own frames is said of it, and those of its PMUs of its modules', () => {
      const commanded = new Set(
        run.delta.operations.filter(({ requests }) => requests > 0).map(({ target }) => target.split(' ')[1]),
      )
      const said = own.filter(({ attribute }) => attribute === 'device-id')
      for (const codes of Object.values(truth?.idcode_stream ?? {})) {
        // Of a client tshark lists the IDCODE of the device that its commands are for.
        for (const code of codes) expect(commanded.has(code) || said.some(({ value }) => value === code)).toBe(true)
        expect(said.map(({ value }) => value)).toEqual(expect.arrayContaining([...codes]))
      }
      expect(said.map(({ value }) => value)).toEqual(expect.arrayContaining([...(truth?.idcode_data ?? [])]))
      expect(own.some(({ attribute }) => attribute === 'name')).toBe(true)
    })

    test('nothing is malformed, not decoded or a defect', () => {
      const { malformed, undecoded, faults } = run.line.context
      expect([malformed, undecoded, faults]).toEqual([0, 0, 0])
    })
  })
})
