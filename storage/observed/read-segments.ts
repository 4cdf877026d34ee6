import type { Base, Measure } from '../../sensor/model/coverage.ts'
import { formatTime } from '../rfc3339.ts'
import type { Listing } from './listing.ts'
import { KEPT_COVERAGE_HOURS } from './read-coverage-hours.ts'
import { segmentName } from './segment-name.ts'

export type SegmentRow = {
  readonly segment: string
  /** The capture interface; '' for the only one, or the first one of a file. */
  readonly tap: string
  /** '' when untagged. */
  readonly vlan: string
  /** Addresses of single stations in it. */
  readonly addresses: number
  readonly assets: number
  /** null as long as no address was seen in it. */
  readonly firstSeen: string | null
  readonly lastSeen: string | null
  /** Frames mapped, and what came beside them as copies: over the hours that are kept, as all that follows. */
  readonly frames: number
  readonly duplicateFrames: number
  /** Copies among all frames; null when there was no frame. */
  readonly duplicateShare: number | null
  readonly cutFrames: number
  /** TCP payload on the wire, and what of it never came. */
  readonly tcpBytes: number
  readonly tcpBytesMissing: number
  /** Estimated from the missing share of the TCP payload; null when there was none to judge by. */
  readonly mirrorLoss: number | null
  /** TCP connections that can be judged, and those of which one side alone was seen. */
  readonly tcpConnections: number
  readonly oneWayConnections: number
  readonly oneWayShare: number | null
}

/** Segments: the layer-2 scopes in which addresses are unique. */
export const SEGMENTS: Listing<Found, SegmentRow> = {
  columns: `g.tap, g.vlan,
    (SELECT count(*) FROM addresses a WHERE a.segment = g.key AND a.is_group <> 1) AS addresses,
    (SELECT count(DISTINCT a.asset) FROM addresses a WHERE a.segment = g.key) AS assets,
    (SELECT min(a.first_us) FROM addresses a WHERE a.segment = g.key) AS firstUs,
    (SELECT max(a.last_us) FROM addresses a WHERE a.segment = g.key) AS lastUs,
    ${sumOf('frames-seen')} AS frames, ${sumOf('frames-duplicate')} AS duplicateFrames,
    ${sumOf('frames-cut')} AS cutFrames, ${sumOf('tcp-bytes-seen')} AS tcpBytes,
    ${sumOf('tcp-gap')} AS tcpBytesMissing, ${sumOf('tcp-connections-seen')} AS tcpConnections,
    ${sumOf('one-way')} AS oneWayConnections`,
  from: 'FROM segments g',
  key: 'g.key',
  naturalOrder: 'g.tap, g.vlan',
  sorts: { vlan: 'g.vlan', tap: 'g.tap' },
  standardSort: 'vlan',
  rowOf: (found) => ({
    segment: segmentName(found.tap, found.vlan),
    tap: found.tap,
    vlan: found.vlan,
    addresses: found.addresses,
    assets: found.assets,
    firstSeen: found.firstUs === null ? null : formatTime(found.firstUs),
    lastSeen: found.lastUs === null ? null : formatTime(found.lastUs),
    frames: found.frames,
    duplicateFrames: found.duplicateFrames,
    duplicateShare: shareOf(found.duplicateFrames, found.duplicateFrames + found.frames),
    cutFrames: found.cutFrames,
    tcpBytes: found.tcpBytes,
    tcpBytesMissing: found.tcpBytesMissing,
    mirrorLoss: shareOf(found.tcpBytesMissing, found.tcpBytesMissing + found.tcpBytes),
    tcpConnections: found.tcpConnections,
    oneWayConnections: found.oneWayConnections,
    oneWayShare: shareOf(found.oneWayConnections, found.tcpConnections),
  }),
}

type Found = Omit<
  SegmentRow,
  'segment' | 'firstSeen' | 'lastSeen' | 'duplicateShare' | 'mirrorLoss' | 'oneWayShare'
> & {
  readonly firstUs: number | null
  readonly lastUs: number | null
}

/** SQL for the sum of one measure of the segment `g`, over the hours that are kept. */
function sumOf(measure: Measure | Base): string {
  return `(SELECT coalesce(sum(h.count), 0) FROM ${KEPT_COVERAGE_HOURS} WHERE h.segment = g.key AND h.measure = '${measure}')`
}

/** To six digits: an estimate has no more. */
function shareOf(part: number, whole: number): number | null {
  return whole === 0 ? null : Number((part / whole).toPrecision(6))
}
