import { accessSync, constants, existsSync, statSync } from 'node:fs'
import Database from 'better-sqlite3'
import { StorageError, storageErrorOf } from './errors.ts'

/** One step of a database's schema: run once, in order, inside a transaction. */
export interface Migration {
  readonly name: string
  readonly sql: string
}

/** What makes a file one of our databases: its `application_id`, and the steps that its `user_version` counts. */
export interface Schema {
  readonly applicationId: number
  readonly migrations: readonly Migration[]
}

export interface OpenOptions {
  /** The size the file may grow to; past it writing fails with SIGHTLINE_STORAGE_FULL. */
  readonly maxBytes?: number | undefined
}

/** How long a reader or a checkpoint may hold up the writer before it is an error. */
const BUSY_TIMEOUT_MS = 5000
const CACHE_KIB = 16_384

/** Opens a database for writing, creates it when it is missing, and brings its schema up to date. */
export function openForWriting(file: string, schema: Schema, options: OpenOptions = {}): Database.Database {
  return opening(file, () => {
    // SQLite opens a file that it may not write for reading, and would say so only at the first row.
    if (existsSync(file)) accessSync(file, constants.R_OK | constants.W_OK)
    const database = new Database(file, { timeout: BUSY_TIMEOUT_MS })
    try {
      // Before any pragma that writes: a file that is not ours, or newer than we are, must stay as it is.
      checkOrigin(database, file, schema)
      database.pragma('journal_mode = WAL')
      database.pragma('synchronous = NORMAL')
      database.pragma('foreign_keys = ON')
      database.pragma('temp_store = MEMORY')
      database.pragma(`cache_size = -${CACHE_KIB}`)
      if (options.maxBytes !== undefined) limitSize(database, options.maxBytes)
      migrate(database, file, schema)
    } catch (error) {
      database.close()
      throw error
    }
    return database
  })
}

/** Opens a database that exists and has exactly our schema, for reading only. */
export function openForReading(file: string, schema: Schema): Database.Database {
  return opening(file, () => {
    if (!existsSync(file)) throw nothingYet(file)
    const database = new Database(file, { readonly: true, fileMustExist: true, timeout: BUSY_TIMEOUT_MS })
    try {
      const version = checkOrigin(database, file, schema)
      // The writer has made the file and not yet committed its first migration.
      if (version === 0) throw nothingYet(file)
      if (version < schema.migrations.length) {
        const message = `${file}: written by an older Sightline (schema ${version}); run "sightline replay" or "sightline capture" once to bring it up to date`
        throw new StorageError('SIGHTLINE_STORAGE_OLDER_SCHEMA', message)
      }
    } catch (error) {
      database.close()
      throw error
    }
    return database
  })
}

/** Applies the migrations that `database` has not seen, each in its own transaction. */
function migrate(database: Database.Database, file: string, schema: Schema): void {
  const from = checkOrigin(database, file, schema)
  for (let version = from; version < schema.migrations.length; version++) {
    const { sql } = schema.migrations[version] as Migration
    database.exec('BEGIN IMMEDIATE')
    try {
      database.exec(sql)
      database.pragma(`application_id = ${schema.applicationId}`)
      database.pragma(`user_version = ${version + 1}`)
      database.exec('COMMIT')
    } catch (error) {
      if (database.inTransaction) database.exec('ROLLBACK')
      throw error
    }
  }
}

/** The schema version of a file of ours (0 for an empty one); throws for any other file. */
function checkOrigin(database: Database.Database, file: string, schema: Schema): number {
  const version = database.pragma('user_version', { simple: true }) as number
  const application = database.pragma('application_id', { simple: true }) as number
  const tables = database.prepare('SELECT count(*) FROM sqlite_schema').pluck().get() as number
  if (application !== schema.applicationId && (application !== 0 || version !== 0 || tables !== 0)) {
    const message = `${file}: this is a database of another program; move it away, or choose another folder with --data`
    throw new StorageError('SIGHTLINE_STORAGE_NOT_A_DATABASE', message)
  }
  if (version > schema.migrations.length) {
    const message = `${file}: written by a newer Sightline (schema ${version}, this one knows ${schema.migrations.length}); update Sightline, or choose another folder with --data`
    throw new StorageError('SIGHTLINE_STORAGE_NEWER_SCHEMA', message)
  }
  return version
}

function limitSize(database: Database.Database, maxBytes: number): void {
  const pageSize = database.pragma('page_size', { simple: true }) as number
  database.pragma(`max_page_count = ${Math.max(1, Math.floor(maxBytes / pageSize))}`)
}

function opening(file: string, open: () => Database.Database): Database.Database {
  try {
    if (existsSync(file) && statSync(file).isDirectory()) {
      const message = `${file}: this is a folder, not a database; move it away, or choose another folder with --data`
      throw new StorageError('SIGHTLINE_STORAGE_NOT_A_DATABASE', message)
    }
    return open()
  } catch (error) {
    throw storageErrorOf(error, file)
  }
}

function nothingYet(file: string): StorageError {
  const message = `${file}: nothing captured yet; run "sightline replay FILE" or "sightline capture --interface NAME" with the same --data`
  return new StorageError('SIGHTLINE_STORAGE_MISSING', message)
}
