import { createWriteStream, statSync } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { Argument, type Command, Option } from 'commander'
import { type ExportKind, exportKinds, exportRows, exportText } from '../storage/observed/export.ts'
import { ROW_FORMATS, type RowFormat } from '../storage/observed/format-rows.ts'
import { ObservedReader } from '../storage/observed/reader.ts'
import { CliError } from './cli-error.ts'
import { type ConfigFlags, loadConfig } from './config.ts'
import { withSharedOptions } from './shared-options.ts'

const BLOCK_LENGTH = 1 << 16

interface ExportFlags extends ConfigFlags {
  readonly format: RowFormat
  readonly output?: string
}

/** Defines `export`: the rows of one kind, as text. */
export function exportCommand(command: Command): void {
  withSharedOptions(command)
    .addArgument(new Argument('<KIND>', 'what to export').choices(exportKinds))
    .addOption(new Option('--format <FORMAT>', 'form of the rows').choices(ROW_FORMATS).default('json'))
    .option('--output <FILE>', 'write to this file, which appears when it is complete')
    .addHelpText(
      'after',
      `
Examples:
  sightline export assets --format csv --output assets.csv
  sightline export operations --format ndjson | grep '"class":"write"'`,
    )
    .action(exportKind)
}

async function exportKind(kind: ExportKind, flags: ExportFlags): Promise<void> {
  const { config } = loadConfig(flags)
  const reader = new ObservedReader(config.data)
  try {
    const text = inBlocks(exportText(kind, exportRows(reader, kind), flags.format))
    if (flags.output === undefined) await pipeline(Readable.from(text), process.stdout, { end: false })
    else await toFile(text, flags.output)
  } finally {
    reader.close()
  }
}

/** Under another name first: whoever finds the file finds all of it. */
async function toFile(text: Iterable<string>, file: string): Promise<void> {
  // A device or a pipe is written to: a rename would put a file in its place.
  const isPlain = statSync(file, { throwIfNoEntry: false })?.isFile() ?? true
  const unfinished = isPlain ? `${file}.${process.pid}.part` : file
  try {
    await pipeline(Readable.from(text), createWriteStream(unfinished))
    if (isPlain) await rename(unfinished, file)
  } catch (error) {
    if (isPlain) await rm(unfinished, { force: true })
    if (!(error instanceof Error) || !('syscall' in error)) throw error
    throw new CliError('SIGHTLINE_OUTPUT', `${file}: cannot be written (${error.message})`)
  }
}

function* inBlocks(pieces: Iterable<string>): Generator<string> {
  let block = ''
  for (const piece of pieces) {
    block += piece
    if (block.length < BLOCK_LENGTH) continue
    yield block
    block = ''
  }
  if (block !== '') yield block
}
