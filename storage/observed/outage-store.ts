import type Database from 'better-sqlite3'
import type { OutageEntry } from '../../sensor/model/outage-entry.ts'
import { KEPT_HOURS_US } from './activity-widths.ts'
import { insertInto } from './merge-sql.ts'

const COLUMNS = ['interface', 'cause', 'since_us', 'until_us', 'times', 'blind_us'] as const

/** Writes the table of outages: the next spell completes one that lasted longer than its own, and keeps its cause. */
export class OutageStore {
  private readonly put: Database.Statement
  private readonly remove: Database.Statement<[number]>

  constructor(database: Database.Database) {
    this.put = database.prepare(
      `${insertInto('outages', COLUMNS)} ON CONFLICT (interface, since_us) DO UPDATE SET
         until_us = excluded.until_us, times = excluded.times, blind_us = excluded.blind_us`,
    )
    this.remove = database.prepare('DELETE FROM outages WHERE until_us < ?')
  }

  /** Those as old as the oldest hours of coverage are forgotten. */
  store({ interface: name, cause, sinceUs, untilUs, times, blindUs }: OutageEntry): void {
    this.remove.run(untilUs - KEPT_HOURS_US)
    this.put.run(name, cause, sinceUs, untilUs, times, blindUs)
  }
}
