import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const PROJECT = fileURLToPath(new URL('..', import.meta.url))
const BIOME = path.join(PROJECT, 'node_modules', '@biomejs', 'biome', 'bin', 'biome')

/** A file, an import or a call in it, and whether engineering.md 2.5 allows it there. */
type Case = readonly [file: string, source: string, verdict: 'allowed' | 'forbidden']

const CASES: readonly Case[] = [
  ['dissectors/kit/a.ts', `import { b } from './b.ts'`, 'allowed'],
  ['dissectors/kit/a.ts', `import { b } from '../modbus/b.ts'`, 'forbidden'],
  ['dissectors/kit/a.ts', `import { b } from 'node:path'`, 'forbidden'],
  ['dissectors/fins/a.ts', `import { b } from '../kit/b.ts'`, 'allowed'],
  ['dissectors/fins/a.ts', `import { b } from '../modbus/pdu.ts'`, 'allowed'],
  ['dissectors/registry.ts', `import { b } from './fins/fins.ts'`, 'allowed'],
  ['dissectors/fins/a.ts', `import { b } from 'node:fs'`, 'forbidden'],
  ['dissectors/quic/initial-keys.ts', `import { b } from 'node:crypto'`, 'allowed'],
  ['dissectors/quic/initial-keys.ts', `import { b } from 'node:fs'`, 'forbidden'],
  ['dissectors/quic/a.ts', `import { b } from 'node:crypto'`, 'forbidden'],
  ['dissectors/fins/a.ts', `import { b } from 'pino'`, 'forbidden'],
  ['dissectors/fins/a.ts', `import { b } from 'oui-data/x.json'`, 'forbidden'],
  ['dissectors/fins/a.ts', `import type { b } from '../../sensor/flow/b.ts'`, 'forbidden'],
  ['dissectors/fins/a.ts', `import type { b } from '../../storage/b.ts'`, 'forbidden'],
  ['dissectors/registry.ts', `import { b } from '../sensor/b.ts'`, 'forbidden'],
  ['sensor/flow/a.ts', `import { b } from '../../dissectors/kit/b.ts'`, 'allowed'],
  ['sensor/flow/a.ts', `import { b } from '../decode/b.ts'`, 'allowed'],
  ['sensor/flow/a.ts', `import { b } from '../../dissectors/canopen/b.ts'`, 'forbidden'],
  ['sensor/flow/a.ts', `import type { b } from '../../dissectors/registry.ts'`, 'forbidden'],
  ['sensor/flow/a.ts', `import { b } from '../../storage/b.ts'`, 'forbidden'],
  ['sensor/flow/a.ts', `import { b } from '../../cli/b.ts'`, 'forbidden'],
  ['sensor/flow/a.ts', `import { b } from 'better-sqlite3'`, 'forbidden'],
  ['sensor/flow/a.ts', `import { b } from 'pcap'`, 'forbidden'],
  ['sensor/capture/live-source.ts', `import { b } from 'pcap'`, 'allowed'],
  ['sensor/capture/live-source.ts', `import { b } from 'fastify'`, 'forbidden'],
  ['sensor/capture/live-source.ts', `import { b } from 'koffi'`, 'forbidden'],
  ['sensor/capture/c-library.ts', `import { b } from 'koffi'`, 'allowed'],
  ['sensor/capture/c-library.ts', `import { b } from 'pcap'`, 'forbidden'],
  ['sensor/capture/live-source.ts', `session.inject(b)`, 'forbidden'],
  ['sensor/capture/live-source.ts', `session?.inject(b)`, 'forbidden'],
  ['sensor/capture/live-source.ts', `session['inject'](b)`, 'forbidden'],
  ['sensor/capture/live-source.ts', `const { inject } = session`, 'forbidden'],
  ['sensor/capture/live-source.ts', `const { inject: send } = session`, 'forbidden'],
  ['cli/a.ts', `session.inject(b)`, 'forbidden'],
  ['test/api/a.ts', `app.inject('/api/v1/assets')`, 'allowed'],
  ['storage/a.ts', `import { b } from 'better-sqlite3'`, 'allowed'],
  ['storage/a.ts', `import type { Delta } from '../sensor/model/delta.ts'`, 'allowed'],
  ['storage/a.ts', `export type { Delta } from '../sensor/model/delta.ts'`, 'allowed'],
  ['storage/a.ts', `import { Delta } from '../sensor/model/delta.ts'`, 'forbidden'],
  ['storage/a.ts', `import '../sensor/model/delta.ts'`, 'forbidden'],
  ['storage/a.ts', `export { Delta } from '../sensor/model/delta.ts'`, 'forbidden'],
  ['storage/a.ts', `await import('../sensor/model/delta.ts')`, 'forbidden'],
  ['storage/a.ts', `import type { b } from '../sensor/flow/b.ts'`, 'forbidden'],
  ['storage/a.ts', `import type { b } from '../api/b.ts'`, 'forbidden'],
  ['storage/a.ts', `import { b } from 'fastify'`, 'forbidden'],
  ['planning/a.ts', `import { b } from '../storage/observed/reader.ts'`, 'allowed'],
  ['planning/a.ts', `import type { b } from '../api/b.ts'`, 'forbidden'],
  ['planning/a.ts', `import type { b } from '../sensor/model/delta.ts'`, 'forbidden'],
  ['api/routes/a.ts', `import { b } from '../../storage/observed/reader.ts'`, 'allowed'],
  ['api/routes/a.ts', `import { b } from '../../planning/zones.ts'`, 'allowed'],
  ['api/routes/a.ts', `import type { b } from '../../sensor/model/delta.ts'`, 'allowed'],
  ['api/routes/a.ts', `import { b } from '../../sensor/model/delta.ts'`, 'forbidden'],
  ['api/routes/a.ts', `import type { b } from '../../sensor/pipeline.ts'`, 'forbidden'],
  ['api/a.ts', `import { b } from 'fastify'`, 'allowed'],
  ['api/a.ts', `import { b } from '@fastify/swagger'`, 'allowed'],
  ['api/a.ts', `import { b } from 'better-sqlite3'`, 'forbidden'],
  ['api/a.ts', `import { b } from '../cli/config.ts'`, 'forbidden'],
  ['console/src/a.ts', `import type { b } from '../../api/schemas/b.ts'`, 'allowed'],
  ['console/src/a.ts', `import { b } from '../../api/schemas/b.ts'`, 'forbidden'],
  ['console/src/a.ts', `import type { b } from '../../api/app.ts'`, 'forbidden'],
  ['console/src/a.ts', `import type { b } from '../../storage/b.ts'`, 'forbidden'],
  ['cli/a.ts', `import { b } from '../sensor/pipeline.ts'`, 'allowed'],
  ['cli/a.ts', `import { b } from 'better-sqlite3'`, 'forbidden'],
  ['cli/a.ts', `import { b } from 'fastify'`, 'forbidden'],
  ['cli/a.ts', `import { b } from 'pcap'`, 'forbidden'],
  ['cli/a.ts', `import { b } from 'modbus-serial'`, 'forbidden'],
  ['cli/a.ts', `export const b = process.env['PATH']`, 'forbidden'],
  ['cli/config.ts', `export const b = process.env['PATH']`, 'allowed'],
  ['cli/a.ts', `process.exit(1)`, 'forbidden'],
  ['cli/main.ts', `process.exit(1)`, 'allowed'],
  ['sensor/a.ts', `import { b } from 'modbus-serial'`, 'forbidden'],
  ['sensor/a.ts', `import { b } from 'node-opcua-client'`, 'forbidden'],
  ['fixtures/generate/a.ts', `import { b } from 'modbus-serial'`, 'allowed'],
  ['test/a.ts', `import { b } from 'node-opcua'`, 'allowed'],
]

/** Rules that say something about layers, as against style. */
const LAYER_RULES = ['lint/style/noRestrictedImports', 'lint/style/noProcessEnv', 'plugin']

test('the linter knows which folder may import what, and forbids the rest', () => {
  const verdicts = new Map<Case, Case>()
  // A file can hold one case: the cases of one file are judged in as many rounds.
  for (let left = CASES; left.length > 0; left = left.filter((one) => !verdicts.has(one))) {
    const round = left.filter(([file], index) => left.findIndex(([other]) => other === file) === index)
    const broken = filesThatBreakARule(round)
    for (const one of round) verdicts.set(one, [one[0], one[1], broken.has(one[0]) ? 'forbidden' : 'allowed'])
  }
  expect(CASES.map((one) => verdicts.get(one))).toEqual(CASES)
})

test('no library that speaks an OT protocol is among the packages of production', () => {
  const lock = readFileSync(path.join(PROJECT, 'package-lock.json'), 'utf8')
  const { packages } = JSON.parse(lock) as { packages: Record<string, { dev?: boolean; version?: string }> }
  const production = Object.entries(packages)
    .filter(([at, { dev }]) => at !== '' && dev !== true)
    .map(([at]) => at.slice(at.lastIndexOf('node_modules/') + 'node_modules/'.length))
  expect(production).toContain('better-sqlite3')
  expect(production.filter((name) => OT_CLIENTS.test(name))).toEqual([])
})

/** Names of the stacks on npm that can open a dialogue with a controller, and of what they are made of. */
const OT_CLIENTS =
  /modbus|opcua|bacnet|bacstack|snap7|nodes7|s7|ethernet-ip|enip|st-ethernet|dnp3|iec-?104|iec-?61850|iec-?60870|mms|profinet|goose|mcprotocol|omron|fins|ads-client|node-ads|slmp|melsec|knx|mbus|m-bus|hart|pcomm|serialport|mqtt|sparkplug/i

function filesThatBreakARule(cases: readonly Case[]): Set<string> {
  const root = mkdtempSync(path.join(os.tmpdir(), 'sightline-layers-'))
  try {
    cpSync(path.join(PROJECT, 'biome.json'), path.join(root, 'biome.json'))
    cpSync(path.join(PROJECT, '.ci', 'lint'), path.join(root, '.ci', 'lint'), { recursive: true })
    symlinkSync(path.join(PROJECT, 'node_modules'), path.join(root, 'node_modules'))
    for (const [name, source] of cases) {
      const file = path.join(root, name)
      mkdirSync(path.dirname(file), { recursive: true })
      writeFileSync(file, `${source}\n`)
    }
    const args = [BIOME, 'lint', '--vcs-enabled=false', '--reporter=json', '--max-diagnostics=none', root]
    const { stdout, stderr } = spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8' })
    if (stdout === '') throw new Error(stderr)
    const report = JSON.parse(stdout) as { diagnostics: { category: string; location: { path: string } }[] }
    const found = report.diagnostics.filter(({ category }) => LAYER_RULES.includes(category))
    return new Set(found.map(({ location }) => location.path))
  } finally {
    rmSync(root, { recursive: true, force: true })
  }
}
