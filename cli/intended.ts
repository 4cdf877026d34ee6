import { readFileSync, statSync } from 'node:fs'
import { userInfo } from 'node:os'
import path from 'node:path'
import { Argument, type Command, Option } from 'commander'
import { DEFAULT_LIST, type ImportResult, importIntended } from '../planning/import-intended.ts'
import { intendedTemplate } from '../planning/intended-template.ts'
import { MAX_FILE_CHARACTERS } from '../planning/parse-csv.ts'
import { INTENDED_KINDS, type IntendedKind, type IntendedLists } from '../storage/decisions/intended-lists.ts'
import { readIntended, writeIntended } from '../storage/decisions/open-decisions.ts'
import { StorageError } from '../storage/errors.ts'
import { CliError } from './cli-error.ts'
import { type ConfigFlags, loadConfig } from './config.ts'
import { askRunningApi, folderOf } from './running-api.ts'
import { withSharedOptions } from './shared-options.ts'

interface IntendedFlags extends ConfigFlags {
  readonly kind: IntendedKind
  readonly name: string
}

/** No character takes more bytes in UTF-8. */
const MAX_FILE_BYTES = 4 * MAX_FILE_CHARACTERS

/** Defines `intended`: what should be there, and who may talk to whom, as people say it. */
export function intendedCommand(command: Command): void {
  command.addHelpText('after', EXAMPLES)
  const listen = new Option('--listen <ADDRESS:PORT>', 'where `serve` listens, if it runs (default: 127.0.0.1:8440)')
  withSharedOptions(command.command('import'))
    .description('import a CSV file (ours, or an export of NetBox) in the place of the list of this name')
    .argument('<FILE>', 'CSV, UTF-8')
    .addOption(kindOption())
    .option('--name <NAME>', 'which list it is', DEFAULT_LIST)
    .addOption(listen)
    .addHelpText('after', EXAMPLES)
    .action(importFile)
  withSharedOptions(command.command('remove'))
    .description('remove a list')
    .argument('<NAME>', 'which one')
    .addOption(kindOption())
    .addOption(listen)
    .action(remove)
  withSharedOptions(command.command('list')).description('show the lists as JSON').action(list)
  command
    .command('template')
    .description('print a CSV file to begin with')
    .addArgument(new Argument('<KIND>', 'of what').choices(INTENDED_KINDS))
    .action((kind: IntendedKind) => {
      process.stdout.write(intendedTemplate(kind))
    })
}

function kindOption(): Option {
  return new Option('--kind <KIND>', 'what the list says').choices(INTENDED_KINDS).makeOptionMandatory()
}

const EXAMPLES = `
Examples:
  sightline intended template inventory > inventory.csv
  sightline intended import inventory.csv --kind inventory
  sightline intended import netbox_devices.csv --kind inventory --name netbox-devices
  sightline intended import allowed.csv --kind communications
  sightline compare

Every command takes --data <DIR>. The columns are described in planning/README.md.`

async function importFile(file: string, flags: IntendedFlags): Promise<void> {
  const { config } = loadConfig(flags)
  const content = contentOf(file)
  const request = { kind: flags.kind, list: flags.name, file: path.basename(file), content, importedBy: whoAmI() }
  const { kind, ...body } = request
  const asked = await ask(config, 'PUT', `/api/v1/intended/${kind}`, { ...body, folder: folderOf(config) })
  const result =
    asked === undefined
      ? write(config.data, (lists) => importIntended(request, lists, Date.now() * 1000))
      : (asked.answer as ImportResult)
  process.stderr.write(`${reportOf(result)}\n`)
}

function reportOf({ kind, name, rows, inactive, ignoredColumns }: ImportResult): string {
  const lines = [`Imported ${rows} ${rows === 1 ? 'row' : 'rows'} as the ${kind} list "${name}".`]
  if (inactive > 0) lines.push(`Left out ${inactive}, whose status says that they are not in use.`)
  if (ignoredColumns.length > 0) lines.push(`Not read: the columns ${ignoredColumns.join(', ')}.`)
  return lines.join('\n')
}

async function remove(name: string, flags: Pick<IntendedFlags, 'kind'> & ConfigFlags): Promise<void> {
  const { config } = loadConfig(flags)
  const here = readIntended(config.data)[flags.kind].some(({ list: one }) => one.name === name)
  if (!here) throw new CliError('SIGHTLINE_INTENDED_NOTHING', `there is no ${flags.kind} list "${name}"`)
  const folder = encodeURIComponent(folderOf(config))
  const at = `/api/v1/intended/${flags.kind}/${encodeURIComponent(name)}?folder=${folder}`
  const asked = await ask(config, 'DELETE', at)
  if (asked === undefined) write(config.data, (lists) => lists.remove(flags.kind, name))
  process.stderr.write(`Removed the ${flags.kind} list "${name}".\n`)
}

function list(flags: ConfigFlags): void {
  const { inventory, communications } = readIntended(loadConfig(flags).config.data)
  const lists = [...communications, ...inventory].map((one) => one.list)
  process.stdout.write(`${JSON.stringify(lists, null, 2)}\n`)
}

/** Writes beside no server; one that holds the decisions was not found where it was looked for. */
function write<Result>(directory: string, work: (lists: IntendedLists) => Result): Result {
  try {
    return writeIntended(directory, work)
  } catch (error) {
    if (!(error instanceof StorageError) || error.code !== 'SIGHTLINE_STORAGE_BUSY') throw error
    const message = `${directory}: another process writes its decisions; if it is "sightline serve", say with --listen where it listens`
    throw new CliError('SIGHTLINE_SERVER', message)
  }
}

/** Nobody serves a folder that does not exist. */
async function ask(...[config, method, at, body]: Parameters<typeof askRunningApi>) {
  return folderOf(config) === '' ? undefined : await askRunningApi(config, method, at, body)
}

function contentOf(file: string): string {
  let bytes: Buffer
  try {
    if (statSync(file).size > MAX_FILE_BYTES) {
      throw new CliError('SIGHTLINE_INTENDED_INVALID', `${file}: larger than ${MAX_FILE_BYTES} bytes`)
    }
    bytes = readFileSync(file)
  } catch (error) {
    if (error instanceof CliError || !(error instanceof Error)) throw error
    throw new CliError('SIGHTLINE_INPUT', `${file}: cannot be read (${error.message})`)
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw new CliError('SIGHTLINE_INTENDED_INVALID', `${file}: this is not UTF-8 text; save it as "CSV UTF-8"`)
  }
}

function whoAmI(): string {
  try {
    return userInfo().username
  } catch {
    // A container may run as a number that has no name.
    return ''
  }
}
