import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { endOf, PLANT, runSightline, startSightline } from './run-sightline.ts'

let data = ''

beforeAll(async () => {
  data = mkdtempSync(path.join(tmpdir(), 'sightline-test-'))
  expect((await runSightline(['replay', PLANT, '--data', data])).code).toBe(0)
})

afterAll(() => rmSync(data, { recursive: true, force: true }))

/** An address where nobody listens: the port is that of discard. */
const NOBODY = ['--listen', '127.0.0.1:9']

function fileOf(content: string | Buffer): string {
  const file = path.join(data, 'intended.csv')
  writeFileSync(file, content)
  return file
}

function importing(content: string | Buffer, kind: string, more: readonly string[] = NOBODY) {
  return runSightline(['intended', 'import', fileOf(content), '--kind', kind, '--data', data, ...more])
}

test('nothing can be compared before something is intended, and it is said what to run', async () => {
  const { code, stderr } = await runSightline(['compare', '--data', data])
  expect(code).toBe(2)
  expect(stderr).toMatch(/^sightline: .*run "sightline intended import FILE/)
})

test('a template is imported without a server, and the comparison ends with 4', async () => {
  const template = await runSightline(['intended', 'template', 'inventory'])
  const imported = await importing(template.stdout, 'inventory')
  expect(imported).toMatchObject({ code: 0, stdout: '', stderr: 'Imported 3 rows as the inventory list "main".\n' })
  const text = await runSightline(['compare', '--data', data])
  expect(text.code).toBe(4)
  expect(text.stdout).toContain('UNEXPECTED: seen, and not intended')
  const csv = await runSightline(['compare', '--data', data, '--format', 'csv'])
  expect(csv.stdout).toMatch(/^kind,of,subject,field,intended,observed,reason,[^\n]*\r\nunexpected,inventory,/)
  const listed = await runSightline(['intended', 'list', '--data', data])
  expect(JSON.parse(listed.stdout)).toMatchObject([{ kind: 'inventory', name: 'main', file: 'intended.csv', rows: 3 }])
  const removed = await runSightline(['intended', 'remove', 'main', '--kind', 'inventory', '--data', data, ...NOBODY])
  expect(removed.code).toBe(0)
})

test('the comparison ends with 0 when nothing differs', async () => {
  await importing('client,server,protocol,port,classes\n*,*,*,*,*\n', 'communications')
  const { code, stdout } = await runSightline(['compare', '--data', data, '--format', 'json'])
  expect(stdout).toBe('[]\n')
  expect(code).toBe(0)
})

test('a file that is wrong is refused in one line', async () => {
  const wrong = await importing('name,ip\na,10.0.0\n', 'inventory')
  expect(wrong.stderr).toBe('sightline: intended.csv: not imported: line 2, ip: "10.0.0" is no IP address\n')
  expect(wrong.code).toBe(2)
  const latin = await importing(Buffer.from('name\nK\xfchler', 'latin1'), 'inventory')
  expect(latin.code).toBe(2)
  expect(latin.stderr).toMatch(/this is not UTF-8 text/)
})

test('while a server runs it imports for us, and nobody writes beside it', async () => {
  const server = startSightline(['serve', '--data', data, '--listen', '127.0.0.1:0', '--log-level', 'info'])
  const ended = endOf(server)
  const [line] = (await once(server.stderr, 'data')) as [string]
  const listen = /127\.0\.0\.1:\d+/.exec(String(line))?.[0] ?? ''
  const viaServer = await importing('name,ip\nMIXER,10.20.1.11', 'inventory', ['--listen', listen])
  expect(viaServer).toMatchObject({ code: 0, stderr: 'Imported 1 row as the inventory list "main".\n' })
  const beside = await importing('name,ip\nother,10.20.1.11', 'inventory')
  expect(beside.code).toBe(1)
  expect(beside.stderr).toMatch(/say with --listen where it listens/)
  const refused = await importing('name,ip\nMIXER,x', 'inventory', ['--listen', listen])
  expect(refused.stderr).toMatch(/line 2, ip: "x" is no IP address/)
  server.kill('SIGTERM')
  await ended
})
