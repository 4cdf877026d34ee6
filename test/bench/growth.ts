/*
 * How rate and memory grow with the number of flows, of assets, and with the size of the file: each point in a process of its
 * own, from a synthetic capture to a finished observed.db.
 *
 *   node dist/test/bench/growth.js [--most 1000000] [--json]
 */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import '../../cli/frugal-heap.ts'
import { replayCaptures } from '../../cli/replay-captures.ts'
import { ObservedWriter } from '../../storage/observed/writer.ts'
import { type SyntheticInput, syntheticCapture } from './synthetic-capture.ts'

interface Point {
  readonly of: string
  readonly value: number
  readonly frames: number
  readonly framesPerSecond: number
  /** Of processor time, which says more on a machine that does other work too. */
  readonly framesPerProcessorSecond: number
  readonly peakMegabytes: number
}

/** Enough that each of the most flows is seen twice; fewer when there are fewer flows at most. */
const FRAMES = 2_000_000
const FRAMES_OF_FLOW = 20
const PAIRS = 1000
const HOSTS = 100
/** Whom the hosts of the last curve ask, each of them all: so there are as many conversations as flows. */
const SERVERS = 10

const { values } = parseArgs({
  options: {
    most: { type: 'string', default: '1000000' },
    json: { type: 'boolean', default: false },
    point: { type: 'string' },
  },
})
if (values.point === undefined) curves(Number(values.most))
else await point(JSON.parse(values.point))

function curves(most: number): void {
  const upTo = (steps: readonly number[]) => steps.filter((step) => step <= most)
  const frames = Math.min(FRAMES, most * FRAMES_OF_FLOW)
  const points = [
    ...upTo([1000, 10_000, 100_000, 1_000_000]).map(
      (flows) => ['flows', flows, { flows, hosts: HOSTS, frames }] as const,
    ),
    ...upTo([100, 1000, 10_000]).map((hosts) => ['assets', hosts, { flows: hosts, hosts, frames }] as const),
    ...upTo([1000, 10_000, 100_000]).map((flows) => {
      return ['conversations', flows, { flows, hosts: flows / SERVERS, servers: SERVERS, frames }] as const
    }),
    ...upTo([100_000, 1_000_000, 10_000_000]).map((size) => {
      return ['frames of the file', size, { flows: PAIRS, hosts: HOSTS, frames: size }] as const
    }),
  ]
  const found = points.map(([of, value, input]): Point => {
    const self = fileURLToPath(import.meta.url)
    const printed = execFileSync(process.execPath, [...process.execArgv, self, '--point', JSON.stringify(input)], {
      encoding: 'utf8',
    })
    const measured: Point = { of, value, ...JSON.parse(printed) }
    if (!values.json) process.stdout.write(`${inWords(measured)}\n`)
    return measured
  })
  if (values.json) process.stdout.write(`${JSON.stringify(found)}\n`)
}

async function point(input: SyntheticInput): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'sightline-growth-'))
  try {
    const path = join(folder, 'synthetic.pcap')
    syntheticCapture(path, input)
    const writer = new ObservedWriter(join(folder, 'data'))
    const before = process.cpuUsage()
    const started = performance.now()
    const { frames } = await replayCaptures([path], writer, { onProgress() {}, isInterrupted: () => false })
    const seconds = (performance.now() - started) / 1000
    const { user, system } = process.cpuUsage(before)
    writer.close()
    const peakMegabytes = Math.round(process.resourceUsage().maxRSS / 1024)
    const framesPerSecond = Math.round(frames / seconds)
    const framesPerProcessorSecond = Math.round((frames / (user + system)) * 1e6)
    process.stdout.write(JSON.stringify({ frames, framesPerSecond, framesPerProcessorSecond, peakMegabytes }))
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function inWords({ of, value, framesPerSecond, framesPerProcessorSecond, peakMegabytes }: Point): string {
  const number = (count: number, width: number) => count.toLocaleString('en').padStart(width)
  const rates = `${number(framesPerSecond, 10)} frames/s, ${number(framesPerProcessorSecond, 10)} a processor second`
  return `${number(value, 12)} ${of.padEnd(20)} ${rates}, peak ${peakMegabytes} MB`
}
