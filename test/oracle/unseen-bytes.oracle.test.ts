/*
 * TCP bytes that never came, against the numbers that tshark reads: what one side acknowledged, or sent behind, less what
 * was seen of it. In public captures, which are looked for in ../shared/corpus or where SIGHTLINE_CORPUS says, and in our
 * own from which a mirror's loss is cut.
 */
import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { MAX_SEQUENCE_JUMP } from '../../sensor/flow/tcp-connection.ts'
import { CORPUS } from '../support/corpus.ts'
import { FIXTURES } from '../support/fixture-readme.ts'
import { runCapture } from '../support/run-line.ts'
import { temporaryDirectory } from '../support/temporary-directory.ts'

const hasTools = spawnSync('tshark', ['--version']).status === 0 && spawnSync('editcap', ['--version']).status === 0

/**
 * With acknowledgements of what was not captured or with holes, by tshark. Not here: iFix_Client86, whose clock is
 * stretched so that bytes stand more than two seconds behind their acknowledgement, and made or damaged captures.
 */
const FROM_THE_FIELD = [
  'modbus/idaholab__Advantech.pcap',
  'mixed/idaholab__Modicon.pcap',
  'mixed/idaholab__WinXP.pcap',
  'it/zeek__erspan.pcap',
  'enip/iti__EIP-FirmwareChange.pcap',
  'enip/iti__EIP-RebootorRestart.pcap',
  'enip/iti__EIP-SoftwareUpload.pcap',
  's7comm/iti__step7_s300_download.pcapng',
  's7comm/iti__tia_s300_downloadHwConfig.pcapng',
  's7comm/iti__tia_s300_downloadOb1.pcapng',
  's7comm/iti__tia_s300_goOnline.pcapng',
  's7comm/iti__wincc_s300_setup-alarm-read.pcapng',
]

describe.skipIf(!hasTools)('bytes that never came', () => {
  test.skipIf(!existsSync(CORPUS)).each(FROM_THE_FIELD)(
    'in %s are those of its numbers',
    { timeout: 60_000 },
    (file) => {
      const path = join(CORPUS, file)
      expect(missedBy(path)).toEqual(missedByNumbers(path))
    },
  )

  test.each([
    ['modbus/functions.pcap', 502],
    ['opcua/signed.pcap', 4840],
    ['mqtt/aedes.pcap', 1883],
  ])('in %s, when a mirror stops copying what port %i sends', { timeout: 60_000 }, (file, port) => {
    const whole = join(FIXTURES, file)
    expect(missedBy(whole)).toEqual({})
    const sent = tshark(whole, `tcp.srcport == ${port} && tcp.len > 0`, ['frame.number']).map(([frame]) =>
      String(frame),
    )
    const lossy = join(temporaryDirectory(), 'lossy.pcap')
    execFileSync('editcap', ['-F', 'pcap', whole, lossy, ...sent.slice(sent.length / 2)], { stdio: 'ignore' })
    const truth = missedByNumbers(lossy)
    expect(tshark(lossy, 'tcp.analysis.ack_lost_segment', ['frame.number']).length).toBeGreaterThan(0)
    expect(Object.keys(truth).length).toBeGreaterThan(0)
    expect(missedBy(lossy)).toEqual(truth)
  })
})

/** 'from to': bytes. */
type Missed = Record<string, number>

function missedBy(path: string): Missed {
  const run = runCapture(path)
  const missed: Missed = {}
  for (const { conversation, measure, detail, count } of run.delta.coverage) {
    if (measure !== 'tcp-gap') continue
    const { client, server } = run.conversation(conversation)
    const [from, to] = detail === 'to-server' ? [client, server] : [server, client]
    const key = `${run.address(from)} ${run.address(to)}`
    missed[key] = (missed[key] ?? 0) + count
  }
  return missed
}

/** One direction of a connection; numbers count from `base`, the first byte seen. */
interface Direction {
  readonly base: number
  readonly spans: [start: number, end: number][]
  acknowledged: number
  fin: number
}

function missedByNumbers(path: string): Missed {
  const fields = ['tcp.seq_raw', 'tcp.len', 'tcp.ack_raw', 'tcp.flags', 'tcp.stream', 'tcp.srcport', 'tcp.dstport']
  const directions = new Map<string, Direction>()
  for (const row of tshark(path, 'tcp && !icmp', [...fields, 'ip.src', 'ip.dst'])) {
    const [sequence, length, acknowledged, flags] = row.slice(0, 4).map(Number) as [number, number, number, number]
    const [stream, sourcePort, targetPort] = row.slice(4)
    // Behind the addresses of a tunnel.
    const [source, target] = row.slice(7).map((address) => address.split(',').at(-1))
    const isSyn = (flags & 2) !== 0
    const first = sequence + (isSyn ? 1 : 0)
    const key = `${stream} ${sourcePort} ${source} ${target}`
    if (!directions.has(key) && (isSyn || length > 0))
      directions.set(key, { base: first, spans: [], acknowledged: 0, fin: Infinity })
    const own = directions.get(key)
    if (own !== undefined && length > 0) own.spans.push([(first - own.base) | 0, ((first - own.base) | 0) + length])
    if (own !== undefined && (flags & 1) !== 0) own.fin = ((first - own.base) | 0) + length
    const other = directions.get(`${stream} ${targetPort} ${target} ${source}`)
    if (other === undefined || (flags & 0x16) !== 0x10) continue
    const ahead = (acknowledged - other.base) | 0
    // Of another connection on the same ports.
    if (ahead < MAX_SEQUENCE_JUMP) other.acknowledged = Math.max(other.acknowledged, ahead)
  }
  const missed: Missed = {}
  for (const [key, direction] of directions) {
    const bytes = missedOf(direction)
    const pair = key.split(' ').slice(2).join(' ')
    if (bytes > 0) missed[pair] = (missed[pair] ?? 0) + bytes
  }
  return missed
}

function missedOf({ spans, acknowledged, fin }: Direction): number {
  let [holes, reached] = [0, 0]
  for (const [start, end] of spans.toSorted((a, b) => a[0] - b[0])) {
    holes += Math.max(0, start - reached)
    reached = Math.max(reached, end)
  }
  const behind = Math.max(0, Math.min(acknowledged, fin) - reached)
  // One number alone, and no FIN that was seen: the FIN.
  return holes + (behind === 1 && fin === Infinity ? 0 : behind)
}

function tshark(path: string, filter: string, fields: readonly string[]): string[][] {
  const arguments_ = ['-n', '-r', path, '-Y', filter, '-T', 'fields', ...fields.flatMap((field) => ['-e', field])]
  const text = execFileSync('tshark', arguments_, {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => line.split('\t'))
}
