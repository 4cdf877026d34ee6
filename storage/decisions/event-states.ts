import type Database from 'better-sqlite3'
import { formatTime } from '../rfc3339.ts'

/** 'open' until somebody says that he knows ('acknowledged') or that it is as it should be ('expected'). */
export const EVENT_STATES = ['open', 'acknowledged', 'expected'] as const
export type EventState = (typeof EVENT_STATES)[number]

/** What was decided about one event. */
export interface EventDecision {
  readonly event: string
  readonly state: EventState
  readonly note: string
  /** null as long as nobody decided. */
  readonly decidedAt: string | null
}

/** The states that people gave to events, by the events' ids. They outlive the events, which may come back. */
export class EventStates {
  private readonly find: Database.Statement<[string], Stored>
  private readonly put: Database.Statement<[string, string, string, number]>
  private readonly among: Database.Statement<[string], string>
  private readonly closed: Database.Statement<[], string>

  constructor(database: Database.Database) {
    this.find = database.prepare('SELECT state, note, decided_us AS decidedUs FROM event_states WHERE event = ?')
    this.put = database.prepare(
      `INSERT INTO event_states (event, state, note, decided_us) VALUES (?, ?, ?, ?)
       ON CONFLICT (event) DO UPDATE SET state = excluded.state, note = excluded.note, decided_us = excluded.decided_us`,
    )
    this.among = database.prepare<[string], string>('SELECT event FROM event_states WHERE state = ?').pluck()
    this.closed = database.prepare<[], string>("SELECT event FROM event_states WHERE state <> 'open'").pluck()
  }

  of(event: string): EventDecision {
    const stored = this.find.get(event)
    if (stored === undefined) return undecided(event)
    return { event, state: stored.state, note: stored.note, decidedAt: formatTime(stored.decidedUs) }
  }

  decide(event: string, state: EventState, note: string, decidedUs: number): void {
    this.put.run(event, state, note, decidedUs)
  }

  /** The events in this state, other than 'open'. */
  in(state: Exclude<EventState, 'open'>): string[] {
    return this.among.all(state)
  }

  /** The events that are not open. */
  notOpen(): string[] {
    return this.closed.all()
  }
}

/** The state of an event of which nobody decided anything. */
export function undecided(event: string): EventDecision {
  return { event, state: 'open', note: '', decidedAt: null }
}

interface Stored {
  readonly state: EventState
  readonly note: string
  readonly decidedUs: number
}
