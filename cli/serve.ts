import { existsSync } from 'node:fs'
import path from 'node:path'
import type { Command } from 'commander'
import { ApiError } from '../api/errors.ts'
import { OBSERVED_FILE } from '../storage/observed/schema/observed-schema.ts'
import { checkedListen } from './checked-listen.ts'
import { type ConfigFlags, loadConfig } from './config.ts'
import { EXIT } from './exit-codes.ts'
import { createLog } from './log.ts'
import { withSharedOptions } from './shared-options.ts'
import { untilStopped } from './until-stopped.ts'

/** Defines `serve`: the API and the console over what is stored, until it is told to stop. */
export function serveCommand(command: Command): void {
  withSharedOptions(command)
    .option('--listen <ADDRESS:PORT>', 'where to listen (default: 127.0.0.1:8440)')
    .addHelpText(
      'after',
      `
Examples:
  sightline serve
  sightline serve --data /var/lib/sightline --listen 127.0.0.1:9000`,
    )
    .action(serve)
}

async function serve(flags: ConfigFlags): Promise<void> {
  const loaded = loadConfig(flags)
  const { config } = loaded
  const address = checkedListen(loaded)
  const log = createLog(config.log.level)
  const stopped = untilStopped()
  // Here and not above: the other commands need not wait for what they do not use.
  const [{ buildApp }, { listen }] = await Promise.all([import('../api/app.ts'), import('../api/listen.ts')])
  const app = buildApp({ observed: config.data, logger: log })
  const url = await listen(app, address).catch(async (error: unknown) => {
    // The next start would find the same: a port that is taken, or one that this user may not have.
    if (error instanceof ApiError) await tellSupervisor({ cannotListen: error.code })
    throw error
  })
  log.info({ url, data: config.data }, 'serving')
  // A supervisor starts us beside what makes the store.
  if (process.send === undefined && !existsSync(path.join(config.data, OBSERVED_FILE))) {
    log.warn({ data: config.data }, 'nothing captured there yet: check --data, or replay a capture into it')
  }
  // To the supervisor of `sightline start`, which cannot know the port when it was given as 0.
  await tellSupervisor({ url })
  const why = await stopped
  log.info({ why }, 'stopping')
  await app.close()
  process.exitCode = why === 'SIGINT' ? EXIT.interrupted : EXIT.done
}

/** Says something to the supervisor that started us, if one did; done when it is on its way. */
function tellSupervisor(message: object): Promise<void> {
  return new Promise((resolve) => {
    if (process.send === undefined) resolve()
    else process.send(message, () => resolve())
  })
}
