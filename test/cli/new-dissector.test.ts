import { spawnSync } from 'node:child_process'
import { cpSync, readFileSync, symlinkSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { template } from '../../dissectors/kit/template.ts'
import { Dialogue } from '../support/dialogue.ts'
import { temporaryDirectory } from '../support/temporary-directory.ts'
import { PROJECT } from './run-sightline.ts'

const READ = '5a54 01 00 0007 0005 01 0064 000a'
const ANSWER = '5a54 01 01 0007 0002 01 00'
const REFUSAL = '5a54 01 01 0007 0002 01 03'

function compact(text: string): string {
  return text.replaceAll(' ', '')
}

test('the template reports a request and its answer as one operation', () => {
  const dialogue = new Dialogue(template).toServer(compact(READ)).toClient(compact(ANSWER))
  expect(dialogue.heard).toMatchObject([
    { role: 'request', function: '1', name: 'Read', class: 'read', target: 'word 100+10', status: 0 },
    { role: 'response', function: '1', name: 'Read', class: 'read', target: 'word 100+10', status: 0 },
  ])
})

test('the template reports the error of an answer, and cyclic requests as the same object', () => {
  const dialogue = new Dialogue(template)
  for (let i = 0; i < 3; i++) dialogue.toServer(compact(READ)).toClient(compact(REFUSAL))
  expect(dialogue.heard.map(({ status }) => status)).toEqual([0, 3, 0, 3, 0, 3])
  expect(new Set(dialogue.operations).size).toBe(1)
})

test('the template says that a message is cut short, and loses no later one', () => {
  const dialogue = new Dialogue(template).toServer('5a54010000010002' + '0100').toServer(compact(READ))
  expect(dialogue.observed('malformed')).toEqual([{ kind: 'malformed', reason: 'truncated', offset: 9 }])
  expect(dialogue.heard).toHaveLength(1)
})

test('new:dissector makes a dissector that compiles, is registered, and passes the linter', () => {
  const copy = copyOfTheProject()
  const made = node(copy, 'bin/new-dissector.mjs', 'acme-9')
  expect(made.stderr).toBe('')
  expect(made.status).toBe(0)
  expect(made.stdout).toContain('dissectors/acme-9/acme-9.ts')
  expect(read(copy, 'dissectors/registry.ts')).toMatch(
    /import \{ acme9 \} from '\.\/acme-9\/acme-9\.ts'[\s\S]*acme9,?\s*\]/,
  )
  expect(read(copy, 'dissectors/acme-9/acme-9.ts')).toContain("name: 'acme-9'")
  expect(read(copy, 'fixtures/acme-9/README.md')).toContain('| file | shows | origin | licence | tshark check |')
  const linted = node(
    copy,
    'node_modules/@biomejs/biome/bin/biome',
    'ci',
    '--vcs-enabled=false',
    'dissectors/acme-9',
    'dissectors/registry.ts',
  )
  expect(linted.stderr).not.toContain('error')
  expect(linted.status).toBe(0)
  const compiled = node(copy, 'node_modules/typescript/bin/tsc', '--noEmit', '-p', 'dissectors.json')
  expect(compiled.stdout).toBe('')
  expect(compiled.status).toBe(0)
})

test('new:dissector refuses a name that is taken or no name', () => {
  const copy = copyOfTheProject()
  const before = read(copy, 'dissectors/registry.ts')
  for (const name of ['modbus', 'Acme', '../acme', '']) {
    const { status, stderr } = node(copy, 'bin/new-dissector.mjs', name)
    expect(status).toBe(1)
    expect(stderr).toMatch(/^new:dissector: /)
  }
  expect(read(copy, 'dissectors/registry.ts')).toBe(before)
})

function copyOfTheProject(): string {
  const copy = temporaryDirectory()
  for (const part of ['bin', 'dissectors', 'biome.json', 'tsconfig.json', 'package.json', '.ci/lint']) {
    cpSync(path.join(PROJECT, part), path.join(copy, part), { recursive: true })
  }
  cpSync(path.join(PROJECT, 'test', 'cli', 'dissectors-only.json'), path.join(copy, 'dissectors.json'))
  symlinkSync(path.join(PROJECT, 'node_modules'), path.join(copy, 'node_modules'))
  return copy
}

function node(cwd: string, script: string, ...args: string[]) {
  return spawnSync(process.execPath, [path.join(cwd, script), ...args], { cwd, encoding: 'utf8' })
}

function read(root: string, file: string): string {
  return readFileSync(path.join(root, file), 'utf8')
}
