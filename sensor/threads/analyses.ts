import type { ShardReport } from './shard-report.ts'

/** Whoever analyses what is to be stored: this thread, or others. */
export interface Analyses {
  /** Works, or waits for those that do, for at most `waitMs`; false when all of it is analysed and nothing follows. */
  work(waitMs: number): boolean
  /** Whether there is something to be stored. */
  hasNews(): boolean
  /** What was learnt since the last call; `isLast` after `work` gave false, or when there is no waiting for that. */
  take(isLast: boolean): readonly ShardReport[]
  /** Threads that died since the last call, with the reason of each. */
  takeDeaths(): readonly string[]
}
