import type { OperationClass } from '../../dissectors/kit/observation.ts'
import { formatTime } from '../rfc3339.ts'
import {
  type AssembledPoint,
  assemblePoints,
  type Extent,
  MAX_POINTS_APART,
  type Run,
  type Use,
} from './assemble-points.ts'
import { decodeGaps } from './gap-bins.ts'
import { NO_VALUE, SPAN_ANCHOR } from './point-store.ts'
import type { ObservedReader } from './reader.ts'
import { rateOf } from './rhythm.ts'

/** Points told apart in the list; when there are more, every run of them is one row. */
export const MAX_POINTS_LISTED = 200_000
/** Readers, and writers, that a row names; of the others it gives the number. */
export const MAX_USERS_NAMED = 16

export type PointRow = {
  /** The asset that holds the point; '' for an address that is no asset's. */
  readonly server: string
  readonly serverAddress: string
  readonly vlan: string
  readonly module: string
  readonly protocol: string
  readonly point: string
  readonly extent: Extent
  /** How many it stands for. */
  readonly points: number
  readonly dataType: string
  readonly classes: string
  readonly readers: string
  readonly writers: string
  readonly reads: number
  readonly writes: number
  readonly errors: number
  /** null when it was not repeated. */
  readonly rate: number | null
  /** '' when no value was seen. */
  readonly lastValue: string
  readonly lastValueTime: string | null
  readonly firstSeen: string
  readonly lastSeen: string
}

/** A row with what finding and sorting it needs. */
export interface Point {
  readonly row: PointRow
  /** Keys of the addresses of its holder, readers and writers. */
  readonly parties: ReadonlySet<number>
  readonly firstUs: number
  readonly lastUs: number
  /** Tells it from every other, and sorts it. */
  readonly key: string
}

/** All points in natural order, kept until the next commit. */
export function readPoints(reader: ObservedReader): readonly Point[] {
  return reader.remember('points', () => [...gatherPoints(reader)])
}

interface Found {
  readonly owner: number
  readonly server: string
  readonly serverAddress: string
  readonly tap: string
  readonly vlan: string
  readonly protocol: string
  readonly module: string
  readonly name: string
  readonly anchor: number
  readonly low: number
  readonly high: number
  readonly type: string
  readonly writes: number
  readonly value: string
  readonly valueUs: number
  readonly operation: number
  readonly user: number
  readonly userAddress: string
  readonly class: OperationClass
  readonly requests: number
  readonly errors: number
  readonly messages: number
  readonly gaps: string
  readonly longestGapUs: number
  readonly firstUs: number
  readonly lastUs: number
}

/** What is sent to a group is held by its sender, and read by the group. */
const FOUND = `SELECT h.key AS owner, coalesce(ha.id, '') AS server, h.value AS serverAddress, g.tap, g.vlan, v.protocol,
    o.module, r.name, r.anchor, r.low, r.high, r.type, r.writes, r.value, r.value_us AS valueUs, o.key AS operation,
    u.key AS user, u.value AS userAddress, o.class, o.requests, o.errors, o.messages, o.gaps,
    o.longest_gap_us AS longestGapUs, o.first_us AS firstUs, o.last_us AS lastUs
  FROM points r JOIN operations o ON o.key = r.operation JOIN conversations v ON v.key = o.conversation
    JOIN addresses s ON s.key = v.server
    JOIN addresses h ON h.key = iif(s.is_group = 1, v.client, v.server)
    JOIN addresses u ON u.key = iif(s.is_group = 1, v.server, v.client)
    JOIN segments g ON g.key = h.segment LEFT JOIN assets ha ON ha.key = h.asset
  ORDER BY g.tap, g.vlan, h.value, v.protocol, o.module, r.name, r.low, r.high, u.value, o.function, o.class, o.target`

function* gatherPoints(reader: ObservedReader): Generator<Point> {
  const width = 'SELECT coalesce(sum(min(high - low + 1, ?)), 0) AS points FROM points'
  const { points = 0 } = reader.first<{ points: number }>(width, [MAX_POINTS_APART]) ?? {}
  const maxApart = points > MAX_POINTS_LISTED ? 1 : MAX_POINTS_APART
  let group: Found[] = []
  for (const found of reader.iterate<Found>(FOUND)) {
    const [before] = group
    if (before !== undefined && !isOfGroup(found, before)) {
      yield* pointsOf(group, maxApart)
      group = []
    }
    group.push(found)
  }
  yield* pointsOf(group, maxApart)
}

function isOfGroup(one: Found, other: Found): boolean {
  return (
    one.owner === other.owner &&
    one.protocol === other.protocol &&
    one.module === other.module &&
    one.name === other.name
  )
}

function* pointsOf(group: readonly Found[], maxApart: number): Generator<Point> {
  const [holder] = group
  if (holder === undefined) return
  const uses = new Map<number, Use>()
  const names = new Map(group.map(({ user, userAddress }) => [user, userAddress]))
  const runs = group.map((found) => runOf(found, uses))
  for (const assembled of assemblePoints(runs, maxApart)) yield pointOf(assembled, holder, names)
}

function runOf(found: Found, uses: Map<number, Use>): Run {
  let use = uses.get(found.operation)
  if (use === undefined) {
    use = useOf(found)
    uses.set(found.operation, use)
  }
  const { low, high, type, value, valueUs, anchor, writes } = found
  return { low, high, isSpan: anchor === SPAN_ANCHOR, type, writes: writes === 1, value, valueUs, use }
}

function useOf(found: Found): Use {
  const { operation, user, class: operationClass, requests, messages, errors, writes, firstUs, lastUs } = found
  const rate = rateOf(decodeGaps(found.gaps), found.longestGapUs, requests + messages)
  // What is written is asked for, or sent to many; what its server sends by itself besides is news of that write.
  const asked = writes === 1 && requests > 0 ? requests : requests + messages
  return { operation, user, class: operationClass, asked, errors, rate, firstUs, lastUs }
}

function pointOf(assembled: AssembledPoint, holder: Found, names: ReadonlyMap<number, string>): Point {
  const { extent, low, high, runs } = assembled
  const uses = [...new Map(runs.map(({ use, writes }) => [`${use.operation} ${writes}`, { use, writes }])).values()]
  const readers = uses.filter(({ writes }) => !writes).map(({ use }) => use)
  const writers = uses.filter(({ writes }) => writes).map(({ use }) => use)
  const all = [...readers, ...writers]
  const last = lastValueOf(extent === 'point' ? runs.filter((run) => run.low === low) : [])
  // What goes on within a sweep is no rhythm of any point.
  const rate = extent === 'sweep' ? 0 : sumOf(all, 'rate')
  const firstUs = Math.min(...all.map((use) => use.firstUs))
  // What is watched is asked for once, and its values come long after.
  const lastUs = Math.max(...all.map((use) => use.lastUs), last?.valueUs ?? NO_VALUE)
  const { server, serverAddress, tap, vlan, module, protocol, name, owner } = holder
  const row: PointRow = {
    server,
    serverAddress,
    vlan,
    module,
    protocol,
    point: textOf(name, low, high, extent),
    extent,
    points: high - low + 1,
    dataType: wordsOf(runs.map(({ type }) => type)),
    classes: wordsOf(all.map((use) => use.class)),
    readers: usersOf(readers, names),
    writers: usersOf(writers, names),
    reads: sumOf(readers, 'asked'),
    writes: sumOf(writers, 'asked'),
    errors: sumOf(all, 'errors'),
    rate: rate === 0 ? null : Number(rate.toPrecision(4)),
    lastValue: last?.value ?? '',
    lastValueTime: last === undefined ? null : formatTime(last.valueUs),
    firstSeen: formatTime(firstUs),
    lastSeen: formatTime(lastUs),
  }
  const parties = new Set([owner, ...all.map(({ user }) => user)])
  const places = [low, high].map((index) => String(index + 1).padStart(12, '0'))
  const key = JSON.stringify([tap, vlan, serverAddress, protocol, module, name, ...places, extent])
  return { row, parties, firstUs, lastUs, key }
}

/** 'holding 7', and of more than one 'holding 0+125', as operations name them. */
function textOf(name: string, low: number, high: number, extent: Extent): string {
  if (low < 0) return name
  return extent === 'point' ? `${name}${low}` : `${name}${low}+${high - low + 1}`
}

function lastValueOf(runs: readonly Run[]): Run | undefined {
  const valued = runs.filter(({ valueUs }) => valueUs !== NO_VALUE)
  return valued.sort((a, b) => b.valueUs - a.valueUs || (a.value < b.value ? 1 : -1))[0]
}

function usersOf(uses: readonly Use[], names: ReadonlyMap<number, string>): string {
  const addresses = [...new Set(uses.map(({ user }) => names.get(user) ?? ''))].sort()
  const more = addresses.length - MAX_USERS_NAMED
  return more > 0 ? `${addresses.slice(0, MAX_USERS_NAMED).join(', ')} +${more}` : addresses.join(', ')
}

function wordsOf(words: readonly string[]): string {
  return [...new Set(words)]
    .filter((word) => word !== '')
    .sort()
    .join(', ')
}

function sumOf(uses: readonly Use[], column: 'asked' | 'errors' | 'rate'): number {
  return uses.reduce((sum, use) => sum + use[column], 0)
}
