import type { Command } from 'commander'
import { applyHardening, hardeningScript, inspectHardening } from '../sensor/capture/hardening.ts'
import { lifelineBy } from '../sensor/capture/lifeline.ts'
import { interfacesOf, requireInterfaces } from './capture-options.ts'
import { type ConfigFlags, loadConfig } from './config.ts'
import { EXIT } from './exit-codes.ts'
import { withSharedOptions } from './shared-options.ts'

interface HardenFlags extends ConfigFlags {
  readonly apply?: boolean
}

/** Defines `harden`: what keeps the kernel from sending on a capture interface. */
export function hardenCommand(command: Command): void {
  withSharedOptions(command)
    .option('--interface <NAME[,NAME]>', 'the capture interfaces')
    .option('--apply', 'do them (as root); else they are only printed')
    .addHelpText(
      'after',
      `
It takes the interface's addresses away: never name the one by which you reach this machine (--apply refuses the
loopback, the one of the default route, and one from whose address a TCP connection is open). It lasts until the
interface is removed or the machine restarts; "sightline capture --harden" does it each time.
Not covered: a program with the right CAP_NET_ADMIN can undo it. Only an optical tap, or a port that the switch lets
nothing in by, holds against that; capture stops when the transmit counter moves all the same.

Examples:
  sightline harden --interface eth1 | less
  sudo sightline harden --interface eth1 --apply`,
    )
    .action(harden)
}

function harden(flags: HardenFlags): void {
  const { config } = loadConfig(flags)
  const names = interfacesOf(config)
  requireInterfaces(names)
  for (const name of names) {
    if (flags.apply !== true) {
      const lifeline = lifelineBy(name)
      if (lifeline !== '') process.stderr.write(`do not run this for ${name}: ${lifeline}\n`)
      process.stdout.write(hardeningScript(name))
      continue
    }
    applyHardening(name)
    const { lacking } = inspectHardening(name)
    const found =
      lacking.length === 0 ? 'hardened, and nothing can be sent by it' : `not hardened: ${lacking.join('; ')}`
    process.stdout.write(`${name}: ${found}\n`)
    if (lacking.length > 0) process.exitCode = EXIT.failed
  }
}
