import type Database from 'better-sqlite3'
import type { EventEntry } from '../../sensor/model/events/event-entry.ts'
import { rankOf, SEVERITIES } from './ranks.ts'

/** Replaces the set of events by another, and touches only the rows that differ. */
export class EventAssigner {
  private readonly all: Database.Statement<[], StoredEvent>
  private readonly insert: Database.Statement
  private readonly update: Database.Statement
  private readonly remove: Database.Statement

  constructor(database: Database.Database) {
    this.all = database.prepare(`SELECT id, ${COLUMNS.join(', ')} FROM events`)
    const places = COLUMNS.map(() => '?').join(', ')
    this.insert = database.prepare(`INSERT INTO events (id, ${COLUMNS.join(', ')}) VALUES (?, ${places})`)
    this.update = database.prepare(
      `UPDATE events SET ${COLUMNS.map((column) => `${column} = ?`).join(', ')} WHERE id = ?`,
    )
    this.remove = database.prepare('DELETE FROM events WHERE id = ?')
  }

  assign(events: readonly EventEntry[]): void {
    const stored = new Map(this.all.all().map((row) => [row.id, row]))
    for (const event of events) {
      const values = valuesOf(event)
      const before = stored.get(event.id)
      stored.delete(event.id)
      if (before === undefined) this.insert.run(event.id, ...values)
      else if (values.some((value, at) => value !== before[COLUMNS[at] as Column])) this.update.run(...values, event.id)
    }
    for (const id of stored.keys()) this.remove.run(id)
  }
}

const COLUMNS = [
  'kind',
  'severity',
  'summary',
  'question',
  'technique',
  'technique_name',
  'count',
  'client',
  'server',
  'protocol',
  'transport',
  'port',
  'function',
  'function_name',
  'class',
  'module',
  'target',
  'requests',
  'accepted',
  'refused',
  'outcome',
  'first_us',
  'last_us',
  'witness_capture',
  'witness_frame',
  'witness_us',
] as const
type Column = (typeof COLUMNS)[number]
type StoredEvent = { readonly id: string } & Readonly<Record<Column, string | number | null>>

/** In the order of `COLUMNS`. */
function valuesOf(event: EventEntry): (string | number | null)[] {
  const { witness } = event
  return [
    event.kind,
    rankOf(SEVERITIES, event.severity),
    event.summary,
    event.question,
    event.technique,
    event.techniqueName,
    event.count,
    event.client,
    event.server,
    event.protocol,
    event.transport,
    event.port,
    event.function,
    event.functionName,
    event.class,
    event.module,
    event.target,
    event.requests,
    event.accepted,
    event.refused,
    event.outcome,
    event.firstUs,
    event.lastUs,
    witness?.capture ?? null,
    witness?.frame ?? null,
    witness?.timeUs ?? null,
  ]
}
