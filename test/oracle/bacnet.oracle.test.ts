/*
 * What the whole line makes of public captures, against what tshark counted in them. The captures are not part of the
 * project: they are looked for in ../shared/corpus, or where SIGHTLINE_CORPUS says.
 */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { bacnet } from '../../dissectors/bacnet/bacnet.ts'
import { type LineRun, runCapture, sumsByFunction } from '../support/run-line.ts'

const CORPUS = process.env['SIGHTLINE_CORPUS'] ?? join(import.meta.dirname, '../../../shared/corpus')
const CAPTURES = [
  'bacnet/cisagov__bacnet_error_reject_abort.pcap',
  'bacnet/cisagov__bacnet_segmented_data.pcap',
  'bacnet/controlthings-io__BACnet-BBMD-on-same-subnet.cap',
  'bacnet/controlthings-io__BACnetARRAY-element-0.cap',
  'bacnet/controlthings-io__BACnetARRAY-elements.cap',
  'bacnet/controlthings-io__BACnetDeviceObjectReference.pcap',
  'bacnet/controlthings-io__BACnetIP-MSTP-Mix.cap',
  'bacnet/controlthings-io__bacnet-ethernet-device.cap',
  'bacnet/controlthings-io__bacnet-ethernet.cap',
  'bacnet/controlthings-io__bacnet-ip.cap',
  'bacnet/controlthings-io__bacnet-properties.cap',
  'bacnet/controlthings-io__bacnet-services.cap',
  'bacnet/controlthings-io__bacnet-stack-services.cap',
  'bacnet/iti__bacnet_test.pcap',
  'it/zeek__q-in-q.pcap',
  'lab/bacnet-js.pcap',
  'lab/bacnet.pcap',
  'lab/mixed.pcap',
  'mixed/idaholab__BACnet_Host.pcap',
]
/** Where our count differs from tshark's, and why ours is right. */
const EXPLAINED: Readonly<Record<string, Counts>> = {
  // One answer in three segments: tshark counts each.
  'bacnet/cisagov__bacnet_segmented_data.pcap': { answers: 2 },
  // One answer in two segments.
  'bacnet/controlthings-io__bacnet-services.cap': { answers: 3410 },
  // Frame 1 has NPDU version 16, which no standard defines: tshark reads on, and finds an acknowledgement.
  'bacnet/controlthings-io__bacnet-stack-services.cap': { answers: 25 },
  // The second Who-Is is a copy of the first, 0.1 ms later: `editcap -w 0.00099` leaves one.
  'it/zeek__q-in-q.pcap': { 'unconfirmed 8': 1 },
  // 30 unconfirmed messages are quoted in ICMP errors, not sent; 76 frames tshark takes for RPC by their ports.
  'mixed/idaholab__BACnet_Host.pcap': {
    answers: 9105,
    'confirmed 12 requests': 8192,
    'unconfirmed 0': 185,
    'unconfirmed 8': 169,
  },
}
/** Functions of the link layer that carry no message of another layer. */
const PLAIN_BVLC = [0, 1, 2, 3, 5, 6, 7, 8]
const SIMPLE_ACK = 2
const COMPLEX_ACK = 3
const ERROR = 5
const ABORT = 7

type Counts = Record<string, number>

interface Truth {
  readonly bvlc_function?: Counts
  readonly network_message?: Counts
  readonly apdu_type?: Counts
  readonly service_by_apdu_type?: Counts
  readonly i_am?: Readonly<Record<string, readonly string[]>>
  readonly device_texts?: Readonly<Record<string, readonly string[]>>
}

describe.each(CAPTURES)('%s', (name) => {
  const capture = join(CORPUS, name)
  const isThere = existsSync(capture)
  const run = isThere ? runCapture(capture, [bacnet]) : undefined
  const truth = isThere ? truthOf(name) : undefined

  test.skipIf(!isThere)('every message is counted as often as tshark counts it', () => {
    const expected = { ...expectedCounts(truth as Truth), ...EXPLAINED[name] }
    const counted = Object.entries(expected).filter(([, count]) => count > 0)
    expect(countsOf(run as LineRun)).toEqual(Object.fromEntries(counted))
  })

  test.skipIf(!isThere)('every identity string is said', () => {
    const said = new Set((run as LineRun).delta.claims.map(({ attribute, value }) => `${attribute} ${value}`))
    expect(identityOf(truth as Truth).filter((text) => !said.has(text))).toEqual([])
  })

  test.skipIf(!isThere)('no message is a fault of the dissector', () => {
    expect((run as LineRun).line.context.faults).toBe(0)
  })
})

function truthOf(name: string): Truth {
  return JSON.parse(readFileSync(join(CORPUS, '../corpus-truth', `${name}.json`), 'utf8')).industrial.bacnet
}

/** 'confirmed 12 requests': how often each function was asked and answered, or said. */
function countsOf(run: LineRun): Counts {
  const counts: Counts = {}
  let answers = 0
  for (const [code, [requests = 0, responses = 0, , events = 0]] of Object.entries(sumsByFunction(run, 'bacnet'))) {
    const isAnswered = code.startsWith('confirmed') || code === 'reject' || code === 'abort'
    if (isAnswered) {
      answers += responses
      if (requests > 0) counts[`${code} requests`] = requests
    } else if (code.startsWith('bvlc')) counts['bvlc'] = (counts['bvlc'] ?? 0) + requests + responses + events
    else counts[code] = requests + responses + events
  }
  if (answers > 0) counts['answers'] = answers
  return counts
}

function expectedCounts(truth: Truth): Counts {
  const counts: Counts = {}
  const add = (key: string, count: number) => {
    if (count > 0) counts[key] = (counts[key] ?? 0) + count
  }
  for (const [text, count] of Object.entries(truth.service_by_apdu_type ?? {})) {
    const [, type, space, service] = /^type(\d+) (\D+)(\d+)$/.exec(text) as RegExpExecArray
    if (space === 'unconfirmed') add(`unconfirmed ${service}`, count)
    else if (type === '0') add(`confirmed ${service} requests`, count)
  }
  for (const [type, count] of Object.entries(truth.apdu_type ?? {})) {
    if (Number(type) === SIMPLE_ACK || Number(type) === COMPLEX_ACK) add('answers', count)
    else if (Number(type) >= ERROR && Number(type) <= ABORT) add('answers', count)
    else if (Number(type) === 4) add('segment-ack', count)
  }
  for (const [code, count] of Object.entries(truth.bvlc_function ?? {})) {
    if (PLAIN_BVLC.includes(Number(code))) add('bvlc', count)
  }
  for (const [type, count] of Object.entries(truth.network_message ?? {})) add(`network ${Number(type)}`, count)
  return counts
}

const FACTS: Readonly<Record<string, string>> = {
  'vendor-name': 'vendor',
  'model-name': 'model',
  'firmware-revision': 'firmware',
  'application-software-version': 'software',
  description: 'description',
  location: 'location',
  'object-name': 'name',
}

function identityOf(truth: Truth): string[] {
  const devices = Object.values(truth.i_am ?? {}).flat()
  const said = devices.flatMap((text) => {
    const [, device, vendor] = /^device (\d+) vendor (\d+)$/.exec(text) as RegExpExecArray
    return [`device-id ${device}`, `vendor-id ${vendor}`]
  })
  const texts = Object.values(truth.device_texts ?? {}).flat()
  return [
    ...said,
    ...texts.map((text) => `${FACTS[text.split('=')[0] as string]} ${text.slice(text.indexOf('=') + 1)}`),
  ]
}
