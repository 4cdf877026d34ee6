import type { Dissector } from '../../dissectors/kit/dissector.ts'
import type { Hardening } from '../capture/hardening.ts'
import type { PacketBatch } from '../capture/packet-batch.ts'
import type { AssetEntry, CaptureEntry, Delta } from '../model/delta.ts'
import type { EventEntry } from '../model/events/event-entry.ts'
import type { EventEvidence } from '../model/events/event-evidence.ts'
import { resolveEvents } from '../model/events/resolve-events.ts'
import { resolveAssets } from '../model/resolve-assets.ts'
import { type SensorEntry, SPELL_ENDINGS, type SpellEnding } from '../model/sensor-entry.ts'
import { Line } from '../pipeline.ts'
import type { BatchPool } from './batch-pool.ts'
import { InterfaceWatch } from './interface-watch.ts'
import type { TapCounts } from './tap-counts.ts'

/** Where the analysis stores: the writer of storage, of which the sensor knows only this. */
export interface LiveStore {
  begin(): void
  capture(entry: CaptureEntry): void
  sensor(entry: SensorEntry): void
  /** The last spell on this interface, of any run. */
  lastSensor(name: string): Pick<SensorEntry, 'untilUs' | 'ending'> | undefined
  apply(delta: Delta): void
  evidence(): EventEvidence
  assign(assets: readonly AssetEntry[]): void
  tell(events: readonly EventEntry[]): void
  commit(): void
}

/** What a spell of capture is told at its start. */
export interface SpellOptions {
  readonly interfaces: readonly string[]
  readonly filter: string
  /** Capture on when an interface sends: on an ordinary one, for a trial. */
  readonly allowTransmit: boolean
  /** How long everything counts as known at the start of a site. */
  readonly startUpUs: number
}

/** Says something to a person, by the log of whoever runs the analysis. */
export type Say = (level: 'error' | 'warn' | 'info', text: string) => void

export interface SpellResult {
  readonly ending: SpellEnding
  readonly frames: number
}

const CAPTURE = 1
const COMMIT_MS = 1000
/** A commit costs what it costs, however little came: on a line that is slow in its own time, few are enough. */
const COMMIT_CAPTURE_US = 250_000
/** A spell in which nothing comes is still seen to be alive. */
const HEARTBEAT_MS = 10_000
const TAKE_MS = 50
/** Which addresses are one asset is found anew from all that is stored, so at most this part of the time goes there. */
const ASSIGN_SHARE = 10

/** One spell of live capture from its batches to the store, in a thread of its own, synchronously. */
export class LiveAnalysis {
  private readonly line: Line
  private readonly pool: BatchPool
  private readonly counts: TapCounts
  private readonly store: LiveStore
  private readonly options: SpellOptions
  private readonly say: Say
  private readonly watches: InterfaceWatch[]
  private readonly startedMs = Date.now()
  private readonly frames: number[]
  private readonly covered = new Map<string, number>()
  private bytes = 0
  private firstUs: number | null = null
  private lastUs: number | null = null
  private committed = { atMs: 0, frames: 0, lastUs: 0 }
  private assigned = { atMs: 0, tookMs: 0, frames: -1 }

  constructor(
    dissectors: readonly Dissector[],
    pool: BatchPool,
    counts: TapCounts,
    store: LiveStore,
    options: SpellOptions,
    /** Of each interface, as it was found before any right was given up. */
    hardenings: readonly Hardening[],
    say: Say,
  ) {
    this.line = new Line(dissectors)
    this.pool = pool
    this.counts = counts
    this.store = store
    this.options = options
    this.say = say
    this.watches = options.interfaces.map(
      (name, tap) => new InterfaceWatch(name, hardenings[tap] as Hardening, this.startedMs),
    )
    this.frames = options.interfaces.map(() => 0)
  }

  /** Runs until the pool is closed and empty, or an interface sends. */
  run(): SpellResult {
    this.line.beginCapture(CAPTURE, this.options.interfaces)
    for (const watch of this.watches) this.begin(watch)
    this.commit('', false)
    let lookedMs = this.startedMs
    for (;;) {
      // Before the look into the pool: what is handed on before it is closed must still be found.
      const { closed } = this.pool
      const batch = this.pool.toAnalyse(TAKE_MS)
      if (batch !== undefined) {
        this.take(batch)
        this.pool.giveBack()
      } else if (closed !== 0) return this.finish(SPELL_ENDINGS[closed] ?? 'stopped')
      const nowMs = Date.now()
      if (nowMs - lookedMs < COMMIT_MS) continue
      lookedMs = nowMs
      if (this.look(nowMs, false)) return this.finish('interface sent')
      if (this.isDue(nowMs)) this.commit('', false)
    }
  }

  private begin(watch: InterfaceWatch): void {
    const { name, hardening } = watch
    const before = this.store.lastSensor(name)
    if (before !== undefined && before.ending !== 'stopped') {
      this.cover('outage-seconds', `${name}: no sensor`, Math.ceil(this.startedMs / 1000 - before.untilUs / 1e6))
    }
    if (hardening.lacking.length === 0) return
    const text = `${name} is not hardened (${hardening.lacking.join('; ')}): see "sightline harden --interface ${name}"`
    this.say('warn', text)
  }

  private take(batch: PacketBatch): void {
    this.line.packets(batch)
    for (let i = 0; i < batch.count; i++) {
      const tap = batch.tap[i] as number
      const timeUs = batch.timeUs[i] as number
      this.frames[tap] = (this.frames[tap] as number) + 1
      this.bytes += batch.wireLength[i] as number
      if (this.firstUs === null || timeUs < this.firstUs) this.firstUs = timeUs
      if (this.lastUs === null || timeUs > this.lastUs) this.lastUs = timeUs
    }
  }

  /** True when capture must stop. */
  private look(nowMs: number, isLast: boolean): boolean {
    let mustStop = false
    for (const watch of this.watches) {
      const { news, sent } = watch.look(nowMs, isLast)
      if (news !== '') this.say('warn', news)
      if (sent === '' || this.options.allowTransmit) continue
      this.say('error', `${sent}: capture stops; find out what it was, and see "sightline harden"`)
      mustStop = true
    }
    return mustStop
  }

  private isDue(nowMs: number): boolean {
    const { atMs, frames, lastUs } = this.committed
    if (nowMs - atMs >= HEARTBEAT_MS) return true
    return this.line.frames > frames && (this.lastUs ?? 0) - lastUs >= COMMIT_CAPTURE_US
  }

  private finish(asked: SpellEnding): SpellResult {
    const mustStop = asked !== 'interface sent' && this.look(Date.now(), true)
    const ending = mustStop ? 'interface sent' : asked
    this.pool.close(SPELL_ENDINGS.indexOf(ending))
    this.commit(ending, true)
    return { ending, frames: this.line.frames }
  }

  private commit(ending: SpellEnding, isLast: boolean): void {
    const { store, line } = this
    this.coverLosses()
    store.begin()
    store.capture(this.captureEntry())
    if (isLast) store.apply(line.endCapture(0).delta)
    else if (line.frames > this.committed.frames || this.committed.atMs === 0) store.apply(line.drain())
    for (const [tap, watch] of this.watches.entries()) store.sensor(this.sensorEntry(tap, watch, ending))
    this.assign(isLast)
    store.commit()
    this.committed = { atMs: Date.now(), frames: line.frames, lastUs: this.lastUs ?? 0 }
  }

  private assign(isLast: boolean): void {
    const { atMs, tookMs, frames } = this.assigned
    const startMs = Date.now()
    if (frames === this.line.frames || (!isLast && startMs - atMs < tookMs * ASSIGN_SHARE)) return
    const evidence = this.store.evidence()
    const assets = resolveAssets(evidence)
    this.store.assign(assets)
    this.store.tell(resolveEvents(evidence, assets, this.options.startUpUs))
    this.assigned = { atMs: Date.now(), tookMs: Date.now() - startMs, frames: this.line.frames }
  }

  private coverLosses(): void {
    this.cover('pool-waits', '', this.counts.poolWaits)
    for (const [tap, { name, downMs }] of this.watches.entries()) {
      this.cover('kernel-drops', name, this.counts.kernelDrops(tap))
      this.cover('interface-drops', name, this.interfaceDrops(tap))
      this.cover('outage-seconds', `${name}: down`, Math.round(downMs / 1000))
    }
  }

  /** Covers what a counter that only grows has grown since the last time. */
  private cover(
    measure: 'kernel-drops' | 'interface-drops' | 'pool-waits' | 'outage-seconds',
    detail: string,
    total: number,
  ): void {
    const key = `${measure} ${detail}`
    this.line.context.inventory.cover(undefined, measure, detail, total - (this.covered.get(key) ?? 0))
    this.covered.set(key, total)
  }

  /** libpcap tells it for some drivers, the kernel's own counters for others: never both, so the greater one. */
  private interfaceDrops(tap: number): number {
    const { now, atStart } = this.watches[tap] as InterfaceWatch
    return Math.max(this.counts.interfaceDrops(tap), now.lostPackets - atStart.lostPackets)
  }

  private captureEntry(): CaptureEntry {
    const { bytes, firstUs, lastUs } = this
    const name = this.options.interfaces.join(',')
    const { frames } = this.line
    return { id: CAPTURE, name, fingerprint: '', format: 'live', frames, bytes, firstUs, lastUs, damage: '' }
  }

  private sensorEntry(tap: number, watch: InterfaceWatch, ending: SpellEnding): SensorEntry {
    return {
      capture: CAPTURE,
      interface: watch.name,
      filter: this.options.filter,
      sinceUs: this.startedMs * 1000,
      untilUs: Date.now() * 1000,
      frames: this.frames[tap] as number,
      kernelDrops: this.counts.kernelDrops(tap),
      interfaceDrops: this.interfaceDrops(tap),
      poolWaits: this.counts.poolWaits,
      downSeconds: Math.round(watch.downMs / 1000),
      sentAtStart: watch.atStart.sentPackets,
      sentNow: watch.now.sentPackets,
      refusedAtStart: watch.hardeningAtStart.refusedPackets,
      refusedNow: watch.hardening.refusedPackets,
      lacking: watch.hardening.lacking.join('; '),
      ending,
    }
  }
}
