import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { projectRoot } from './project-root.mjs'
import { say } from './say.mjs'
import { SetUpError } from './set-up-error.mjs'

const STAMP = path.join(projectRoot, 'dist', '.sightline-build')
/** What the compiler remembers: it would not write again what somebody deleted. */
const MEMORY = path.join(projectRoot, 'dist', 'tsconfig.tsbuildinfo')
const LAUNCHED = path.join(projectRoot, 'dist', 'cli', 'main.js')

/** Compiles the sources into dist/ when they are not the ones that the last build compiled; tells whether it did. */
export function buildWhenStale(force = false) {
  const sources = fingerprint()
  if (!force && existsSync(LAUNCHED) && existsSync(STAMP) && readFileSync(STAMP, 'utf8') === sources) return false
  if (force || !existsSync(LAUNCHED)) rmSync(MEMORY, { force: true })
  say('compiling the TypeScript sources into dist/, which is what Node.js runs')
  const compiler = path.join(projectRoot, 'node_modules', 'typescript', 'bin', 'tsc')
  const result = spawnSync(process.execPath, [compiler, '-p', projectRoot], { cwd: projectRoot, encoding: 'utf8' })
  if (result.status !== 0) {
    process.stderr.write(result.stdout + result.stderr)
    throw new SetUpError('the sources do not compile: see the messages above')
  }
  mkdirSync(path.dirname(STAMP), { recursive: true })
  writeFileSync(STAMP, sources)
  return true
}

/** By content, not by time: a fresh clone, a switched branch and a restored file all have times that tell nothing. */
function fingerprint() {
  const hash = createHash('sha256')
  const configuration = readFileSync(path.join(projectRoot, 'tsconfig.json'), 'utf8')
  hash.update(configuration)
  hash.update(readFileSync(path.join(projectRoot, 'package-lock.json')))
  for (const folder of JSON.parse(configuration).include) addFolder(hash, folder)
  return hash.digest('hex')
}

function addFolder(hash, folder) {
  const inside = path.join(projectRoot, folder)
  if (!existsSync(inside)) return
  const entries = readdirSync(inside, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))
  for (const entry of entries) {
    const name = `${folder}/${entry.name}`
    if (entry.isDirectory()) addFolder(hash, name)
    else if (entry.name.endsWith('.ts')) hash.update(`${name}\0`).update(readFileSync(path.join(projectRoot, name)))
  }
}

function main() {
  try {
    if (!buildWhenStale(process.argv.includes('--force'))) say('dist/ is up to date')
  } catch (error) {
    if (!(error instanceof SetUpError)) throw error
    say(error.message)
    process.exitCode = 1
  }
}

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) main()
