import { availableParallelism } from 'node:os'
import { type Command, InvalidArgumentError, Option } from 'commander'
import { hasInterface, isInterfaceName } from '../sensor/capture/interface-counters.ts'
import { MAX_READERS } from '../sensor/threads/batch-pool.ts'
import { CliError } from './cli-error.ts'
import type { Config, ConfigFlags } from './config.ts'
import { withStartUpOption } from './start-up.ts'
import { TAPS, type TapKind } from './tap-kind.ts'

/** The flags that decide how a live capture is made, of `capture` and of `start`. */
export interface CaptureFlags extends ConfigFlags {
  readonly snap: number
  readonly buffer: number
  readonly promiscuous: boolean
  readonly user?: string
  readonly threads: number
  readonly tap: TapKind
  readonly harden?: boolean
  readonly allowTransmit?: boolean
}

/** libpcap's own greatest, and what fits into the buffer that pcap 3.1 has for a packet by default. */
const MAX_SNAP = 65_535
const DEFAULT_BUFFER_MIB = 32
const MAX_BUFFER_MIB = 1024
/** Index into the taps of a batch: a byte. */
const MAX_INTERFACES = 16

const THREADS_HELP = 'analysis threads; 0: the thread that stores analyses too'

/** Adds the options of a live capture. */
export function withCaptureOptions(command: Command): Command {
  return withStartUpOption(command)
    .option(
      '--interface <NAME[,NAME]>',
      'capture live from these interfaces; NAME+NAME: one network, as of a tap with an output for each direction',
    )
    .option('--filter <BPF>', 'capture only what this pcap-filter(7) expression matches')
    .option('--snap <BYTES>', 'keep at most so much of each frame', wholeNumber(64, MAX_SNAP), MAX_SNAP)
    .option(
      '--buffer <MIB>',
      "size of the kernel's ring, for each interface",
      wholeNumber(1, MAX_BUFFER_MIB),
      DEFAULT_BUFFER_MIB,
    )
    .addOption(tapOption())
    .option('--threads <N>', THREADS_HELP, wholeNumber(0, MAX_READERS), defaultThreads())
    .option('--no-promiscuous', 'take only frames for this machine and for groups')
    .option('--user <NAME>', 'when started as root: become this user once the interfaces are open')
    .option('--harden', 'do the steps of `sightline harden` on the interfaces first')
    .option('--allow-transmit', 'capture on although the interface sends: for a trial on an ordinary interface')
}

/** By what the interfaces are opened. */
export function tapOption(): Option {
  return new Option('--tap <KIND>', 'by which package the interfaces are opened').choices(TAPS).default('pcap')
}

/** The same as arguments, for a child process. */
export function captureArguments(flags: CaptureFlags, config: Config): string[] {
  return [
    ...['--interface', config.capture.interface, '--snap', String(flags.snap), '--buffer', String(flags.buffer)],
    ...['--threads', String(flags.threads), '--tap', flags.tap],
    ...(config.capture.filter === '' ? [] : ['--filter', config.capture.filter]),
    ...['--start-up', config.events.startUp],
    ...(flags.promiscuous ? [] : ['--no-promiscuous']),
    ...(flags.user === undefined ? [] : ['--user', flags.user]),
    ...(flags.harden === true ? ['--harden'] : []),
    ...(flags.allowTransmit === true ? ['--allow-transmit'] : []),
  ]
}

/** The interfaces that are named; whether they are there is another question. `where` is where they are named. */
export function interfacesOf(config: Config, where = '--interface'): string[] {
  const names = networksNamed(config).flat()
  for (const [index, name] of names.entries()) {
    if (name === '')
      throw new CliError('SIGHTLINE_USAGE', `${where}: name the interface to capture from (see "ip link")`)
    requireInterfaceName(name, where)
    if (names.indexOf(name) !== index) throw new CliError('SIGHTLINE_USAGE', `${where}: ${name} is named twice`)
  }
  if (names.length > MAX_INTERFACES) throw new CliError('SIGHTLINE_USAGE', `${where}: at most ${MAX_INTERFACES}`)
  return names
}

/** Of each of these interfaces the network that it brings, or a part of it: its name, or all their names. */
export function networksOf(config: Config): string[] {
  return networksNamed(config).flatMap((names) => names.map(() => names.join('+')))
}

function networksNamed({ capture }: Config): string[][] {
  return capture.interface.split(',').map((network) => network.split('+').map((name) => name.trim()))
}

/** @throws CliError for what cannot be the name of an interface */
export function requireInterfaceName(name: string, where = '--interface'): void {
  if (isInterfaceName(name)) return
  throw new CliError('SIGHTLINE_USAGE', `${where}: "${name}" is no name of an interface`)
}

/** @throws CliError for the first interface that is not there */
export function requireInterfaces(names: readonly string[]): void {
  const missing = names.find((name) => !hasInterface(name))
  if (missing === undefined) return
  throw new CliError('SIGHTLINE_USAGE', `--interface: there is no interface ${missing} (see "ip link")`)
}

/** Reads the number of an option. */
export function wholeNumber(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = Number(text)
    if (/^\d+$/.test(text) && value >= least && value <= most) return value
    throw new InvalidArgumentError(`Give a whole number from ${least} to ${most}`)
  }
}

/** All cores but the one that copies. */
function defaultThreads(): number {
  return Math.min(MAX_READERS, Math.max(1, availableParallelism() - 1))
}
