import { Worker } from 'node:worker_threads'
import type { Logger } from 'pino'
import { type Hardening, inspectHardening } from '../sensor/capture/hardening.ts'
import { type LiveOptions, LiveSource } from '../sensor/capture/live-source.ts'
import { SPELL_ENDINGS, type SpellEnding } from '../sensor/model/sensor-entry.ts'
import { allocatePool, BatchPool } from '../sensor/threads/batch-pool.ts'
import type { SpellResult } from '../sensor/threads/live-analysis.ts'
import { Tap } from '../sensor/threads/tap.ts'
import { TapCounts } from '../sensor/threads/tap-counts.ts'
import type { ThreadData, ThreadMessage } from './capture-thread.ts'

/** What a spell needs beyond how to capture. */
export interface SpellSettings {
  readonly live: LiveOptions
  readonly data: string
  readonly allowTransmit: boolean
  readonly startUpUs: number
}

const POLL_MS = 100
const COUNT_MS = 1000
/** Longer than the kernel keeps a block of frames that is not full: pcap's buffer timeout is 50. */
const DRAIN_MS = 150

/** The main thread's part of one spell of live capture: it copies packets, and watches that the interface is there. */
export class CaptureSpell {
  private readonly settings: SpellSettings
  private readonly log: Logger
  private readonly memory = allocatePool()
  private readonly pool = new BatchPool(this.memory)
  private readonly counts: TapCounts
  private readonly tap: Tap
  private hardenings: readonly Hardening[] = []
  private source: LiveSource | undefined
  private timer: NodeJS.Timeout | undefined
  private countedMs = 0

  constructor(settings: SpellSettings, log: Logger) {
    this.settings = settings
    this.log = log
    this.counts = TapCounts.for(settings.live.interfaces.length)
    this.tap = new Tap(this.pool, this.counts, () => this.count())
  }

  /** Opens the interfaces; what they see is held until `run`. */
  async open(): Promise<void> {
    this.hardenings = this.settings.live.interfaces.map(inspectHardening)
    this.source = await LiveSource.open(this.settings.live, this.tap.receive.bind(this.tap))
  }

  /** Analyses and stores until `stopped`, or until an interface is gone or sends. `onReady` runs when the store is open. */
  async run(stopped: Promise<unknown>, onReady: () => void): Promise<SpellResult> {
    const { interfaces, filter } = this.settings.live
    const { data, allowTransmit, startUpUs } = this.settings
    const spell = { interfaces, hardenings: this.hardenings, filter, allowTransmit, startUpUs }
    const given: ThreadData = { data, pool: this.memory, counts: this.counts.memory, spell }
    const worker = new Worker(threadFile(), { workerData: given })
    this.timer = setInterval(() => this.poll(), POLL_MS)
    void stopped.then(() => this.end('stopped'))
    try {
      return await this.resultOf(worker, onReady)
    } finally {
      clearInterval(this.timer)
    }
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

  /** Takes in what the kernel still holds, then tells the analysis that nothing follows. */
  private end(why: SpellEnding): void {
    setTimeout(
      () => {
        clearInterval(this.timer)
        this.tap.flush()
        this.tap.isOver = true
        this.countNow()
        this.pool.close(SPELL_ENDINGS.indexOf(why))
      },
      why === 'stopped' ? DRAIN_MS : 0,
    )
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

  private async resultOf(worker: Worker, onReady: () => void): Promise<SpellResult> {
    return await new Promise((resolve, reject) => {
      let last: ThreadMessage | undefined
      worker.on('message', (message: ThreadMessage) => {
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

/** tsc renames imports, not names of files. */
function threadFile(): URL {
  return new URL(`./capture-thread.${import.meta.url.endsWith('.ts') ? 'ts' : 'js'}`, import.meta.url)
}
