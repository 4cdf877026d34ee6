import { type ChildProcess, spawn } from 'node:child_process'
import { setTimeout as wait } from 'node:timers/promises'
import type { Logger } from 'pino'
import type { UserNumbers } from './drop-privileges.ts'
import { EXIT } from './exit-codes.ts'

/** One process of `sightline start`. */
export interface Part {
  readonly name: string
  /** The command line of `sightline`. */
  readonly arguments: readonly string[]
  /** A part with an end of its own (a replay) is only started again when a signal killed it; a server always. */
  readonly endless: boolean
  /** As whom it runs from its beginning; else as we do. */
  readonly user?: UserNumbers | undefined
  readonly onMessage?: (message: unknown) => void
}

interface Ending {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
}

const MAX_RESTARTS = 5
/** A part that ran this long was well: what happens next is a new failure. */
const WELL_AFTER_MS = 60_000
const FIRST_PAUSE_MS = 500
/** How long a part may take to write its last and close. */
const GRACE_MS = 10_000

/** Runs parts as child processes, starts again what dies, and says so. */
export class Supervisor {
  private readonly log: Logger
  private readonly running = new Map<string, ChildProcess>()
  private readonly stopping = new AbortController()

  constructor(log: Logger) {
    this.log = log
  }

  /** Runs a part until it has ended for good; returns its exit code. */
  async run(part: Part): Promise<number> {
    let restarts = 0
    while (!this.stopping.signal.aborted) {
      const startedMs = performance.now()
      const ending = await this.once(part)
      const { code } = ending
      if (this.stopping.signal.aborted) return code ?? EXIT.interrupted
      if (isFinal(part, ending)) return code ?? EXIT.failed
      if (performance.now() - startedMs > WELL_AFTER_MS || code === EXIT.again) restarts = 0
      if (restarts++ === MAX_RESTARTS) {
        this.log.error({ part: part.name, ...ending }, `${part.name} keeps dying: giving up`)
        return code || EXIT.failed
      }
      const pauseMs = FIRST_PAUSE_MS * 2 ** (restarts - 1)
      this.log.warn({ part: part.name, ...ending, pauseMs }, `${part.name} died: starting it again`)
      await wait(pauseMs, undefined, { signal: this.stopping.signal }).catch(() => undefined)
    }
    return EXIT.done
  }

  /** Asks every part to end, and ends those that do not. */
  stop(): void {
    if (this.stopping.signal.aborted) return
    this.stopping.abort()
    for (const child of this.running.values()) child.kill('SIGTERM')
    setTimeout(() => this.kill(), GRACE_MS).unref()
  }

  private kill(): void {
    for (const [name, child] of this.running) {
      this.log.error({ part: name }, `${name} does not end when asked: killing it`)
      child.kill('SIGKILL')
    }
  }

  private once(part: Part): Promise<Ending> {
    const main = process.argv[1] as string
    return new Promise((resolve) => {
      const child = spawn(process.execPath, [...process.execArgv, main, ...part.arguments], {
        stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
        ...part.user,
      })
      this.running.set(part.name, child)
      this.log.debug({ part: part.name, pid: child.pid }, `${part.name} started`)
      if (part.onMessage !== undefined) child.on('message', part.onMessage)
      child.once('error', (error) => this.log.error({ part: part.name, error: error.message }, 'cannot start'))
      child.once('close', (code, signal) => {
        this.running.delete(part.name)
        resolve({ code, signal })
      })
    })
  }
}

function isFinal(part: Part, { code, signal }: Ending): boolean {
  if (code === EXIT.usage || code === EXIT.sent) return true
  return !part.endless && signal === null
}
