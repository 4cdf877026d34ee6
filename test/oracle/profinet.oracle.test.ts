/*
 * What the whole line makes of public captures, against what tshark counted in them. The captures are not part of the
 * project: they are looked for in ../shared/corpus, or where SIGHTLINE_CORPUS says.
 */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { CORPUS, CORPUS_TRUTH } from '../support/corpus.ts'
import { type LineRun, runCapture, sumsByFunction } from '../support/run-line.ts'

const CAPTURES = [
  'profinet/cisagov__profinet_io_cm.pcap',
  'profinet/cisagov__profinet_io_cm_connect_minimal.pcapng',
  'profinet/cisagov__profinet_io_cm_control.pcapng',
  'profinet/cisagov__profinet_io_cm_device.pcapng',
  'profinet/cisagov__profinet_io_cm_mixed_1.pcap',
  'profinet/cisagov__profinet_io_cm_read.pcapng',
  'profinet/cisagov__profinet_io_cm_release.pcapng',
  'profinet/cisagov__profinet_io_cm_write.pcapng',
  'profinet/controlthings-io__ChangeIPUsingDCP.pcap',
  'profinet/iti__profinet-wireshark-bug.pcap',
  'profinet/iti__profinet.pcap',
  'lab/span-bridge-tags.pcap',
]
/** Later fragments of a call, which tshark lists as packets of their own: the call is counted with its first. */
const LATER_FRAGMENTS: Readonly<Record<string, number>> = {
  'profinet/cisagov__profinet_io_cm.pcap': 3,
  'profinet/cisagov__profinet_io_cm_write.pcapng': 3,
}
/** A mirror that shows most frames twice, and tshark counts both: what it counts without the 631 that `editcap -w 0.001` finds. */
const WITHOUT_COPIES: Readonly<Record<string, Partial<Truth>>> = {
  'profinet/cisagov__profinet_io_cm_mixed_1.pcap': {
    profinet: {
      rt_frames: 157,
      frame_ids: { 49152: 56, 49154: 46, 65344: 41, 65278: 9, 65025: 2, 65279: 1 },
      dcp_service: { 'id5 type0': 9, 'id5 type1': 1 },
    },
    dcerpc: { 'dcerpc.pkt_type': { 0: 15, 2: 15 }, 'dcerpc.opnum': {} },
  },
}
/** Names that a controller looked for and nobody answered to: targets, not statements about anybody. */
const ONLY_ASKED_FOR: Readonly<Record<string, readonly string[]>> = {
  'profinet/cisagov__profinet_io_cm_mixed_1.pcap': ['turck', 'flm-pn-bk-2tx4'],
}
/** Stands in a request for the address that the answer will tell. */
const UNKNOWN_ADDRESS = '00:00:00:00:00:00'
/** Said in words. */
const ROLES: Readonly<Record<string, string>> = { '0x01': 'IO-Device', '0x02': 'IO-Controller' }
const [REQUEST, RESPONSE] = ['0', '2'] as const

interface Truth {
  readonly profinet: {
    readonly rt_frames: number
    readonly frame_ids: Readonly<Record<string, number>>
    readonly dcp_service?: Readonly<Record<string, number>>
    readonly dcp_by_src?: Readonly<Record<string, readonly string[]>>
    readonly io_strings?: Readonly<Record<string, readonly string[]>>
  }
  readonly dcerpc?: {
    readonly 'dcerpc.pkt_type': Readonly<Record<string, number>>
    readonly 'dcerpc.opnum': Readonly<Record<string, number>>
  }
}

describe.each(CAPTURES)('%s', (name) => {
  const capture = join(CORPUS, name)
  const isThere = existsSync(capture)
  const run = isThere ? runCapture(capture) : undefined
  const truth = isThere ? truthOf(name) : undefined

  test.skipIf(!isThere)('every frame is counted by its FrameID as tshark counts it', () => {
    const { frame_ids: ids = {} } = (truth as Truth).profinet
    const counts = frameCounts(run as LineRun)
    const expected: Record<string, number> = {}
    for (const [id, count] of Object.entries(ids)) {
      const kind = kindOf(Number(id))
      expected[kind] = (expected[kind] ?? 0) + count
    }
    expect(counts).toEqual(expected)
  })

  test.skipIf(!isThere)('every DCP service is counted by type as tshark counts it', () => {
    const counts: Record<string, number> = {}
    for (const [code, [requests = 0, responses = 0, , events = 0]] of sums(run as LineRun, 'dcp ')) {
      if (requests + events > 0) counts[`id${code} type0`] = requests + events
      if (responses > 0) counts[`id${code} type1`] = responses
    }
    expect(counts).toEqual((truth as Truth).profinet.dcp_service ?? {})
  })

  test.skipIf(!isThere)('every call and answer is counted as tshark counts packets', () => {
    const { dcerpc } = truth as Truth
    let requests = LATER_FRAGMENTS[name] ?? 0
    let responses = 0
    for (const [, [asked = 0, answered = 0]] of sums(run as LineRun, 'cm ')) {
      requests += asked
      responses += answered
    }
    const types = dcerpc?.['dcerpc.pkt_type'] ?? {}
    expect([requests, responses]).toEqual([types[REQUEST] ?? 0, types[RESPONSE] ?? 0])
  })

  test.skipIf(!isThere)('every identity string is said', () => {
    const said = (run as LineRun).delta.claims.map(({ value }) => value)
    const missing = identityStrings(truth as Truth).filter(
      (value) => !said.some((text) => text.split(' ').includes(value)),
    )
    expect(missing.filter((value) => !(ONLY_ASKED_FOR[name] ?? []).includes(value))).toEqual([])
  })

  test.skipIf(!isThere)('nothing is malformed or not decoded, and nothing fails', () => {
    const { delta, conversation } = run as LineRun
    const odd = delta.coverage.filter(
      ({ conversation: id, measure }) =>
        id !== 0 && conversation(id).protocol === 'profinet' && /malformed|undecoded|skipped/.test(measure),
    )
    expect([odd, delta.faults]).toEqual([[], []])
  })
})

function truthOf(name: string): Truth {
  const { industrial } = JSON.parse(readFileSync(join(CORPUS_TRUTH, `${name}.json`), 'utf8'))
  const { profinet, dcerpc } = WITHOUT_COPIES[name] ?? {}
  return { ...industrial, ...(dcerpc && { dcerpc }), profinet: { ...industrial.profinet, ...profinet } }
}

/** Sums of the functions of one number space, by their number. */
function sums(run: LineRun, space: string): [string, readonly number[]][] {
  return Object.entries(sumsByFunction(run, 'profinet'))
    .filter(([code]) => code.startsWith(space))
    .map(([code, counts]) => [code.slice(space.length), counts])
}

/** Messages by the first word of their function, without those of RPC, which have no FrameID. */
function frameCounts(run: LineRun): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const [code, [requests = 0, responses = 0, , events = 0]] of Object.entries(sumsByFunction(run, 'profinet'))) {
    const [word] = code.split(' ') as [string]
    if (['cm', 'rpc', 'epm'].includes(word)) continue
    counts[word] = (counts[word] ?? 0) + requests + responses + events
  }
  return counts
}

function kindOf(frameId: number): string {
  if (frameId >= 0xff80) return 'fragment'
  if (frameId >= 0xff00) return 'ptcp'
  if (frameId >= 0xfefc) return 'dcp'
  return frameId >= 0xfc00 ? 'alarm' : 'rt'
}

function identityStrings({ profinet: { dcp_by_src: dcp = {}, io_strings: io = {} } }: Truth): string[] {
  const ofDcp = Object.values(dcp)
    .flat()
    .map((text) => text.slice(text.indexOf('=') + 1).trim())
  const ofIo = Object.values(io).flat()
  return [...ofDcp, ...ofIo]
    .filter((value) => value !== UNKNOWN_ADDRESS && value !== '')
    .map((value) => ROLES[value] ?? value)
}
