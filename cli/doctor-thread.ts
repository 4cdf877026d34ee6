import { workerData } from 'node:worker_threads'
import { dissectors } from '../dissectors/registry.ts'
import { BatchPool } from '../sensor/threads/batch-pool.ts'
import { type LiveFindings, surveyLive } from '../sensor/threads/live-survey.ts'
import { TapCounts } from '../sensor/threads/tap-counts.ts'
import type { SpellMemory } from './capture-spell.ts'
import { runThread } from './thread-message.ts'

/** What the surveying thread is given beside the memory of its spell. */
export interface DoctorThreadData {
  readonly interface: string
  readonly allowTransmit: boolean
}

const given = workerData as DoctorThreadData & SpellMemory
runThread<LiveFindings>(given.pool, (tell) => {
  tell({ kind: 'ready' })
  const pool = new BatchPool(given.pool).reader(0)
  const counts = new TapCounts(given.counts)
  const { interface: name, allowTransmit } = given
  return surveyLive(dissectors, pool, counts, name, given.precautions, allowTransmit)
})
