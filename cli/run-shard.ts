import { receiveMessageOnPort } from 'node:worker_threads'
import type { Dissector } from '../dissectors/kit/dissector.ts'
import { BatchPool } from '../sensor/threads/batch-pool.ts'
import { ShardAnalysis } from '../sensor/threads/shard-analysis.ts'
import type { ShardOrder } from '../sensor/threads/shard-report.ts'
import type { ShardThreadData } from './shard-threads.ts'

/** What an analysis thread does: runs its line until the pool is closed and empty, and reports by its port. */
export function runShard(dissectors: readonly Dissector[], given: ShardThreadData): void {
  const { port, live } = given
  const signal = new Int32Array(given.signal)
  const reader = new BatchPool(given.pool).reader(given.shard.index)
  const analysis = new ShardAnalysis(dissectors, given.shard, reader, given.line)
  if (live !== undefined) analysis.begin(live.capture, live.taps)
  const nextOrder = () => receiveMessageOnPort(port)?.message as ShardOrder | undefined
  analysis.run(live !== undefined, nextOrder, (report) => {
    port.postMessage(report)
    Atomics.add(signal, 0, 1)
    Atomics.notify(signal, 0)
  })
}
