import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { type Command, Option } from 'commander'
import { type Comparison, compare } from '../planning/compare.ts'
import { comparisonReport } from '../planning/comparison-report.ts'
import { FINDING_COLUMNS } from '../planning/finding.ts'
import { readObservedPlant } from '../planning/observed-plant.ts'
import { readIntended } from '../storage/decisions/open-decisions.ts'
import { formatRows, ROW_FORMATS, type RowFormat } from '../storage/observed/format-rows.ts'
import { ObservedReader } from '../storage/observed/reader.ts'
import { parseTime } from '../storage/rfc3339.ts'
import { CliError } from './cli-error.ts'
import { type ConfigFlags, loadConfig } from './config.ts'
import { EXIT } from './exit-codes.ts'
import { withSharedOptions } from './shared-options.ts'

interface CompareFlags extends ConfigFlags {
  readonly format: RowFormat | 'text'
  readonly since?: string
}

/** Defines `compare`: what is intended beside what was observed. */
export function compareCommand(command: Command): void {
  withSharedOptions(command)
    .addOption(
      new Option('--format <FORMAT>', 'form of the findings').choices(['text', ...ROW_FORMATS]).default('text'),
    )
    .option('--since <TIME>', 'what was seen only before this time counts as not seen (RFC 3339)')
    .addHelpText(
      'after',
      `
Examples:
  sightline compare
  sightline compare --format csv > differences.csv
  sightline compare --since 2026-11-01T00:00:00Z --format json

Ends with 0 when nothing differs, 4 when something does. Lists come in by "sightline intended import".`,
    )
    .action(compareAll)
}

async function compareAll(flags: CompareFlags): Promise<void> {
  const { config } = loadConfig(flags)
  const sinceUs = flags.since === undefined ? undefined : parseTime(flags.since)
  if (flags.since !== undefined && sinceUs === undefined) {
    const message = `--since ${flags.since}: not a time; write it as 2026-11-01T00:00:00Z`
    throw new CliError('SIGHTLINE_USAGE', message)
  }
  const intended = readIntended(config.data)
  if (intended.inventory.length + intended.communications.length === 0) {
    const message = `${config.data}: nothing is intended yet; run "sightline intended import FILE --kind inventory" (or communications) first`
    throw new CliError('SIGHTLINE_INTENDED_NOTHING', message)
  }
  const reader = new ObservedReader(config.data)
  let comparison: Comparison
  try {
    comparison = compare(intended, readObservedPlant(reader), sinceUs)
  } finally {
    reader.close()
  }
  const text =
    flags.format === 'text'
      ? comparisonReport(comparison)
      : formatRows(comparison.findings, flags.format, FINDING_COLUMNS)
  await pipeline(Readable.from(text), process.stdout, { end: false })
  process.exitCode = comparison.findings.length === 0 ? EXIT.done : EXIT.differs
}
