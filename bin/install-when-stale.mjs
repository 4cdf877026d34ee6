import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { projectRoot } from './project-root.mjs'
import { say } from './say.mjs'
import { SetUpError } from './set-up-error.mjs'

const LOCK = path.join(projectRoot, 'package-lock.json')
const MODULES = path.join(projectRoot, 'node_modules')
const STAMP = path.join(MODULES, '.sightline-set-up')
const PCAP_HEADERS = ['/usr/include/pcap.h', '/usr/include/pcap/pcap.h', '/usr/local/include/pcap.h']

/**
 * Installs the packages of package-lock.json when they are missing, when the lock file has changed, when another
 * Node.js would have to load them, or when live capture has become possible; tells whether it did.
 */
export function installWhenStale() {
  const wanted = fingerprint()
  if (existsSync(STAMP) && readFileSync(STAMP, 'utf8') === wanted) return false
  const headers = PCAP_HEADERS.some((file) => existsSync(file))
  if (!existsSync(STAMP) && isInstalled() && loads('better-sqlite3') && (loads('pcap') || !headers)) {
    writeFileSync(STAMP, wanted)
    return false
  }
  say('installing the packages of package-lock.json into node_modules/ with `npm ci`, because they are missing or')
  say('out of date (the database driver and the capture driver are compiled: one to three minutes)')
  install()
  if (!loads('better-sqlite3')) throw new SetUpError(NO_DRIVER)
  if (!loads('pcap')) say(NO_CAPTURE)
  writeFileSync(STAMP, wanted)
  return true
}

const NO_DRIVER =
  'the database driver better-sqlite3 was not built: install a compiler (Debian: apt install python3 make g++), see that npm may run install scripts (npm config get ignore-scripts), and run this again'
const NO_CAPTURE =
  'everything works except live capture, which needs the headers of libpcap (Debian: apt install libpcap-dev), then run this again'

function fingerprint() {
  const lock = createHash('sha256').update(readFileSync(LOCK)).digest('hex')
  const headers = PCAP_HEADERS.some((file) => existsSync(file))
  return `${lock} ${process.platform}-${process.arch} abi-${process.versions.modules} pcap-headers-${headers}\n`
}

/** Were these very packages installed by hand? npm keeps what it installed in node_modules/.package-lock.json. */
function isInstalled() {
  const record = path.join(MODULES, '.package-lock.json')
  if (!existsSync(record)) return false
  const locked = JSON.parse(readFileSync(LOCK, 'utf8')).packages
  const installed = JSON.parse(readFileSync(record, 'utf8')).packages
  const missing = Object.entries(locked).some(
    ([at, one]) => at !== '' && !one.optional && installed[at]?.version !== one.version,
  )
  return !missing && Object.entries(installed).every(([at, one]) => locked[at]?.version === one.version)
}

function loads(name) {
  const use = name === 'better-sqlite3' ? `new (require('better-sqlite3'))(':memory:').close()` : `require('${name}')`
  return spawnSync(process.execPath, ['-e', use], { cwd: projectRoot, stdio: 'ignore' }).status === 0
}

function install() {
  const flags = ['ci', '--no-audit', '--no-fund', '--loglevel=error']
  const inside = process.env.npm_execpath
  const [command, before] = inside?.endsWith('.js') ? [process.execPath, [inside]] : ['npm', []]
  // The tests and the build need the development packages, whatever NODE_ENV says.
  const env = { npm_config_nodedir: headersOfNode(), ...process.env }
  const options = { cwd: projectRoot, encoding: 'utf8', maxBuffer: 1 << 28, env }
  const result = spawnSync(command, [...before, ...flags, '--include=dev', '--include=optional'], options)
  if (result.error) throw new SetUpError(`npm cannot be run (${result.error.message}): install Node.js 20 with npm`)
  if (result.status === 0) return
  const output = `${result.stderr}${result.stdout}`
  throw new SetUpError(reasonOf(output))
}

/** Where Node.js brought its own headers along, as most builds do; node-gyp would fetch the same ones from nodejs.org. */
function headersOfNode() {
  const above = path.resolve(process.execPath, '..', '..')
  const file = path.join(above, 'include', 'node', 'node_version.h')
  if (!existsSync(file)) return undefined
  const text = readFileSync(file, 'utf8')
  const [major, minor, patch] = ['MAJOR', 'MINOR', 'PATCH'].map(
    (part) => new RegExp(`#define NODE_${part}_VERSION (\\d+)`).exec(text)?.[1],
  )
  return `v${major}.${minor}.${patch}` === process.version ? above : undefined
}

function reasonOf(output) {
  if (/ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|ERR_SOCKET_TIMEOUT/.test(output)) {
    return `the package registry cannot be reached (${errorLine(output)}): connect this machine to it once, or copy node_modules/ from a machine of the same kind`
  }
  if (/gyp ERR!.*not a problem with node-gyp/.test(output)) {
    return 'the headers of Node.js, with which a driver is compiled, are not on this machine, and https://nodejs.org cannot be reached to fetch them: install Node.js from a package that has include/node, or name the folder above it (npm config set nodedir FOLDER), and run this again'
  }
  if (/gyp ERR!/.test(output)) {
    return `a driver does not compile (${errorLine(output)}): install python3, make and g++ (Debian: apt install python3 make g++) and run this again`
  }
  return `\`npm ci\` failed (${errorLine(output)}): run it by hand to see more`
}

function errorLine(output) {
  const lines = output.split('\n').map((line) => line.replace(/^npm (error|ERR!) ?/, '').trim())
  const telling = lines.filter((line) => line !== '' && !/^(code|errno|syscall|path|command) /.test(line))
  return (
    telling.find((line) => /request to|gyp ERR! stack|not found|sync/i.test(line)) ??
    telling[0] ??
    'no message'
  ).slice(0, 200)
}
