import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const PROJECT = fileURLToPath(new URL('..', import.meta.url))
const STAGES = read('docker/Dockerfile')
  .replaceAll(/^#.*\n/gm, '')
  .replaceAll('\\\n', ' ')
  .split(/^(?=FROM )/m)
const FINAL = STAGES.at(-1) as string
const DESCRIPTION = JSON.parse(read('package.json')) as Record<string, Record<string, string>>
/** What an import that is not erased names: another file of ours, a package, or a part of Node.js. */
const IMPORTED =
  /^(?:import|export)(?! type\b)[^'"]*?from '([^']+)'|^import '([^']+)'|import\('([^']+)'\)|\.resolve\('([^']+)'\)/gm

test('whatever the Dockerfile copies from the sources is there, and let in by the ignore file', () => {
  const copied = copiedFromSources(STAGES.join(''))
  expect(copied.length).toBeGreaterThan(5)
  const [everything, ...letIn] = read('docker/Dockerfile.dockerignore').split('\n').filter(isPattern)
  expect(everything).toBe('*')
  const folders = copied.map((file) => file.split('/')[0] as string)
  expect(copied.filter((file) => !existsSync(path.join(PROJECT, file)))).toEqual([])
  expect([...new Set(folders)].sort()).toEqual(letIn.map((pattern) => pattern.slice(1)).sort())
})

test('all that the program loads is copied into the image', () => {
  const { files } = loaded()
  expect(files).toContain('dissectors/registry.ts')
  expect(files).toContain('api/app.ts')
  const copied = copiedFromSources(STAGES.slice(0, -1).join(''))
  expect(files.filter((file) => !copied.some((one) => file.startsWith(`${one}/`)))).toEqual([])
  // The launcher is the way in, and the version is read from package.json.
  expect(copiedFromSources(FINAL)).toEqual(expect.arrayContaining(['bin/sightline', 'package.json']))
})

test('every package that the program loads is one of production', () => {
  const { packages } = loaded()
  expect(packages).toEqual(expect.arrayContaining(['better-sqlite3', 'fastify', 'koffi', 'oui-data', 'pcap']))
  const production = { ...DESCRIPTION['dependencies'], ...DESCRIPTION['optionalDependencies'] }
  expect(packages.filter((name) => production[name] === undefined)).toEqual([])
})

test('all stages have one base, of one version', () => {
  const bases = STAGES.slice(1).map((stage) => /^FROM (\S+)/.exec(stage)?.[1])
  expect(new Set(bases)).toEqual(new Set(['$' + '{NODE_IMAGE}']))
  expect(STAGES[0]).toMatch(/^ARG NODE_IMAGE=docker\.io\/library\/node:\d+\.\d+\.\d+-bookworm-slim$/m)
})

test('the last stage installs libpcap and no more, gets no development package, and is not root', () => {
  const installed = /apt-get install ([^&]*)/.exec(FINAL)?.[1]?.trim().split(/\s+/)
  expect(installed?.filter((word) => !word.startsWith('-'))).toEqual(['libpcap0.8'])
  expect(FINAL).toContain('COPY --from=packages /build/node_modules')
  expect(STAGES.find((stage) => / AS packages\b/.test(stage))).toContain('npm ci --omit=dev')
  expect([...FINAL.matchAll(/^USER (.*)$/gm)].map(([, user]) => user)).toEqual(['node'])
})

/** Files of ours and packages that are loaded by the program and its threads. */
function loaded(): { files: string[]; packages: string[] } {
  const threads = readdirSync(path.join(PROJECT, 'cli')).filter((name) => name.endsWith('-thread.ts'))
  const files = ['cli/main.ts', ...threads.map((name) => `cli/${name}`)]
  const packages = new Set<string>()
  for (const file of files) {
    for (const found of read(file).matchAll(IMPORTED)) {
      const name = found.slice(1).find((part) => part !== undefined) as string
      if (name.startsWith('.')) {
        const target = path.join(path.dirname(file), name)
        if (!files.includes(target)) files.push(target)
      } else if (!name.startsWith('node:')) packages.add(/^(@[^/]+\/)?[^/]+/.exec(name)?.[0] as string)
    }
  }
  return { files, packages: [...packages] }
}

function copiedFromSources(stages: string): string[] {
  const copies = stages.matchAll(/^COPY (?!--from)(.*) \S+$/gm)
  return [...copies].flatMap(([, sources]) => (sources as string).split(' '))
}

function isPattern(line: string): boolean {
  return line !== '' && !line.startsWith('#')
}

function read(file: string): string {
  return readFileSync(path.join(PROJECT, file), 'utf8')
}
