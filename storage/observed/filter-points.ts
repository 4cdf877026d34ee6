import { findParties } from './asset-filter.ts'
import { type Page, type PageRequest, pageOf } from './page.ts'
import { QueryError } from './query-error.ts'
import { type Point, type PointRow, readPoints } from './read-points.ts'
import type { ObservedReader } from './reader.ts'
import type { RowFilter } from './row-filter.ts'

/** What people ask of points: of whoever holds, reads or writes them. */
export interface PointFilter extends RowFilter {
  /** A part of the point's name, in any case. */
  readonly point?: string | undefined
  readonly module?: string | undefined
}

/** The columns that points can be sorted by. */
export const POINT_SORTS = {
  lastSeen: 'lastSeen',
  firstSeen: 'firstSeen',
  point: 'point',
  reads: 'reads',
  writes: 'writes',
} as const satisfies Partial<Record<keyof PointRow, string>>

export const STANDARD_POINT_SORT = '-lastSeen'

/** One page of the points that meet a filter. */
export function readPointPage(reader: ObservedReader, filter: PointFilter, request: PageRequest): Page<PointRow> {
  const { sort = STANDARD_POINT_SORT } = request
  const column = sort.replace(/^-/, '') as keyof typeof POINT_SORTS
  if (!(column in POINT_SORTS)) throw new QueryError('sort', `one of ${Object.keys(POINT_SORTS).join(', ')}`)
  // The key begins with where the point is, so 'point' sorts by it alone: 'holding 9' before 'holding 10'.
  const page = pageOf(filterPoints(reader, filter), sort, request, ({ row, key }) => ({
    value: column === 'point' ? '' : row[column],
    key,
  }))
  return { items: page.items.map(({ row }) => row), next: page.next }
}

function filterPoints(reader: ObservedReader, filter: PointFilter): Point[] {
  const { protocol, module, fromUs = Number.NEGATIVE_INFINITY, toUs = Number.POSITIVE_INFINITY } = filter
  const wanted = filter.point?.toLowerCase()
  const parties = findParties(reader, filter)
  const keys = parties === undefined ? undefined : new Set(JSON.parse(parties.keys) as number[])
  const part = parties?.part
  return readPoints(reader).filter(
    ({ row, parties: own, firstUs, lastUs }) =>
      (protocol === undefined || row.protocol === protocol) &&
      (module === undefined || row.module === module) &&
      (filter.class === undefined || row.classes.split(', ').includes(filter.class)) &&
      (wanted === undefined || row.point.toLowerCase().includes(wanted)) &&
      (part === undefined || (row.protocol === part.protocol && row.module === part.module)) &&
      (keys === undefined || [...own].some((key) => keys.has(key))) &&
      lastUs >= fromUs &&
      firstUs <= toUs,
  )
}
