import type { Command } from 'commander'
import type { Config } from './config.ts'

const UNIT_US: Readonly<Record<string, number>> = { m: 60_000_000, h: 3_600_000_000 }

/** Adds the option of what stores: how long everything counts as known at the start. */
export function withStartUpOption(command: Command): Command {
  return command.option(
    '--start-up <TIME>',
    'what the first capture shows in this time is known, and no event of its own: 30m, 8h (default: 1h)',
  )
}

/** The start-up in microseconds: '30m', '8h'. */
export function startUpOf({ events }: Config): number {
  return Number(events.startUp.slice(0, -1)) * (UNIT_US[events.startUp.slice(-1)] ?? 0)
}
