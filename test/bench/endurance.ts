/*
 * Whether memory stays flat: a capture in a loop for so many hours of capture time, each round later and with the next
 * sequence numbers, through one line into one store, as a live sensor does it. Prints what is in use after each hour.
 *
 *   node --expose-gc dist/test/bench/endurance.js [--hours 24] [--json] [CAPTURE…]
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { dissectors } from '../../dissectors/registry.ts'
import { FileSource } from '../../sensor/capture/file-source.ts'
import { resolveAssets } from '../../sensor/model/resolve-assets.ts'
import { Line } from '../../sensor/pipeline.ts'
import { ObservedWriter } from '../../storage/observed/writer.ts'
import { repeatCapture } from './repeat-capture.ts'

const PIECE_FRAMES = 100_000
const HOUR_US = 3600e6
const CAPTURE = 1
/** Every so much capture time a live sensor stores what changed, and at most so many frames. */
const DRAIN_US = 10e6

interface Sample {
  readonly hours: number
  readonly frames: number
  readonly heapMegabytes: number
  readonly rssMegabytes: number
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { hours: { type: 'string', default: '24' }, json: { type: 'boolean', default: false } },
})
const inputs = positionals.length > 0 ? positionals : [join(process.cwd(), 'fixtures/plant/plant.pcap')]
const folder = mkdtempSync(join(tmpdir(), 'sightline-endurance-'))
try {
  run(Number(values.hours) * HOUR_US)
} finally {
  rmSync(folder, { recursive: true })
}

function run(untilUs: number): void {
  const writer = new ObservedWriter(join(folder, 'data'))
  const line = new Line(dissectors)
  line.beginCapture(CAPTURE, [''])
  const entry = { id: CAPTURE, name: 'endurance', fingerprint: '', format: 'live', frames: 0, bytes: 0, damage: '' }
  writer.begin()
  writer.capture({ ...entry, firstUs: null, lastUs: null })
  writer.commit()
  const samples: Sample[] = []
  const piece = join(folder, 'piece.pcap')
  let rounds = 0
  for (let nowUs = 0; nowUs < untilUs; ) {
    const made = repeatCapture(inputs, PIECE_FRAMES, piece, rounds)
    rounds += made.rounds
    feed(piece, line, writer)
    nowUs = rounds * made.roundUs
    if (nowUs < (samples.length + 1) * HOUR_US && nowUs < untilUs) continue
    samples.push(sample(nowUs, line.frames))
    if (!values.json) process.stdout.write(`${inWords(samples.at(-1) as Sample)}\n`)
  }
  writer.close()
  if (values.json) process.stdout.write(`${JSON.stringify(samples)}\n`)
}

function feed(path: string, line: Line, writer: ObservedWriter): void {
  const source = new FileSource(path)
  let storedUs = 0
  for (let batch = source.next(); batch !== undefined; batch = source.next()) {
    line.packets(batch)
    const nowUs = batch.timeUs[batch.count - 1] as number
    if (nowUs - storedUs < DRAIN_US) continue
    storedUs = nowUs
    writer.begin()
    writer.apply(line.drain())
    writer.assign(resolveAssets(writer.evidence()))
    writer.commit()
  }
  source.close()
}

function sample(nowUs: number, frames: number): Sample {
  // Twice: what the first finds dead may hold what the second then finds.
  globalThis.gc?.()
  globalThis.gc?.()
  const { heapUsed, rss } = process.memoryUsage()
  const megabytes = (bytes: number) => Math.round(bytes / 2 ** 20)
  return { hours: nowUs / HOUR_US, frames, heapMegabytes: megabytes(heapUsed), rssMegabytes: megabytes(rss) }
}

function inWords({ hours, frames, heapMegabytes, rssMegabytes }: Sample): string {
  return `${hours.toFixed(1)} h, ${frames.toLocaleString('en')} frames: heap ${heapMegabytes} MB, process ${rssMegabytes} MB`
}
