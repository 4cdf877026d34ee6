/*
 * What one message costs in each dissector: the line runs over repeated captures of the protocol, once as it is and once
 * with a dissector that does nothing; the difference is the dissector's. Allocation is what the garbage collector found
 * and what is left.
 *
 *   npm run bench:dissectors -- [--frames 200000] [--json] [PROTOCOL…]
 *
 * Captures are those of the public corpus beside the checkout, else our own fixtures.
 */
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { GCProfiler } from 'node:v8'
import type { Dissector } from '../../dissectors/kit/dissector.ts'
import { dissectors } from '../../dissectors/registry.ts'
import { FileSource } from '../../sensor/capture/file-source.ts'
import { Line } from '../../sensor/pipeline.ts'
import { repeatCapture } from './repeat-capture.ts'

const ROOT = process.cwd()
const CORPUS = join(ROOT, '../shared/corpus')
const DEFAULT_FRAMES = '200000'
/** The quietest of so many runs counts. */
const RUNS = 3
/** Folders of the corpus that are not called as the protocol is. */
const FOLDERS: Readonly<Record<string, string>> = {
  c37118: 'synchrophasor',
  cip: 'enip',
  sparkplug: 'lab',
  lldp: 'bsap',
}

interface Cost {
  readonly protocol: string
  readonly messages: number
  readonly nsPerMessage: number
  readonly bytesPerMessage: number
}

interface Run {
  /** Of processor time: other programs on the machine cost nothing here. */
  readonly ns: number
  readonly bytes: number
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { frames: { type: 'string', default: DEFAULT_FRAMES }, json: { type: 'boolean', default: false } },
})
const folder = mkdtempSync(join(tmpdir(), 'sightline-bench-'))
try {
  const chosen = dissectors.filter(({ name }) => positionals.length === 0 || positionals.includes(name))
  const costs = chosen.map(costOf).sort((a, b) => b.nsPerMessage - a.nsPerMessage)
  process.stdout.write(values.json ? `${JSON.stringify(costs)}\n` : costs.map(row).join(''))
} finally {
  rmSync(folder, { recursive: true })
}

function costOf(dissector: Dissector): Cost {
  const capture = join(folder, `${dissector.name}.pcap`)
  repeatCapture(capturesOf(dissector.name), Number(values.frames), capture)
  let messages = 0
  const idle = {
    ...dissector,
    dissect: () => {
      messages++
    },
  }
  const without = quietest(
    capture,
    dissectors.map((each) => (each === dissector ? idle : each)),
  )
  messages = Math.round(messages / RUNS)
  const whole = quietest(capture, dissectors)
  rmSync(capture)
  const perMessage = (more: number, less: number) => Math.max(0, Math.round((more - less) / Math.max(1, messages)))
  return {
    protocol: dissector.name,
    messages,
    nsPerMessage: perMessage(whole.ns, without.ns),
    bytesPerMessage: perMessage(whole.bytes, without.bytes),
  }
}

function capturesOf(protocol: string): string[] {
  const ofCorpus = join(CORPUS, FOLDERS[protocol] ?? protocol)
  const path = existsSync(ofCorpus) ? ofCorpus : join(ROOT, 'fixtures', protocol)
  return readdirSync(path)
    .filter((name) => /\.(pcap|pcapng|cap)$/.test(name) && !/malformed|bad-/.test(name))
    .map((name) => join(path, name))
}

function quietest(capture: string, registry: readonly Dissector[]): Run {
  const runs = Array.from({ length: RUNS }, () => runOnce(capture, registry))
  return { ns: Math.min(...runs.map(({ ns }) => ns)), bytes: Math.min(...runs.map(({ bytes }) => bytes)) }
}

function runOnce(capture: string, registry: readonly Dissector[]): Run {
  const line = new Line(registry)
  const source = new FileSource(capture)
  const collections = new GCProfiler()
  collections.start()
  const before = process.memoryUsage().heapUsed
  const started = process.cpuUsage()
  line.beginCapture(1, source.format.taps)
  for (let batch = source.next(); batch !== undefined; batch = source.next()) line.packets(batch)
  const { user, system } = process.cpuUsage(started)
  const kept = process.memoryUsage().heapUsed - before
  const { statistics } = collections.stop()
  source.close()
  const collected = statistics.reduce(
    (sum, { beforeGC, afterGC }) => sum + beforeGC.heapStatistics.usedHeapSize - afterGC.heapStatistics.usedHeapSize,
    0,
  )
  return { ns: (user + system) * 1000, bytes: kept + collected }
}

function row({ protocol, messages, nsPerMessage, bytesPerMessage }: Cost): string {
  const texts = [protocol.padEnd(12), `${nsPerMessage} ns`.padStart(8), `${bytesPerMessage} B`.padStart(8)]
  return `${texts.join(' ')} a message, of ${messages}\n`
}
