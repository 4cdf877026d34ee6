import type { AddressKind } from '../../sensor/model/delta.ts'
import { formatTime } from '../rfc3339.ts'
import type { Listing } from './listing.ts'
import { isGroupRank } from './ranks.ts'
import { segmentName } from './segment-name.ts'

export type AddressRow = {
  /** The asset's id; '' for a group address, and for one that is not assigned yet. */
  readonly asset: string
  readonly segment: string
  readonly kind: AddressKind
  readonly address: string
  /** Multicast or broadcast: never an asset. */
  readonly group: boolean
  readonly firstSeen: string
  readonly lastSeen: string
}

/** Addresses, each in its segment. */
export const ADDRESSES: Listing<Found, AddressRow> = {
  columns: `coalesce(t.id, '') AS asset, g.tap, g.vlan, a.kind, a.value AS address, a.is_group AS isGroup,
    a.first_us AS firstUs, a.last_us AS lastUs`,
  from: 'FROM addresses a JOIN segments g ON g.key = a.segment LEFT JOIN assets t ON t.key = a.asset',
  key: 'a.key',
  naturalOrder: 'g.tap, g.vlan, a.kind, a.value',
  sorts: { lastSeen: 'a.last_us', firstSeen: 'a.first_us', address: 'a.value' },
  standardSort: '-lastSeen',
  rowOf: (found) => ({
    asset: found.asset,
    segment: segmentName(found.tap, found.vlan),
    kind: found.kind,
    address: found.address,
    group: isGroupRank(found.isGroup),
    firstSeen: formatTime(found.firstUs),
    lastSeen: formatTime(found.lastUs),
  }),
}

type Found = Pick<AddressRow, 'asset' | 'kind' | 'address'> & {
  readonly tap: string
  readonly vlan: string
  readonly isGroup: number
  readonly firstUs: number
  readonly lastUs: number
}
