import type { Command } from 'commander'
import { parseListenAddress } from '../api/listen-address.ts'
import { type ConfigFlags, type LoadedConfig, loadConfig } from './config.ts'
import { withSharedOptions } from './shared-options.ts'

/** Registers `check-config`: shows the configuration in force and where each value comes from. */
export function checkConfigCommand(program: Command): void {
  withSharedOptions(program.command('check-config'))
    .description('check the configuration, and print it as it is in force, with the origin of each value')
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
    .action((flags: ConfigFlags & { json?: boolean }) => {
      const loaded = loadConfig(flags)
      parseListenAddress(loaded.config.serve.listen)
      process.stdout.write(flags.json === true ? `${JSON.stringify(loaded)}\n` : toml(loaded))
    })
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
