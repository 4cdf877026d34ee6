/*
 * Omron FINS of public captures, against what tshark counted in them. The captures are not part of the project: they
 * are looked for in ../shared/corpus, or where SIGHTLINE_CORPUS says.
 */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { CORPUS, CORPUS_TRUTH } from '../support/corpus.ts'
import { type LineRun, runCapture, sumsByFunction } from '../support/run-line.ts'

const CAPTURES = ['fins/cisagov__omron.pcap', 'fins/iti__omron_test.pcap', 'fins/ntop__fins.pcap']

interface Truth {
  readonly commands: Readonly<Record<string, number>>
  readonly responses: Readonly<Record<string, number>>
  readonly response_codes: Readonly<Record<string, number>>
  readonly strings: Readonly<Record<string, readonly string[]>>
}

describe.each(CAPTURES)('%s', (name) => {
  const isThere = existsSync(join(CORPUS, name))
  const run = isThere ? runCapture(join(CORPUS, name)) : undefined
  const truth: Truth = isThere
    ? JSON.parse(readFileSync(join(CORPUS_TRUTH, `${name}.json`), 'utf8')).industrial.fins
    : { commands: {}, responses: {}, response_codes: {}, strings: {} }

  test.skipIf(!isThere)('every command and every answer is counted as often as tshark counts it', () => {
    const sums = Object.entries(sumsByFunction(run as LineRun, 'fins')).filter(([code]) => code.startsWith('0x'))
    expect(countsOf(sums, 0)).toEqual(truth.commands)
    expect(countsOf(sums, 1)).toEqual(truth.responses)
  })

  test.skipIf(!isThere)('every end code but the normal one is an error', () => {
    const errors = Object.values(sumsByFunction(run as LineRun, 'fins')).reduce((sum, row) => sum + (row[2] ?? 0), 0)
    const codes = Object.entries(truth.response_codes).filter(([code]) => code !== '0x0000')
    expect(errors).toBe(codes.reduce((sum, [, count]) => sum + count, 0))
  })

  test.skipIf(!isThere)('every identity string is said', () => {
    const said = new Set((run as LineRun).delta.claims.map(({ value }) => value))
    const expected = Object.values(truth.strings).flat()
    expect(expected.filter((text) => !said.has(text))).toEqual([])
  })

  test.skipIf(!isThere)('no message is a fault of the dissector', () => {
    expect((run as LineRun).line.context.faults).toBe(0)
  })
})

function countsOf(sums: readonly (readonly [string, readonly number[]])[], column: number): Record<string, number> {
  const rows = sums.map(([code, row]): [string, number] => [code, row[column] ?? 0])
  return Object.fromEntries(rows.filter(([, count]) => count > 0))
}
