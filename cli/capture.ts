import { setTimeout as pause } from 'node:timers/promises'
import type { Command } from 'commander'
import type { Logger } from 'pino'
import { applyHardening } from '../sensor/capture/hardening.ts'
import { hasInterface, readInterfaceCounters } from '../sensor/capture/interface-counters.ts'
import { widenFilter } from '../sensor/capture/widen-filter.ts'
import type { SpellEnding } from '../sensor/model/sensor-entry.ts'
import type { SpellResult } from '../sensor/threads/live-analysis.ts'
import {
  type CaptureFlags,
  interfacesOf,
  networksOf,
  requireInterfaces,
  withCaptureOptions,
} from './capture-options.ts'
import { CaptureSpell } from './capture-spell.ts'
import type { CaptureThreadData } from './capture-thread.ts'
import { type Config, loadConfig } from './config.ts'
import { dropPrivileges } from './drop-privileges.ts'
import { EXIT } from './exit-codes.ts'
import { createLog } from './log.ts'
import { withSharedOptions } from './shared-options.ts'
import { startUpOf } from './start-up.ts'
import { type StopReason, untilStopped } from './until-stopped.ts'

interface Flags extends CaptureFlags {
  readonly wait?: boolean
}

const WAIT_MS = 500
const MIB = 1 << 20

/** Defines `capture`: live interfaces into the store, until it is told to stop. */
export function captureCommand(command: Command): void {
  withCaptureOptions(withSharedOptions(command))
    .option('--wait', 'wait for an interface that is not there, or not up, instead of failing')
    .addHelpText(
      'after',
      `
Stops by itself when an interface sends a frame (exit code 3) or is gone (75; "sightline start" starts it again).

Examples:
  sightline capture --interface eth1 --harden --user sightline
  sightline capture --interface eth1,eth2 --filter "not port 22"
  sightline capture --interface eth1+eth2     a tap that brings each direction by an output of its own`,
    )
    .action(capture)
}

async function capture(flags: Flags): Promise<void> {
  const { config } = loadConfig(flags)
  const interfaces = interfacesOf(config)
  const log = createLog(config.log.level)
  let why: StopReason | undefined
  const stopped = untilStopped().then((reason) => {
    why = reason
  })
  const isReady = await prepare(interfaces, flags, log, () => why !== undefined)
  if (isReady) {
    const { ending, frames } = await runSpell(interfaces, flags, config, stopped, log)
    log.info({ frames, ending }, 'capture ended')
    if (ending !== 'stopped') {
      process.exitCode = CODES[ending]
      return
    }
  }
  process.exitCode = why === 'SIGINT' ? EXIT.interrupted : EXIT.done
}

const CODES: Readonly<Record<Exclude<SpellEnding, 'stopped'>, number>> = {
  '': EXIT.failed,
  'interface gone': EXIT.again,
  'interface sent': EXIT.sent,
}

/** Brings the interfaces into the state in which they can be opened; false when it was told to stop meanwhile. */
async function prepare(
  interfaces: readonly string[],
  flags: Flags,
  log: Logger,
  isStopped: () => boolean,
): Promise<boolean> {
  if (flags.wait !== true) requireInterfaces(interfaces)
  const harden = (name: string) => {
    if (flags.harden !== true) return
    applyHardening(name)
    log.info({ interface: name }, `${name} is hardened: the kernel sends nothing by it`)
  }
  for (const name of interfaces) {
    let isSaid = false
    while (!hasInterface(name) && !isStopped()) {
      if (!isSaid) log.warn({ interface: name }, `${name} is not there: waiting for it`)
      isSaid = true
      await pause(WAIT_MS)
    }
    if (isStopped()) return false
    harden(name)
    while (flags.wait === true && readInterfaceCounters(name)?.isUp === false && !isStopped()) {
      if (!isSaid) log.warn({ interface: name }, `${name} is down: waiting for it`)
      isSaid = true
      await pause(WAIT_MS)
    }
  }
  return !isStopped()
}

async function runSpell(
  interfaces: readonly string[],
  flags: CaptureFlags,
  config: Config,
  stopped: Promise<void>,
  log: Logger,
) {
  const { filter, why } = widenFilter(config.capture.filter)
  if (why !== '') log.info({ given: config.capture.filter, used: filter }, `the filter was widened, ${why}`)
  const bufferBytes = flags.buffer * MIB
  const networks = networksOf(config)
  const live = { interfaces, networks, filter, snapLength: flags.snap, bufferBytes, promiscuous: flags.promiscuous }
  const spell = new CaptureSpell(live, flags.tap, flags.threads, log)
  await spell.open()
  if (flags.user !== undefined) {
    dropPrivileges(flags.user)
    log.info({ user: flags.user }, 'no longer root; the capture sockets stay open, and could still send: see harden')
  }
  const data: CaptureThreadData = {
    data: config.data,
    networks,
    spell: { interfaces, filter, allowTransmit: flags.allowTransmit === true, startUpUs: startUpOf(config) },
  }
  const onReady = () => log.info({ interfaces, data: config.data }, 'capturing')
  return await spell.run<SpellResult>('capture-thread', data, stopped, onReady)
}
