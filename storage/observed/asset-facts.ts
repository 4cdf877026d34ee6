import { type ClaimedAsset, ClaimsOfAssets, NO_ATTRIBUTES, type PlacedClaims, partName } from './claims-of-assets.ts'
import { isWpanAddress } from './is-wpan-address.ts'
import type { ObservedReader } from './reader.ts'

/** All that is stored about one asset, gathered from its addresses, claims and conversations. */
export interface AssetFacts extends ClaimedAsset {
  readonly stored: StoredAsset
  /** A host's addresses; of a child, those that its module was reached through. */
  readonly addresses: PlacedClaims[]
  readonly behind: PlacedClaims[]
  /** Addresses of the link: MAC addresses, or those of stations on a bus. */
  readonly macs: Set<string>
  isOnBus: boolean
  /** Of a network of IEEE 802.15.4. */
  isOnAir: boolean
  readonly ips: Set<string>
  readonly segments: Map<number, { readonly tap: string; readonly vlan: string }>
  readonly protocols: Set<string>
  conversations: number
  firstUs: number
  lastUs: number
}

export interface StoredAsset {
  readonly key: number
  readonly id: string
  readonly parent: string
  readonly protocol: string
  readonly module: string
  readonly role: string
  readonly roleConfidence: number
  readonly roleReason: string
  readonly deviceClass: string
  readonly level: number | null
  readonly zone: string
  readonly zoneReason: string
  readonly criticality: string
  readonly criticalityReason: string
  /** 1: a host elsewhere. */
  readonly outside: number
  readonly reasons: string
}

/**
 * Gathers the facts of every asset in a few passes over the store, in the order of the assets' ids. Claims are by far the
 * most: those about an asset are read again when there are others.
 */
export function gatherAssetFacts(reader: ObservedReader): AssetFacts[] {
  const assets = new Map<number, AssetFacts>()
  for (const stored of reader.iterate<StoredAsset>(ASSETS)) assets.set(stored.key, factsOf(stored))
  const hosts = addAddresses(reader, assets)
  const parts = addParts(reader, assets)
  reader.keep('claims of assets', () => new ClaimsOfAssets()).refresh(reader, [...assets.values()], parts)
  addConversations(reader, hosts)
  addPartConversations(reader, parts)
  return [...assets.values()]
}

/** The storage keys of an asset's addresses. */
export function keysOf({ addresses }: AssetFacts): number[] {
  return addresses.map(({ key }) => key)
}

/** The children, and the hosts that are modules elsewhere, by `partName`. */
type Parts = ReadonlyMap<string, AssetFacts>

function factsOf(stored: StoredAsset): AssetFacts {
  return {
    stored,
    addresses: [],
    behind: [],
    macs: new Set(),
    isOnBus: false,
    isOnAir: false,
    ips: new Set(),
    segments: new Map(),
    protocols: new Set(),
    attributes: NO_ATTRIBUTES,
    conversations: 0,
    firstUs: Number.POSITIVE_INFINITY,
    lastUs: Number.NEGATIVE_INFINITY,
  }
}

/** The hosts by the keys of their addresses. */
function addAddresses(reader: ObservedReader, assets: ReadonlyMap<number, AssetFacts>): Map<number, AssetFacts> {
  const hosts = new Map<number, AssetFacts>()
  for (const row of reader.iterate<PlacedAddress>(HOST_ADDRESSES)) {
    const asset = assets.get(row.asset)
    if (asset === undefined) continue
    hosts.set(row.key, asset)
    addAddress(asset, row)
  }
  return hosts
}

function addParts(reader: ObservedReader, assets: ReadonlyMap<number, AssetFacts>): Parts {
  const parts = new Map<string, AssetFacts>()
  for (const row of reader.iterate<PlacedAddress & Part>(PART_ADDRESSES)) {
    const asset = assets.get(row.asset)
    if (asset === undefined) continue
    parts.set(partName(row.key, row.protocol, row.module), asset)
    asset.protocols.add(row.protocol)
    if (asset.stored.parent === '') addBehind(asset, row)
    else addAddress(asset, row)
  }
  return parts
}

function addAddress(asset: AssetFacts, row: PlacedAddress): void {
  asset.addresses.push(row)
  const isIp = row.kind === 'ipv4' || row.kind === 'ipv6'
  ;(isIp ? asset.ips : asset.macs).add(row.value)
  if (isWpanAddress(row.value)) asset.isOnAir = true
  else if (row.kind === 'station') asset.isOnBus = true
  asset.segments.set(row.segment, { tap: row.tap, vlan: row.vlan })
  widen(asset, row)
}

/** A host was seen behind another: where that is, is no address of its own. */
function addBehind(asset: AssetFacts, row: PlacedAddress): void {
  asset.behind.push(row)
  widen(asset, row)
}

function widen(asset: AssetFacts, row: PlacedAddress): void {
  asset.firstUs = Math.min(asset.firstUs, row.firstUs)
  asset.lastUs = Math.max(asset.lastUs, row.lastUs)
}

function addConversations(reader: ObservedReader, hosts: ReadonlyMap<number, AssetFacts>): void {
  for (const row of reader.iterate<{ client: number; server: number; protocol: string }>(CONVERSATIONS)) {
    const client = hosts.get(row.client)
    const server = hosts.get(row.server)
    if (client !== undefined) {
      client.conversations++
      client.protocols.add(row.protocol)
    }
    if (server !== undefined && server !== client) {
      server.conversations++
      server.protocols.add(row.protocol)
    }
  }
}

function addPartConversations(reader: ObservedReader, parts: Parts): void {
  if (parts.size === 0) return
  for (const row of reader.iterate<Part & { address: number; conversations: number }>(PART_CONVERSATIONS)) {
    const part = parts.get(partName(row.address, row.protocol, row.module))
    if (part !== undefined) part.conversations += row.conversations
  }
}

interface Part {
  readonly protocol: string
  readonly module: string
}

interface PlacedAddress extends PlacedClaims {
  readonly asset: number
  readonly kind: string
  readonly segment: number
  readonly tap: string
  readonly vlan: string
  readonly firstUs: number
  readonly lastUs: number
}

const ASSETS = `
SELECT key, id, parent, protocol, module, role, role_confidence AS roleConfidence, role_reason AS roleReason, device_class AS deviceClass,
  level, zone, zone_reason AS zoneReason, criticality, criticality_reason AS criticalityReason, outside,
  reasons
FROM assets ORDER BY id`

const HOST_ADDRESSES = `
SELECT a.asset, a.key, a.kind, a.value, a.claims_version AS claimsVersion, a.segment, g.tap, g.vlan,
  a.first_us AS firstUs, a.last_us AS lastUs
FROM addresses a JOIN segments g ON g.key = a.segment WHERE a.asset IS NOT NULL`

// A child was seen when its module was, which is less often than its host.
const PART_ADDRESSES = `
SELECT p.asset, a.key, p.protocol, p.module, a.kind, a.value, a.claims_version AS claimsVersion, a.segment, g.tap, g.vlan,
  coalesce(m.first_us, a.first_us) AS firstUs, coalesce(m.last_us, a.last_us) AS lastUs
FROM parts p JOIN addresses a ON a.key = p.address JOIN segments g ON g.key = a.segment
LEFT JOIN modules m ON m.address = p.address AND m.protocol = p.protocol AND m.module = p.module`

const CONVERSATIONS = 'SELECT client, server, protocol FROM conversations'

const PART_CONVERSATIONS = `
SELECT v.server AS address, v.protocol, o.module, count(DISTINCT v.key) AS conversations
FROM operations o JOIN conversations v ON v.key = o.conversation WHERE o.module <> ''
GROUP BY v.server, v.protocol, o.module`
