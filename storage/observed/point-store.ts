import type Database from 'better-sqlite3'
import type { OperationEntry } from '../../sensor/model/delta.ts'
import { insertInto } from './merge-sql.ts'

/** What `anchor` is for the span of a row that sums up several operations. */
export const SPAN_ANCHOR = -2
/** What `anchor` counts down from for values that have a type of their own: they must not give it to the run they are in. */
const OWN_TYPE_ANCHOR = -3
/** What `value_us` is where there is no value. */
export const NO_VALUE = -1

const KEY = ['operation', 'writes', 'name', 'anchor'] as const

/** The points of operations: stated once for each, and their values, of which the latest stays. */
export class PointStore {
  private readonly operation: Database.Statement
  private readonly add: Database.Statement

  constructor(database: Database.Database) {
    this.operation = database
      .prepare(
        `SELECT key FROM operations WHERE conversation = ? AND function = ? AND class = ? AND module = ? AND target = ?`,
      )
      .pluck()
    this.add = database.prepare(
      `${insertInto('points', [...KEY, 'low', 'high', 'type', 'value', 'value_us'])}
       ON CONFLICT (${KEY.join(', ')}) DO UPDATE SET
         low = min(points.low, excluded.low), high = max(points.high, excluded.high),
         type = max(points.type, excluded.type), value_us = max(points.value_us, excluded.value_us),
         value = CASE WHEN excluded.value_us > points.value_us THEN excluded.value
           WHEN excluded.value_us = points.value_us THEN max(points.value, excluded.value) ELSE points.value END`,
    )
  }

  /** What an operation that is stored already says of points. */
  store(entry: OperationEntry, conversation: number): void {
    const { points, values, isSum } = entry
    if (points.length === 0 && values.length === 0) return
    const key = this.operation.get(conversation, entry.function, entry.class, entry.module, entry.target)
    for (const { name, first, count, type, writes } of points) {
      const anchor = isSum ? SPAN_ANCHOR : first
      this.add.run(key, writes ? 1 : 0, name, anchor, first, first + count - 1, type, '', NO_VALUE)
    }
    for (const { name, index, value, timeUs, type, hasOwnType, writes } of values) {
      const anchor = hasOwnType ? OWN_TYPE_ANCHOR - index : index
      this.add.run(key, writes ? 1 : 0, name, anchor, index, index, type, value, timeUs)
    }
  }
}
