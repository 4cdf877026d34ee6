import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { replayCaptures } from '../cli/replay-captures.ts'
import { dissectors } from '../dissectors/registry.ts'
import { PacketBatch } from '../sensor/capture/packet-batch.ts'
import { Line } from '../sensor/pipeline.ts'
import { ObservedWriter } from '../storage/observed/writer.ts'
import { framesOf } from './support/conversation-bytes.ts'
import { CORPUS } from './support/corpus.ts'
import { temporaryDirectory } from './support/temporary-directory.ts'

const FIXTURES = join(import.meta.dirname, '../fixtures')
const MUTATED_FRAMES = 1_000_000
/** Frames between two deltas. */
const DRAIN_EVERY = 50_000
const FRAMES_PER_BATCH = 1000

test('a million mutated frames kill nothing, and cause no defect', { timeout: 300_000 }, () => {
  const originals = readdirSync(FIXTURES, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.pcap') && !name.startsWith('plant'))
    .sort()
    .flatMap((name) => framesOf(join(FIXTURES, name)))
  const line = new Line(dissectors)
  const batch = new PacketBatch(1 << 22, FRAMES_PER_BATCH)
  const random = numbers(7)
  line.beginCapture(1, [''])
  for (let n = 0; n < MUTATED_FRAMES; n++) {
    const { bytes } = originals[n % originals.length] as { bytes: Uint8Array }
    const start = batch.used
    batch.push(bytes, bytes.length, bytes.length, 1e15 + n * 500, 0, 1)
    mutate(batch.bytes, start, bytes.length, random)
    if (batch.full) {
      line.packets(batch)
      batch.clear()
    }
    if (n % DRAIN_EVERY === 0) line.drain()
  }
  line.packets(batch)
  const { delta, capture } = line.endCapture(0)
  expect(delta.faults).toEqual([])
  expect(line.context.faults).toBe(0)
  expect(capture.frames).toBe(MUTATED_FRAMES)
})

test.skipIf(!existsSync(join(CORPUS, 'malformed')))(
  'every malformed capture ends with its good part stored, or with a clear error',
  { timeout: 60_000 },
  async () => {
    const files = readdirSync(join(CORPUS, 'malformed')).map((name) => join(CORPUS, 'malformed', name))
    const writer = new ObservedWriter(join(temporaryDirectory(), 'data'))
    const totals = await replayCaptures(files, writer, { onProgress() {}, isInterrupted: () => false })
    writer.close()
    expect(totals.faults).toBe(0)
    expect(totals.files).toHaveLength(files.length)
    for (const { problem } of totals.files) expect(problem).not.toContain('\n')
    const stored = totals.files.filter(({ problem, frames, known }) => !known && (problem === '' || frames > 0))
    expect(stored.length).toBeGreaterThan(files.length / 2)
    expect(totals.captures).toBeGreaterThanOrEqual(stored.length)
  },
)

/** Changes, cuts short or leaves alone: a tenth of the frames stays as it is, so that dialogues go on. */
function mutate(bytes: Uint8Array, start: number, length: number, random: () => number): void {
  if (random() % 10 === 0) return
  for (let edits = 1 + (random() % 4); edits > 0; edits--) {
    // Mostly behind the addresses, where the protocols are.
    const at = random() % 4 === 0 ? random() % length : 34 + (random() % Math.max(1, length - 34))
    if (at < length) bytes[start + at] = random() & 255
  }
}

function numbers(seed: number): () => number {
  let state = seed
  return () => {
    state = (state * 48271) % 0x7fffffff
    return state
  }
}
