import type { Command } from 'commander'
import { readHealth, type StoreHealth } from '../storage/observed/read-health.ts'
import { ObservedReader } from '../storage/observed/reader.ts'
import { ObservedWriter } from '../storage/observed/writer.ts'
import { formatTime } from '../storage/rfc3339.ts'
import { type ConfigFlags, loadConfig } from './config.ts'
import { EXIT } from './exit-codes.ts'
import { ProgressBar } from './progress-bar.ts'
import { type ReplayTotals, replayCaptures } from './replay-captures.ts'
import { withSharedOptions } from './shared-options.ts'

interface ReplayFlags extends ConfigFlags {
  readonly json?: boolean
}

/** Registers `replay`: capture files into the store, as if live. */
export function replayCommand(program: Command): void {
  withSharedOptions(program.command('replay'))
    .description('read capture files (pcap, pcapng) into the map, in capture time')
    .argument('<FILE...>', 'capture files, in the order in which to read them')
    .option('--json', 'print the summary as one JSON object')
    .addHelpText(
      'after',
      `
Each file is stored as a whole, or as far as it can be read when it is damaged (exit code 1).
A file that is in the map already adds nothing; further files extend the map.

Examples:
  sightline replay monday.pcap tuesday.pcapng
  sightline replay --data /var/lib/sightline --json plant.pcap | jq .assets`,
    )
    .action(replay)
}

async function replay(paths: readonly string[], flags: ReplayFlags): Promise<void> {
  const { config } = loadConfig(flags)
  const started = performance.now()
  const writer = new ObservedWriter(config.data)
  const bar = new ProgressBar()
  let interrupted = false
  const onSignal = () => {
    interrupted = true
  }
  process.on('SIGINT', onSignal).on('SIGTERM', onSignal)
  try {
    const totals = await replayCaptures(paths, writer, {
      onProgress: (file, done, all, frames) => bar.show(file, done, all, frames),
      isInterrupted: () => interrupted,
    })
    bar.clear()
    report(totals, storeHealth(config.data), (performance.now() - started) / 1000, flags.json === true)
  } finally {
    bar.clear()
    writer.close()
    process.off('SIGINT', onSignal).off('SIGTERM', onSignal)
  }
}

function storeHealth(directory: string): StoreHealth {
  const reader = new ObservedReader(directory)
  try {
    return readHealth(reader)
  } finally {
    reader.close()
  }
}

function report(totals: ReplayTotals, store: StoreHealth, durationSeconds: number, asJson: boolean): void {
  for (const { file, known, problem } of totals.files) {
    if (known) process.stderr.write(`${file}: is in the map already; nothing added\n`)
    if (problem !== '') process.stderr.write(`${problem}\n`)
  }
  const summary = {
    captures: totals.captures,
    frames: totals.frames,
    bytes: totals.bytes,
    firstSeen: totals.firstUs === null ? null : formatTime(totals.firstUs),
    lastSeen: totals.lastUs === null ? null : formatTime(totals.lastUs),
    assets: store.assets,
    conversations: store.conversations,
    operations: store.operations,
    messages: totals.messages,
    undecoded: totals.undecoded,
    malformed: totals.malformed,
    faults: totals.faults,
    durationSeconds: Math.round(durationSeconds * 1000) / 1000,
    files: totals.files,
  }
  process.stdout.write(asJson ? `${JSON.stringify(summary)}\n` : inWords(summary))
  if (totals.files.some(({ problem }) => problem !== '')) process.exitCode = EXIT.failed
}

interface Summary {
  readonly captures: number
  readonly frames: number
  readonly bytes: number
  readonly firstSeen: string | null
  readonly lastSeen: string | null
  readonly assets: number
  readonly conversations: number
  readonly operations: number
  readonly messages: number
  readonly undecoded: number
  readonly malformed: number
  readonly faults: number
  readonly durationSeconds: number
}

function inWords(summary: Summary): string {
  const count = (value: number, one: string, many = `${one}s`) =>
    `${value.toLocaleString('en')} ${value === 1 ? one : many}`
  const span = summary.firstSeen === null ? '' : `\n  from ${summary.firstSeen} to ${summary.lastSeen}`
  const odd = [
    `${summary.malformed.toLocaleString('en')} malformed`,
    `${summary.undecoded.toLocaleString('en')} not understood`,
    count(summary.faults, 'decoder defect'),
  ]
  return `Read ${count(summary.captures, 'capture')}: ${count(summary.frames, 'frame')}, ${count(summary.bytes, 'byte')}, in ${summary.durationSeconds} s.${span}
  ${count(summary.messages, 'application message')}; ${odd.join(', ')}.
The map now holds ${count(summary.assets, 'asset')}, ${count(summary.conversations, 'conversation')} and ${count(summary.operations, 'kind of operation', 'kinds of operation')}.
`
}
