import { BlockList, isIP } from 'node:net'
import type { AddressKind } from '../../sensor/model/delta.ts'
import { keysOf } from './asset-facts.ts'
import type { Condition } from './listing.ts'
import { QueryError } from './query-error.ts'
import { type Asset, readAssets } from './read-assets.ts'
import { CLAIMED_ASSET } from './read-claims.ts'
import type { ObservedReader } from './reader.ts'
import { segmentMatcher } from './segment-filter.ts'

/** What people ask of a party: an asset, or one side of a conversation. Given together, one party must meet all of it. */
export interface PartyFilter {
  /** An asset's id. */
  readonly asset?: string | undefined
  /** An address, or a prefix: '10.0.0.0/8'. */
  readonly address?: string | undefined
  /** A segment's name, or the names of several, as rows show them. */
  readonly segment?: string | undefined
  readonly role?: string | undefined
  /** A part of the vendor's name, in any case. */
  readonly vendor?: string | undefined
}

/** The assets that meet a filter. */
export function filterAssets(reader: ObservedReader, filter: PartyFilter): Asset[] {
  const { asset, role, vendor } = filter
  const keys = filter.address === undefined && filter.segment === undefined ? undefined : addressKeys(reader, filter)
  return readAssets(reader).filter(
    ({ row, facts }) =>
      (asset === undefined || row.id === asset) &&
      (role === undefined || row.role === role) &&
      (vendor === undefined || row.vendor.toLowerCase().includes(vendor.toLowerCase())) &&
      (keys === undefined || facts.addresses.some(({ key }) => keys.has(key))),
  )
}

/** The addresses of the parties that meet a filter, and the module when it names a child; undefined when it asks nothing. */
export function findParties(reader: ObservedReader, filter: PartyFilter): Parties | undefined {
  const byAddress = filter.address !== undefined || filter.segment !== undefined
  const byAsset = filter.asset !== undefined || filter.role !== undefined || filter.vendor !== undefined
  if (!byAddress && !byAsset) return undefined
  let keys = byAddress ? addressKeys(reader, filter) : undefined
  let part: Parties['part']
  if (byAsset) {
    const { asset, role, vendor } = filter
    const assets = filterAssets(reader, { asset, role, vendor })
    const within = keys
    keys = new Set(assets.flatMap(({ facts }) => keysOf(facts)).filter((key) => within?.has(key) ?? true))
    const only = asset === undefined ? undefined : assets[0]?.facts.stored
    if (only !== undefined && only.parent !== '') part = { protocol: only.protocol, module: only.module }
  }
  return { keys: JSON.stringify([...(keys ?? [])]), part }
}

export interface Parties {
  /** Storage keys of addresses, as a JSON array for json_each. */
  readonly keys: string
  /** Set for a child asset: only what concerns this module of theirs. */
  readonly part: { readonly protocol: string; readonly module: string } | undefined
}

const AMONG = 'IN (SELECT value FROM json_each(?))'

/** SQL that holds for the conversations `v` of these parties. */
export function conversationsOf({ keys, part }: Parties): Condition {
  if (part === undefined) return { sql: `v.client ${AMONG} OR v.server ${AMONG}`, values: [keys, keys] }
  const sql = `v.server ${AMONG} AND v.protocol = ?
    AND EXISTS (SELECT 1 FROM operations x WHERE x.conversation = v.key AND x.module = ?)`
  return { sql, values: [keys, part.protocol, part.module] }
}

/** SQL that holds for the operations `o`, in conversations `v`, of these parties. */
export function operationsOf(parties: Parties): Condition {
  const { sql, values } = conversationsOf(parties)
  if (parties.part === undefined) return { sql, values }
  return { sql: `${sql} AND o.module = ?`, values: [...values, parties.part.module] }
}

/** SQL that holds for the events `e` that these parties take part in. */
export function eventsOf({ keys, part }: Parties): Condition {
  if (part === undefined) return { sql: `e.client ${AMONG} OR e.server ${AMONG}`, values: [keys, keys] }
  const sql = `e.server ${AMONG} AND e.protocol = ? AND e.module = ?`
  return { sql, values: [keys, part.protocol, part.module] }
}

/** SQL that holds for the claims `c` at the addresses of these parties. */
export function claimsAt({ keys }: Parties): Condition {
  return { sql: `c.address ${AMONG}`, values: [keys] }
}

/** SQL that holds for the claims `c` about these assets: those about a part are the part's, although its host made them. */
export function claimsAbout(ids: readonly string[]): Condition {
  return { sql: `${CLAIMED_ASSET} ${AMONG}`, values: [JSON.stringify(ids)] }
}

/** SQL that holds for the addresses `a` of these parties. */
export function addressesOf({ keys }: Parties): Condition {
  return { sql: `a.key ${AMONG}`, values: [keys] }
}

interface AddressRow {
  readonly key: number
  readonly kind: AddressKind
  readonly value: string
  readonly tap: string
  readonly vlan: string
}

function addressKeys(reader: ObservedReader, { address, segment }: PartyFilter): Set<number> {
  const matches = address === undefined ? () => true : matcherOf(address)
  const isWithin = segment === undefined ? () => true : segmentMatcher(segment)
  const rows = reader.all<AddressRow>(
    'SELECT a.key, a.kind, a.value, g.tap, g.vlan FROM addresses a JOIN segments g ON g.key = a.segment',
  )
  const found = rows.filter((row) => isWithin(row.tap, row.vlan) && matches(row.value, row.kind))
  return new Set(found.map(({ key }) => key))
}

function matcherOf(address: string): (value: string, kind: AddressKind) => boolean {
  const wanted = address.toLowerCase()
  const [base = '', length] = wanted.split('/', 2)
  if (length === undefined) return (value) => value === wanted
  const family = isIP(base)
  const bits = /^\d{1,3}$/.test(length) ? Number(length) : -1
  if (family === 0 || bits < 0 || bits > (family === 4 ? 32 : 128) || wanted.split('/').length > 2) {
    throw new QueryError('address', 'an address, or a prefix like 10.0.0.0/8')
  }
  const kind = family === 4 ? 'ipv4' : 'ipv6'
  const prefix = new BlockList()
  prefix.addSubnet(base, bits, kind)
  return (value, kindOfValue) => kindOfValue === kind && prefix.check(value, kind)
}
