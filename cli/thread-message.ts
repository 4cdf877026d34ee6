import { parentPort } from 'node:worker_threads'
import { BatchPool, type PoolMemory } from '../sensor/threads/batch-pool.ts'

/** What a thread that takes packets says to the one that started it. */
export type ThreadMessage<Result> =
  | { readonly kind: 'ready' }
  | { readonly kind: 'say'; readonly level: 'error' | 'warn' | 'info'; readonly text: string }
  | { readonly kind: 'result'; readonly result: Result }
  | { readonly kind: 'failure'; readonly code: string; readonly message: string }

const CLOSED_BY_FAILURE = 1

/** Runs what a thread is for, and tells its result or why there is none; the pool is closed then, so that the tap ends. */
export function runThread<Result>(
  memory: PoolMemory,
  work: (tell: (message: ThreadMessage<Result>) => void) => Result,
): void {
  const tell = (message: ThreadMessage<Result>) => parentPort?.postMessage(message)
  try {
    tell({ kind: 'result', result: work(tell) })
  } catch (error) {
    new BatchPool(memory).close(CLOSED_BY_FAILURE)
    // An error that crosses threads loses its code.
    const code = error instanceof Error && 'code' in error ? String(error.code) : ''
    const isOurs = code.startsWith('SIGHTLINE_')
    const message = error instanceof Error ? ((isOurs ? undefined : error.stack) ?? error.message) : String(error)
    tell({ kind: 'failure', code, message })
  }
}
