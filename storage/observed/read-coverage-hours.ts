import { formatTime } from '../rfc3339.ts'
import { KEPT_HOURS_US } from './activity-widths.ts'
import type { Listing } from './listing.ts'
import { segmentName } from './segment-name.ts'

export type CoverageHourRow = {
  /** '' for what is of no segment. */
  readonly segment: string
  readonly tap: string
  readonly vlan: string
  readonly start: string
  readonly measure: string
  readonly count: number
}

/** SQL for the hours `h` that are not too old; `n` is the newest capture time. */
export const KEPT_COVERAGE_HOURS = `(SELECT max(last_us) AS newest FROM captures) n
  JOIN coverage_hours h ON h.hour_us >= n.newest - ${KEPT_HOURS_US}`

/** The view of each segment by the hour: what was seen of it, and what was not seen, not understood or odd. */
export const COVERAGE_HOURS: Listing<Found, CoverageHourRow> = {
  columns: `g.key IS NULL AS isNone, coalesce(g.tap, '') AS tap, coalesce(g.vlan, '') AS vlan, h.hour_us AS hourUs,
    h.measure, h.count`,
  from: `FROM ${KEPT_COVERAGE_HOURS} LEFT JOIN segments g ON g.key = h.segment`,
  // There is no key of ours: what tells two rows of one hour apart is the rest of the natural key.
  key: "printf('%012d %s', h.segment, h.measure)",
  naturalOrder: 'g.key IS NOT NULL, g.tap, g.vlan, h.hour_us, h.measure',
  sorts: { start: 'h.hour_us', count: 'h.count', measure: 'h.measure' },
  standardSort: '-start',
  rowOf: ({ isNone, tap, vlan, hourUs, measure, count }) => ({
    segment: isNone === 1 ? '' : segmentName(tap, vlan),
    tap,
    vlan,
    start: formatTime(hourUs),
    measure,
    count,
  }),
}

type Found = Pick<CoverageHourRow, 'tap' | 'vlan' | 'measure' | 'count'> & {
  readonly isNone: number
  readonly hourUs: number
}
