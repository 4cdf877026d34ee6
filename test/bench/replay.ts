/*
 * How fast a capture becomes a finished observed.db, in one thread, with tshark and ndpiReader on the same file in the
 * same run where they are installed.
 *
 *   npm run bench -- [--frames 3000000] [--of modbus,mixed] [--mix] [--threads 0] [--same-file] [--json] [CAPTURE…]
 *
 * Without captures it takes those of the given folders of the public corpus beside the checkout, else our own fixtures.
 * --mix takes those of Modbus, EtherNet/IP, C37.118, GOOSE and MELSEC that are mostly of these protocols: 141 bytes a frame.
 * tshark gets slower as a file grows, so it is given a part of it, unless --same-file says that both read all.
 * They are repeated, with time and TCP sequence numbers moved on, until there are enough frames.
 */
import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import '../../cli/frugal-heap.ts'
import { replayCaptures } from '../../cli/replay-captures.ts'
import { ObservedWriter } from '../../storage/observed/writer.ts'
import { assetScore } from '../support/asset-score.ts'
import { makePlant } from '../support/plants.ts'
import { repeatCapture } from './repeat-capture.ts'

const ROOT = process.cwd()
const DEFAULT_FRAMES = '3000000'
/** What tshark is given of the file, so that the bench ends in reasonable time. */
const SLOW_SHARE_FRAMES = 300_000
const MADE_CELLS = 100
const MIX_FOLDERS = ['modbus', 'enip', 'synchrophasor', 'goose', 'melsec']
const MIX_PROTOCOLS = 'modbus,enip,cip,c37118,goose,melsec'
/** Captures with more of anything else are left out of the mix. */
const LEAST_SHARE = '0.8'

interface Result {
  readonly program: string
  readonly frames: number
  readonly seconds: number
  readonly framesPerSecond: number
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    frames: { type: 'string', default: DEFAULT_FRAMES },
    of: { type: 'string', default: 'modbus,mixed' },
    mix: { type: 'boolean', default: false },
    threads: { type: 'string', default: '0' },
    'same-file': { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
  },
})
const folder = mkdtempSync(join(tmpdir(), 'sightline-bench-'))
try {
  const big = join(folder, 'bench.pcap')
  const inputs = positionals.length > 0 ? positionals : defaultCaptures()
  const made = repeatCapture(inputs, Number(values.frames), big)
  const small = values['same-file'] ? big : join(folder, 'share.pcap')
  const share = values['same-file']
    ? made
    : repeatCapture(inputs, Math.min(SLOW_SHARE_FRAMES, Number(values.frames)), small)
  const { result: ours, messages } = await replay(big)
  const peakMegabytes = Math.round(process.resourceUsage().maxRSS / 1024)
  const others = [
    measured('tshark', ['-n', '-q', '-r', small, '-z', 'io,phs'], share.frames),
    measured('ndpiReader', ['-q', '-i', big], made.frames),
  ].filter((each) => each !== undefined)
  const assets = assetScore(makePlant(MADE_CELLS))
  print({ captures: inputs.length, ...made, messages, peakMegabytes, assets, results: [ours, ...others] })
} finally {
  rmSync(folder, { recursive: true })
}

interface Report {
  readonly captures: number
  readonly frames: number
  readonly bytes: number
  readonly messages: number
  readonly peakMegabytes: number
  /** Of a made-up plant of which the devices are known. */
  readonly assets: { readonly precision: number; readonly recall: number }
  readonly results: readonly Result[]
}

function defaultCaptures(): string[] {
  const corpus = join(ROOT, '../shared/corpus')
  const folders = existsSync(corpus)
    ? (values.mix ? MIX_FOLDERS : values.of.split(',')).map((name) => join(corpus, name))
    : [join(ROOT, 'fixtures/modbus')]
  const captures = folders.flatMap((path) =>
    readdirSync(path)
      .filter((name) => /\.pcap(ng)?$/.test(name))
      .map((name) => join(path, name)),
  )
  return values.mix ? mostlyOfMix(captures) : captures
}

function mostlyOfMix(captures: readonly string[]): string[] {
  const pick = join(import.meta.dirname, 'protocol-share.js')
  const options = ['--protocols', MIX_PROTOCOLS, '--least', LEAST_SHARE]
  return JSON.parse(execFileSync(process.execPath, [pick, ...options, ...captures], { encoding: 'utf8' })) as string[]
}

async function replay(path: string): Promise<{ result: Result; messages: number }> {
  const writer = new ObservedWriter(join(folder, 'data'))
  const started = performance.now()
  const totals = await replayCaptures(
    [path],
    writer,
    { onProgress() {}, isInterrupted: () => false },
    { goesOn: false, threads: Number(values.threads) },
  )
  const result = resultOf('sightline', totals.frames, (performance.now() - started) / 1000)
  writer.close()
  return { result, messages: totals.messages }
}

function measured(program: string, args: readonly string[], frames: number): Result | undefined {
  const started = performance.now()
  const { status } = spawnSync(program, args, { stdio: 'ignore' })
  if (status !== 0) return undefined
  return resultOf(program, frames, (performance.now() - started) / 1000)
}

function resultOf(program: string, frames: number, seconds: number): Result {
  return { program, frames, seconds, framesPerSecond: Math.round(frames / seconds) }
}

function print(report: Report): void {
  if (values.json) {
    process.stdout.write(`${JSON.stringify(report)}\n`)
    return
  }
  const [ours] = report.results
  process.stdout.write(
    `${report.captures} captures, ${report.frames} frames, ${report.messages} messages; peak ${report.peakMegabytes} MB\n`,
  )
  const { precision, recall } = report.assets
  process.stdout.write(`assets of a made-up plant: precision ${precision.toFixed(3)}, recall ${recall.toFixed(3)}\n`)
  for (const { program, framesPerSecond, seconds, frames } of report.results) {
    const ratio = ours === undefined ? 0 : ours.framesPerSecond / framesPerSecond
    process.stdout.write(
      `${program.padEnd(12)} ${framesPerSecond.toLocaleString('en').padStart(12)} frames/s (${frames} in ${seconds.toFixed(2)} s), 1 : ${ratio.toFixed(1)}\n`,
    )
  }
}
