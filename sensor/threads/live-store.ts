import type { CaptureEntry, Delta } from '../model/delta.ts'
import type { EventEntry } from '../model/events/event-entry.ts'
import type { EventEvidence, Regrouping, RegroupingFact } from '../model/events/event-evidence.ts'
import type { AssetEntry } from '../model/evidence.ts'
import type { OutageCause, OutageEntry } from '../model/outage-entry.ts'
import type { SensorEntry } from '../model/sensor-entry.ts'

/** Where the analysis stores: the writer of storage, of which the sensor knows only this. */
export interface LiveStore {
  begin(): void
  capture(entry: CaptureEntry): void
  sensor(entry: SensorEntry): void
  /** The last spell on this interface, of any run. */
  lastSensor(
    name: string,
  ): (Pick<SensorEntry, 'untilUs' | 'ending'> & { readonly cause: OutageCause | null }) | undefined
  outage(entry: OutageEntry): void
  apply(delta: Delta, line?: number): void
  evidence(): EventEvidence
  /** Tells what turned out to be one asset or several by that. */
  assign(assets: readonly AssetEntry[]): readonly Regrouping[]
  /** Remembers it; tells all that is remembered. */
  regroup(regroupings: readonly Regrouping[]): readonly RegroupingFact[]
  tell(events: readonly EventEntry[]): void
  commit(): void
}
