import { workerData } from 'node:worker_threads'
import { dissectors } from '../dissectors/registry.ts'
import { BatchPool } from '../sensor/threads/batch-pool.ts'
import { LiveAnalysis, type SpellOptions, type SpellResult } from '../sensor/threads/live-analysis.ts'
import { TapCounts } from '../sensor/threads/tap-counts.ts'
import { ObservedWriter } from '../storage/observed/writer.ts'
import type { SpellMemory } from './capture-spell.ts'
import { runThread, type ThreadMessage } from './thread-message.ts'

/** What the analysis thread is given beside the memory of its spell. */
export interface CaptureThreadData {
  readonly data: string
  readonly spell: SpellOptions
}

function analyse(
  given: CaptureThreadData & SpellMemory,
  tell: (message: ThreadMessage<SpellResult>) => void,
): SpellResult {
  const writer = new ObservedWriter(given.data)
  try {
    const pool = new BatchPool(given.pool)
    const counts = new TapCounts(given.counts)
    const say = (level: 'error' | 'warn' | 'info', text: string) => tell({ kind: 'say', level, text })
    const { spell, hardenings } = given
    const analysis = new LiveAnalysis(dissectors, pool, counts, writer, spell, hardenings, say)
    tell({ kind: 'ready' })
    return analysis.run()
  } finally {
    // Before the thread ends: a native driver that is still open then crashes the process (better-sqlite3 #1476).
    writer.close()
  }
}

const given = workerData as CaptureThreadData & SpellMemory
runThread<SpellResult>(given.pool, (tell) => analyse(given, tell))
