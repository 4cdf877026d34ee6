import type Database from 'better-sqlite3'
import type { CaptureEntry } from '../../sensor/model/delta.ts'
import type { RunKeys } from './run-keys.ts'

/** A capture as it is stored: `id` is the storage key. */
export type StoredCapture = CaptureEntry

/** Writes the table of captures. A file is known again by its fingerprint; each spell of live capture is one of its own. */
export class CaptureStore {
  private readonly byFingerprint: Database.Statement<[string], StoredCapture>
  private readonly insert: Database.Statement
  private readonly update: Database.Statement

  constructor(database: Database.Database) {
    this.byFingerprint = database.prepare(
      `SELECT key AS id, name, fingerprint, format, frames, bytes, first_us AS firstUs, last_us AS lastUs, damage
       FROM captures WHERE fingerprint = ? AND fingerprint <> ''`,
    )
    this.insert = database
      .prepare(
        `INSERT INTO captures (name, fingerprint, format, frames, bytes, first_us, last_us, damage)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?) RETURNING key`,
      )
      .pluck()
    this.update = database.prepare(
      `UPDATE captures SET name = ?, fingerprint = ?, format = ?, frames = ?, bytes = ?, first_us = ?, last_us = ?,
         damage = ? WHERE key = ?`,
    )
  }

  find(fingerprint: string): StoredCapture | undefined {
    return this.byFingerprint.get(fingerprint)
  }

  store(entry: CaptureEntry, keys: RunKeys): void {
    const { name, fingerprint, format, frames, bytes, firstUs, lastUs, damage } = entry
    const values = [name, fingerprint, format, frames, bytes, firstUs, lastUs, damage]
    const known = keys.find(entry.id) ?? this.find(fingerprint)?.id
    if (known === undefined) {
      keys.learn(entry.id, this.insert.get(...values) as number)
    } else {
      this.update.run(...values, known)
      keys.learn(entry.id, known)
    }
  }
}
