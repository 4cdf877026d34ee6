import './frugal-heap.ts'
import { readFileSync } from 'node:fs'
import { Command, CommanderError } from 'commander'
import { COMMANDS } from './commands.ts'
import { EXIT } from './exit-codes.ts'
import { ReplayInterrupted } from './replay-interrupted.ts'

/** Codes that mean that starting again as it is cannot help, by how they begin. */
const USAGE_CODES = [
  'SIGHTLINE_CONFIG_',
  'SIGHTLINE_USAGE',
  'SIGHTLINE_API_BAD_ADDRESS',
  'SIGHTLINE_API_NOT_LOOPBACK',
  'SIGHTLINE_CAPTURE_BAD_FILTER',
  'SIGHTLINE_INTENDED_',
]

/** Without the names of Node.js and of the program. */
const FROM_USER = { from: 'user' } as const

async function main(): Promise<void> {
  watchOutput()
  process.on('SIGINT', () => {
    // A command that ends in its own way listens too; the others have nothing to finish.
    if (process.listenerCount('SIGINT') === 1) process.exit(EXIT.interrupted)
  })
  let code: number
  try {
    await program().parseAsync()
    code = Number(process.exitCode ?? EXIT.done)
  } catch (error) {
    code = report(error)
  }
  // Explicitly, so that a handle somebody forgot cannot keep the process; after what is still in the pipe.
  process.stdout.write('', () => process.exit(code))
}

function program(): Command {
  const command = new Command('sightline')
  command
    .description(
      'Passive visibility for OT networks: what is there, and who does what to whom. It never sends a frame.',
    )
    .version(version(), '--version', 'print the version')
    .helpOption('--help', 'show this help')
    .helpCommand(false)
    .configureHelp({ subcommandTerm: (each) => each.name() })
    .showHelpAfterError('(see --help)')
    .exitOverride()
    .addHelpText(
      'after',
      `
Examples:
  sightline start fixtures/plant/plant.pcap     replay a capture and look at it on http://127.0.0.1:8440
  sightline replay monday.pcap --data ./plant-7
  sightline export assets --format csv --data ./plant-7

Exit codes: 0 done, 1 failed, 2 wrong usage or configuration, 3 a capture interface sent, 4 what was seen differs from
what is intended, 75 a capture interface is gone, 130 interrupted.`,
    )
  for (const { name, description } of COMMANDS) command.command(name).description(description)
  command
    .command('help')
    .description('show the help of a command')
    .argument('[COMMAND]')
    .helpOption(false)
    .action(async (name?: string) => {
      if (name === undefined) return command.help()
      // Without --help, which would be answered for a command that is not there.
      await command.parseAsync(COMMANDS.some((each) => each.name === name) ? [name, '--help'] : [name], FROM_USER)
    })
  // What nobody asked for is not loaded: all commands together are all of Sightline.
  command.hook('preSubcommand', async (_all, chosen) => {
    const define = await COMMANDS.find(({ name }) => name === chosen.name())?.load()
    define?.(chosen)
  })
  return command
}

function version(): string {
  // One folder up from cli/ in the sources, two up from dist/cli/.
  const above = import.meta.url.endsWith('.ts') ? '..' : '../..'
  const description = readFileSync(new URL(`${above}/package.json`, import.meta.url), 'utf8')
  return (JSON.parse(description) as { version: string }).version
}

/** Whoever reads our output may stop reading (`| head`): that is no failure. */
function watchOutput(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(EXIT.done)
    process.stderr.write(`sightline: standard output cannot be written (${error.message})\n`)
    process.exit(EXIT.failed)
  })
}

/** Says in one line what went wrong, and returns the exit code for it. */
function report(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.usage
  if (error instanceof ReplayInterrupted) {
    process.stderr.write(`sightline: ${error.message}\n`)
    return EXIT.interrupted
  }
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''
  if (code === 'EPIPE') return EXIT.done
  if (error instanceof Error && code.startsWith('SIGHTLINE_')) {
    process.stderr.write(`sightline: ${error.message}\n`)
    return USAGE_CODES.some((usage) => code.startsWith(usage)) ? EXIT.usage : EXIT.failed
  }
  const details = error instanceof Error ? (error.stack ?? error.message) : String(error)
  process.stderr.write(`sightline: a defect of Sightline, please report it: ${details}\n`)
  return EXIT.failed
}

await main()
