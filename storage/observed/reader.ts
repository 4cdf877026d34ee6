import { statSync } from 'node:fs'
import path from 'node:path'
import type Database from 'better-sqlite3'
import { openForReading } from '../database.ts'
import { storageErrorOf } from '../errors.ts'
import { OBSERVED_FILE, OBSERVED_SCHEMA } from './schema/observed-schema.ts'

/** What can be bound to a statement. */
export type Parameter = string | number | null

/**
 * A read-only connection to observed.db, beside the writer. The functions of the `read-….ts` files ask it; those that
 * ask more than once do so inside `snapshot`, so that no commit comes between.
 */
export class ObservedReader {
  readonly file: string
  private readonly database: Database.Database
  private readonly inode: number
  /** By text: the texts are ours, composed of a fixed number of parts. */
  private readonly statements = new Map<string, Database.Statement<Parameter[]>>()
  private readonly remembered = new Map<string, unknown>()
  private readonly kept = new Map<string, unknown>()
  private version = -1

  constructor(directory: string) {
    this.file = path.join(directory, OBSERVED_FILE)
    this.database = openForReading(this.file, OBSERVED_SCHEMA)
    this.inode = statSync(this.file).ino
  }

  /** False when another file has taken the place of the one that is open: then open anew. */
  isCurrent(): boolean {
    return statSync(this.file, { throwIfNoEntry: false })?.ino === this.inode
  }

  /** Runs `work` on one state of the store, whatever the writer commits meanwhile. */
  snapshot<Result>(work: () => Result): Result {
    if (this.database.inTransaction) return work()
    return this.guarded(() => {
      this.database.exec('BEGIN')
      try {
        return work()
      } finally {
        this.end()
      }
    })
  }

  /** As `snapshot`, for rows that are read one by one, so that an export of any size needs little memory. */
  *snapshotRows<Item>(work: () => Iterable<Item>): Generator<Item> {
    this.database.exec('BEGIN')
    try {
      yield* work()
    } catch (error) {
      throw storageErrorOf(error, this.file)
    } finally {
      this.end()
    }
  }

  all<Found>(sql: string, parameters: readonly Parameter[] = []): Found[] {
    return this.guarded(() => this.prepare(sql).all(...parameters) as Found[])
  }

  first<Found>(sql: string, parameters: readonly Parameter[] = []): Found | undefined {
    return this.guarded(() => this.prepare(sql).get(...parameters) as Found | undefined)
  }

  iterate<Found>(sql: string, parameters: readonly Parameter[] = []): Iterable<Found> {
    return this.guarded(() => this.prepare(sql).iterate(...parameters) as IterableIterator<Found>)
  }

  /** What `make` returns, made again only after the writer has committed (https://sqlite.org/pragma.html#pragma_data_version). */
  remember<Made>(name: string, make: () => Made): Made {
    return this.snapshot(() => {
      const version = this.database.pragma('data_version', { simple: true }) as number
      if (version !== this.version) this.remembered.clear()
      this.version = version
      if (!this.remembered.has(name)) this.remembered.set(name, make())
      return this.remembered.get(name) as Made
    })
  }

  /** What `make` returns, once for this connection: for what costs less to bring up to date than to make anew. */
  keep<Made>(name: string, make: () => Made): Made {
    if (!this.kept.has(name)) this.kept.set(name, make())
    return this.kept.get(name) as Made
  }

  close(): void {
    this.database.close()
  }

  private end(): void {
    // SQLite ends a transaction by itself after some errors: https://sqlite.org/lang_transaction.html, section 3.
    if (this.database.inTransaction) this.database.exec('COMMIT')
  }

  private prepare(sql: string): Database.Statement<Parameter[]> {
    let statement = this.statements.get(sql)
    if (statement === undefined) {
      statement = this.database.prepare(sql)
      this.statements.set(sql, statement)
    }
    return statement
  }

  private guarded<Result>(work: () => Result): Result {
    try {
      return work()
    } catch (error) {
      throw storageErrorOf(error, this.file)
    }
  }
}
