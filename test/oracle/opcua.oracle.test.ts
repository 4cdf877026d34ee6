/*
 * What the whole line makes of public captures, against what tshark counted in them. The captures are not part of the
 * project: they are looked for in ../shared/corpus, or where SIGHTLINE_CORPUS says.
 */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { opcua } from '../../dissectors/opcua/opcua.ts'
import type { LineRun } from '../support/run-line.ts'
import { runCapture, sumsByFunction } from '../support/run-line.ts'

const CORPUS = process.env['SIGHTLINE_CORPUS'] ?? join(import.meta.dirname, '../../../shared/corpus')
const CAPTURES = [
  'opcua/cisagov__open62541_browse_next.pcap',
  'opcua/cisagov__open62541_browse_with_diagnostic_info.pcap',
  'opcua/cisagov__open62541_client-server-getEndpoints.pcap',
  'opcua/cisagov__open62541_client-server_encrypted.pcap',
  'opcua/cisagov__open62541_client-server_mainloop-no-handshake.pcap',
  'opcua/cisagov__open62541_client-server_mainloop-not-localhost-non-standard-port.pcap',
  'opcua/cisagov__open62541_client-server_mainloop.pcap',
  'opcua/cisagov__open62541_create_monitored_items.pcap',
  'opcua/cisagov__open62541_discover_getendpoints_discover_urls.pcap',
  'opcua/cisagov__open62541_read_service_test_data_with_history.pcap',
  'opcua/cisagov__pending_overflow.pcap',
  'lab/mixed.pcap',
  'lab/opcua-enc.pcap',
  'lab/opcua-none.pcap',
]
/** Ids of requests that the names of the truth leave out. */
const UNNAMED_REQUESTS = [12208, 12211]
const EXPLAINED: Readonly<Record<string, readonly string[]>> = {
  // A value that was read: a UserIdentityToken in a node of test data. Nobody signed in with it.
  'opcua/cisagov__open62541_read_service_test_data_with_history.pcap': ['MyUserName'],
}
const OPEN = [446, 449]
const CLOSE = [452, 455]

interface Truth {
  readonly message_types: Readonly<Record<string, number>>
  readonly services: Readonly<Record<string, number>>
  readonly strings: Readonly<Record<string, readonly string[]>>
}

describe.each(CAPTURES)('%s', (name) => {
  const capture = join(CORPUS, name)
  const isThere = existsSync(capture)
  const run = isThere ? runCapture(capture, [opcua]) : undefined
  const truth = isThere ? truthOf(name) : undefined

  test.skipIf(!isThere)('every service is counted as often as tshark counts it', () => {
    expect(requestsAndAnswers(run as LineRun)).toEqual(expectedCounts(truth as Truth))
  })

  test.skipIf(!isThere)('every identity string is said', () => {
    const said = new Set((run as LineRun).delta.claims.map(({ value }) => value))
    const strings = Object.entries((truth as Truth).strings).filter(([field]) => !field.endsWith('SessionName'))
    const missing = strings.flatMap(([, values]) => values).filter((value) => !said.has(value))
    expect(missing).toEqual(EXPLAINED[name] ?? [])
  })

  test.skipIf(!isThere)('nothing is malformed, and only encrypted messages are not decoded', () => {
    const { delta, line } = run as LineRun
    const measures = delta.coverage.filter(({ conversation }) => conversation !== 0)
    const undecoded = measures.filter(
      ({ measure, detail }) => measure === 'undecoded' && !detail.startsWith('encrypted'),
    )
    expect([line.context.malformed, line.context.faults, undecoded]).toEqual([0, 0, []])
  })
})

function truthOf(name: string): Truth {
  return JSON.parse(readFileSync(join(CORPUS, '../corpus-truth', `${name}.json`), 'utf8')).industrial.opcua
}

/** Messages of services: requests, answers. */
function requestsAndAnswers(run: LineRun): Record<string, number> {
  const counts: Record<string, number> = {
    requests: 0,
    answers: 0,
    other: 0,
    open: 0,
    close: 0,
    hello: 0,
    acknowledge: 0,
  }
  const add = (key: string, count: number) => {
    counts[key] = (counts[key] ?? 0) + count
  }
  for (const [code, [requests = 0, responses = 0, , events = 0]] of Object.entries(sumsByFunction(run, 'opcua'))) {
    if (code === 'HEL') {
      add('hello', requests)
      add('acknowledge', responses)
    } else if (code === '446') add('open', requests + responses)
    else if (code === '452') add('close', requests + responses)
    else if (code === 'MSG') add('other', requests + responses)
    else {
      add('requests', requests)
      add('answers', responses)
      if (requests > 0) add(`request ${code}`, requests)
    }
    add('events', events)
  }
  return counts
}

function expectedCounts({ message_types: types, services }: Truth): Record<string, number> {
  const counts: Record<string, number> = { requests: 0, answers: 0, events: 0 }
  let read = 0
  for (const [text, count] of Object.entries(services)) {
    const [id, name] = text.split(' ') as [string, string]
    if ([...OPEN, ...CLOSE].includes(Number(id))) continue
    read += count
    const kind = name.endsWith('Request') || UNNAMED_REQUESTS.includes(Number(id)) ? 'requests' : 'answers'
    counts[kind] = (counts[kind] ?? 0) + count
    if (kind === 'requests') counts[`request ${id}`] = count
  }
  return {
    ...counts,
    hello: types['HEL'] ?? 0,
    acknowledge: types['ACK'] ?? 0,
    open: types['OPN'] ?? 0,
    close: types['CLO'] ?? 0,
    other: (types['MSG'] ?? 0) - read,
  }
}
