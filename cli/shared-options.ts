import type { Command } from 'commander'
import { LOG_LEVELS } from './config.ts'

/** Adds the options that every command has; their values are what `loadConfig` takes. */
export function withSharedOptions(command: Command): Command {
  return command
    .option('--data <DIR>', 'folder that holds observed.db and decisions.db (default: ./data)')
    .option('--config <FILE>', 'configuration file (default: ./sightline.toml, if there is one)')
    .option('--log-level <LEVEL>', `least level that is logged: ${LOG_LEVELS.join(', ')} (default: info)`)
}
