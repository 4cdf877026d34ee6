import Database from 'better-sqlite3'
import { StorageError, storageErrorOf } from './errors.ts'

/**
 * Holds `file` for this process alone, until `release` or the end of the process, however it ends.
 *
 * The lock is SQLite's own on a database of nothing: the system drops it with the process, on every platform, which
 * a file with a process number in it does not give. Locking observed.db itself would shut its readers out.
 */
export class WriterLock {
  private readonly held: Database.Database

  constructor(file: string, what: string) {
    try {
      this.held = new Database(file, { timeout: 0 })
    } catch (error) {
      throw storageErrorOf(error, file)
    }
    try {
      this.held.exec('BEGIN EXCLUSIVE')
    } catch (error) {
      this.held.close()
      const known = storageErrorOf(error, file)
      // Under its own name the lock would tell nobody anything.
      if (known instanceof StorageError && known.code === 'SIGHTLINE_STORAGE_BUSY') throw storageErrorOf(error, what)
      throw known
    }
  }

  release(): void {
    this.held.close()
  }
}
