/** Why the store cannot be opened, read or written. */
export type StorageCode =
  | 'SIGHTLINE_STORAGE_MISSING'
  | 'SIGHTLINE_STORAGE_NOT_A_DIRECTORY'
  | 'SIGHTLINE_STORAGE_NOT_A_DATABASE'
  | 'SIGHTLINE_STORAGE_DAMAGED'
  | 'SIGHTLINE_STORAGE_NEWER_SCHEMA'
  | 'SIGHTLINE_STORAGE_OLDER_SCHEMA'
  | 'SIGHTLINE_STORAGE_NO_ACCESS'
  | 'SIGHTLINE_STORAGE_READ_ONLY'
  | 'SIGHTLINE_STORAGE_FULL'
  | 'SIGHTLINE_STORAGE_BUSY'
  | 'SIGHTLINE_STORAGE_IO'

/** A store that cannot be used: one line that names the file and says what to do. Nothing already stored is lost. */
export class StorageError extends Error {
  readonly code: StorageCode

  constructor(code: StorageCode, message: string, cause?: unknown) {
    super(message.replaceAll(/\s*[\r\n]+\s*/g, ' '), cause === undefined ? undefined : { cause })
    this.name = 'StorageError'
    this.code = code
  }
}

/** Turns what SQLite or the file system threw about `file` into a StorageError; anything else comes back as it is. */
export function storageErrorOf(error: unknown, file: string): unknown {
  if (error instanceof StorageError || !(error instanceof Error)) return error
  const reason = 'code' in error && typeof error.code === 'string' ? error.code : ''
  const known = REASONS.find(({ of }) => of.some((code) => reason === code || reason.startsWith(`${code}_`)))
  return known === undefined ? error : new StorageError(known.code, `${file}: ${known.says}`, error)
}

interface Reason {
  /** Codes of Node.js and primary codes of SQLite, which its extended codes begin with (https://sqlite.org/rescode.html). */
  readonly of: readonly string[]
  readonly code: StorageCode
  readonly says: string
}

const REASONS: readonly Reason[] = [
  {
    of: ['SQLITE_FULL', 'ENOSPC', 'EDQUOT'],
    code: 'SIGHTLINE_STORAGE_FULL',
    says: 'the disk, or the size allowed for the store, is full; free some space and run again (what was stored before is kept)',
  },
  {
    of: ['SQLITE_READONLY', 'EROFS', 'EACCES', 'EPERM'],
    code: 'SIGHTLINE_STORAGE_READ_ONLY',
    says: 'it or its folder cannot be written; give this user write access, or choose another folder with --data',
  },
  {
    of: ['SQLITE_NOTADB'],
    code: 'SIGHTLINE_STORAGE_NOT_A_DATABASE',
    says: 'this is not a database; move it away, or choose another folder with --data',
  },
  {
    of: ['SQLITE_CORRUPT'],
    code: 'SIGHTLINE_STORAGE_DAMAGED',
    says: 'the database is damaged; move it away and replay the captures, or recover it with "sqlite3 FILE .recover"',
  },
  {
    of: ['SQLITE_BUSY', 'SQLITE_LOCKED'],
    code: 'SIGHTLINE_STORAGE_BUSY',
    says: 'another process is writing it; stop that one first, or choose another folder with --data',
  },
  {
    of: ['SQLITE_CANTOPEN', 'SQLITE_PERM'],
    code: 'SIGHTLINE_STORAGE_NO_ACCESS',
    says: 'it cannot be opened; check that this user may read and write it and its folder',
  },
  {
    of: ['SQLITE_IOERR', 'EIO'],
    code: 'SIGHTLINE_STORAGE_IO',
    says: 'the disk reports an error; check the disk and its file system, then run again',
  },
  {
    of: ['ENOTDIR', 'EEXIST'],
    code: 'SIGHTLINE_STORAGE_NOT_A_DIRECTORY',
    says: 'this is a file, or has one in its path, where a folder must be; choose another folder with --data',
  },
  {
    of: ['ENOENT'],
    code: 'SIGHTLINE_STORAGE_MISSING',
    says: 'there is no such folder; create it, or choose another one with --data',
  },
]
