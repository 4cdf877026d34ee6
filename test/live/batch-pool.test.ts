import { Worker } from 'node:worker_threads'
import { expect, test } from 'vitest'
import { CaptureError } from '../../sensor/capture/errors.ts'
import { PacketBatch } from '../../sensor/capture/packet-batch.ts'
import { allocatePool, BatchPool, type BatchReader } from '../../sensor/threads/batch-pool.ts'
import { Tap } from '../../sensor/threads/tap.ts'
import { TapCounts } from '../../sensor/threads/tap-counts.ts'

const ETHERNET = 1
const BATCHES = 3
const PACKETS = 4

test('packets come out in the order in which they went in, over many turns of the ring', () => {
  const { tap, analysis } = sides()
  const seen: number[] = []
  for (let i = 0; i < 100; i++) {
    push(tap, i)
    if (i % 7 === 0) tap.flush()
    drain(analysis, seen)
  }
  tap.flush()
  drain(analysis, seen)
  expect(seen).toEqual(Array.from({ length: 100 }, (_, i) => i))
})

test('a batch is handed on when it is full, and when its first packet is old', () => {
  const { tap, analysis } = sides()
  for (let i = 0; i < PACKETS; i++) push(tap, i)
  expect(analysis.take(0)).toBeUndefined()
  push(tap, PACKETS)
  expect(analysis.take(0)?.count).toBe(PACKETS)
  analysis.giveBack()
  push(tap, 1e6)
  expect(analysis.take(0)?.count).toBe(2)
})

test('a batch that is not given back is not filled again: the tap waits, counts that, and goes on when it is', () => {
  const memory = allocatePool(1, BATCHES, 1024, PACKETS)
  const counts = TapCounts.for(1)
  const tap = new Tap(new BatchPool(memory), counts, () => undefined)
  for (let i = 0; i < BATCHES * PACKETS; i++) push(tap, i)
  tap.flush()
  // Another thread gives the oldest back, after the tap has begun to wait for it.
  const words = new Int32Array(memory.control)
  const worker = new Worker(
    `const { workerData: words } = require('node:worker_threads')
     setTimeout(() => { Atomics.store(words, 0, 0); Atomics.notify(words, 0) }, 50)`,
    { eval: true, workerData: words },
  )
  push(tap, 99)
  tap.flush()
  expect(counts.poolWaits).toBe(1)
  const analysis = new BatchPool(memory).reader(0)
  expect(Array.from(analysis.take(0)?.timeUs.subarray(0, 1) ?? [])).toEqual([99])
  return worker.terminate()
})

test('a closed pool ends the wait of the tap, and what comes then is passed over', () => {
  const memory = allocatePool(1, 1, 1024, PACKETS)
  const tap = new Tap(new BatchPool(memory), TapCounts.for(1), () => undefined)
  for (let i = 0; i < PACKETS; i++) push(tap, i)
  tap.flush()
  new BatchPool(memory).close(1)
  expect(() => push(tap, 5)).not.toThrow(CaptureError)
  expect(tap.isOver).toBe(true)
})

test('the first reason for which a pool was closed stays', () => {
  const { pool, analysis } = sides()
  expect(analysis.closed).toBe(0)
  pool.close(2)
  analysis.close(1)
  expect(analysis.closed).toBe(2)
})

test('every reader gets every batch, and it is filled again when the last of them has given it back', () => {
  const memory = allocatePool(2, 1, 1024, PACKETS)
  const pool = new BatchPool(memory)
  const tap = new Tap(pool, TapCounts.for(1), () => undefined)
  const [one, other] = [0, 1].map((index) => new BatchPool(memory).reader(index)) as [BatchReader, BatchReader]
  push(tap, 7)
  tap.flush()
  expect([one, other].map((reader) => reader.take(0)?.timeUs[0])).toEqual([7, 7])
  one.giveBack()
  expect(one.take(0)).toBeUndefined()
  expect(pool.toFill(0)).toBeUndefined()
  other.giveBack()
  expect(pool.toFill(0)?.count).toBe(0)
})

test('who takes over from a dead reader goes on behind the batch that it was at', () => {
  const memory = allocatePool(1, BATCHES, 1024, PACKETS)
  const pool = new BatchPool(memory)
  const tap = new Tap(pool, TapCounts.for(1), () => undefined)
  for (const timeUs of [1, 2]) {
    push(tap, timeUs)
    tap.flush()
  }
  expect(pool.reader(0).take(0)?.timeUs[0]).toBe(1)
  expect(pool.skip(0)).toBe(1)
  expect(new BatchPool(memory).reader(0).take(0)?.timeUs[0]).toBe(2)
  expect([pool.skip(0), pool.skip(0)]).toEqual([1, 0])
})

test('packets of one batch are copied into others as they fit, with all that is noted of them', () => {
  const source = new PacketBatch(1024, 8)
  for (let i = 0; i < 8; i++) source.push(new Uint8Array(20).fill(i), 20, 30 + i, i, i % 3, ETHERNET)
  const target = new PacketBatch(90, 8)
  const seen: number[] = []
  for (let from = 0; from < source.count; ) {
    target.clear()
    from = target.copyFrom(source, from)
    for (let i = 0; i < target.count; i++) {
      const number = target.bytes[target.start[i] as number] as number
      seen.push(number)
      expect([target.length[i], target.wireLength[i], target.timeUs[i], target.tap[i]]).toEqual([
        20,
        30 + number,
        number,
        number % 3,
      ])
    }
  }
  expect(seen).toEqual([0, 1, 2, 3, 4, 5, 6, 7])
})

test('counters of one interface are not those of another', () => {
  const counts = TapCounts.for(2)
  counts.setDrops(0, 1, 2)
  counts.setDrops(1, 3, 4)
  const read = new TapCounts(counts.memory)
  expect([0, 1].map((tap) => [read.kernelDrops(tap), read.interfaceDrops(tap)])).toEqual([
    [1, 2],
    [3, 4],
  ])
})

function sides() {
  const memory = allocatePool(1, BATCHES, 1024, PACKETS)
  const pool = new BatchPool(memory)
  return { tap: new Tap(pool, TapCounts.for(1), () => undefined), analysis: new BatchPool(memory).reader(0), pool }
}

function push(tap: Tap, timeUs: number): void {
  tap.receive(new Uint8Array(60), 60, 60, timeUs, 0, ETHERNET)
}

function drain(analysis: BatchReader, seen: number[]): void {
  for (let batch = analysis.take(0); batch !== undefined; batch = analysis.take(0)) {
    seen.push(...batch.timeUs.subarray(0, batch.count))
    analysis.giveBack()
  }
}
