import { parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads'
import type { Dissector } from '../dissectors/kit/dissector.ts'
import { WHOLE } from '../sensor/flow/shard.ts'
import type { Analyses } from '../sensor/threads/analyses.ts'
import { BatchPool, type BatchReader } from '../sensor/threads/batch-pool.ts'
import { CAPTURE_OF_SPELL, LiveAnalysis, type SpellOptions, type SpellResult } from '../sensor/threads/live-analysis.ts'
import { OwnAnalysis } from '../sensor/threads/own-analysis.ts'
import { type Newcomer, ShardAnalyses } from '../sensor/threads/shard-analyses.ts'
import { ShardAnalysis } from '../sensor/threads/shard-analysis.ts'
import { TapCounts } from '../sensor/threads/tap-counts.ts'
import { ObservedWriter } from '../storage/observed/writer.ts'
import type { SpellMemory } from './capture-spell.ts'
import { runThread, type ThreadMessage } from './thread-message.ts'

/** What the thread that stores is given beside the memory of its spell. */
export interface CaptureThreadData {
  readonly data: string
  /** As of `LiveOptions`. */
  readonly networks: readonly string[]
  readonly spell: SpellOptions
}

const given = workerData as CaptureThreadData & SpellMemory
// Loading every dissector takes a while, and most of the time they are needed in other threads alone.
const dissectors: readonly Dissector[] = given.threads > 0 ? [] : (await import('../dissectors/registry.ts')).dissectors
runThread<SpellResult>(given.pool, store)

function store(tell: (message: ThreadMessage<SpellResult>) => void): SpellResult {
  const writer = new ObservedWriter(given.data)
  try {
    const { spell, precautions } = given
    const pool = new BatchPool(given.pool).reader(0)
    const counts = new TapCounts(given.counts)
    const say = (level: 'error' | 'warn' | 'info', text: string) => tell({ kind: 'say', level, text })
    const analysis = new LiveAnalysis(analysesOf(given, pool), pool, counts, writer, spell, precautions, say)
    tell({ kind: 'ready' })
    return analysis.run()
  } finally {
    // Before the thread ends: a native driver that is still open then crashes the process (better-sqlite3 #1476).
    writer.close()
  }
}

function analysesOf({ threads, signal, networks }: CaptureThreadData & SpellMemory, pool: BatchReader): Analyses {
  if (threads > 0) return new ShardAnalyses(threads, signal, nextNewcomer)
  const analysis = new ShardAnalysis(dissectors, WHOLE, pool, 0)
  analysis.begin(CAPTURE_OF_SPELL, networks)
  return new OwnAnalysis(analysis)
}

/** The main thread tells of every analysis thread that it starts. */
function nextNewcomer(): Newcomer | undefined {
  return parentPort === null ? undefined : (receiveMessageOnPort(parentPort)?.message as Newcomer | undefined)
}
