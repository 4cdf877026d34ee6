import { appendFileSync, mkdirSync, readFileSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { finishedCaptures } from '../../cli/follow.ts'
import { MAX_FILE_REPORTS, replayCaptures } from '../../cli/replay-captures.ts'
import { ObservedWriter } from '../../storage/observed/writer.ts'
import { temporaryDirectory } from '../support/temporary-directory.ts'
import { endOf, runSightline, startSightline } from './run-sightline.ts'

const WHOLE = readFileSync(path.join(import.meta.dirname, '../../fixtures/modbus/functions.pcap'))
const HEADER = WHOLE.subarray(0, 24)

/** The capture in three files, each with a third of its records: connections go across them. */
function thirds(): Buffer[] {
  const starts: number[] = []
  for (let at = 24; at < WHOLE.length; at += 16 + WHOLE.readUInt32LE(at + 8)) starts.push(at)
  const [one, two] = [starts[Math.floor(starts.length / 3)], starts[Math.floor((starts.length * 2) / 3)]]
  return [WHOLE.subarray(24, one), WHOLE.subarray(one, two), WHOLE.subarray(two)].map((part) =>
    Buffer.concat([HEADER, part]),
  )
}

function write(folder: string, name: string, bytes: Uint8Array, seconds: number): string {
  const file = path.join(folder, name)
  writeFileSync(file, bytes)
  utimesSync(file, seconds, seconds)
  return file
}

async function take(folder: string, count: number): Promise<string[]> {
  const stop = new AbortController()
  const names: string[] = []
  for await (const file of finishedCaptures(folder, stop.signal)) {
    names.push(path.basename(file))
    if (names.length === count) stop.abort()
  }
  return names
}

test('captures are taken as they were written: by time, then by the number in the name; the newest is left alone', async () => {
  const folder = temporaryDirectory()
  write(folder, 'ring.pcap10', WHOLE, 2000)
  write(folder, 'ring.pcap9', WHOLE, 2000)
  write(folder, 'ring.pcap2', WHOLE, 3000)
  write(folder, 'ring.pcap1', WHOLE, 1000)
  expect(await take(folder, 3)).toEqual(['ring.pcap1', 'ring.pcap9', 'ring.pcap10'])
})

test('a log, an empty file, a hidden file and a folder are no captures, however new they are', async () => {
  const folder = temporaryDirectory()
  write(folder, 'a.pcap', WHOLE, 1000)
  write(folder, 'b.pcap', WHOLE, 2000)
  write(folder, 'tcpdump.log', Buffer.from('listening on eth1'), 3000)
  write(folder, 'c.pcap', new Uint8Array(0), 3000)
  write(folder, '.d.pcap', WHOLE, 3000)
  mkdirSync(path.join(folder, 'e.pcap'))
  write(folder, 'b2.pcap', WHOLE, 2001)
  expect(await take(folder, 2)).toEqual(['a.pcap', 'b.pcap'])
})

test('a capture that is just being compressed is taken plain, and does not pass for the newest', async () => {
  const folder = temporaryDirectory()
  write(folder, 'a.pcap', WHOLE, 1000)
  write(folder, 'b.pcap', WHOLE, 2000)
  write(folder, 'a.pcap.gz', gzipSync(WHOLE).subarray(0, 100), 3000)
  expect(await take(folder, 1)).toEqual(['a.pcap'])
})

test('a ring buffer takes a name again: its new capture is taken too', async () => {
  const folder = temporaryDirectory()
  write(folder, 'ring0', WHOLE, 1000)
  write(folder, 'ring1', WHOLE, 2000)
  const stop = new AbortController()
  const names: string[] = []
  for await (const file of finishedCaptures(folder, stop.signal)) {
    names.push(path.basename(file))
    if (names.length === 1) {
      write(folder, 'ring0', Buffer.concat([WHOLE, WHOLE.subarray(24)]), 3000)
      write(folder, 'ring1', WHOLE, 2000)
    }
    if (names.length === 2) write(folder, 'ring1', HEADER, 4000)
    if (names.length === 3) stop.abort()
  }
  expect(names).toEqual(['ring0', 'ring1', 'ring0'])
})

test('of a folder that never ends only the last reports are kept, and every problem is counted', async () => {
  const writer = new ObservedWriter(path.join(temporaryDirectory(), 'data'))
  const paths = Array.from({ length: MAX_FILE_REPORTS + 5 }, (_, i) => `nowhere-${i}`)
  const totals = await replayCaptures(paths, writer, { onProgress: () => undefined, isInterrupted: () => false })
  writer.close()
  expect(totals.files).toHaveLength(MAX_FILE_REPORTS)
  expect(totals.files.at(-1)?.file).toBe(paths.at(-1))
  expect(totals.problems).toBe(paths.length)
})

async function operations(cwd: string): Promise<string> {
  const columns = /"(function|target|requests|responses|errors)":("[^"]*"|\d+)/g
  const { stdout } = await runSightline(['export', 'operations', '--data', 'data', '--format', 'ndjson'], { cwd })
  const rows = stdout.split('\n').map((row) => (row.match(columns) ?? []).join(' '))
  return rows.sort().join('\n')
}

/** Follows `captures` until so many files were told to be stored and `then` has been done in between; ends it by SIGINT. */
async function follow(cwd: string, steps: readonly (readonly [after: number, step: () => void])[]) {
  const child = startSightline(['replay', '--data', 'data', '--json', '--follow', 'captures'], { cwd })
  const waiting = [...steps]
  let told = ''
  const look = () => {
    const stored = told.split('frames stored').length - 1
    while (waiting[0] !== undefined && stored >= waiting[0][0]) waiting.shift()?.[1]()
    if (waiting.length === 0) child.kill('SIGINT')
  }
  child.stderr.on('data', (text) => {
    told += String(text)
    look()
  })
  const { code, stdout, stderr } = await endOf(child)
  return { code, stderr, summary: JSON.parse(stdout) as { captures: number; frames: number; messages: number } }
}

test('a followed folder gives what the whole capture gives, as files come, are compressed, and after a restart', async () => {
  const [cwd, other] = [temporaryDirectory(), temporaryDirectory()]
  const folder = path.join(cwd, 'captures')
  mkdirSync(folder)
  const [first, second, third] = thirds() as [Buffer, Buffer, Buffer]
  write(folder, '1.pcap', first, 1000)
  write(folder, '2.pcap', second.subarray(0, 500), 2000)
  const { code, stderr, summary } = await follow(cwd, [
    [
      1,
      () => {
        appendFileSync(path.join(folder, '2.pcap'), second.subarray(500))
        write(folder, '1.pcap.gz', gzipSync(first), 1000)
        rmSync(path.join(folder, '1.pcap'))
        writeFileSync(path.join(folder, '3.pcap.part'), third.subarray(0, 200))
        renameSync(path.join(folder, '3.pcap.part'), path.join(folder, '3.pcap'))
      },
    ],
    [2, () => undefined],
  ])
  expect(code).toBe(0)
  expect(stderr).toContain('3.pcap: not read, it is the newest and may still grow')
  expect(summary.captures).toBe(2)
  appendFileSync(path.join(folder, '3.pcap'), third.subarray(200))
  write(folder, '4.pcap', HEADER, Date.now() / 1000 + 10)
  const again = await follow(cwd, [[1, () => undefined]])
  expect(again.summary.captures).toBe(1)
  expect(summary.frames + again.summary.frames).toBe(thirdsFrames())
  expect(summary.messages + again.summary.messages).toBe(92)

  writeFileSync(path.join(other, 'whole.pcap'), WHOLE)
  await runSightline(['replay', '--data', 'data', 'whole.pcap'], { cwd: other })
  expect(await operations(cwd)).toBe(await operations(other))
})

function thirdsFrames(): number {
  let count = 0
  for (let at = 24; at < WHOLE.length; at += 16 + WHOLE.readUInt32LE(at + 8)) count++
  return count
}

test.each([
  ['neither files nor a folder', [], 2, 'name capture files, or one folder with --follow'],
  ['both files and a folder', ['--follow', '.', 'a.pcap'], 2, 'name capture files, or one folder with --follow'],
  ['a folder that is not there', ['--follow', 'nowhere'], 1, 'nowhere: no such folder; check the name'],
])('%s is refused', async (_, args, expected, message) => {
  const { code, stderr } = await runSightline(['replay', '--data', 'data', ...args], { cwd: temporaryDirectory() })
  expect(code).toBe(expected)
  expect(stderr).toContain(message)
})

test('a gzip capture is replayed, and is the same capture as the plain one', async () => {
  const cwd = temporaryDirectory()
  writeFileSync(path.join(cwd, 'a.pcap.gz'), gzipSync(WHOLE))
  writeFileSync(path.join(cwd, 'a.pcap'), WHOLE)
  const { code, stdout, stderr } = await runSightline(['replay', '--data', 'data', '--json', 'a.pcap.gz', 'a.pcap'], {
    cwd,
  })
  expect(code).toBe(0)
  expect(stderr).toBe('a.pcap: is in the map already; nothing added\n')
  expect(JSON.parse(stdout)).toMatchObject({ captures: 1, messages: 92 })
})
