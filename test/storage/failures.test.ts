import { execFileSync, type SpawnSyncOptions, spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import { openDecisions } from '../../storage/decisions/open-decisions.ts'
import { StorageError } from '../../storage/errors.ts'
import { exportRows } from '../../storage/observed/export.ts'
import { ObservedReader } from '../../storage/observed/reader.ts'
import { ObservedWriter } from '../../storage/observed/writer.ts'
import { addressEntry, captureEntry, claimEntry, deltaOf, segmentEntry } from '../support/delta.ts'
import { storePlant } from '../support/plant.ts'
import { temporaryDirectory } from '../support/temporary-directory.ts'

test('opening a store again changes nothing in it', () => {
  const directory = temporaryDirectory()
  storePlant(directory)
  const before = addressesIn(directory)
  new ObservedWriter(directory).close()
  expect(addressesIn(directory)).toEqual(before)
  expect(before).toHaveLength(5)
})

test('a store of a newer version is refused, and its file stays as it is', () => {
  const directory = temporaryDirectory()
  storePlant(directory)
  const file = path.join(directory, 'observed.db')
  const database = new Database(file)
  database.pragma('user_version = 99')
  database.close()
  const before = readFileSync(file)
  const refused = { code: 'SIGHTLINE_STORAGE_NEWER_SCHEMA', file, says: /schema 99.*update Sightline/ }
  expectStorageError(() => new ObservedWriter(directory), refused)
  expectStorageError(() => new ObservedReader(directory), refused)
  expect(readFileSync(file).equals(before)).toBe(true)
})

test('a database of another program is refused, and stays as it is', () => {
  const directory = temporaryDirectory()
  const file = path.join(directory, 'observed.db')
  const database = new Database(file)
  database.exec('CREATE TABLE mine (name TEXT)')
  database.close()
  const before = readFileSync(file)
  const refused = { code: 'SIGHTLINE_STORAGE_NOT_A_DATABASE', file, says: /another program/ }
  expectStorageError(() => new ObservedWriter(directory), refused)
  expectStorageError(() => new ObservedReader(directory), refused)
  expect(readFileSync(file).equals(before)).toBe(true)
})

test('a file that is no database is refused, and stays as it is', () => {
  const directory = temporaryDirectory()
  const file = path.join(directory, 'observed.db')
  writeFileSync(file, 'meeting notes, in plain text\n'.repeat(100))
  const before = readFileSync(file)
  const refused = { code: 'SIGHTLINE_STORAGE_NOT_A_DATABASE', file, says: /not a database/ }
  expectStorageError(() => new ObservedWriter(directory), refused)
  expectStorageError(() => new ObservedReader(directory), refused)
  expect(readFileSync(file).equals(before)).toBe(true)
})

test('a damaged database is told apart from an empty one', () => {
  const directory = temporaryDirectory()
  storePlant(directory)
  const file = path.join(directory, 'observed.db')
  const bytes = readFileSync(file)
  bytes.fill(0x55, 4096)
  writeFileSync(file, bytes)
  expectStorageError(() => addressesIn(directory), { code: 'SIGHTLINE_STORAGE_DAMAGED', file, says: /replay/ })
})

test('a folder in place of the database is refused', () => {
  const directory = temporaryDirectory()
  const file = path.join(directory, 'observed.db')
  mkdirSync(file)
  const refused = { code: 'SIGHTLINE_STORAGE_NOT_A_DATABASE', file, says: /folder/ }
  expectStorageError(() => new ObservedWriter(directory), refused)
  expectStorageError(() => new ObservedReader(directory), refused)
})

test('a file in place of the folder is refused', () => {
  const file = path.join(temporaryDirectory(), 'data')
  writeFileSync(file, '')
  const code = 'SIGHTLINE_STORAGE_NOT_A_DIRECTORY'
  expectStorageError(() => new ObservedWriter(file), { code, file, says: /folder/ })
  expectStorageError(() => new ObservedWriter(path.join(file, 'data')), { code, file, says: /folder/ })
})

test('a folder that is missing is made', () => {
  const directory = path.join(temporaryDirectory(), 'new', 'data')
  storePlant(directory)
  expect(addressesIn(directory)).toHaveLength(5)
})

test('reading before anything was captured says how to capture', () => {
  const directory = temporaryDirectory()
  const missing = { code: 'SIGHTLINE_STORAGE_MISSING', file: directory, says: /sightline replay/ }
  expectStorageError(() => new ObservedReader(directory), missing)
  new Database(path.join(directory, 'observed.db')).close()
  expectStorageError(() => new ObservedReader(directory), missing)
})

test('a folder that may not be written is refused', () => {
  const directory = temporaryDirectory()
  chmodSync(directory, 0o555)
  const message = openedByOrdinaryUser(directory)
  expect(message).toContain(`SIGHTLINE_STORAGE_READ_ONLY ${directory}: `)
  expect(message).toContain('write access')
})

test('a database that may not be written is refused, and stays as it is', () => {
  const directory = temporaryDirectory()
  storePlant(directory)
  const file = path.join(directory, 'observed.db')
  chmodSync(directory, 0o777)
  chmodSync(path.join(directory, 'observed.lock'), 0o666)
  chmodSync(file, 0o444)
  const before = readFileSync(file)
  expect(openedByOrdinaryUser(directory)).toContain(`SIGHTLINE_STORAGE_READ_ONLY ${file}: `)
  expect(readFileSync(file).equals(before)).toBe(true)
})

test('a second writer is refused as long as the first one is there', () => {
  const directory = temporaryDirectory()
  const file = path.join(directory, 'observed.db')
  const first = new ObservedWriter(directory)
  const refused = { code: 'SIGHTLINE_STORAGE_BUSY', file, says: /another process/ }
  expectStorageError(() => new ObservedWriter(directory), refused)
  first.close()
  new ObservedWriter(directory).close()
})

test('a writer that was killed does not keep the next one out, and what it had not committed is gone', () => {
  const directory = temporaryDirectory()
  storePlant(directory)
  const killed = run(`
    const writer = new ObservedWriter(${JSON.stringify(directory)})
    writer.begin()
    writer.capture(${JSON.stringify(captureEntry({ name: 'killed.pcap' }))})
    process.kill(process.pid, 'SIGKILL')`)
  expect(killed.signal).toBe('SIGKILL')
  const next = new ObservedWriter(directory)
  expect(next.findCapture('of killed.pcap')).toBeUndefined()
  expect(next.findCapture('of one.pcap')).toBeDefined()
  next.close()
})

test('a full store keeps what was committed, and goes on when there is room again', () => {
  const directory = temporaryDirectory()
  storePlant(directory)
  const before = addressesIn(directory)
  const file = path.join(directory, 'observed.db')
  const writer = new ObservedWriter(directory, { maxBytes: statSync(file).size + 8192 })
  writer.begin()
  writer.capture(captureEntry({ name: 'two.pcap' }))
  const much = manyClaims()
  expectStorageError(() => writer.apply(much), { code: 'SIGHTLINE_STORAGE_FULL', file, says: /free some space/ })
  expect(() => writer.commit()).toThrow('no transaction is open')
  writer.close()
  expect(addressesIn(directory)).toEqual(before)
  const roomier = new ObservedWriter(directory)
  roomier.begin()
  roomier.capture(captureEntry({ name: 'two.pcap' }))
  roomier.apply(much)
  roomier.commit()
  roomier.close()
  expect(addressesIn(directory)).toHaveLength(before.length + 1)
})

test('a disk that is full is told apart from other failures', ({ skip }) => {
  const directory = temporaryDirectory()
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', directory], { stdio: 'ignore' })
  } catch {
    skip('mounting a small disk needs root')
  }
  try {
    storePlant(directory)
    const before = addressesIn(directory)
    const writer = new ObservedWriter(directory)
    writer.begin()
    writer.capture(captureEntry({ name: 'two.pcap' }))
    const file = path.join(directory, 'observed.db')
    expectStorageError(
      () => {
        writer.apply(manyClaims())
        writer.commit()
      },
      { code: 'SIGHTLINE_STORAGE_FULL', file, says: /disk/ },
    )
    writer.close()
    expect(addressesIn(directory)).toEqual(before)
  } finally {
    execFileSync('umount', ['--lazy', directory])
  }
})

test('a reader sees what was committed before its snapshot, and no more', () => {
  const directory = temporaryDirectory()
  storePlant(directory)
  const reader = new ObservedReader(directory)
  const writer = new ObservedWriter(directory)
  const rows = exportRows(reader, 'addresses')[Symbol.iterator]()
  rows.next()
  writer.begin()
  writer.capture(captureEntry({ name: 'two.pcap' }))
  writer.apply(deltaOf({ segments: [segmentEntry()], addresses: [addressEntry(1, '10.9.9.9')] }))
  writer.commit()
  let rest = 0
  while (!rows.next().done) rest++
  expect(rest).toBe(4)
  expect([...exportRows(reader, 'addresses')]).toHaveLength(6)
  writer.close()
  reader.close()
})

test('decisions.db is made, opened again, and refused when it is newer', () => {
  const directory = path.join(temporaryDirectory(), 'data')
  openDecisions(directory).close()
  const database = openDecisions(directory)
  expect(database.pragma('user_version', { simple: true })).toBe(3)
  database.pragma('user_version = 7')
  database.close()
  const file = path.join(directory, 'decisions.db')
  const refused = { code: 'SIGHTLINE_STORAGE_NEWER_SCHEMA', file, says: /schema 7/ }
  expectStorageError(() => openDecisions(directory), refused)
})

function manyClaims() {
  const claims = Array.from({ length: 20_000 }, (_, at) => claimEntry({ address: 1, value: `value ${at}`.repeat(10) }))
  return deltaOf({ segments: [segmentEntry()], addresses: [addressEntry(1, '10.9.9.9')], claims })
}

function addressesIn(directory: string) {
  const reader = new ObservedReader(directory)
  try {
    return [...exportRows(reader, 'addresses')]
  } finally {
    reader.close()
  }
}

/** What a process that is not root is told: root may write anywhere, whatever the mode says. */
function openedByOrdinaryUser(directory: string): string {
  const nobody = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {}
  const script = `
    try {
      new ObservedWriter(${JSON.stringify(directory)}).close()
      console.log('opened')
    } catch (error) {
      console.log(error.code, error.message)
    }`
  return run(script, nobody).stdout
}

/** Runs a script that knows ObservedWriter in a process of its own. */
function run(script: string, options: SpawnSyncOptions = {}) {
  const writer = new URL('../../storage/observed/writer.ts', import.meta.url).href
  const whole = `import { ObservedWriter } from ${JSON.stringify(writer)}\n${script}`
  const parameters = ['--import', 'tsx', '--input-type=module', '-e', whole]
  return spawnSync(process.execPath, parameters, { ...options, encoding: 'utf8' })
}

function expectStorageError(work: () => unknown, expected: { code: string; file: string; says: RegExp }): void {
  let thrown: unknown
  try {
    work()
  } catch (error) {
    thrown = error
  }
  expect(thrown).toBeInstanceOf(StorageError)
  const { code, message } = thrown as StorageError
  expect(code).toBe(expected.code)
  expect(message).toContain(expected.file)
  expect(message).toMatch(expected.says)
  expect(message).not.toContain('\n')
}

test('a folder where none can be made is an error in one line, at once', () => {
  expect(() => new ObservedWriter('/proc/sightline/data')).toThrow(
    '/proc/sightline: no folder can be made there; choose another one with --data',
  )
})
