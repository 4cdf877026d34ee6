/*
 * S7comm of public captures, against what tshark counted in them. The captures are not part of the project: they are
 * looked for in ../shared/corpus, or where SIGHTLINE_CORPUS says.
 */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { s7comm } from '../../dissectors/s7comm/s7comm.ts'
import { s7commplus } from '../../dissectors/s7commplus/s7commplus.ts'
import { CORPUS, CORPUS_TRUTH } from '../support/corpus.ts'
import { type LineRun, runCapture, sumsByFunction } from '../support/run-line.ts'

const CAPTURES = [
  's7comm/cisagov__s7ident.pcap',
  's7comm/controlthings-io__s7comm_downloading_block_db1.pcap',
  's7comm/controlthings-io__s7comm_program_blocklist_onlineview.pcap',
  's7comm/controlthings-io__s7comm_reading_plc_status.pcap',
  's7comm/controlthings-io__s7comm_reading_setting_plc_time.pcap',
  's7comm/controlthings-io__s7comm_varservice_libnodavedemo.pcap',
  's7comm/controlthings-io__s7comm_varservice_libnodavedemo_bench.pcap',
  's7comm/iti__s7comm_clean.pcap',
  's7comm/iti__snap7_s300_everything.pcapng',
  's7comm/iti__snap7_s300_readVar.pcapng',
  's7comm/iti__snap7_s300_stop.pcapng',
  's7comm/iti__step7_s300_AuthPassword.pcapng',
  's7comm/iti__step7_s300_copyRamToRom.pcapng',
  's7comm/iti__step7_s300_download.pcapng',
  's7comm/iti__step7_s300_readDiagData.pcapng',
  's7comm/iti__step7_s300_readVarTab.pcapng',
  's7comm/iti__step7_s300_rwVarTab.pcapng',
  's7comm/iti__step7_s300_stop.pcapng',
  's7comm/iti__tia_s300_downloadHwConfig.pcapng',
  's7comm/iti__tia_s300_downloadOb1.pcapng',
  's7comm/iti__tia_s300_flashLed.pcapng',
  's7comm/iti__tia_s300_goOnline.pcapng',
  's7comm/iti__wincc_s300_setup-alarm-read-write.pcapng',
  's7comm/iti__wincc_s300_setup-alarm-read.pcapng',
  's7comm/iti__wincc_s300_setup-alarm-read_2.pcapng',
  's7commplus/cisagov__s7comm_plus.pcap',
  'lab/s7.pcap',
  'lab/mixed.pcap',
  'malformed/derived__cut.pcapng',
]

/** Requests, responses, one-way messages. */
type Counts = Readonly<Record<string, readonly [number, number, number]>>

interface Truth {
  readonly func?: Readonly<Record<string, number>>
  readonly userdata?: Readonly<Record<string, number>>
  readonly szl_identity?: Readonly<Record<string, readonly string[]>>
  readonly order_numbers?: Readonly<Record<string, readonly string[]>>
}

/** Where tshark and we count differently, ours minus theirs, and why ours is right. */
const EXPLAINED: Readonly<Record<string, Counts>> = {
  // Acknowledgements without parameters name no function, so tshark counts none; we know what they answer.
  's7comm/cisagov__s7ident.pcap': { '0x1d': [0, 4, 0] },
  // And of a write of five variables we count each, as each is answered by itself.
  's7comm/iti__snap7_s300_everything.pcapng': { '0x05': [4, 4, 0], '0x1d': [0, 1, 0] },
  // tshark takes twelve answers for retransmissions that are none: there are 2637 distinct segments each way.
  's7comm/iti__s7comm_clean.pcap': { '0x04': [0, 12, 0] },
  // A mode transition has its mode in the place of the subfunction, under another name of tshark's.
  's7comm/iti__step7_s300_stop.pcapng': { 'userdata 0/0': [0, 0, 1] },
  's7comm/iti__tia_s300_downloadHwConfig.pcapng': { 'userdata 0/0': [0, 0, 1], 'userdata 0/2': [0, 0, 1] },
}

describe.each(CAPTURES)('%s', (name) => {
  const capture = join(CORPUS, name)
  const run = existsSync(capture) ? runCapture(capture, [s7comm, s7commplus]) : undefined
  const truth = run === undefined ? {} : truthOf(name)
  // Linux cooked captures are a link type of their own.
  const isRead = run !== undefined && !run.delta.coverage.some(({ detail }) => detail === 'link-type-unknown')

  test.skipIf(!isRead)('every function is counted as often as tshark counts it', () => {
    expect(differences(countsOf(run as LineRun), countsOfTruth(truth))).toEqual(EXPLAINED[name] ?? {})
  })

  test.skipIf(!isRead)('every identity string is said', () => {
    const said = new Set((run as LineRun).delta.claims.map(({ value }) => value))
    expect(identityStrings(truth).filter((value) => !said.has(value))).toEqual([])
  })

  test.skipIf(!isRead)('every message is decoded, and nothing is malformed or a fault', () => {
    const { context } = (run as LineRun).line
    expect([context.malformed, context.faults, context.undecoded]).toEqual([0, 0, 0])
  })
})

function truthOf(name: string): Truth {
  return JSON.parse(readFileSync(join(CORPUS_TRUTH, `${name}.json`), 'utf8')).industrial.s7comm
}

function countsOf(run: LineRun): Counts {
  const sums = Object.entries(sumsByFunction(run, 's7comm')).filter(([code]) => !code.startsWith('cotp'))
  return Object.fromEntries(
    sums.map(([code, [requests = 0, responses = 0, , events = 0]]) => [code, [requests, responses, events]]),
  )
}

function countsOfTruth({ func = {}, userdata = {} }: Truth): Counts {
  const counts: Record<string, [number, number, number]> = {}
  const add = (code: string, place: number, count: number) => {
    const row = counts[code] ?? [0, 0, 0]
    row[place] = (row[place] ?? 0) + count
    counts[code] = row
  }
  for (const [text, count] of Object.entries(func)) {
    const [rosctr, code = ''] = text.split(':')
    add(code, rosctr === 'job' ? 0 : 1, count)
  }
  for (const [text, count] of Object.entries(userdata)) {
    const [type, group, subfunction] = (text.match(/\d+/g) ?? []).map(Number)
    add(`userdata ${group}/${subfunction}`, type === 4 ? 0 : type === 8 ? 1 : 2, count)
  }
  return counts
}

function differences(ours: Counts, theirs: Counts): Counts {
  const none = [0, 0, 0] as const
  const rows = [...new Set([...Object.keys(ours), ...Object.keys(theirs)])].map(
    (code): [string, [number, number, number]] => {
      const [one, other] = [ours[code] ?? none, theirs[code] ?? none]
      return [code, [one[0] - other[0], one[1] - other[1], one[2] - other[2]]]
    },
  )
  return Object.fromEntries(rows.filter(([, row]) => row.some((difference) => difference !== 0)))
}

/** '0001.name=PLC_1' and '0x0001: 6ES7 …', without the index. */
function identityStrings({ szl_identity: components = {}, order_numbers: orders = {} }: Truth): string[] {
  const values = [
    ...Object.values(components).flatMap((lines) => lines.map((line) => line.slice(line.indexOf('=') + 1))),
    ...Object.values(orders).flatMap((lines) => lines.map((line) => line.slice(line.indexOf(':') + 1))),
  ]
  return values.map((value) => value.trim()).filter((value) => value !== '')
}
