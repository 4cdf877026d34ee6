import type { Command } from 'commander'
import { MAX_READERS } from '../sensor/threads/batch-pool.ts'
import { readHealth, type StoreHealth } from '../storage/observed/read-health.ts'
import { ObservedReader } from '../storage/observed/reader.ts'
import { ObservedWriter } from '../storage/observed/writer.ts'
import { formatTime } from '../storage/rfc3339.ts'
import { wholeNumber } from './capture-options.ts'
import { type ConfigFlags, loadConfig } from './config.ts'
import { EXIT } from './exit-codes.ts'
import { finishedCaptures } from './follow.ts'
import { type JoinFlags, withJoinOption } from './join-option.ts'
import { ProgressBar } from './progress-bar.ts'
import { type FileReport, type ReplayTotals, replayCaptures } from './replay-captures.ts'
import { withSharedOptions } from './shared-options.ts'
import { startUpOf, withStartUpOption } from './start-up.ts'

const threadsOf = wholeNumber(0, MAX_READERS)

interface ReplayFlags extends ConfigFlags, JoinFlags {
  readonly json?: boolean
  readonly follow?: string
  readonly threads: number
}

/** Defines `replay`: capture files into the store, as if live. */
export function replayCommand(command: Command): void {
  withJoinOption(withStartUpOption(withSharedOptions(command)))
    .argument('[FILE...]', 'capture files, in the order in which to read them')
    .option('--follow <DIR>', 'read the rotating captures of a folder, each when a newer one shows that it is finished')
    .option('--threads <N>', 'analysis threads, worth it for large captures; 0: none beside this one', threadsOf, 0)
    .option('--json', 'print the summary as one JSON object')
    .addHelpText(
      'after',
      `
Each file is stored as a whole, or as far as it can be read when it is damaged (exit code 1).
A file that is in the map already, compressed or not, adds nothing; further files extend the map.

--follow goes on until it is interrupted (Ctrl-C), and takes up where it was when it is started again. One program
writes the captures (tcpdump -G or -C, dumpcap -b, Arkime); the newest is left alone until a newer one is there.

Examples:
  sightline replay monday.pcap tuesday.pcapng
  sightline replay --data /var/lib/sightline --json plant.pcap | jq .assets
  sightline replay --join-interfaces two-outputs-of-a-tap.pcapng
  sightline replay --follow /var/captures`,
    )
    .action(replay)
}

async function replay(paths: readonly string[], flags: ReplayFlags, command: Command): Promise<void> {
  const { follow } = flags
  if ((follow === undefined) === (paths.length === 0)) {
    command.error('error: name capture files, or one folder with --follow')
  }
  const { config } = loadConfig(flags)
  const started = performance.now()
  const stop = new AbortController()
  const onSignal = () => stop.abort()
  process.on('SIGINT', onSignal).on('SIGTERM', onSignal)
  const bar = new ProgressBar()
  try {
    // Before the store is opened, so that a wrong name leaves nothing behind.
    const files = follow === undefined ? paths : finishedCaptures(follow, stop.signal)
    const writer = new ObservedWriter(config.data)
    try {
      const hooks = {
        onProgress: (file: string, done: number, all: number, frames: number) => bar.show(file, done, all, frames),
        isInterrupted: () => stop.signal.aborted,
        onFile: (file: FileReport) => {
          bar.clear()
          tell(file, follow !== undefined)
        },
      }
      const totals = await replayCaptures(files, writer, hooks, {
        goesOn: follow !== undefined,
        startUpUs: startUpOf(config),
        threads: flags.threads,
        areJoined: flags.joinInterfaces === true,
      })
      bar.clear()
      if (totals.interruption !== '') process.stderr.write(`${totals.interruption}; it is read at the next start\n`)
      report(totals, storeHealth(config.data), (performance.now() - started) / 1000, flags.json === true)
    } finally {
      writer.close()
    }
  } finally {
    bar.clear()
    process.off('SIGINT', onSignal).off('SIGTERM', onSignal)
  }
}

function tell({ file, frames, known, problem }: FileReport, isFollowed: boolean): void {
  if (problem !== '') process.stderr.write(`${problem}\n`)
  else if (known && !isFollowed) process.stderr.write(`${file}: is in the map already; nothing added\n`)
  else if (!known && isFollowed) process.stderr.write(`${file}: ${frames.toLocaleString('en')} frames stored\n`)
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
  if (totals.problems > 0) process.exitCode = EXIT.failed
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
