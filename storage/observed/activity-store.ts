import type Database from 'better-sqlite3'
import type { ActivityEntry } from '../../sensor/model/delta.ts'
import { HOUR_US, KEPT_HOURS_US, KEPT_MINUTES_US, MINUTE_US } from './activity-widths.ts'
import { insertInto, mergeCounts } from './merge-sql.ts'
import type { RunKeys } from './run-keys.ts'

const KEY = ['conversation', 'width_us', 'start_us', 'class'] as const
const COUNTS = ['messages', 'packets', 'bytes'] as const

/** The buckets of activity: filled as they come, and emptied of what is too old once an hour of capture time. */
export class ActivityStore {
  private readonly add: Database.Statement
  private readonly newest: Database.Statement<[], number | null>
  private readonly watch: Database.Statement<[number]>
  private readonly unwatch: Database.Statement<[number]>
  private readonly remove: Database.Statement<[number, number]>
  private prunedUs = Number.NEGATIVE_INFINITY

  constructor(database: Database.Database) {
    this.add = database.prepare(
      `${insertInto('activity', [...KEY, ...COUNTS])}
       ON CONFLICT (${KEY.join(', ')}) DO UPDATE SET ${mergeCounts('activity', COUNTS)}`,
    )
    this.newest = database.prepare<[], number | null>('SELECT max(last_us) FROM captures').pluck()
    this.watch = database.prepare('INSERT OR IGNORE INTO watched_minutes (start_us) VALUES (?)')
    this.unwatch = database.prepare('DELETE FROM watched_minutes WHERE start_us < ?')
    this.remove = database.prepare('DELETE FROM activity WHERE width_us = ? AND start_us < ?')
  }

  store(entries: readonly ActivityEntry[], conversations: RunKeys): void {
    const hours = new Map<string, Hour>()
    let watchedUs = -1
    for (const { conversation, class: operationClass, minuteUs, messages, packets, bytes } of entries) {
      const key = conversations.keyOf(conversation)
      this.add.run(key, MINUTE_US, minuteUs, operationClass, messages, packets, bytes)
      if (minuteUs !== watchedUs) this.watch.run(minuteUs)
      watchedUs = minuteUs
      const hourUs = Math.floor(minuteUs / HOUR_US) * HOUR_US
      const name = `${key} ${hourUs} ${operationClass}`
      const hour = hours.get(name) ?? { key, hourUs, operationClass, messages: 0, packets: 0, bytes: 0 }
      hour.messages += messages
      hour.packets += packets
      hour.bytes += bytes
      hours.set(name, hour)
    }
    for (const { key, hourUs, operationClass, messages, packets, bytes } of hours.values()) {
      this.add.run(key, HOUR_US, hourUs, operationClass, messages, packets, bytes)
    }
  }

  /** Removes what is too old. Readers leave it out too, so that what is shown does not depend on when this ran. */
  prune(): void {
    const newestUs = this.newest.get() ?? null
    if (newestUs === null || newestUs < this.prunedUs + HOUR_US) return
    this.prunedUs = newestUs
    this.remove.run(MINUTE_US, newestUs - KEPT_MINUTES_US)
    this.remove.run(HOUR_US, newestUs - KEPT_HOURS_US)
    this.unwatch.run(newestUs - KEPT_HOURS_US)
  }
}

/** What one delta adds to an hour: a replay brings many of its minutes at once. */
interface Hour {
  readonly key: number
  readonly hourUs: number
  readonly operationClass: string
  messages: number
  packets: number
  bytes: number
}
