import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { setTimeout } from 'node:timers/promises'
import Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import { EXPORT_COLUMNS, exportKinds, exportRows } from '../../storage/observed/export.ts'
import { formatRows } from '../../storage/observed/format-rows.ts'
import { ObservedReader } from '../../storage/observed/reader.ts'
import { framesOf, type TestFrame } from '../support/conversation-bytes.ts'
import { temporaryDirectory } from '../support/temporary-directory.ts'
import { twoInterfaces } from '../support/two-interfaces.ts'
import { endOf, runSightline, startSightline } from './run-sightline.ts'

const FIXTURES = path.join(import.meta.dirname, '../../fixtures')
const FUNCTIONS = path.join(FIXTURES, 'modbus/functions.pcap')
const MATCHING = path.join(FIXTURES, 'modbus/matching.pcap')

/** A capture that takes several seconds to read. */
const REPEATS = 20_000

interface Summary {
  readonly captures: number
  readonly frames: number
  readonly assets: number
  readonly conversations: number
  readonly operations: number
  readonly messages: number
  readonly firstSeen: string | null
}

async function replay(cwd: string, ...files: string[]) {
  const result = await runSightline(['replay', '--json', '--data', 'data', ...files], { cwd })
  return { ...result, summary: (result.stdout === '' ? {} : JSON.parse(result.stdout)) as Summary }
}

const senderOf = ({ bytes }: { readonly bytes: Uint8Array }) => Buffer.from(bytes.subarray(6, 12)).toString('hex')

/** The text of every export, without a process for each. */
function exportsOf(cwd: string): string[] {
  const reader = new ObservedReader(path.join(cwd, 'data'))
  const texts = exportKinds.map((kind) =>
    [...formatRows(exportRows(reader, kind), 'csv', EXPORT_COLUMNS[kind])].join(''),
  )
  reader.close()
  return texts
}

test('a replay ends with a summary that has every field of the contract', async () => {
  const { code, summary, stderr } = await replay(temporaryDirectory(), FUNCTIONS)
  expect(code).toBe(0)
  expect(stderr).toBe('')
  const { durationSeconds, ...rest } = summary as Summary & { durationSeconds: number }
  expect(durationSeconds).toBeGreaterThan(0)
  expect(rest).toMatchObject({
    captures: 1,
    frames: expect.any(Number),
    bytes: expect.any(Number),
    firstSeen: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/),
    lastSeen: expect.any(String),
    messages: 92,
    undecoded: 0,
    malformed: 0,
    faults: 0,
  })
})

test('for people the summary is text, and says what the map holds', async () => {
  const { code, stdout } = await runSightline(['replay', '--data', 'data', FUNCTIONS], { cwd: temporaryDirectory() })
  expect(code).toBe(0)
  expect(stdout).toMatch(/^Read 1 capture: [\d,]+ frames/)
  expect(stdout).toMatch(/The map now holds \d+ assets, \d+ conversations/)
})

test('the same captures in two fresh stores export the same bytes', async () => {
  const [one, two] = [temporaryDirectory(), temporaryDirectory()]
  await replay(one, FUNCTIONS, MATCHING)
  await replay(two, FUNCTIONS, MATCHING)
  const [first, second] = [exportsOf(one), exportsOf(two)]
  expect(first.every((text) => text.length > 0)).toBe(true)
  expect(second).toEqual(first)
})

test('a replay extends the map, and a capture that is in it already adds nothing', async () => {
  const cwd = temporaryDirectory()
  const { summary: first } = await replay(cwd, FUNCTIONS)
  const before = exportsOf(cwd)
  const again = await replay(cwd, FUNCTIONS)
  expect(again.code).toBe(0)
  expect(again.stderr).toContain('is in the map already')
  expect(again.summary).toMatchObject({ captures: 0, frames: 0, assets: first.assets, operations: first.operations })
  expect(exportsOf(cwd)).toEqual(before)
  const { summary: more } = await replay(cwd, MATCHING)
  expect(more.operations).toBeGreaterThan(first.operations)
})

test('a damaged capture is stored as far as it goes, and the end is told with file, byte and reason', async () => {
  const cwd = temporaryDirectory()
  const whole = readFileSync(FUNCTIONS)
  writeFileSync(path.join(cwd, 'cut.pcap'), whole.subarray(0, whole.length - 5))
  const { code, stderr, summary } = await replay(cwd, 'cut.pcap')
  expect(code).toBe(1)
  expect(stderr).toMatch(
    /^cut\.pcap: byte \d+: the file ends inside a record: \d+ bytes of it are there; the \d+ frames before it are stored\n$/,
  )
  expect(summary.captures).toBe(1)
  expect(summary.operations).toBeGreaterThan(10)
})

test.each([
  ['a missing file', 'nowhere.pcap', 'nowhere.pcap: no such file; check the name'],
  ['a folder', 'folder', 'folder: is not a file; name a capture file'],
  ['a file that is no capture', 'text.txt', 'text.txt: byte 0: begins with 68656c6c'],
  ['an empty file', 'empty.pcap', 'empty.pcap: byte 0: the file is empty'],
])('%s is one line that says what to do, and the other captures are stored', async (_, file, message) => {
  const cwd = temporaryDirectory()
  mkdirSync(path.join(cwd, 'folder'))
  writeFileSync(path.join(cwd, 'text.txt'), 'hello, this is no capture at all')
  writeFileSync(path.join(cwd, 'empty.pcap'), '')
  const { code, stderr, summary } = await replay(cwd, file, FUNCTIONS)
  expect(code).toBe(1)
  expect(stderr.split('\n')).toHaveLength(2)
  expect(stderr).toContain(message)
  expect(summary.captures).toBe(1)
})

test('a store of a newer version is left as it is', async () => {
  const cwd = temporaryDirectory()
  await replay(cwd, FUNCTIONS)
  const file = path.join(cwd, 'data', 'observed.db')
  const database = new Database(file)
  database.pragma('user_version = 9999')
  database.close()
  const before = readFileSync(file)
  const { code, stderr } = await replay(cwd, MATCHING)
  expect(code).toBe(1)
  expect(stderr.trim()).not.toContain('\n')
  expect(stderr).toMatch(/observed\.db.*newer/)
  expect(readFileSync(file).equals(before)).toBe(true)
})

test('a file in place of the data folder is refused in one line', async () => {
  const cwd = temporaryDirectory()
  writeFileSync(path.join(cwd, 'data'), '')
  const { code, stderr } = await replay(cwd, FUNCTIONS)
  expect([1, 2]).toContain(code)
  expect(stderr.trim()).not.toContain('\n')
  expect(stderr).toContain('where a folder must be')
})

test('a store that is no database is refused in one line and left as it is', async () => {
  const cwd = temporaryDirectory()
  mkdirSync(path.join(cwd, 'data'))
  const file = path.join(cwd, 'data', 'observed.db')
  copyFileSync(FUNCTIONS, file)
  const { code, stderr } = await replay(cwd, MATCHING)
  expect(code).toBe(1)
  expect(stderr.trim()).not.toContain('\n')
  expect(readFileSync(file).equals(readFileSync(FUNCTIONS))).toBe(true)
})

test('a replay that is interrupted stores nothing of the file it was reading', { timeout: 60_000 }, async () => {
  const cwd = temporaryDirectory()
  const records = readFileSync(FUNCTIONS).subarray(24)
  const header = readFileSync(FUNCTIONS).subarray(0, 24)
  writeFileSync(path.join(cwd, 'long.pcap'), Buffer.concat([header, ...new Array<Buffer>(REPEATS).fill(records)]))
  const child = startSightline(['replay', '--data', 'data', 'long.pcap'], { cwd })
  const end = endOf(child)
  while (!existsSync(path.join(cwd, 'data', 'observed.db'))) await setTimeout(5)
  child.kill('SIGINT')
  const { code, stderr } = await end
  expect(code).toBe(130)
  expect(stderr).toContain('interrupted')
  const { summary } = await replay(cwd, MATCHING)
  const { summary: fresh } = await replay(temporaryDirectory(), MATCHING)
  expect(summary.conversations).toBe(fresh.conversations)
})

test('the two outputs of a tap in one file are two networks, or one when the user says so', async () => {
  const cwd = temporaryDirectory()
  const frames = framesOf(MATCHING)
  const first = senderOf(frames[0] as TestFrame)
  writeFileSync(
    path.join(cwd, 'tap.pcapng'),
    twoInterfaces(frames, (frame) => (senderOf(frame) === first ? 0 : 1)),
  )
  copyFileSync(MATCHING, path.join(cwd, 'plain.pcap'))
  const counts = ({ assets, conversations, operations, messages }: Summary) => [
    assets,
    conversations,
    operations,
    messages,
  ]
  const plain = counts((await replay(cwd, '--data', 'plain', 'plain.pcap')).summary)
  const apart = counts((await replay(cwd, '--data', 'apart', 'tap.pcapng')).summary)
  const joined = counts((await replay(cwd, '--data', 'joined', '--join-interfaces', 'tap.pcapng')).summary)
  expect(joined).toEqual(plain)
  expect(apart).not.toEqual(plain)
})
