import { existsSync } from 'node:fs'
import path from 'node:path'
import { EventStates } from '../storage/decisions/event-states.ts'
import { DECISIONS_FILE, openDecisions } from '../storage/decisions/open-decisions.ts'
import { storageErrorOf } from '../storage/errors.ts'

/** The decisions.db that the API writes. It is made when the first decision is taken. */
export class DecisionsStore {
  private readonly directory: string
  private open: { readonly database: ReturnType<typeof openDecisions>; readonly states: EventStates } | undefined

  constructor(directory: string) {
    this.directory = directory
  }

  /** Runs `work` on what was decided; gives `none` when nothing was yet. */
  read<Result>(work: (states: EventStates) => Result, none: Result): Result {
    if (this.open === undefined && !existsSync(this.file)) return none
    return this.write(work)
  }

  /** Runs `work`, which decides something. */
  write<Result>(work: (states: EventStates) => Result): Result {
    try {
      return work(this.states())
    } catch (error) {
      throw storageErrorOf(error, this.file)
    }
  }

  close(): void {
    this.open?.database.close()
    this.open = undefined
  }

  private get file(): string {
    return path.join(this.directory, DECISIONS_FILE)
  }

  private states(): EventStates {
    // Moved away or replaced: what is open then is no longer what stands there.
    if (this.open !== undefined && !existsSync(this.file)) this.close()
    if (this.open === undefined) {
      const database = openDecisions(this.directory)
      this.open = { database, states: new EventStates(database) }
    }
    return this.open.states
  }
}
