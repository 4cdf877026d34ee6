/*
 * What the whole line makes of a public capture, against what tshark counted in it. The captures are not part of the
 * project: they are looked for in ../shared/corpus, or where SIGHTLINE_CORPUS says.
 */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { CORPUS, CORPUS_TRUTH } from '../support/corpus.ts'
import { runCapture, sumsByFunction } from '../support/run-line.ts'

const CAPTURE = 'powerlink/thk1__example__pkts_1-12000.pcapng'

interface Truth {
  readonly message_types: Readonly<Record<string, number>>
  readonly asnd_service: Readonly<Record<string, number>>
}

describe.skipIf(!existsSync(join(CORPUS, CAPTURE)))(CAPTURE, () => {
  // Read by the tests: what stands here is run where they are skipped, too.
  const capture = () => runCapture(join(CORPUS, CAPTURE))

  test('every frame is counted by its kind, and every ASnd by its service', () => {
    const truth = truthOf(CAPTURE)
    const kinds: Record<string, number> = {}
    const services: Record<string, number> = {}
    for (const [code, counts] of Object.entries(sumsByFunction(capture(), 'powerlink'))) {
      const count = counts.reduce((sum, each) => sum + each, 0)
      const [kind = '', service = ''] = code.split('.')
      kinds[kind] = (kinds[kind] ?? 0) + count
      const name = `0x${Number(service).toString(16).padStart(2, '0')}`
      if (kind === '6') services[name] = (services[name] ?? 0) + count
    }
    expect(kinds).toEqual(truth.message_types)
    expect(services).toEqual(truth.asnd_service)
  })

  test('nothing is malformed or not decoded, and nothing fails', () => {
    const { line, delta } = capture()
    expect([line.context.malformed, line.context.undecoded, delta.faults]).toEqual([0, 0, []])
  })
})

function truthOf(name: string): Truth {
  const file = JSON.parse(readFileSync(join(CORPUS_TRUTH, `${name}.json`), 'utf8'))
  return (file as { industrial: { powerlink: Truth } }).industrial.powerlink
}
