import { formatTime } from '../rfc3339.ts'
import type { ObservedReader } from './reader.ts'

/** How much is stored, and the sums of what was not seen or not understood. */
export interface StoreHealth {
  readonly captures: number
  /** Captures that could not be read to their end. */
  readonly damagedCaptures: number
  readonly frames: number
  readonly assets: number
  readonly conversations: number
  readonly operations: number
  readonly lastSeen: string | null
  readonly coverage: { readonly measure: string; readonly count: number }[]
  readonly faults: FaultRow[]
}

export interface FaultRow {
  readonly protocol: string
  readonly reason: string
  readonly messageHex: string
  readonly count: number
  readonly capture: string
  readonly frame: number
}

/** Reads what tells whether the sensor sees and understands what it should. */
export function readHealth(reader: ObservedReader): StoreHealth {
  return reader.remember('health', () => {
    const { lastUs, ...counts } = reader.first<Counts>(COUNTS) as Counts
    return {
      ...counts,
      lastSeen: lastUs === null ? null : formatTime(lastUs),
      coverage: reader.all(COVERAGE),
      faults: reader.all(FAULTS),
    }
  })
}

type Counts = Omit<StoreHealth, 'lastSeen' | 'coverage' | 'faults'> & { readonly lastUs: number | null }

const COUNTS = `
SELECT count(*) AS captures, coalesce(sum(damage <> ''), 0) AS damagedCaptures, coalesce(sum(frames), 0) AS frames,
  (SELECT count(*) FROM assets) AS assets, (SELECT count(*) FROM conversations) AS conversations,
  (SELECT count(*) FROM operations) AS operations, (SELECT max(last_us) FROM addresses) AS lastUs
FROM captures`

const COVERAGE = 'SELECT measure, sum(count) AS count FROM coverage GROUP BY measure ORDER BY measure'

const FAULTS = `
SELECT f.protocol, f.reason, f.message_hex AS messageHex, f.count, k.name AS capture, f.witness_frame AS frame
FROM faults f JOIN captures k ON k.key = f.witness_capture ORDER BY f.protocol, f.reason`
