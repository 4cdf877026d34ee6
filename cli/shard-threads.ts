import { MessageChannel, type MessagePort, Worker } from 'node:worker_threads'
import type { Shard } from '../sensor/flow/shard.ts'
import type { BatchPool, PoolMemory } from '../sensor/threads/batch-pool.ts'
import type { Newcomer } from '../sensor/threads/shard-analyses.ts'

/** What an analysis thread is given. */
export interface ShardThreadData {
  readonly pool: PoolMemory
  readonly shard: Shard
  /** What its reports are known by: no two threads have the same, also not one and the one after it. */
  readonly line: number
  readonly port: MessagePort
  /** A word to be changed with every report. */
  readonly signal: SharedArrayBuffer
  /** Of live capture: which, and of which interfaces; it reports by time then, else when it is told to. */
  readonly live: { readonly capture: number; readonly taps: readonly string[] } | undefined
}

export interface ShardThreadsOptions {
  /** What the threads run. */
  readonly file: URL
  readonly memory: PoolMemory
  /** The pool as whoever fills it has it. */
  readonly pool: BatchPool
  readonly live: ShardThreadData['live']
  /** A thread began; the reports of the one before it have all been sent. */
  onBegin(newcomer: Newcomer): void
  /** A thread died, with the reason; false when it is not to be started again. */
  onDeath(reason: string): boolean
}

/** The analysis threads of one pool: one for each of its readers, and another one in the place of one that dies. */
export class ShardThreads {
  readonly signal = new SharedArrayBuffer(4)
  private readonly options: ShardThreadsOptions
  private readonly workers: Worker[] = []
  private begun = 0
  private isStopping = false

  constructor(options: ShardThreadsOptions) {
    this.options = options
  }

  start(): void {
    for (let index = 0; index < this.options.memory.readers; index++) this.begin(index, '')
  }

  /** Ends the threads, whatever they are at. */
  async stop(): Promise<void> {
    this.isStopping = true
    await Promise.all(this.workers.map((worker) => worker.terminate()))
  }

  private begin(index: number, death: string): void {
    const { file, memory, live, onBegin } = this.options
    const { port1, port2 } = new MessageChannel()
    const shard = { index, count: memory.readers }
    const data: ShardThreadData = { pool: memory, shard, line: this.begun++, port: port2, signal: this.signal, live }
    const worker = new Worker(file, { workerData: data, transferList: [port2] })
    this.workers[index] = worker
    onBegin({ index, port: port1, death })
    let reason = ''
    worker.once('error', (error: Error) => {
      reason = error.message.split('\n')[0] as string
    })
    worker.once('exit', (code) => {
      if (this.isStopping || (code === 0 && reason === '')) return
      this.replace(index, reason === '' ? `it ended with ${code}` : reason)
    })
  }

  /** What it was at is passed over: it may be what killed it. */
  private replace(index: number, reason: string): void {
    const skipped = this.options.pool.skip(index)
    if (!this.options.onDeath(reason)) return
    this.begin(index, skipped === 0 ? reason : `${reason}; up to ${skipped} frames not analysed`)
  }
}
