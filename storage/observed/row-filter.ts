import type { Severity } from '../../sensor/model/events/event-entry.ts'
import { HOUR_US, MINUTE_US } from './activity-widths.ts'
import {
  claimsAbout,
  claimsAt,
  conversationsOf,
  eventsOf,
  filterAssets,
  findParties,
  operationsOf,
  type PartyFilter,
} from './asset-filter.ts'
import type { Condition } from './listing.ts'
import { rankOf, SEVERITIES } from './ranks.ts'
import type { ObservedReader, Parameter } from './reader.ts'
import { segmentMatcher } from './segment-filter.ts'

/** What people ask of conversations, operations, claims and coverage, over and above their parties. */
export interface RowFilter extends PartyFilter {
  readonly protocol?: string | undefined
  /** An operation class. */
  readonly class?: string | undefined
  readonly attribute?: string | undefined
  readonly measure?: string | undefined
  /** The kind of an event. */
  readonly kind?: string | undefined
  /** An event's severity, or a higher one. */
  readonly severity?: Severity | undefined
  /** Only events with these ids, and none with those. */
  readonly among?: readonly string[] | undefined
  readonly without?: readonly string[] | undefined
  /** 'minute' or 'hour'. */
  readonly bucket?: string | undefined
  /** Seen at this time or later. */
  readonly fromUs?: number | undefined
  /** Seen at this time or earlier. */
  readonly toUs?: number | undefined
}

/** SQL for the conversations `v` that meet a filter; those of a class have an operation of that class. */
export function whereConversations(reader: ObservedReader, filter: RowFilter): Condition[] {
  return [
    ...equal('v.protocol', filter.protocol),
    ...when(filter.class, 'EXISTS (SELECT 1 FROM operations y WHERE y.conversation = v.key AND y.class = ?)'),
    ...overlaps('v', filter),
    ...of(findParties(reader, filter), conversationsOf),
  ]
}

/** SQL for the operations `o`, in conversations `v`, that meet a filter. */
export function whereOperations(reader: ObservedReader, filter: RowFilter): Condition[] {
  return [
    ...equal('v.protocol', filter.protocol),
    ...equal('o.class', filter.class),
    ...overlaps('o', filter),
    ...of(findParties(reader, filter), operationsOf),
  ]
}

/** SQL for the buckets of activity `y`, in conversations `v`, that meet a filter. */
export function whereActivity(reader: ObservedReader, filter: RowFilter): Condition[] {
  const { bucket, fromUs, toUs } = filter
  return [
    ...equal('v.protocol', filter.protocol),
    ...equal('y.class', filter.class),
    ...when(bucket === undefined ? undefined : bucket === 'hour' ? HOUR_US : MINUTE_US, 'y.width_us = ?'),
    ...when(fromUs, 'y.start_us + y.width_us > ?'),
    ...when(toUs, 'y.start_us <= ?'),
    ...of(findParties(reader, filter), conversationsOf),
  ]
}

/** SQL for the events `e` that meet a filter. */
export function whereEvents(reader: ObservedReader, filter: RowFilter): Condition[] {
  return [
    ...equal('e.protocol', filter.protocol),
    ...equal('e.class', filter.class),
    ...equal('e.kind', filter.kind),
    ...when(filter.severity === undefined ? undefined : rankOf(SEVERITIES, filter.severity), 'e.severity >= ?'),
    ...when(
      filter.without === undefined ? undefined : JSON.stringify(filter.without),
      'e.id NOT IN (SELECT value FROM json_each(?))',
    ),
    ...when(
      filter.among === undefined ? undefined : JSON.stringify(filter.among),
      'e.id IN (SELECT value FROM json_each(?))',
    ),
    ...overlaps('e', filter),
    ...of(findParties(reader, filter), eventsOf),
  ]
}

/** SQL for the claims `c` that meet a filter. */
export function whereClaims(reader: ObservedReader, filter: RowFilter): Condition[] {
  const { asset, role, vendor, address, segment } = filter
  const byAsset = asset !== undefined || role !== undefined || vendor !== undefined
  const ids = byAsset ? filterAssets(reader, { asset, role, vendor }).map(({ row }) => row.id) : undefined
  return [
    ...equal('c.protocol', filter.protocol),
    ...equal('c.attribute', filter.attribute),
    ...overlaps('c', filter),
    ...of(findParties(reader, { address, segment }), claimsAt),
    ...of(ids, claimsAbout),
  ]
}

/** SQL for the coverage rows `r`, in conversations `v`, that meet a filter. */
export function whereCoverage(reader: ObservedReader, filter: RowFilter): Condition[] {
  return [
    ...equal('v.protocol', filter.protocol),
    ...equal('r.measure', filter.measure),
    ...of(findParties(reader, filter), conversationsOf),
  ]
}

/** SQL for the hours of coverage `h`, in segments `g`, that meet a filter. */
export function whereCoverageHours(reader: ObservedReader, filter: RowFilter): Condition[] {
  const { measure, segment, fromUs, toUs } = filter
  return [
    ...equal('h.measure', measure),
    ...of(segment === undefined ? undefined : findSegments(reader, segment), segmentsOf),
    ...when(fromUs, `h.hour_us + ${HOUR_US} > ?`),
    ...when(toUs, 'h.hour_us <= ?'),
  ]
}

function findSegments(reader: ObservedReader, names: string): number[] {
  const isNamed = segmentMatcher(names)
  const rows = reader.all<{ key: number; tap: string; vlan: string }>('SELECT key, tap, vlan FROM segments')
  return rows.filter(({ tap, vlan }) => isNamed(tap, vlan)).map(({ key }) => key)
}

function segmentsOf(keys: readonly number[]): Condition {
  return { sql: 'h.segment IN (SELECT value FROM json_each(?))', values: [JSON.stringify(keys)] }
}

function equal(column: string, value: string | undefined): Condition[] {
  return when(value, `${column} = ?`)
}

function when(value: Parameter | undefined, sql: string): Condition[] {
  return value === undefined ? [] : [{ sql, values: [value] }]
}

function overlaps(table: string, { fromUs, toUs }: RowFilter): Condition[] {
  return [...when(fromUs, `${table}.last_us >= ?`), ...when(toUs, `${table}.first_us <= ?`)]
}

function of<Asked>(asked: Asked | undefined, condition: (asked: Asked) => Condition): Condition[] {
  return asked === undefined ? [] : [condition(asked)]
}
