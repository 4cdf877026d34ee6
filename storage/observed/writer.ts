import { accessSync, constants, statSync } from 'node:fs'
import path from 'node:path'
import type Database from 'better-sqlite3'
import type { CaptureEntry, Delta } from '../../sensor/model/delta.ts'
import type { EventEntry } from '../../sensor/model/events/event-entry.ts'
import type { EventEvidence, Regrouping, RegroupingFact } from '../../sensor/model/events/event-evidence.ts'
import type { AssetEntry } from '../../sensor/model/evidence.ts'
import type { OutageEntry } from '../../sensor/model/outage-entry.ts'
import type { SensorEntry } from '../../sensor/model/sensor-entry.ts'
import { type OpenOptions, openForWriting } from '../database.ts'
import { StorageError, storageErrorOf } from '../errors.ts'
import { makeFolder } from '../make-folder.ts'
import { WriterLock } from '../writer-lock.ts'
import { ActivityStore } from './activity-store.ts'
import { applyDelta, type KeysOfRun } from './apply-delta.ts'
import { AssetAssigner } from './assign-assets.ts'
import { EventAssigner } from './assign-events.ts'
import { CaptureStore, type StoredCapture } from './capture-store.ts'
import { ClaimStore } from './claim-store.ts'
import { CoverageHourStore } from './coverage-hour-store.ts'
import { type DeltaStatements, prepareDeltaStatements } from './delta-statements.ts'
import { OutageStore } from './outage-store.ts'
import { PointStore } from './point-store.ts'
import { EventEvidenceReader } from './read-event-evidence.ts'
import { EvidenceReader } from './read-evidence.ts'
import { RegroupingStore } from './regrouping-store.ts'
import { RunKeys } from './run-keys.ts'
import { OBSERVED_FILE, OBSERVED_SCHEMA } from './schema/observed-schema.ts'
import { type LastSensor, SensorStore } from './sensor-store.ts'

const LOCK_FILE = 'observed.lock'

/**
 * The one writer of observed.db. Everything between `begin` and `commit` is stored together or not at all: whatever
 * fails in between, the transaction is rolled back before the error is thrown.
 */
export class ObservedWriter {
  private readonly file: string
  private readonly lock: WriterLock
  private readonly database: Database.Database
  private readonly statements: DeltaStatements
  private readonly captures: CaptureStore
  private readonly sensors: SensorStore
  private readonly outages: OutageStore
  private readonly activity: ActivityStore
  private readonly coverageHours: CoverageHourStore
  private readonly claims: ClaimStore
  private readonly points: PointStore
  private readonly evidenceReader: EvidenceReader
  private readonly eventEvidenceReader: EventEvidenceReader
  private readonly assigner: AssetAssigner
  private readonly regroupings: RegroupingStore
  private readonly eventAssigner: EventAssigner
  private readonly captureKeys = new RunKeys('capture')
  /** Of each line that deltas come from. */
  private readonly keysOfLines = new Map<number, KeysOfRun>()

  /** Opens `observed.db` in a folder; creates both when they are missing, and brings the schema up to date. */
  constructor(directory: string, options: OpenOptions = {}) {
    this.file = path.join(directory, OBSERVED_FILE)
    makeWritable(directory)
    this.lock = new WriterLock(path.join(directory, LOCK_FILE), this.file)
    try {
      this.database = openForWriting(this.file, OBSERVED_SCHEMA, options)
    } catch (error) {
      this.lock.release()
      throw error
    }
    this.statements = prepareDeltaStatements(this.database)
    this.captures = new CaptureStore(this.database)
    this.sensors = new SensorStore(this.database)
    this.outages = new OutageStore(this.database)
    this.activity = new ActivityStore(this.database)
    this.coverageHours = new CoverageHourStore(this.database)
    this.claims = new ClaimStore(this.database)
    this.points = new PointStore(this.database)
    this.evidenceReader = new EvidenceReader(this.database)
    this.eventEvidenceReader = new EventEvidenceReader(this.database)
    this.assigner = new AssetAssigner(this.database)
    this.regroupings = new RegroupingStore(this.database)
    this.eventAssigner = new EventAssigner(this.database)
  }

  /** The capture that has this fingerprint, if it is stored already. */
  findCapture(fingerprint: string): StoredCapture | undefined {
    return this.guarded(() => this.captures.find(fingerprint))
  }

  begin(): void {
    this.guarded(() => this.database.exec('BEGIN IMMEDIATE'))
  }

  get isInTransaction(): boolean {
    return this.database.inTransaction
  }

  /** Begins a part of a transaction, which can be dropped by itself. */
  beginPart(): void {
    this.inTransaction(() => this.database.exec('SAVEPOINT part'))
  }

  keepPart(): void {
    this.inTransaction(() => this.database.exec('RELEASE part'))
    for (const keys of this.allKeys()) keys.keep()
  }

  /** Leaves everything as it was at `beginPart`; does nothing when the transaction is gone. */
  dropPart(): void {
    if (!this.database.inTransaction) return
    this.claims.forget()
    for (const keys of this.allKeys()) keys.forget()
    this.database.exec('ROLLBACK TO part; RELEASE part')
  }

  /** Stores a capture, or what changed about it. It must come before the first delta that names it as a witness. */
  capture(entry: CaptureEntry): void {
    this.inTransaction(() => this.captures.store(entry, this.captureKeys))
  }

  /** Stores what a live interface saw and sent; after its capture. */
  sensor(entry: SensorEntry): void {
    this.inTransaction(() => this.sensors.store(entry, this.captureKeys))
  }

  /** The last spell of live capture on this interface. */
  lastSensor(name: string): LastSensor | undefined {
    return this.guarded(() => this.sensors.lastOf(name))
  }

  /** Stores a time in which a live interface showed nothing, or how long it has lasted by now. */
  outage(entry: OutageEntry): void {
    this.inTransaction(() => this.outages.store(entry))
  }

  /** Merges what changed in the model of a line; each numbers its entries by itself. */
  apply(delta: Delta, line = 0): void {
    const keys = this.keysOf(line)
    this.inTransaction(() => {
      applyDelta(delta, keys, this.statements, this.claims, this.points)
      this.activity.store(delta.activity, keys.conversations)
      this.coverageHours.store(delta.coverageHours, keys.segments)
    })
  }

  /** Replaces the set of assets. Tells what turned out to be one asset or several by that. */
  assign(assets: readonly AssetEntry[]): readonly Regrouping[] {
    return this.inTransaction(() => this.assigner.assign(assets))
  }

  /** Remembers what turned out to be one asset or several; tells all that is remembered. */
  regroup(regroupings: readonly Regrouping[]): readonly RegroupingFact[] {
    return this.inTransaction(() => {
      this.regroupings.note(regroupings)
      return this.eventEvidenceReader.readRegroupings()
    })
  }

  /** Replaces the set of events; after the assets that they name. */
  tell(events: readonly EventEntry[]): void {
    this.inTransaction(() => this.eventAssigner.assign(events))
  }

  /** All that decides which addresses are one asset, and which events there are, of this and all earlier runs. */
  evidence(): EventEvidence {
    return this.guarded(() => this.eventEvidenceReader.read(this.evidenceReader.read()))
  }

  commit(): void {
    this.inTransaction(() => {
      this.activity.prune()
      this.coverageHours.prune()
      this.database.exec('COMMIT')
    })
    for (const keys of this.allKeys()) keys.keep()
  }

  /** Leaves everything as it was at `begin`; does nothing when no transaction is open. */
  rollback(): void {
    this.claims.forget()
    for (const keys of this.allKeys()) keys.forget()
    // SQLite rolls back by itself after some errors: https://sqlite.org/lang_transaction.html, section 3.
    if (this.database.inTransaction) this.database.exec('ROLLBACK')
  }

  /** A new run of the sensor begins, whose ids start anew. */
  resetRun(): void {
    for (const keys of this.allKeys()) keys.reset()
  }

  close(): void {
    this.rollback()
    this.database.close()
    this.lock.release()
  }

  private keysOf(line: number): KeysOfRun {
    const known = this.keysOfLines.get(line)
    if (known !== undefined) return known
    const keys = {
      captures: this.captureKeys,
      segments: new RunKeys('segment'),
      addresses: new RunKeys('address'),
      conversations: new RunKeys('conversation'),
    }
    this.keysOfLines.set(line, keys)
    return keys
  }

  private allKeys(): readonly RunKeys[] {
    const ofLines = [...this.keysOfLines.values()].flatMap((keys) => [
      keys.segments,
      keys.addresses,
      keys.conversations,
    ])
    return [this.captureKeys, ...ofLines]
  }

  private inTransaction<Result>(work: () => Result): Result {
    if (!this.database.inTransaction) throw new Error('no transaction is open: call begin first')
    return this.guarded(work)
  }

  private guarded<Result>(work: () => Result): Result {
    try {
      return work()
    } catch (error) {
      this.rollback()
      throw storageErrorOf(error, this.file)
    }
  }
}

function makeWritable(directory: string): void {
  try {
    makeFolder(directory)
    if (!statSync(directory).isDirectory()) {
      const message = `${directory}: this is a file, not a folder; choose another folder with --data`
      throw new StorageError('SIGHTLINE_STORAGE_NOT_A_DIRECTORY', message)
    }
    accessSync(directory, constants.W_OK | constants.X_OK)
  } catch (error) {
    throw storageErrorOf(error, directory)
  }
}
