import { existsSync } from 'node:fs'
import path from 'node:path'
import { EventStates } from '../storage/decisions/event-states.ts'
import { IntendedLists } from '../storage/decisions/intended-lists.ts'
import { DECISIONS_FILE, lockDecisions, openDecisions } from '../storage/decisions/open-decisions.ts'
import { storageErrorOf } from '../storage/errors.ts'

/** What people decided. */
export interface Decisions {
  readonly states: EventStates
  readonly intended: IntendedLists
}

/** The decisions.db that the API writes. It is made when the first decision is taken; from then on no other process writes it. */
export class DecisionsStore {
  private readonly directory: string
  private open: { readonly database: ReturnType<typeof openDecisions>; readonly decisions: Decisions } | undefined
  private lock: ReturnType<typeof lockDecisions> | undefined

  constructor(directory: string) {
    this.directory = directory
  }

  /** Runs `work` on what was decided; gives `none` when nothing was yet. */
  read<Result>(work: (decisions: Decisions) => Result, none: Result): Result {
    if (this.open === undefined && !existsSync(this.file)) return none
    return this.guarded(() => work(this.decisions()))
  }

  /** Runs `work`, which decides something. */
  write<Result>(work: (decisions: Decisions) => Result): Result {
    return this.guarded(() => {
      // Before the lock: what was moved away took its lock with it.
      const decisions = this.decisions()
      this.lock ??= lockDecisions(this.directory)
      return work(decisions)
    })
  }

  close(): void {
    this.open?.database.close()
    this.open = undefined
    this.lock?.release()
    this.lock = undefined
  }

  private get file(): string {
    return path.join(this.directory, DECISIONS_FILE)
  }

  private guarded<Result>(work: () => Result): Result {
    try {
      return work()
    } catch (error) {
      throw storageErrorOf(error, this.file)
    }
  }

  private decisions(): Decisions {
    // Moved away or replaced: what is open then is no longer what stands there.
    if (this.open !== undefined && !existsSync(this.file)) this.close()
    if (this.open === undefined) {
      const database = openDecisions(this.directory)
      const decisions = { states: new EventStates(database), intended: new IntendedLists(database) }
      this.open = { database, decisions }
    }
    return this.open.decisions
  }
}
