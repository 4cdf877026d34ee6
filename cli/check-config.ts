import type { Command } from 'commander'
import { checkFilter } from '../sensor/capture/check-filter.ts'
import { CaptureError } from '../sensor/capture/errors.ts'
import { hasInterface } from '../sensor/capture/interface-counters.ts'
import { interfacesOf } from './capture-options.ts'
import { checkedListen } from './checked-listen.ts'
import { CliError } from './cli-error.ts'
import { type ConfigFlags, type LoadedConfig, loadConfig } from './config.ts'
import { withSharedOptions } from './shared-options.ts'

/** Defines `check-config`: shows the configuration in force and where each value comes from. */
export function checkConfigCommand(command: Command): void {
  withSharedOptions(command)
    .option('--listen <ADDRESS:PORT>', 'where `serve` would listen')
    .option('--interface <NAME[,NAME]>', 'what `capture` and `start` would capture from')
    .option('--filter <BPF>', 'what they would capture')
    .option('--json', 'print one JSON object instead of TOML')
    .addHelpText(
      'after',
      `
Examples:
  sightline check-config
  sightline check-config --config /etc/sightline/sightline.toml --json`,
    )
    .action(async (flags: ConfigFlags & { json?: boolean }) => {
      const loaded = loadConfig(flags)
      checkedListen(loaded)
      checkInterfaces(loaded)
      await checkCaptureFilter(loaded)
      process.stdout.write(flags.json === true ? `${JSON.stringify(loaded)}\n` : toml(loaded))
    })
}

/** One that is not there now may come: `start` waits for it. */
function checkInterfaces({ config, origins }: LoadedConfig): void {
  if (config.capture.interface === '') return
  const where = `${origins['capture.interface']}: capture.interface`
  for (const name of interfacesOf(config, where)) {
    if (!hasInterface(name)) warn(`${where}: there is no interface ${name} now (see "ip link")`)
  }
}

async function checkCaptureFilter({ config, origins }: LoadedConfig): Promise<void> {
  const { filter } = config.capture
  const where = `${origins['capture.filter']}: capture.filter`
  let wrong: string
  try {
    wrong = await checkFilter(filter)
  } catch (error) {
    if (!(error instanceof CaptureError)) throw error
    warn(`${where}: not checked: ${error.message}`)
    return
  }
  if (wrong !== '')
    throw new CliError('SIGHTLINE_CONFIG_INVALID', `${where}: ${wrong}: "${filter}" (see pcap-filter(7))`)
}

function warn(text: string): void {
  process.stderr.write(`sightline: ${text}\n`)
}

function toml({ config, origins, file }: LoadedConfig): string {
  const line = (path: string, key: string, value: string) => `${key} = ${JSON.stringify(value)} # ${origins[path]}`
  return [
    file === '' ? '# no configuration file' : `# ${file}`,
    line('data', 'data', config.data),
    '',
    '[serve]',
    line('serve.listen', 'listen', config.serve.listen),
    '',
    '[capture]',
    line('capture.interface', 'interface', config.capture.interface),
    line('capture.filter', 'filter', config.capture.filter),
    '',
    '[events]',
    line('events.startUp', 'startUp', config.events.startUp),
    '',
    '[log]',
    line('log.level', 'level', config.log.level),
    '',
  ].join('\n')
}
