import { execFileSync, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import {
  closeSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
} from 'node:fs'
import { readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { temporaryDirectory } from '../support/temporary-directory.ts'
import { endOf, LAUNCHER, PLANT, runSightline, startSightline } from './run-sightline.ts'

let data = ''

beforeAll(async () => {
  data = mkdtempSync(path.join(tmpdir(), 'sightline-test-'))
  const { code, stderr } = await runSightline(['replay', PLANT, '--data', data])
  expect(stderr).toBe('')
  expect(code).toBe(0)
})

afterAll(() => rmSync(data, { recursive: true, force: true }))

test('rows are one JSON array by default, and the same rows one a line with ndjson', async () => {
  const json = await runSightline(['export', 'conversations', '--data', data])
  const ndjson = await runSightline(['export', 'conversations', '--data', data, '--format', 'ndjson'])
  expect(json.code).toBe(0)
  expect(json.stderr).toBe('')
  const rows = JSON.parse(json.stdout) as object[]
  expect(rows.length).toBeGreaterThan(5)
  expect(rows[0]).toHaveProperty('clientAddress')
  expect(
    ndjson.stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as object),
  ).toEqual(rows)
})

test('a file appears complete and alone, and nothing goes to standard output', async () => {
  const folder = temporaryDirectory()
  const file = path.join(folder, 'assets.csv')
  const { code, stdout } = await runSightline(['export', 'assets', '--data', data, '--format', 'csv', '--output', file])
  expect(code).toBe(0)
  expect(stdout).toBe('')
  expect(readFileSync(file, 'utf8')).toMatch(/^id,name,role,[^\n]*\r\n[0-9a-f]{16},/)
  expect(readdirSync(folder)).toEqual(['assets.csv'])
})

test('an output that cannot be written is a failure in one line', async () => {
  const folder = temporaryDirectory()
  const file = path.join(folder, 'taken')
  mkdirSync(file)
  const { code, stderr } = await runSightline(['export', 'assets', '--data', data, '--output', file])
  expect(code).toBe(1)
  expect(stderr).toMatch(/^sightline: .*taken: cannot be written \(.*\)\n$/)
  expect(readdirSync(folder)).toEqual(['taken'])
})

test('a pipe that is named as the output is written to, and stays one', async () => {
  const pipe = path.join(temporaryDirectory(), 'pipe')
  execFileSync('mkfifo', [pipe])
  const reading = readFile(pipe, 'utf8')
  const { code } = await runSightline(['export', 'assets', '--data', data, '--output', pipe])
  expect(code).toBe(0)
  expect((JSON.parse(await reading) as unknown[]).length).toBeGreaterThan(3)
  expect(lstatSync(pipe).isFIFO()).toBe(true)
})

test('standard output that is full is a failure in one line', () => {
  const full = openSync('/dev/full', 'w')
  const args = ['export', 'assets', '--data', data]
  const { status, stderr } = spawnSync(LAUNCHER, args, { stdio: ['ignore', full, 'pipe'], encoding: 'utf8' })
  closeSync(full)
  expect(status).toBe(1)
  expect(stderr).toMatch(/^sightline: standard output cannot be written \(ENOSPC.*\)\n$/)
})

test('a reader that stops reading ends the export quietly', async () => {
  const child = startSightline(['export', 'claims', '--data', data])
  child.stdout.destroy()
  const [code] = (await once(child, 'exit')) as [number | null]
  expect(child.stderr.read()).toBeNull()
  expect(code).toBe(0)
})

test('a folder that holds no store is a failure that says what to run, and is not created', async () => {
  const folder = path.join(temporaryDirectory(), 'nowhere')
  const { code, stdout, stderr } = await runSightline(['export', 'assets', '--data', folder])
  expect(code).toBe(1)
  expect(stdout).toBe('')
  expect(stderr).toMatch(/^sightline: .*nothing captured yet; run "sightline replay FILE".*\n$/)
  expect(existsSync(folder)).toBe(false)
})

test('an interrupted command ends with 130', async () => {
  const child = startSightline(['serve', '--data', data, '--listen', '127.0.0.1:0'])
  const ended = endOf(child)
  await once(child.stderr, 'data')
  child.kill('SIGINT')
  expect((await ended).code).toBe(130)
})
