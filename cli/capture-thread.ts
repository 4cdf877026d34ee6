import { parentPort, workerData } from 'node:worker_threads'
import { dissectors } from '../dissectors/registry.ts'
import { BatchPool, type PoolMemory } from '../sensor/threads/batch-pool.ts'
import { LiveAnalysis, type SpellOptions, type SpellResult } from '../sensor/threads/live-analysis.ts'
import { TapCounts } from '../sensor/threads/tap-counts.ts'
import { ObservedWriter } from '../storage/observed/writer.ts'

/** What the analysis thread is given. */
export interface ThreadData {
  readonly data: string
  readonly pool: PoolMemory
  readonly counts: SharedArrayBuffer
  readonly spell: SpellOptions
}

/** What it says to the thread that started it. */
export type ThreadMessage =
  | { readonly kind: 'ready' }
  | { readonly kind: 'say'; readonly level: 'error' | 'warn' | 'info'; readonly text: string }
  | { readonly kind: 'result'; readonly result: SpellResult }
  | { readonly kind: 'failure'; readonly code: string; readonly message: string }

const CLOSED_BY_FAILURE = 1

function main(given: ThreadData, tell: (message: ThreadMessage) => void): void {
  const pool = new BatchPool(given.pool)
  try {
    const writer = new ObservedWriter(given.data)
    try {
      const counts = new TapCounts(given.counts)
      const say = (level: 'error' | 'warn' | 'info', text: string) => tell({ kind: 'say', level, text })
      const analysis = new LiveAnalysis(dissectors, pool, counts, writer, given.spell, say)
      tell({ kind: 'ready' })
      tell({ kind: 'result', result: analysis.run() })
    } finally {
      // Before the thread ends: a native driver that is still open then crashes the process (better-sqlite3 #1476).
      writer.close()
    }
  } catch (error) {
    pool.close(CLOSED_BY_FAILURE)
    // An error that crosses threads loses its code.
    const code = error instanceof Error && 'code' in error ? String(error.code) : ''
    const isOurs = code.startsWith('SIGHTLINE_')
    const message = error instanceof Error ? ((isOurs ? undefined : error.stack) ?? error.message) : String(error)
    tell({ kind: 'failure', code, message })
  }
}

if (parentPort !== null) {
  const port = parentPort
  main(workerData as ThreadData, (message) => port.postMessage(message))
}
