import type { Command } from 'commander'
import type { Logger } from 'pino'
import { type CaptureFlags, captureArguments, interfacesOf, withCaptureOptions } from './capture-options.ts'
import { checkedListen } from './checked-listen.ts'
import { type Config, loadConfig } from './config.ts'
import { numbersForParts, type UserNumbers } from './drop-privileges.ts'
import { EXIT } from './exit-codes.ts'
import { JOIN_INTERFACES, type JoinFlags, withJoinOption } from './join-option.ts'
import { createLog } from './log.ts'
import { withSharedOptions } from './shared-options.ts'
import { Supervisor } from './supervisor.ts'
import { untilStopped } from './until-stopped.ts'

type StartFlags = CaptureFlags & JoinFlags

/** Defines `start`: replay, capture and serve, under one supervisor. */
export function startCommand(command: Command): void {
  withJoinOption(withCaptureOptions(withSharedOptions(command)))
    .argument('[FILE...]', 'captures (pcap, pcapng) to replay first; without one, serve what is stored')
    .option('--listen <ADDRESS:PORT>', 'where to listen (default: 127.0.0.1:8440)')
    .addHelpText(
      'after',
      `
Examples:
  sightline start fixtures/plant/plant.pcap
  sightline start --interface eth1 --harden --user sightline
  sightline start monday.pcap tuesday.pcap --data ./plant-7 --listen 127.0.0.1:9000`,
    )
    .action(start)
}

async function start(files: string[], flags: StartFlags): Promise<void> {
  const loaded = loadConfig(flags)
  const { config } = loaded
  // Before anything is started: a child that cannot listen would be noticed later, and twice.
  checkedListen(loaded)
  if (config.capture.interface !== '') interfacesOf(config)
  const log = createLog(config.log.level)
  const supervisor = new Supervisor(log)
  const stopped = untilStopped().then((why) => {
    supervisor.stop()
    return why
  })
  const code = await runParts(supervisor, files, flags, config, log)
  supervisor.stop()
  // Undefined when the parts ended by themselves.
  const why = await Promise.race([stopped, Promise.resolve(undefined)])
  process.exitCode = why === undefined ? code : why === 'SIGINT' ? EXIT.interrupted : EXIT.done
}

async function runParts(
  supervisor: Supervisor,
  files: readonly string[],
  flags: StartFlags,
  config: Config,
  log: Logger,
): Promise<number> {
  const shared = sharedArguments(flags, config)
  const join = flags.joinInterfaces === true ? [JOIN_INTERFACES] : []
  // Capture itself gives up root once its interfaces are open; the others never need it.
  const user = flags.user === undefined ? undefined : numbersForParts(flags.user)
  const serving = supervisor.run({
    name: 'serve',
    arguments: ['serve', ...shared, '--listen', config.serve.listen],
    endless: true,
    user,
    onMessage: (message) => {
      if (typeof message !== 'object' || message === null) return
      // It has said why, and starting it again would not help.
      if ('cannotListen' in message) supervisor.stop()
      else if ('url' in message) void announce(String(message.url), log)
    },
  })
  const serveCode = serving.then((code) => {
    supervisor.stop()
    return code
  })
  // One after the other: the store has one writer.
  const replayCode =
    files.length === 0
      ? EXIT.done
      : await replayAll(
          supervisor,
          ['replay', ...shared, ...join, '--start-up', config.events.startUp, ...files],
          user,
          log,
        )
  const captureCode =
    config.capture.interface === ''
      ? EXIT.done
      : await captureLive(supervisor, [...shared, ...captureArguments(flags, config)], log)
  return (await serveCode) || replayCode || captureCode
}

/** A capture that is damaged or missing is said, and does not keep the others, or what was stored before, from being served. */
async function replayAll(
  supervisor: Supervisor,
  args: readonly string[],
  user: UserNumbers | undefined,
  log: Logger,
): Promise<number> {
  const code = await supervisor.run({ name: 'replay', arguments: args, endless: false, user })
  if (code === EXIT.usage) supervisor.stop()
  else if (code !== EXIT.done && code !== EXIT.interrupted)
    log.error({ code }, 'not everything was replayed: see above')
  return code
}

/** A capture that ended for good is said, and what it stored is served on; wrong usage ends everything. */
async function captureLive(supervisor: Supervisor, shared: readonly string[], log: Logger): Promise<number> {
  const code = await supervisor.run({ name: 'capture', arguments: ['capture', '--wait', ...shared], endless: true })
  if (code === EXIT.usage) supervisor.stop()
  else if (code !== EXIT.done && code !== EXIT.interrupted) log.error({ code }, 'capture has ended: see above')
  return code
}

/** By flag, so that the parts see what the supervisor saw, whatever the environment of a restart. */
function sharedArguments(flags: CaptureFlags, config: Config): string[] {
  const file = flags.config === undefined ? [] : ['--config', flags.config]
  return [...file, '--data', config.data, '--log-level', config.log.level]
}

/** Says where the API is, once it has really answered there. */
async function announce(url: string, log: Logger): Promise<void> {
  try {
    const response = await fetch(`${url}/api/v1/health`, { signal: AbortSignal.timeout(5000) })
    if (!response.ok) throw new Error(`HTTP ${response.status}`)
    process.stdout.write(`Sightline answers on ${url}\n`)
  } catch (error) {
    log.error({ url, error: error instanceof Error ? error.message : String(error) }, 'the API does not answer')
  }
}
