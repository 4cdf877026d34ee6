import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

export const PROJECT = fileURLToPath(new URL('../..', import.meta.url))
export const LAUNCHER = path.join(PROJECT, 'bin', 'sightline')
export const PLANT = path.join(PROJECT, 'fixtures', 'plant', 'plant.pcap')

export interface Ended {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly stdout: string
  readonly stderr: string
}

export interface RunOptions {
  readonly cwd?: string
  readonly env?: Record<string, string>
  readonly launcher?: string
}

/** Starts the launcher as a person would, with no SIGHTLINE_ variable of this machine. */
export function startSightline(args: readonly string[], options: RunOptions = {}): ChildProcessWithoutNullStreams {
  const clean = Object.entries(process.env).filter(([name]) => !name.startsWith('SIGHTLINE_'))
  const env = { ...Object.fromEntries(clean), ...options.env }
  return spawn(options.launcher ?? LAUNCHER, args, { cwd: options.cwd ?? PROJECT, env })
}

/** Runs the launcher to its end. */
export async function runSightline(args: readonly string[], options: RunOptions = {}): Promise<Ended> {
  return await endOf(startSightline(args, options))
}

/** What a started process wrote until it ended, and how it ended. */
export async function endOf(child: ChildProcessWithoutNullStreams): Promise<Ended> {
  let stdout = ''
  let stderr = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text
  })
  const [code, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null]
  return { code, signal, stdout, stderr }
}
