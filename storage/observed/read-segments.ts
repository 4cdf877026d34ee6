import { formatTime } from '../rfc3339.ts'
import type { Listing } from './listing.ts'
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
}

/** Segments: the layer-2 scopes in which addresses are unique. */
export const SEGMENTS: Listing<Found, SegmentRow> = {
  columns: `g.tap, g.vlan,
    (SELECT count(*) FROM addresses a WHERE a.segment = g.key AND a.is_group = 0) AS addresses,
    (SELECT count(DISTINCT a.asset) FROM addresses a WHERE a.segment = g.key) AS assets,
    (SELECT min(a.first_us) FROM addresses a WHERE a.segment = g.key) AS firstUs,
    (SELECT max(a.last_us) FROM addresses a WHERE a.segment = g.key) AS lastUs`,
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
  }),
}

type Found = Pick<SegmentRow, 'tap' | 'vlan' | 'addresses' | 'assets'> & {
  readonly firstUs: number | null
  readonly lastUs: number | null
}
