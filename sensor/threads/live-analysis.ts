import type { Measure } from '../model/coverage.ts'
import { type CaptureEntry, type CoverageEntry, type CoverageHourEntry, NO_DELTA } from '../model/delta.ts'
import { resolveEvents } from '../model/events/resolve-events.ts'
import type { OutageEntry } from '../model/outage-entry.ts'
import { resolveAssets } from '../model/resolve-assets.ts'
import { type SensorEntry, SPELL_ENDINGS, type SpellEnding } from '../model/sensor-entry.ts'
import type { CaptureTotals } from '../pipeline.ts'
import type { Analyses } from './analyses.ts'
import type { BatchReader } from './batch-pool.ts'
import { coverHours } from './cover-hours.ts'
import { type FoundInterface, InterfaceWatch } from './interface-watch.ts'
import type { LiveStore } from './live-store.ts'
import type { ShardReport } from './shard-report.ts'
import type { TapCounts } from './tap-counts.ts'

/** What a spell of capture is told at its start. */
export interface SpellOptions {
  readonly interfaces: readonly string[]
  readonly filter: string
  /** Capture on when an interface sends: on an ordinary one, for a trial. */
  readonly allowTransmit: boolean
  /** How long everything counts as known at the start of a site. */
  readonly startUpUs: number
}

/** How the interfaces were found, and the process left, before the first packet. */
export interface Precautions {
  /** Of each interface, before any right was given up. */
  readonly found: readonly FoundInterface[]
  /** Why the kernel does not refuse this process to send; '' when it does. */
  readonly unenforced: string
}

/** Says something to a person, by the log of whoever runs the analysis. */
export type Say = (level: 'error' | 'warn' | 'info', text: string) => void

export interface SpellResult {
  readonly ending: SpellEnding
  readonly frames: number
}

/** The number of a spell among the captures of its process. */
export const CAPTURE_OF_SPELL = 1
const LOOK_MS = 1000
/** A spell in which nothing comes is still seen to be alive. */
const HEARTBEAT_MS = 10_000
const WAIT_MS = 50
/** How long the threads may take to analyse what is left, when the spell ends. */
const END_MS = 10_000
/** Which addresses are one asset is found anew from all that is stored, so at most this part of the time goes there. */
const ASSIGN_SHARE = 10
const NO_TOTALS: CaptureTotals = { frames: 0, bytes: 0, firstUs: null, lastUs: null }

/** One spell of live capture from what is learnt of its batches to the store, in a thread of its own, synchronously. */
export class LiveAnalysis {
  private readonly analyses: Analyses
  private readonly pool: BatchReader
  private readonly counts: TapCounts
  private readonly store: LiveStore
  private readonly options: SpellOptions
  private readonly say: Say
  private readonly unenforced: string
  private readonly watches: InterfaceWatch[]
  private readonly startedMs = Date.now()
  private readonly covered = new Map<string, number>()
  private coverage: CoverageEntry[] = []
  private coverageHours: CoverageHourEntry[] = []
  private outages: OutageEntry[] = []
  private hasOutageNews = false
  private totals = NO_TOTALS
  private framesOfTaps: readonly number[] = []
  private committedMs = this.startedMs
  private assigned = { atMs: 0, tookMs: 0, frames: -1 }
  private isAssignDue = false
  /** What was last found to have left by each interface, in words. */
  private readonly sent = new Map<InterfaceWatch, string>()

  constructor(
    analyses: Analyses,
    pool: BatchReader,
    counts: TapCounts,
    store: LiveStore,
    options: SpellOptions,
    precautions: Precautions,
    say: Say,
  ) {
    this.analyses = analyses
    this.pool = pool
    this.counts = counts
    this.store = store
    this.options = options
    this.say = say
    this.unenforced = precautions.unenforced
    this.watches = options.interfaces.map(
      (name, tap) => new InterfaceWatch(name, precautions.found[tap] as FoundInterface, this.startedMs),
    )
  }

  /** Runs until the pool is closed and all of it is analysed, or an interface sends. */
  run(): SpellResult {
    for (const watch of this.watches) this.begin(watch)
    this.commit('', [])
    let lookedMs = this.startedMs
    for (;;) {
      const { closed } = this.pool
      if (!this.analyses.work(WAIT_MS)) return this.finish(SPELL_ENDINGS[closed || this.pool.closed] ?? 'stopped')
      const nowMs = Date.now()
      if (nowMs - lookedMs < LOOK_MS) continue
      lookedMs = nowMs
      if (this.look(nowMs, false)) return this.finish('interface sent')
      const isDue = this.hasOutageNews || this.analyses.hasNews() || nowMs - this.committedMs >= HEARTBEAT_MS
      if (isDue) this.commit('', this.analyses.take(false))
    }
  }

  private begin(watch: InterfaceWatch): void {
    const { name, hardening } = watch
    const before = this.store.lastSensor(name)
    if (before !== undefined && before.ending !== 'stopped') {
      const [sinceUs, untilUs, cause] = [before.untilUs, this.startedMs * 1000, before.cause ?? 'no sensor']
      const blindUs = Math.max(0, untilUs - sinceUs)
      this.outages.push({ interface: name, cause, sinceUs, untilUs, times: 1, blindUs })
      this.cover('outage-seconds', `${name}: ${cause}`, Math.ceil(blindUs / 1e6), sinceUs)
    }
    if (hardening.lacking.length === 0) return
    const text = `${name} is not hardened (${hardening.lacking.join('; ')}): see "sightline harden --interface ${name}"`
    this.say('warn', text)
  }

  /** True when capture must stop. */
  private look(nowMs: number, isLast: boolean): boolean {
    let mustStop = false
    for (const watch of this.watches) {
      const { news, sent } = watch.look(nowMs, isLast)
      if (news !== '') {
        this.say('warn', news)
        this.hasOutageNews = true
      }
      if (sent !== (this.sent.get(watch) ?? '')) {
        this.sent.set(watch, sent)
        this.isAssignDue = true
      }
      if (sent === '' || this.options.allowTransmit) continue
      this.say('error', `${sent}: capture stops; find out what it was, and see "sightline harden"`)
      mustStop = true
    }
    return mustStop
  }

  private finish(asked: SpellEnding): SpellResult {
    const mustStop = asked !== 'interface sent' && this.look(Date.now(), true)
    const ending = mustStop ? 'interface sent' : asked
    this.pool.close(SPELL_ENDINGS.indexOf(ending))
    const untilMs = Date.now() + END_MS
    while (this.analyses.work(WAIT_MS) && Date.now() < untilMs);
    this.commit(ending, this.analyses.take(true))
    return { ending, frames: this.totals.frames }
  }

  private commit(ending: SpellEnding, reports: readonly ShardReport[]): void {
    const { store } = this
    for (const { totals, framesOfTaps } of reports) {
      // Every line counts all frames, whosever they are; the furthest one tells.
      if (totals.frames < this.totals.frames) continue
      this.totals = totals
      this.framesOfTaps = framesOfTaps
    }
    this.coverLosses()
    const sensors = this.watches.map((watch, tap) => this.sensorEntry(tap, watch, ending))
    const outages = this.takeOutages(sensors)
    store.begin()
    store.capture(this.captureEntry())
    for (const { delta, line } of reports) store.apply(delta, line)
    store.apply({ ...NO_DELTA, coverage: this.coverage, coverageHours: this.coverageHours })
    this.coverage = []
    this.coverageHours = []
    for (const sensor of sensors) store.sensor(sensor)
    for (const outage of outages) store.outage(outage)
    this.isAssignDue ||= outages.length > 0
    this.assign(ending !== '')
    store.commit()
    this.hasOutageNews = false
    this.committedMs = Date.now()
  }

  /** What has changed of outages; when the spell ends otherwise than it was told to, one begins with its end. */
  private takeOutages(sensors: readonly SensorEntry[]): readonly OutageEntry[] {
    const changed = [
      ...this.outages,
      ...this.watches.map(({ outages }) => outages.take()).filter((each) => each !== undefined),
    ]
    this.outages = []
    for (const [tap, { interface: name, untilUs, ending }] of sensors.entries()) {
      if (ending === '' || ending === 'stopped') continue
      const cause = this.watches[tap]?.isGone === true ? 'gone' : 'no sensor'
      changed.push({ interface: name, cause, sinceUs: untilUs, untilUs, times: 1, blindUs: 0 })
    }
    return changed
  }

  private assign(isLast: boolean): void {
    const { atMs, tookMs, frames } = this.assigned
    const startMs = Date.now()
    if (!this.isAssignDue && frames === this.totals.frames) return
    if (!isLast && startMs - atMs < tookMs * ASSIGN_SHARE) return
    const evidence = this.store.evidence()
    const assets = resolveAssets(evidence)
    const regroupings = this.store.regroup(this.store.assign(assets))
    this.store.tell(resolveEvents({ ...evidence, regroupings }, assets, this.options.startUpUs))
    this.isAssignDue = false
    this.assigned = { atMs: Date.now(), tookMs: Date.now() - startMs, frames: this.totals.frames }
  }

  private coverLosses(): void {
    for (const reason of this.analyses.takeDeaths()) {
      this.add('analysis-restarts', reason, 1, this.committedMs * 1000)
    }
    this.cover('pool-waits', '', this.counts.poolWaits)
    for (const [tap, { name, outages }] of this.watches.entries()) {
      this.cover('kernel-drops', name, this.counts.kernelDrops(tap))
      this.cover('interface-drops', name, this.interfaceDrops(tap))
      this.cover('outage-seconds', `${name}: down`, Math.ceil(outages.blindMs / 1000))
    }
  }

  /** Covers what a counter that only grows has grown since the last time. */
  private cover(
    measure: 'kernel-drops' | 'interface-drops' | 'pool-waits' | 'outage-seconds',
    detail: string,
    total: number,
    sinceUs = this.committedMs * 1000,
  ): void {
    const key = `${measure} ${detail}`
    const count = total - (this.covered.get(key) ?? 0)
    if (count !== 0) this.add(measure, detail, count, sinceUs)
    this.covered.set(key, total)
  }

  /** Of hours of the wall clock, which is that of the frames: each gets its part of what came since then. */
  private add(measure: Measure, detail: string, count: number, sinceUs: number): void {
    this.coverage.push({ conversation: 0, measure, detail, count })
    this.coverageHours.push(...coverHours(measure, count, sinceUs, Date.now() * 1000))
  }

  /** libpcap tells it for some drivers, the kernel's own counters for others: never both, so the greater one. */
  private interfaceDrops(tap: number): number {
    return Math.max(this.counts.interfaceDrops(tap), (this.watches[tap] as InterfaceWatch).lost())
  }

  private captureEntry(): CaptureEntry {
    const name = this.options.interfaces.join(',')
    return { id: CAPTURE_OF_SPELL, name, fingerprint: '', format: 'live', ...this.totals, damage: '' }
  }

  private sensorEntry(tap: number, watch: InterfaceWatch, ending: SpellEnding): SensorEntry {
    return {
      capture: CAPTURE_OF_SPELL,
      interface: watch.name,
      filter: this.options.filter,
      sinceUs: this.startedMs * 1000,
      untilUs: watch.seenMs * 1000,
      frames: this.framesOfTaps[tap] ?? 0,
      kernelDrops: this.counts.kernelDrops(tap),
      interfaceDrops: this.interfaceDrops(tap),
      poolWaits: this.counts.poolWaits,
      downSeconds: Math.ceil(watch.outages.blindMs / 1000),
      sentAtStart: watch.atStart.sentPackets,
      sentNow: watch.now.sentPackets,
      refusedAtStart: watch.hardeningAtStart.refusedPackets,
      refusedNow: watch.hardening.refusedPackets,
      lacking: watch.hardening.lacking.join('; '),
      unenforced: this.unenforced,
      ending,
    }
  }
}
