/*
 * What the whole line makes of public captures with MMS, against what tshark counted in them. The captures are not part
 * of the project: they are looked for in ../shared/corpus, or where SIGHTLINE_CORPUS says.
 */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { CORPUS, CORPUS_TRUTH } from '../support/corpus.ts'
import { type LineRun, runCapture, sumsByFunction } from '../support/run-line.ts'

const CAPTURES = [
  'lab/iec61850-mms.pcap',
  'mixed/controlthings-io__GOOSE_and_MMS.pcapng',
  'mms/controlthings-io__iec61850_get_name_list.pcap',
  'mms/controlthings-io__iec61850_get_variable_access_attributes.pcap',
  'mms/controlthings-io__iec61850_read.pcap',
  'mms/controlthings-io__iec61850_release.pcap',
  'mms/controlthings-io__iec61850_write.pcap',
  'mms/controlthings-io__mms-initiateDownloadSequence.pcap',
  'mms/controlthings-io__mms-readRequest.pcap',
  'mms/controlthings-io__mms-startRequest.pcap',
  'mms/controlthings-io__piccolo.pcap',
]
/** Counts that differ from tshark's, by function: why is in fixtures/mms/README.md. */
const EXPLAINED: Readonly<Record<string, Counts>> = {
  // A conclude request right on the transport, which tshark leaves out.
  'mms/controlthings-io__mms-initiateDownloadSequence.pcap': { 'conclude request': 1 },
  'mms/controlthings-io__mms-startRequest.pcap': { 'conclude request': 1 },
}

type Counts = Record<string, number>

interface Truth {
  readonly pdus: Counts
  readonly request?: Counts
  readonly response?: Counts
  readonly unconfirmed?: Counts
  readonly domains?: readonly string[]
  readonly identify?: Readonly<Record<string, readonly string[]>>
}

describe.each(CAPTURES)('%s', (name) => {
  const isThere = existsSync(join(CORPUS, name))
  const run = isThere ? runCapture(join(CORPUS, name)) : undefined
  const truth = isThere ? truthOf(name) : undefined

  test.skipIf(!isThere)('every service is asked and answered as often as tshark counts', () => {
    expect(countsOf(run as LineRun)).toEqual({ ...expectedCounts(truth as Truth), ...EXPLAINED[name] })
  })

  test.skipIf(!isThere)('every name of the server is said', () => {
    const said = new Set((run as LineRun).delta.claims.map(({ value }) => value))
    const { domains = [], identify = {} } = truth as Truth
    const identities = Object.values(identify).flatMap((texts) => texts.map((text) => text.split('=')[1] as string))
    expect([...domains, ...identities].filter((each) => !said.has(each))).toEqual([])
  })

  test.skipIf(!isThere)('it is identified as MMS, nothing is left undecoded, and there is no defect', () => {
    const { delta, line } = run as LineRun
    const named = delta.conversations.filter(({ protocol }) => protocol === 'mms')
    expect(named.length).toBeGreaterThan(0)
    const undecoded = delta.coverage.filter(({ measure }) => measure === 'undecoded' || measure === 'given-up')
    const own = undecoded.filter(({ conversation }) => named.some(({ id }) => id === conversation))
    expect([own, line.context.faults]).toEqual([[], 0])
  })
})

function truthOf(name: string): Truth {
  return JSON.parse(readFileSync(join(CORPUS_TRUTH, `${name}.json`), 'utf8')).industrial.mms
}

function countsOf(run: LineRun): Counts {
  const counts: Counts = {}
  const add = (key: string, count: number | undefined) => {
    if (count !== undefined && count > 0) counts[key] = count
  }
  for (const [code, [requests, responses, , events]] of Object.entries(sumsByFunction(run, 'mms'))) {
    add(`${code} request`, requests)
    add(`${code} response`, responses)
    add(`${code} event`, events)
  }
  return counts
}

function expectedCounts({ pdus, request = {}, response = {}, unconfirmed = {} }: Truth): Counts {
  const counts: Counts = {}
  for (const [service, count] of Object.entries(request)) counts[`${service} request`] = count
  for (const [service, count] of Object.entries(response)) counts[`${service} response`] = count
  if (unconfirmed['0'] !== undefined) counts['report event'] = unconfirmed['0']
  for (const phase of ['initiate', 'conclude']) {
    for (const [kind, pdu] of [
      ['request', 'Request'],
      ['response', 'Response'],
    ]) {
      const count = pdus[`${phase}_${pdu}PDU`]
      if (count !== undefined) counts[`${phase} ${kind}`] = count
    }
  }
  return counts
}
