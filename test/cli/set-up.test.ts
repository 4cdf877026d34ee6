import { spawnSync } from 'node:child_process'
import { chmodSync, cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { temporaryDirectory } from '../support/temporary-directory.ts'
import { PROJECT } from './run-sightline.ts'

/** What `npm` does in these tests, which have no business with a registry: it notes that it was called, and then this. */
const NPM = {
  installs:
    'for name in typescript @types undici-types better-sqlite3 bindings file-uri-to-path pcap; do link $name; done',
  installsWithoutCapture:
    'for name in typescript @types undici-types better-sqlite3 bindings file-uri-to-path; do link $name; done',
  installsWithoutScripts: 'for name in typescript @types undici-types; do link $name; done',
  isOffline:
    'echo "npm error code ENOTFOUND" >&2; echo "npm error network request to https://registry.npmjs.org/x failed, reason: getaddrinfo ENOTFOUND registry.npmjs.org" >&2; exit 1',
  hasNoHeaders:
    'echo "npm error gyp ERR! stack Error: This is most likely not a problem with node-gyp or the package itself and" >&2; exit 1',
  cannotCompile: 'echo "npm error gyp ERR! stack Error: not found: make" >&2; exit 1',
} as const

/** Those of the Node.js that runs these tests, if it brought any. */
const HEADERS = path.resolve(process.execPath, '..', '..', 'include', 'node')

test('the set-up installs and compiles what is missing, says so, and the second time does nothing', () => {
  const project = new Project('installs')
  const first = project.setUp()
  expect(first.status).toBe(0)
  expect(first.stderr).toContain('npm ci')
  expect(first.stderr).toContain('compiling the TypeScript sources into dist/')
  expect(readFileSync(project.at('dist/cli/main.js'), 'utf8')).toContain('answer = 42')
  const second = project.setUp()
  expect(second).toMatchObject({ status: 0, stdout: '', stderr: '' })
  expect(project.npmCalls()).toEqual(['ci --no-audit --no-fund --loglevel=error --include=dev --include=optional'])
})

test.skipIf(!existsSync(HEADERS))('drivers are compiled with the headers that Node.js brought along', () => {
  const project = new Project('installs')
  project.setUp()
  expect(readFileSync(project.at('npm-nodedir'), 'utf8').trim()).toBe(path.dirname(path.dirname(HEADERS)))
})

test('where a person has named the headers of Node.js, those are taken', () => {
  const project = new Project('installs')
  project.setUp({ npm_config_nodedir: '/opt/node' })
  expect(readFileSync(project.at('npm-nodedir'), 'utf8').trim()).toBe('/opt/node')
})

test('the set-up installs again when the lock file has changed, and only compiles when a source has', () => {
  const project = new Project('installs')
  project.setUp()
  writeFileSync(project.at('cli/main.ts'), 'export const answer = 43\n')
  expect(project.setUp().stderr).toMatch(/^set-up: compiling [^\n]*\n$/)
  expect(readFileSync(project.at('dist/cli/main.js'), 'utf8')).toContain('answer = 43')
  expect(project.npmCalls()).toHaveLength(1)
  writeFileSync(project.at('package-lock.json'), '{ "packages": { "": {}, "node_modules/x": { "version": "1.0.0" } } }')
  expect(project.setUp().status).toBe(0)
  expect(project.npmCalls()).toHaveLength(2)
})

test('a compiled program that was deleted is compiled again', () => {
  const project = new Project('installs')
  project.setUp()
  rmSync(project.at('dist/cli'), { recursive: true })
  expect(project.setUp().status).toBe(0)
  expect(existsSync(project.at('dist/cli/main.js'))).toBe(true)
})

test('packages that were installed by hand from the same lock file are taken as they are', () => {
  const project = new Project('installs')
  project.setUp()
  rmSync(project.at('node_modules/.sightline-set-up'))
  writeFileSync(project.at('node_modules/.package-lock.json'), '{ "packages": {} }')
  expect(project.setUp()).toMatchObject({ status: 0, stderr: '' })
  expect(project.npmCalls()).toHaveLength(1)
})

test('without the capture driver the set-up succeeds, and says in one line what is missing and what to install', () => {
  const { status, stderr } = new Project('installsWithoutCapture').setUp()
  expect(status).toBe(0)
  expect(stderr).toMatch(/^set-up: everything works except live capture.*libpcap-dev.*$/m)
})

test.each([
  [
    'no network',
    'isOffline',
    'the package registry cannot be reached (network request to https://registry.npmjs.org/x',
  ],
  ['no compiler', 'cannotCompile', 'install python3, make and g++'],
  ['nothing of the headers of Node.js', 'hasNoHeaders', 'https://nodejs.org cannot be reached'],
  ['install scripts that npm was told not to run', 'installsWithoutScripts', 'ignore-scripts'],
] as const)('the set-up fails in one line when there is %s, and tries again the next time', (_case, npm, expected) => {
  const project = new Project(npm)
  const { status, stderr } = project.setUp()
  expect(status).toBe(1)
  const last = stderr.trimEnd().split('\n').at(-1)
  expect(last).toMatch(/^set-up: /)
  expect(last).toContain(expected)
  expect(existsSync(project.at('dist'))).toBe(false)
  project.setUp()
  expect(project.npmCalls()).toHaveLength(2)
})

test('the sources compile without the packages that npm may leave out, because each is declared', () => {
  const { optionalDependencies } = JSON.parse(readFileSync(path.join(PROJECT, 'package.json'), 'utf8')) as {
    optionalDependencies: object
  }
  const declared = readFileSync(path.join(PROJECT, 'sensor', 'capture', 'optional-packages.d.ts'), 'utf8')
  const names = [...declared.matchAll(/^declare module '(.*)'$/gm)].map(([, name]) => name)
  expect(names.sort()).toEqual(Object.keys(optionalDependencies).sort())
})

test('sources that do not compile stop the set-up with what the compiler says', () => {
  const project = new Project('installs')
  writeFileSync(project.at('cli/main.ts'), 'export const answer: string = 42\n')
  const { status, stderr } = project.setUp()
  expect(status).toBe(1)
  expect(stderr).toContain('cli/main.ts(1,14): error TS2322')
  expect(stderr.trimEnd().split('\n').at(-1)).toBe('set-up: the sources do not compile: see the messages above')
  writeFileSync(project.at('cli/main.ts'), 'export const answer = 42\n')
  expect(project.setUp().status).toBe(0)
})

/** A small project around the real set-up, with another npm before the real one on the path. */
class Project {
  private readonly root = temporaryDirectory()

  constructor(npm: keyof typeof NPM) {
    cpSync(path.join(PROJECT, 'bin'), this.at('bin'), { recursive: true })
    mkdirSync(this.at('cli'))
    mkdirSync(this.at('path'))
    writeFileSync(this.at('cli/main.ts'), 'export const answer = 42\n')
    writeFileSync(this.at('package.json'), '{ "type": "module" }')
    writeFileSync(this.at('package-lock.json'), '{ "packages": { "": {} } }')
    const { compilerOptions } = JSON.parse(readFileSync(path.join(PROJECT, 'tsconfig.json'), 'utf8')) as {
      compilerOptions: object
    }
    writeFileSync(this.at('tsconfig.json'), JSON.stringify({ compilerOptions, include: ['cli'] }))
    const link = 'link() { mkdir -p node_modules; ln -sfn "$REAL/$1" "node_modules/$1"; }'
    writeFileSync(
      this.at('path/npm'),
      `#!/bin/sh\necho "$@" >> npm-calls\necho "$npm_config_nodedir" > npm-nodedir\n${link}\n${NPM[npm]}\n`,
    )
    chmodSync(this.at('path/npm'), 0o755)
  }

  at(file: string): string {
    return path.join(this.root, file)
  }

  setUp(named: Record<string, string> = {}): { status: number | null; stdout: string; stderr: string } {
    const { npm_execpath: _inside, npm_config_nodedir: _named, ...env } = process.env
    const PATH = `${this.at('path')}:${env['PATH']}`
    const REAL = path.join(PROJECT, 'node_modules')
    const { status, stdout, stderr } = spawnSync(process.execPath, [this.at('bin/set-up.mjs')], {
      cwd: this.root,
      encoding: 'utf8',
      env: { ...env, ...named, PATH, REAL },
    })
    return { status, stdout, stderr }
  }

  npmCalls(): string[] {
    return readFileSync(this.at('npm-calls'), 'utf8').trimEnd().split('\n')
  }
}
