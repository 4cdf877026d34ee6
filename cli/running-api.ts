import { realpathSync } from 'node:fs'
import { parseListenAddress } from '../api/listen-address.ts'
import { CliError } from './cli-error.ts'
import type { Config } from './config.ts'

/** How long a server on this machine may take to read and store a list. */
const TIMEOUT_MS = 30_000
/** Answers by which a server of ours says that it has understood, and does not. */
const REFUSALS: ReadonlySet<number> = new Set([400, 401, 403, 413, 422, 503])
/** "There is no such list." */
const NOT_FOUND = 404

/**
 * Asks the API that serves this folder, on this machine, to decide something: while it runs, it alone writes decisions.
 * Gives its answer, or undefined when none serves this folder at the configured address.
 */
export async function askRunningApi(
  config: Config,
  method: 'PUT' | 'DELETE',
  path: string,
  body?: Readonly<Record<string, unknown>>,
): Promise<{ readonly answer: unknown } | undefined> {
  const { host, port } = parseListenAddress(config.serve.listen)
  const url = `http://${host.includes(':') ? `[${host}]` : host}:${port}${path}`
  const response = await send(url, method, body)
  if (response === undefined) return undefined
  if (response.status === 204) return { answer: undefined }
  const isProblem = response.headers.get('content-type')?.startsWith('application/problem+json') === true
  if (isProblem && (REFUSALS.has(response.status) || (method === 'DELETE' && response.status === NOT_FOUND))) {
    const { detail } = (await response.json()) as { detail: string }
    throw new CliError('SIGHTLINE_SERVER', `${url}: ${detail}`)
  }
  // Another folder (409), another program, or a version that cannot do this: none of them writes this folder.
  if (!response.ok) return undefined
  return { answer: await response.json() }
}

/** The folder as a server compares it; one that does not exist yet is served by nobody. */
export function folderOf(config: Config): string {
  try {
    return realpathSync(config.data)
  } catch {
    return ''
  }
}

async function send(url: string, method: string, body: unknown): Promise<Response | undefined> {
  try {
    const signal = AbortSignal.timeout(TIMEOUT_MS)
    if (body === undefined) return await fetch(url, { method, signal })
    return await fetch(url, {
      method,
      signal,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
  } catch (error) {
    if (error instanceof Error && error.name === 'TimeoutError') {
      throw new CliError('SIGHTLINE_SERVER', `${url}: no answer in ${TIMEOUT_MS / 1000} seconds; try again`)
    }
    // Nobody listens there.
    return undefined
  }
}
