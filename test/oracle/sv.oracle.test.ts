/*
 * What the whole line makes of public captures with Sampled Values, against what tshark counted in them. The captures
 * are not part of the project: they are looked for in ../shared/corpus, or where SIGHTLINE_CORPUS says.
 */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { CORPUS, CORPUS_TRUTH } from '../support/corpus.ts'
import { type LineRun, runCapture, sumsByFunction } from '../support/run-line.ts'

const CAPTURES = ['lab/iec61850-goose-sv.pcap', 'sv/dina-community__SV_Normal_Traffic.pcap']

interface Truth {
  readonly frames: number
  readonly publishers: Readonly<
    Record<string, { readonly asdus: number; readonly appid: readonly string[]; readonly confRev: readonly string[] }>
  >
}

describe.each(CAPTURES)('%s', (name) => {
  const isThere = existsSync(join(CORPUS, name))
  const run = isThere ? runCapture(join(CORPUS, name)) : undefined
  const truth = isThere ? truthOf(name) : undefined

  test.skipIf(!isThere)('every frame is one message', () => {
    expect(sumsByFunction(run as LineRun, 'sv')).toEqual({ sv: [0, 0, 0, (truth as Truth).frames] })
  })

  // Each message of these captures has one sample of each of its streams.
  test.skipIf(!isThere)('every stream is in as many messages as tshark counts samples of it', () => {
    const { delta } = run as LineRun
    for (const [key, { asdus }] of Object.entries((truth as Truth).publishers)) {
      const id = key.split(' | ')[1] as string
      const own = delta.operations.filter(({ target }) =>
        target
          .replace(/ appid .*/, '')
          .split(', ')
          .includes(id),
      )
      expect(own.reduce((sum, { messages }) => sum + messages, 0)).toBe(asdus)
    }
  })

  test.skipIf(!isThere)('every name of a stream is said', () => {
    const said = new Set((run as LineRun).delta.claims.map(({ attribute, value }) => `${attribute} ${value}`))
    const names = Object.entries((truth as Truth).publishers).flatMap(([key, { appid, confRev }]) => [
      `publication-id ${key.split(' | ')[1]}`,
      ...appid.map((each) => `app-id ${each}`),
      ...confRev.map((each) => `configuration-revision ${each}`),
    ])
    expect(names.filter((each) => !said.has(each))).toEqual([])
  })

  test.skipIf(!isThere)('nothing is malformed, irregular or a defect', () => {
    const { delta, line, conversation } = run as LineRun
    const own = delta.coverage.filter(
      (entry) => entry.conversation > 0 && conversation(entry.conversation).protocol === 'sv',
    )
    expect([own, line.context.faults]).toEqual([[], 0])
  })
})

function truthOf(name: string): Truth {
  return JSON.parse(readFileSync(join(CORPUS_TRUTH, `${name}.json`), 'utf8')).industrial.sv
}
