import type Database from 'better-sqlite3'
import type { OutageCause } from '../../sensor/model/outage-entry.ts'
import type { SensorEntry } from '../../sensor/model/sensor-entry.ts'
import { insertInto } from './merge-sql.ts'
import type { RunKeys } from './run-keys.ts'

/** The part of a spell that tells whether there was an outage since. */
export type LastSensor = Pick<SensorEntry, 'untilUs' | 'ending'> & {
  /** Of the outage that began with its end; null when nothing could say so any more. */
  readonly cause: OutageCause | null
}

/** Writes the table of sensors: an entry replaces what stood there of the same interface and capture. */
export class SensorStore {
  private readonly last: Database.Statement<[string], LastSensor>
  private readonly put: Database.Statement

  constructor(database: Database.Database) {
    this.last = database.prepare(
      `SELECT n.until_us AS untilUs, n.ending, o.cause FROM sensors n
       LEFT JOIN outages o ON o.interface = n.interface AND o.since_us = n.until_us
       WHERE n.interface = ? ORDER BY n.key DESC LIMIT 1`,
    )
    const values = COLUMNS.map((column) => `${column} = excluded.${column}`)
    this.put = database.prepare(
      `${insertInto('sensors', ['capture', 'interface', ...COLUMNS])}
       ON CONFLICT (interface, capture) DO UPDATE SET ${values.join(', ')}`,
    )
  }

  lastOf(name: string): LastSensor | undefined {
    return this.last.get(name)
  }

  store(entry: SensorEntry, captures: RunKeys): void {
    this.put.run(
      captures.keyOf(entry.capture),
      entry.interface,
      entry.filter,
      entry.sinceUs,
      entry.untilUs,
      entry.frames,
      entry.kernelDrops,
      entry.interfaceDrops,
      entry.poolWaits,
      entry.downSeconds,
      entry.sentAtStart,
      entry.sentNow,
      entry.refusedAtStart,
      entry.refusedNow,
      entry.lacking,
      entry.unenforced,
      entry.ending,
    )
  }
}

/** In the order of `store`. */
const COLUMNS = [
  'filter',
  'since_us',
  'until_us',
  'frames',
  'kernel_drops',
  'interface_drops',
  'pool_waits',
  'down_seconds',
  'sent_at_start',
  'sent_now',
  'refused_at_start',
  'refused_now',
  'lacking',
  'unenforced',
  'ending',
] as const
