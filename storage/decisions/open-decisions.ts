import { existsSync } from 'node:fs'
import path from 'node:path'
import type Database from 'better-sqlite3'
import { openForWriting, type Schema } from '../database.ts'
import { storageErrorOf } from '../errors.ts'
import { makeFolder } from '../make-folder.ts'
import { WriterLock } from '../writer-lock.ts'
import { type Intended, IntendedLists, NOTHING_INTENDED } from './intended-lists.ts'
import { INITIAL } from './schema/0001-initial.ts'
import { EVENT_STATES_TABLE } from './schema/0002-event-states.ts'
import { INTENDED_TABLES } from './schema/0003-intended.ts'

/** What makes a file a decisions.db: 'SLde' in its header, and these steps. */
export const DECISIONS_SCHEMA: Schema = {
  applicationId: 0x534c_6465,
  migrations: [INITIAL, EVENT_STATES_TABLE, INTENDED_TABLES],
}

export const DECISIONS_FILE = 'decisions.db'
const LOCK_FILE = 'decisions.lock'

/**
 * Opens `decisions.db` in a folder, and creates both when they are missing. Whoever writes decisions holds
 * `lockDecisions` too.
 */
export function openDecisions(directory: string): Database.Database {
  make(directory)
  return openForWriting(path.join(directory, DECISIONS_FILE), DECISIONS_SCHEMA)
}

/** Makes this process the one that writes decisions; fails with SIGHTLINE_STORAGE_BUSY while another one does. */
export function lockDecisions(directory: string): WriterLock {
  make(directory)
  return new WriterLock(path.join(directory, LOCK_FILE), path.join(directory, DECISIONS_FILE))
}

/** Runs `work` on the lists of a folder that no other process writes, and lets go of it. */
export function writeIntended<Result>(directory: string, work: (lists: IntendedLists) => Result): Result {
  const lock = lockDecisions(directory)
  try {
    return withLists(directory, work)
  } finally {
    lock.release()
  }
}

/** What should be, as the folder says; nothing when nobody decided anything yet. */
export function readIntended(directory: string): Intended {
  if (!existsSync(path.join(directory, DECISIONS_FILE))) return NOTHING_INTENDED
  return withLists(directory, (lists) => lists.all())
}

function withLists<Result>(directory: string, work: (lists: IntendedLists) => Result): Result {
  const database = openDecisions(directory)
  try {
    return work(new IntendedLists(database))
  } catch (error) {
    throw storageErrorOf(error, path.join(directory, DECISIONS_FILE))
  } finally {
    database.close()
  }
}

function make(directory: string): void {
  try {
    makeFolder(directory)
  } catch (error) {
    throw storageErrorOf(error, directory)
  }
}
