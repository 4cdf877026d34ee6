import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { projectRoot } from './project-root.mjs'
import { SetUpError } from './set-up-error.mjs'

const TEMPLATE = path.join(projectRoot, 'dissectors', 'kit', 'template.ts')
const REGISTRY = path.join(projectRoot, 'dissectors', 'registry.ts')
const NAME = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/

/** Makes dissectors/NAME/NAME.ts from the template, its line in the registry, and its folder of fixtures. */
function newDissector(name) {
  if (!NAME.test(name ?? '')) {
    throw new SetUpError('give a short lower-case name, as in: npm run new:dissector -- fins')
  }
  const source = path.join(projectRoot, 'dissectors', name, `${name}.ts`)
  const table = path.join(projectRoot, 'fixtures', name, 'README.md')
  const taken = [path.dirname(source), path.dirname(table)].find((folder) => existsSync(folder))
  if (taken !== undefined) throw new SetUpError(`${path.relative(projectRoot, taken)} is there already`)
  const constant = name.replace(/-(.)/g, (_, letter) => letter.toUpperCase())
  write(source, dissectorOf(name, constant))
  write(REGISTRY, registryWith(name, constant))
  write(table, tableOf(name))
  format([source, REGISTRY])
  process.stdout.write(`${next(name)}\n`)
}

function dissectorOf(name, constant) {
  return readFileSync(TEMPLATE, 'utf8')
    .replaceAll("from './", "from '../kit/")
    .replace('export const template =', `export const ${constant} =`)
    .replace("name: 'template'", `name: '${name}'`)
    .replace("title: 'Template'", `title: '${name}'`)
    .replace(/: `npm run new:dissector` copies it\./, '. Replace it by yours.')
}

function registryWith(name, constant) {
  const registry = readFileSync(REGISTRY, 'utf8').trimEnd()
  const list = registry.replace(/,?\s*\]$/, `, ${constant}]`)
  if (list === registry) throw new SetUpError('dissectors/registry.ts does not end with its list')
  return `import { ${constant} } from './${name}/${name}.ts'\n${list}\n`
}

function tableOf(name) {
  return `# ${name}

| file | shows | origin | licence | tshark check |
|---|---|---|---|---|
`
}

function write(file, text) {
  mkdirSync(path.dirname(file), { recursive: true })
  writeFileSync(file, text)
}

function format(files) {
  const biome = path.join(projectRoot, 'node_modules', '@biomejs', 'biome', 'bin', 'biome')
  const args = [biome, 'check', '--write', '--vcs-enabled=false', ...files]
  const { status, stderr } = spawnSync(process.execPath, args, { cwd: projectRoot, encoding: 'utf8' })
  if (status !== 0) throw new SetUpError(`the new files do not pass the linter: ${stderr}`)
}

function next(name) {
  return `dissectors/${name}/${name}.ts: made from the template, and registered. Next:
  1. write its header, then probe, messageLength and dissect, by the standard
  2. put a capture into fixtures/${name}/ and a row into its README.md
  3. npm run golden -- -u, and read the new .expected.ndjson against the standard
  4. npm test`
}

try {
  newDissector(process.argv[2])
} catch (error) {
  if (!(error instanceof SetUpError)) throw error
  process.stderr.write(`new:dissector: ${error.message}\n`)
  process.exitCode = 1
}
