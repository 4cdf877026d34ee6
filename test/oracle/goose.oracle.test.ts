/*
 * What the whole line makes of public captures with GOOSE, against what tshark counted in them. The captures are not
 * part of the project: they are looked for in ../shared/corpus, or where SIGHTLINE_CORPUS says.
 */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { CORPUS, CORPUS_TRUTH } from '../support/corpus.ts'
import { type LineRun, runCapture } from '../support/run-line.ts'

const CAPTURES = [
  'goose/controlthings-io__GOOSE.pcap',
  'goose/controlthings-io__GOOSE_DEMO.pcap',
  'goose/controlthings-io__Routable-GOOSE.pcap',
  'lab/iec61850-goose-sv.pcap',
  'lab/span-bridge-tags.pcap',
  'mixed/controlthings-io__GOOSE_and_MMS.pcapng',
]
/** The lab's own stub: a GOOSE header over a PDU with nothing in it. */
const MALFORMED: Readonly<Record<string, number>> = { 'lab/span-bridge-tags.pcap': 1 }

interface Publisher {
  readonly count: number
  readonly appid?: readonly string[]
  readonly datSet?: readonly string[]
  readonly goID?: readonly string[]
  readonly confRev?: readonly string[]
}

describe.each(CAPTURES)('%s', (name) => {
  const isThere = existsSync(join(CORPUS, name))
  const run = isThere ? runCapture(join(CORPUS, name)) : undefined
  const publishers = isThere ? publishersOf(name) : {}

  test.skipIf(!isThere)('every control block has as many messages as tshark counts', () => {
    const expected = Object.entries(publishers).map(([key, { count }]) => [referenceOf(key), count])
    expect(messagesOf(run as LineRun)).toEqual(Object.fromEntries(expected))
  })

  test.skipIf(!isThere)('every name of a publication is said', () => {
    const said = new Set((run as LineRun).delta.claims.map(({ attribute, value }) => `${attribute} ${value}`))
    const missing = Object.entries(publishers).flatMap(([key, of]) => namesOf(referenceOf(key), of))
    expect(missing.filter((each) => !said.has(each))).toEqual([])
  })

  test.skipIf(!isThere)('nothing else is malformed, and there is no defect', () => {
    const { delta, line, conversation } = run as LineRun
    const own = delta.coverage.filter(
      (entry) => entry.conversation > 0 && conversation(entry.conversation).protocol === 'goose',
    )
    const malformed = own.filter(({ measure }) => measure === 'malformed').reduce((sum, { count }) => sum + count, 0)
    expect([malformed, line.context.faults]).toEqual([MALFORMED[name] ?? 0, 0])
  })
})

function publishersOf(name: string): Record<string, Publisher> {
  const truth = JSON.parse(readFileSync(join(CORPUS_TRUTH, `${name}.json`), 'utf8'))
  return truth.industrial.goose.publishers
}

/** The truth's key is 'MAC | gocbRef', with '?' for none. */
function referenceOf(key: string): string {
  const reference = key.split(' | ')[1] as string
  return reference === '?' ? '' : reference
}

function messagesOf({ delta, conversation }: LineRun): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const { conversation: id, target, messages } of delta.operations) {
    if (conversation(id).protocol !== 'goose') continue
    const reference = target.replace(/ ?appid 0x\w{4}$/, '')
    counts[reference] = (counts[reference] ?? 0) + messages
  }
  return counts
}

function namesOf(reference: string, { appid = [], datSet = [], goID = [], confRev = [] }: Publisher): string[] {
  if (reference === '') return []
  return [
    `control-block ${reference}`,
    ...appid.map((each) => `app-id ${each}`),
    ...datSet.map((each) => `dataset ${each}`),
    ...goID.map((each) => `publication-id ${each}`),
    ...confRev.map((each) => `configuration-revision ${each}`),
  ]
}
