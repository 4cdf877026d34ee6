/*
 * A live interface at a given rate while the API is asked: which frames were lost, and where. A pair of virtual Ethernet
 * interfaces in two network namespaces, tcpreplay at one end, `sightline start` at the other. Needs root and tcpreplay.
 *
 *   npm run bench:live -- [--rate 200000] [--seconds 60] [--json] [CAPTURE…]
 *
 * Without captures it takes EtherNet/IP and Modbus ones of the public corpus beside the checkout, of 315 bytes a frame.
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { Lab, MIRROR } from '../support/network-namespaces.ts'
import { repeatCapture } from './repeat-capture.ts'

const ROOT = process.cwd()
const CORPUS = join(ROOT, '../shared/corpus')
const CAPTURES = [
  'enip/iti__EIP-FirmwareChange.pcap',
  'enip/iti__EIP-IPAddressChangeAttempt.pcap',
  'enip/iti__EIP-LockPLCAttempt.pcap',
  'modbus/iti__modbus_test.pcap',
  'modbus/arkime__modbus.pcap',
]
/**
 * Frames of the file, which is sent again and again: more are too many for tcpreplay to keep pace. Each time TCP goes on
 * from its beginning, so far back that it is another connection to the sensor, which decodes it anew.
 */
const FILE_FRAMES = 1_000_000
const API = 'http://127.0.0.1:8440/api/v1'
/** What is asked of the API in turn, and how long it is left alone after each answer. */
const ASKED = ['assets', 'conversations', 'operations', 'map', 'events', 'points', 'coverage', 'sensors', 'health']
const PAUSE_MS = 50
/** Until what was sent has been analysed and stored. */
const SETTLE_MS = 15_000

/** Asks the API in turn until its input ends, then prints how long the answers took. */
const ASKER = `
const asked = ${JSON.stringify(ASKED)}, took = []
let isOver = false, failed = 0
process.stdin.on('data', () => { isOver = true })
for (let at = 0; !isOver; at++) {
  const started = performance.now()
  const answer = await fetch('${API}/' + asked[at % asked.length]).then((got) => got.text().then(() => got.ok), () => false)
  if (!answer) failed++
  took.push(performance.now() - started)
  await new Promise((done) => setTimeout(done, ${PAUSE_MS}))
}
took.sort((a, b) => a - b)
const at = (share) => Math.round(took[Math.min(took.length - 1, Math.floor(took.length * share))])
process.stdout.write(JSON.stringify({ queries: took.length, failed, medianMs: at(0.5), p99Ms: at(0.99) }))
process.exit(0)
`

interface Operation {
  readonly requests: number
  readonly responses: number
  readonly messages: number
}

interface Sensor {
  readonly frames: number
  readonly kernelDrops: number
  readonly interfaceDrops: number
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rate: { type: 'string', default: '200000' },
    seconds: { type: 'string', default: '60' },
    json: { type: 'boolean', default: false },
  },
})
const folder = mkdtempSync(join(tmpdir(), 'sightline-live-'))
const lab = new Lab()
try {
  const inputs = positionals.length > 0 ? positionals : CAPTURES.map((name) => join(CORPUS, name))
  const path = join(folder, 'live.pcap')
  const made = repeatCapture(inputs, FILE_FRAMES, path)
  const report = await measured(path)
  print({ bytesPerFrame: Math.round(made.bytes / made.frames), ...report, messages: storedMessages() })
} finally {
  lab.remove()
  rmSync(folder, { recursive: true })
}

async function measured(path: string) {
  lab.allowLongFrames()
  const sensor = inSensor(
    'dist/cli/main.js',
    ...['start', '--interface', MIRROR, '--harden', '--log-level', 'warn', '--data', join(folder, 'data')],
  )
  try {
    while (!lab.isListenedAt() || !isServing()) await setTimeout(100)
    const asker = inSensor('--input-type=module', '--eval', ASKER)
    const answers = textOf(asker)
    const sent = await replayed(path)
    asker.stdin?.end('over\n')
    const queries = JSON.parse(await answers) as object
    await setTimeout(SETTLE_MS)
    const { items } = lab.fetch(`${API}/sensors`) as { items: readonly Sensor[] }
    const { frames, kernelDrops, interfaceDrops } = items[0] as Sensor
    return { ...sent, seen: frames, kernelDrops, interfaceDrops, lost: sent.frames - frames, ...queries }
  } finally {
    const ended = once(sensor, 'exit')
    sensor.kill('SIGTERM')
    await ended
  }
}

/** Of all operations that were stored, when the sensor has ended. */
function storedMessages(): number {
  const args = ['export', 'operations', '--format', 'ndjson', '--data', join(folder, 'data')]
  const printed = execFileSync(process.execPath, ['dist/cli/main.js', ...args], { encoding: 'utf8', cwd: ROOT })
  const rows = printed
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Operation)
  return rows.reduce((sum, { requests, responses, messages }) => sum + requests + responses + messages, 0)
}

function inSensor(...args: string[]): ChildProcess {
  return spawn('ip', ['netns', 'exec', lab.sensor, process.execPath, ...args], {
    stdio: ['pipe', 'pipe', 'inherit'],
    cwd: ROOT,
  })
}

function isServing(): boolean {
  try {
    lab.fetch(`${API}/health`)
    return true
  } catch {
    return false
  }
}

async function replayed(path: string): Promise<{ frames: number; seconds: number; framesPerSecond: number }> {
  const program = ['tcpreplay', '--intf1', lab.port, '--pps', values.rate, '--duration', values.seconds]
  const again = ['--loop', '0', '--preload-pcap', '--quiet', path]
  const printed = await textOf(
    spawn('ip', ['netns', 'exec', lab.plant, ...program, ...again], { stdio: ['ignore', 'pipe', 'ignore'] }),
  )
  const [, frames, took] = /Actual: (\d+) packets .* sent in ([\d.]+) seconds/.exec(printed) ?? []
  if (frames === undefined) throw new Error(`tcpreplay sent nothing: ${printed}`)
  return {
    frames: Number(frames),
    seconds: Number(took),
    framesPerSecond: Math.round(Number(frames) / Number(took)),
  }
}

async function textOf(child: ChildProcess): Promise<string> {
  let text = ''
  child.stdout?.on('data', (chunk: Buffer) => {
    text += chunk.toString()
  })
  await once(child, 'close')
  return text
}

function print(report: Readonly<Record<string, number>>): void {
  if (values.json) process.stdout.write(`${JSON.stringify(report)}\n`)
  else for (const [name, value] of Object.entries(report)) process.stdout.write(`${name.padEnd(16)} ${value}\n`)
}
