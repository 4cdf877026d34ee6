import { Worker } from 'node:worker_threads'
import type { Logger } from 'pino'
import { CaptureError } from '../sensor/capture/errors.ts'
import { forbidSending } from '../sensor/capture/forbid-sending.ts'
import { LibpcapSource } from '../sensor/capture/libpcap-source.ts'
import { LiveSource } from '../sensor/capture/live-source.ts'
import type { LiveOptions, LiveTap } from '../sensor/capture/live-tap.ts'
import { SPELL_ENDINGS, type SpellEnding } from '../sensor/model/sensor-entry.ts'
import { allocatePool, BatchPool, type PoolMemory } from '../sensor/threads/batch-pool.ts'
import { findInterface } from '../sensor/threads/interface-watch.ts'
import { CAPTURE_OF_SPELL, type Precautions } from '../sensor/threads/live-analysis.ts'
import type { Newcomer } from '../sensor/threads/shard-analyses.ts'
import { Tap } from '../sensor/threads/tap.ts'
import { TapCounts } from '../sensor/threads/tap-counts.ts'
import { ShardThreads } from './shard-threads.ts'
import type { TapKind } from './tap-kind.ts'
import { threadFile } from './thread-file.ts'
import type { ThreadMessage } from './thread-message.ts'

/** What every thread that takes the packets of a spell is given. */
export interface SpellMemory {
  readonly pool: PoolMemory
  readonly counts: SharedArrayBuffer
  readonly precautions: Precautions
  /** Analysis threads; 0 when the thread that stores analyses too. */
  readonly threads: number
  /** A word that changes when an analysis thread has reported. */
  readonly signal: SharedArrayBuffer
}

const POLL_MS = 100
const COUNT_MS = 1000
/** Longer than the kernel keeps a block of frames that is not full: pcap's buffer timeout is 50. */
const DRAIN_MS = 150
/** Deaths of analysis threads within `DEATHS_MS` of each other that are more than bad luck: the process starts again. */
const MAX_DEATHS = 5
const DEATHS_MS = 60_000

/** The main thread's part of one spell of live capture: it copies packets, and watches that the interface is there. */
export class CaptureSpell {
  private readonly live: LiveOptions
  private readonly by: TapKind
  private readonly log: Logger
  private readonly threads: number
  private readonly memory: PoolMemory
  private readonly pool: BatchPool
  private readonly counts: TapCounts
  private readonly tap: Tap
  private precautions: Precautions = { found: [], unenforced: '' }
  private source: LiveTap | undefined
  private timer: NodeJS.Timeout | undefined
  private countedMs = 0
  private deathsMs: number[] = []

  /** With `threads` analysis threads beside the one that stores; with 0, that one analyses too. */
  constructor(live: LiveOptions, by: TapKind, threads: number, log: Logger) {
    this.live = live
    this.by = by
    this.log = log
    this.threads = threads
    this.memory = allocatePool(Math.max(1, threads))
    this.pool = new BatchPool(this.memory)
    this.counts = TapCounts.for(live.interfaces.length)
    this.tap = new Tap(this.pool, this.counts, () => this.count())
  }

  /** Opens the interfaces; what they see is held until `run`. */
  async open(): Promise<void> {
    const found = this.live.interfaces.map(findInterface)
    const source = this.by === 'koffi' ? LibpcapSource : LiveSource
    this.source = await source.open(this.live, this.tap.receive.bind(this.tap))
    const unenforced = await forbidSending()
    this.precautions = { found, unenforced }
    if (unenforced === '') this.log.info('the kernel refuses this process to send by its capture sockets')
    else
      this.log.warn(
        { unenforced },
        'the kernel does not refuse this process to send: see "what keeps the sensor silent"',
      )
  }

  /**
   * Runs the thread `file`, which takes the packets, until `stopped`, or until an interface is gone or the thread ends by
   * itself. `data` goes to it beside the memory of the spell; `onReady` runs when it is ready.
   */
  async run<Result>(file: string, data: object, stopped: Promise<unknown>, onReady: () => void): Promise<Result> {
    const { threads, precautions } = this
    let onDeath: (error: Error) => void = () => undefined
    const tooMany = new Promise<never>((_, reject) => {
      onDeath = reject
    })
    const shards = this.shardsFor((newcomer) => worker.postMessage(newcomer, [newcomer.port]), onDeath)
    const { signal } = shards
    const memory: SpellMemory = { pool: this.memory, counts: this.counts.memory, precautions, threads, signal }
    const worker = new Worker(threadFile(file), { workerData: { ...data, ...memory } })
    if (threads > 0) shards.start()
    this.timer = setInterval(() => this.poll(), POLL_MS)
    void stopped.then(() => this.end('stopped'))
    try {
      return await Promise.race([this.resultOf<Result>(worker, onReady), tooMany])
    } finally {
      clearInterval(this.timer)
      await shards.stop()
    }
  }

  private shardsFor(onBegin: (newcomer: Newcomer) => void, onTooMany: (error: Error) => void): ShardThreads {
    const live = { capture: CAPTURE_OF_SPELL, taps: this.live.networks }
    const { memory, pool } = this
    const onDeath = (reason: string) => {
      const nowMs = performance.now()
      this.deathsMs = [...this.deathsMs.filter((atMs) => nowMs - atMs < DEATHS_MS), nowMs]
      const isTooMuch = this.deathsMs.length > MAX_DEATHS
      this.log.error({ reason }, 'an analysis thread died: what it had in memory is lost')
      if (isTooMuch) {
        const text = `analysis threads keep dying (${reason}); starting again`
        onTooMany(new CaptureError('SIGHTLINE_CAPTURE_ANALYSIS_STOPPED', text))
      }
      return !isTooMuch
    }
    return new ShardThreads({ file: threadFile('analysis-thread'), memory, pool, live, onBegin, onDeath })
  }

  private poll(): void {
    const gone = this.source?.poll() ?? ''
    this.tap.flush()
    this.count()
    if (gone === '') return
    this.log.error({ interface: gone }, `${gone} is gone: this spell of capture ends`)
    clearInterval(this.timer)
    void this.end('interface gone')
  }

  /** Takes in what the kernel still holds, also of an interface that is gone, then tells the analysis that nothing follows. */
  private end(why: SpellEnding): void {
    setTimeout(() => {
      clearInterval(this.timer)
      this.source?.poll()
      this.tap.flush()
      this.tap.isOver = true
      this.countNow()
      this.pool.close(SPELL_ENDINGS.indexOf(why))
    }, DRAIN_MS)
  }

  private count(): void {
    const nowMs = performance.now()
    if (nowMs - this.countedMs < COUNT_MS) return
    this.countedMs = nowMs
    this.countNow()
  }

  private countNow(): void {
    for (const [tap, { dropped, droppedByInterface }] of this.source?.counts().entries() ?? []) {
      this.counts.setDrops(tap, dropped, droppedByInterface)
    }
  }

  private async resultOf<Result>(worker: Worker, onReady: () => void): Promise<Result> {
    return await new Promise((resolve, reject) => {
      let last: ThreadMessage<Result> | undefined
      worker.on('message', (message: ThreadMessage<Result>) => {
        if (message.kind === 'say') this.log[message.level](message.text)
        else if (message.kind === 'ready') onReady()
        else last = message
      })
      worker.once('error', reject)
      // Not at the message: the thread must have let go of the store, and of itself, before the process ends.
      worker.once('exit', () => {
        if (last?.kind === 'result') resolve(last.result)
        else if (last?.kind === 'failure') reject(Object.assign(new Error(last.message), { code: last.code }))
        else reject(new Error('the analysis thread ended without a word'))
      })
    })
  }
}
