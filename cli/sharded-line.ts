import { setImmediate } from 'node:timers/promises'
import type { MessagePort } from 'node:worker_threads'
import { CaptureError } from '../sensor/capture/errors.ts'
import type { PacketBatch } from '../sensor/capture/packet-batch.ts'
import { allocatePool, BatchPool } from '../sensor/threads/batch-pool.ts'
import { FirstClaims } from '../sensor/threads/first-claims.ts'
import type { Newcomer } from '../sensor/threads/shard-analyses.ts'
import type { ShardOrder, ShardReport } from '../sensor/threads/shard-report.ts'
import type { ReplayLine } from './replay-line.ts'
import { ShardThreads } from './shard-threads.ts'
import { threadFile } from './thread-file.ts'

const BATCHES = 16
/** Room for the longest frame believed, and a little. */
const BATCH_BYTES = (1 << 20) + (1 << 16)
const BATCH_PACKETS = 1 << 13
const WAIT_MS = 2

/** A line of several threads, each with its share of the traffic; what they learn comes in the order of the capture. */
export class ShardedLine implements ReplayLine {
  private readonly memory
  private readonly pool: BatchPool
  private readonly threads: ShardThreads
  private readonly firstClaims = new FirstClaims()
  private readonly ports: MessagePort[] = []
  /** Reports of each shard that wait for those of the others of the same place in the capture. */
  private readonly waiting: ShardReport[][]
  private taps: readonly string[] = []
  private tapsTold = 0
  private capture = 0
  private target: PacketBatch | undefined
  private death = ''
  private wake: () => void = () => undefined

  constructor(threads: number, file = threadFile('analysis-thread')) {
    this.memory = allocatePool(threads, BATCHES, BATCH_BYTES, BATCH_PACKETS)
    this.pool = new BatchPool(this.memory)
    this.waiting = Array.from({ length: threads }, () => [])
    this.threads = new ShardThreads({
      file,
      memory: this.memory,
      pool: this.pool,
      live: undefined,
      onBegin: (newcomer) => this.listen(newcomer),
      onDeath: (reason) => {
        this.death = reason
        this.wake()
        return false
      },
    })
    this.threads.start()
  }

  async beginCapture(capture: number, taps: readonly string[]): Promise<void> {
    this.capture = capture
    this.taps = taps
    await this.tellTaps('begin')
  }

  async packets(batch: PacketBatch): Promise<void> {
    // A pcapng file may name further interfaces as it goes on.
    if (this.taps.length > this.tapsTold) await this.tellTaps('taps')
    for (let from = 0; from < batch.count; ) {
      this.target ??= await this.toFill()
      const next = this.target.copyFrom(batch, from)
      if (next < batch.count) this.handOn()
      from = next
    }
  }

  async drain(): Promise<readonly ShardReport[]> {
    await this.order({ kind: 'drain' })
    return this.complete()
  }

  async endCapture(lostByCapture: number, goesOn: boolean): Promise<readonly ShardReport[]> {
    // What was lost is told by one of them.
    await this.order({ kind: 'end', goesOn, lostByCapture }, { kind: 'end', goesOn, lostByCapture: 0 })
    const reports: ShardReport[] = []
    for (let left = this.waiting.length; left > 0; ) {
      this.requireAll()
      const next = this.complete()
      left -= next.filter(({ isLast }) => isLast).length
      reports.push(...next)
      if (left > 0) await this.news()
    }
    if (!goesOn) this.firstClaims.forget()
    return reports
  }

  async stop(): Promise<void> {
    this.pool.close(1)
    await this.threads.stop()
    for (const port of this.ports) port.close()
  }

  private listen({ index, port }: Newcomer): void {
    this.ports[index] = port
    port.on('message', (report: ShardReport) => {
      this.waiting[index]?.push(report)
      this.wake()
    })
  }

  /** Resolves when a thread has reported or died. */
  private async news(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.wake = resolve
    })
  }

  private async tellTaps(kind: 'begin' | 'taps'): Promise<void> {
    const taps = [...this.taps]
    this.tapsTold = taps.length
    await this.order(kind === 'begin' ? { kind, capture: this.capture, taps } : { kind, taps })
  }

  /** Tells every thread, behind the packets that came before. */
  private async order(toFirst: ShardOrder, toOthers = toFirst): Promise<void> {
    if (this.target !== undefined) this.handOn()
    await this.toFill()
    for (const [index, port] of this.ports.entries()) port.postMessage(index === 0 ? toFirst : toOthers)
    this.pool.handOn()
  }

  private handOn(): void {
    this.target = undefined
    this.pool.handOn()
  }

  /** Lets the threads' words in while it waits. */
  private async toFill(): Promise<PacketBatch> {
    for (let batch = this.pool.toFill(0); ; batch = this.pool.toFill(WAIT_MS)) {
      this.requireAll()
      if (batch !== undefined) return batch
      await setImmediate()
    }
  }

  private requireAll(): void {
    if (this.death === '') return
    const text = `an analysis thread died (${this.death}); nothing of this capture was stored; try --threads 0`
    throw new CaptureError('SIGHTLINE_CAPTURE_ANALYSIS_STOPPED', text)
  }

  /** The reports of the places in the capture that every thread has reported of. */
  private complete(): readonly ShardReport[] {
    const reports: ShardReport[] = []
    while (this.waiting.every((ofShard) => ofShard.length > 0)) {
      reports.push(...this.firstClaims.merge(this.waiting.map((ofShard) => ofShard.shift() as ShardReport)))
    }
    return reports
  }
}
