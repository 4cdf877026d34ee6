import type Database from 'better-sqlite3'
import type { Regrouping } from '../../sensor/model/events/event-evidence.ts'

/** Pairs remembered; of more, those whose last time is longest ago are forgotten. */
export const MAX_REGROUPINGS = 10_000

/** Writes the table of what turned out to be one asset or several. */
export class RegroupingStore {
  private readonly put: Database.Statement<[Regrouping]>
  private readonly prune: Database.Statement<[number]>

  constructor(database: Database.Database) {
    this.put = database.prepare(
      `INSERT INTO regroupings (kind, kept, other, kept_address, other_address, times, first_us, last_us)
       SELECT @kind, @kept, @other, @keptAddress, @otherAddress, 1, max(last_us), max(last_us) FROM addresses
       WHERE key IN (@keptAddress, @otherAddress)
       ON CONFLICT (kind, kept, other) DO UPDATE SET times = regroupings.times + 1,
         last_us = max(regroupings.last_us, excluded.last_us)`,
    )
    this.prune = database.prepare(
      `DELETE FROM regroupings WHERE (kind, kept, other) IN (
         SELECT kind, kept, other FROM regroupings ORDER BY last_us DESC, kind, kept, other LIMIT -1 OFFSET ?)`,
    )
  }

  note(regroupings: readonly Regrouping[]): void {
    if (regroupings.length === 0) return
    for (const each of regroupings) this.put.run(each)
    this.prune.run(MAX_REGROUPINGS)
  }
}
