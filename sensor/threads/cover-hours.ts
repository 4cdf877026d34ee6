import type { Measure } from '../model/coverage.ts'
import { HOUR_US } from '../model/coverage-book.ts'
import type { CoverageHourEntry } from '../model/delta.ts'

/** More than are kept; a clock that was wrong by decades costs no more than this. */
export const MAX_COVERED_HOURS = 10_000

/** What was counted evenly between two times, of no segment, as whole numbers of each hour, which add up to it. */
export function coverHours(measure: Measure, count: number, sinceUs: number, untilUs: number): CoverageHourEntry[] {
  const last = Math.floor(untilUs / HOUR_US)
  const first = Math.max(Math.min(Math.floor(sinceUs / HOUR_US), last), last - MAX_COVERED_HOURS + 1)
  const fromUs = Math.max(Math.min(sinceUs, untilUs), first * HOUR_US)
  const entries: CoverageHourEntry[] = []
  let before = 0
  for (let hour = first; hour <= last; hour++) {
    const share = hour === last ? 1 : ((hour + 1) * HOUR_US - fromUs) / (untilUs - fromUs)
    const upTo = Math.round(count * share)
    if (upTo > before) entries.push({ segment: null, hourUs: hour * HOUR_US, measure, count: upTo - before })
    before = upTo
  }
  return entries
}
