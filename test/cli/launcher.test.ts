import { chmodSync, copyFileSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, test } from 'vitest'
import { temporaryDirectory } from '../support/temporary-directory.ts'
import { LAUNCHER, PROJECT, runSightline } from './run-sightline.ts'

const COMMANDS = ['replay', 'serve', 'start', 'export', 'compare', 'check-config']

test('the launcher works from another folder and through a symbolic link to a symbolic link', async () => {
  const folder = temporaryDirectory()
  symlinkSync(LAUNCHER, path.join(folder, 'first'))
  symlinkSync('first', path.join(folder, 'second'))
  const { code, stdout } = await runSightline(['--version'], { cwd: folder, launcher: path.join(folder, 'second') })
  expect(code).toBe(0)
  expect(stdout.trim()).toBe(
    (JSON.parse(readFileSync(path.join(PROJECT, 'package.json'), 'utf8')) as { version: string }).version,
  )
})

test('the launcher says what to run when there is no build', async () => {
  const folder = temporaryDirectory()
  mkdirSync(path.join(folder, 'bin'))
  const launcher = path.join(folder, 'bin', 'sightline')
  copyFileSync(LAUNCHER, launcher)
  chmodSync(launcher, 0o755)
  const { code, stdout, stderr } = await runSightline(['--version'], { launcher })
  expect(code).toBe(1)
  expect(stdout).toBe('')
  expect(stderr).toContain(`run 'npm start' or 'npm run build' in ${folder}`)
})

test('the help names every command and the exit codes, on standard output', async () => {
  const { code, stdout, stderr } = await runSightline(['--help'])
  expect(code).toBe(0)
  expect(stderr).toBe('')
  for (const command of COMMANDS) expect(stdout).toMatch(new RegExp(`^  ${command} `, 'm'))
  expect(stdout).toContain('2 wrong usage')
})

test.each([['--version'], ['--help']])('%s loads neither a command nor what one needs', async (option) => {
  const folder = temporaryDirectory()
  await runSightline([option], { env: { NODE_V8_COVERAGE: folder } })
  const loaded = scriptsIn(folder)
  expect(loaded).toContain('cli/main.js')
  expect(loaded.filter((name) => !name.startsWith('cli/'))).toEqual([])
  for (const command of COMMANDS) expect(loaded).not.toContain(`cli/${command}.js`)
})

test('a command loads no other, and what only shows what is stored loads no dissector', async () => {
  const folder = temporaryDirectory()
  await runSightline(['export', '--help'], { env: { NODE_V8_COVERAGE: folder } })
  const loaded = scriptsIn(folder)
  expect(loaded).toContain('cli/export.js')
  expect(loaded.filter((name) => name.startsWith('dissectors/'))).toEqual([])
  expect(COMMANDS.filter((command) => loaded.includes(`cli/${command}.js`))).toEqual(['export'])
})

test('help says the same of a command as its own --help, and names one that is not there', async () => {
  const asked = await runSightline(['help', 'intended'])
  expect(asked.code).toBe(0)
  expect(asked.stdout).toContain('sightline intended import inventory.csv')
  expect(asked.stdout).toBe((await runSightline(['intended', '--help'])).stdout)
  const unknown = await runSightline(['help', 'bogus'])
  expect(unknown).toMatchObject({ code: 2, stdout: '' })
  expect(unknown.stderr).toContain("unknown command 'bogus'")
})

test.each(COMMANDS)('the help of %s has examples', async (command) => {
  const { code, stdout } = await runSightline([command, '--help'])
  expect(code).toBe(0)
  expect(stdout).toMatch(new RegExp(`Examples:\\n  sightline ${command}`))
  expect(stdout).toContain('--data <DIR>')
})

test.each([
  ['no command', []],
  ['an unknown command', ['bogus']],
  ['an unknown option', ['serve', '--bogus']],
  ['an unknown kind', ['export', 'bogus']],
  ['an unknown format', ['export', 'assets', '--format', 'xml']],
  ['a missing file', ['replay']],
])('%s is wrong usage, said on standard error', async (_case, args) => {
  const { code, stdout, stderr } = await runSightline(args)
  expect(code).toBe(2)
  expect(stdout).toBe('')
  expect(stderr).toContain('--help')
})

/** Scripts of ours that a process has loaded, by their place in dist/, from what the engine notes of them. */
function scriptsIn(folder: string): string[] {
  const built = pathToFileURL(path.join(PROJECT, 'dist', path.sep)).href
  const notes = readdirSync(folder).map((name) => readFileSync(path.join(folder, name), 'utf8'))
  const scripts = notes.flatMap((text) => (JSON.parse(text) as { result: { url: string }[] }).result)
  return scripts.flatMap(({ url }) => (url.startsWith(built) ? [url.slice(built.length)] : []))
}
