import { mkdirSync } from 'node:fs'
import path from 'node:path'
import type Database from 'better-sqlite3'
import { openForWriting, type Schema } from '../database.ts'
import { storageErrorOf } from '../errors.ts'
import { INITIAL } from './schema/0001-initial.ts'
import { EVENT_STATES_TABLE } from './schema/0002-event-states.ts'

/** What makes a file a decisions.db: 'SLde' in its header, and these steps. */
export const DECISIONS_SCHEMA: Schema = { applicationId: 0x534c_6465, migrations: [INITIAL, EVENT_STATES_TABLE] }

export const DECISIONS_FILE = 'decisions.db'

/** Opens `decisions.db` in a folder, and creates both when they are missing. Only the API's process writes it. */
export function openDecisions(directory: string): Database.Database {
  try {
    mkdirSync(directory, { recursive: true })
  } catch (error) {
    throw storageErrorOf(error, directory)
  }
  return openForWriting(path.join(directory, DECISIONS_FILE), DECISIONS_SCHEMA)
}
