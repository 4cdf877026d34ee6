import type Database from 'better-sqlite3'
import type { CoverageHourEntry } from '../../sensor/model/delta.ts'
import { HOUR_US, KEPT_HOURS_US } from './activity-widths.ts'
import { insertInto, mergeCounts } from './merge-sql.ts'
import type { RunKeys } from './run-keys.ts'

const KEY = ['segment', 'measure', 'hour_us'] as const
/** What is of no segment. */
const NONE = 0

/** The view of each segment by the hour: kept as long as the hours of activity. */
export class CoverageHourStore {
  private readonly add: Database.Statement
  private readonly newest: Database.Statement<[], number | null>
  private readonly remove: Database.Statement<[number]>
  private prunedUs = Number.NEGATIVE_INFINITY

  constructor(database: Database.Database) {
    this.add = database.prepare(
      `${insertInto('coverage_hours', [...KEY, 'count'])}
       ON CONFLICT (${KEY.join(', ')}) DO UPDATE SET ${mergeCounts('coverage_hours', ['count'])}`,
    )
    this.newest = database.prepare<[], number | null>('SELECT max(last_us) FROM captures').pluck()
    this.remove = database.prepare('DELETE FROM coverage_hours WHERE hour_us < ?')
  }

  store(entries: readonly CoverageHourEntry[], segments: RunKeys): void {
    for (const { segment, measure, hourUs, count } of entries) {
      this.add.run(segment === null ? NONE : segments.keyOf(segment), measure, hourUs, count)
    }
  }

  /** Removes what is too old. Readers leave it out too, so that what is shown does not depend on when this ran. */
  prune(): void {
    const newestUs = this.newest.get() ?? null
    if (newestUs === null || newestUs < this.prunedUs + HOUR_US) return
    this.prunedUs = newestUs
    this.remove.run(newestUs - KEPT_HOURS_US)
  }
}
