import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import { ShardThreads } from '../../cli/shard-threads.ts'
import { ShardedLine } from '../../cli/sharded-line.ts'
import { FileSource } from '../../sensor/capture/file-source.ts'
import { PacketBatch } from '../../sensor/capture/packet-batch.ts'
import { allocatePool, BatchPool } from '../../sensor/threads/batch-pool.ts'
import { type Newcomer, ShardAnalyses } from '../../sensor/threads/shard-analyses.ts'
import type { ShardReport } from '../../sensor/threads/shard-report.ts'
import { PROJECT } from './run-sightline.ts'

/** Of the built project, as whatever threads run here. */
const DYING = pathToFileURL(path.join(PROJECT, 'dist', 'test', 'support', 'dying-thread.js'))
const MODBUS = path.join(PROJECT, 'fixtures', 'modbus', 'functions.pcap')
/** So many frames of it have nothing deadly among them. */
const HARMLESS = 20

test('a thread that dies is replaced by one that begins anew, what it was at is counted, and the others go on', async () => {
  const memory = allocatePool(2)
  const pool = new BatchPool(memory)
  const newcomers: Newcomer[] = []
  const threads = new ShardThreads({
    file: DYING,
    memory,
    pool,
    live: { capture: 1, taps: ['eth1'] },
    onBegin: (newcomer) => newcomers.push(newcomer),
    onDeath: () => true,
  })
  onTestFinished(() => threads.stop())
  threads.start()
  const analyses = new ShardAnalyses(2, threads.signal, () => newcomers.shift())
  const all = fill(pool, Number.POSITIVE_INFINITY)
  const deaths = await until(() => {
    analyses.work(0)
    return analyses.takeDeaths()
  })
  expect(deaths).toEqual([`it ended with 7; up to ${all} frames not analysed`])
  const harmless = fill(pool, HARMLESS)
  pool.close(1)
  const reports: ShardReport[] = []
  await until(() => {
    const isOver = !analyses.work(0)
    reports.push(...analyses.take())
    return isOver ? [true] : []
  })
  const last = reports.filter(({ isLast }) => isLast).sort((a, b) => a.totals.frames - b.totals.frames)
  expect(last.map(({ totals }) => totals.frames)).toEqual([harmless, all + harmless])
  expect(last[0]?.messages).toBeGreaterThan(0)
  // Two lines that were there from the start, and the one after the death.
  expect(new Set(last.map(({ line }) => line)).has(2)).toBe(true)
})

test('a replay whose thread dies fails with the reason, and what to do', async () => {
  const line = new ShardedLine(2, DYING)
  onTestFinished(() => line.stop())
  await line.beginCapture(1, [''])
  const source = new FileSource(MODBUS)
  for (let batch = source.next(); batch !== undefined; batch = source.next()) await line.packets(batch)
  source.close()
  await expect(line.endCapture(0, false)).rejects.toThrow(
    'an analysis thread died (it ended with 7); nothing of this capture was stored; try --threads 0',
  )
})

/** Hands on one batch with the first frames of the fixture; returns how many. */
function fill(pool: BatchPool, most: number): number {
  const source = new FileSource(MODBUS)
  const target = pool.toFill(1000) as PacketBatch
  for (let batch = source.next(); batch !== undefined; batch = source.next()) {
    for (let i = 0; i < batch.count; i++) {
      if (target.count >= most) break
      const one = new PacketBatch(1 << 16, 1)
      const start = batch.start[i] as number
      const bytes = batch.bytes.slice(start, start + (batch.length[i] as number))
      one.push(bytes, bytes.length, batch.wireLength[i] as number, batch.timeUs[i] as number, 0, 1)
      expect(target.copyFrom(one, 0)).toBe(1)
    }
  }
  source.close()
  const { count } = target
  pool.handOn()
  return count
}

async function until<Item>(look: () => readonly Item[]): Promise<readonly Item[]> {
  let found = look()
  await expect
    .poll(
      () => {
        if (found.length === 0) found = look()
        return found.length
      },
      { timeout: 40_000, interval: 20 },
    )
    .toBeGreaterThan(0)
  return found
}
