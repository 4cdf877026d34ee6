import { readAll } from '../storage/observed/listing.ts'
import { type Asset, readAssets } from '../storage/observed/read-assets.ts'
import { CAPTURES } from '../storage/observed/read-captures.ts'
import { CLAIMED_ASSET, CLAIMS, type ClaimRow } from '../storage/observed/read-claims.ts'
import { type Exchange, readExchanges } from '../storage/observed/read-exchanges.ts'
import { SEGMENTS, type SegmentRow } from '../storage/observed/read-segments.ts'
import type { ObservedReader } from '../storage/observed/reader.ts'
import { segmentName } from '../storage/observed/segment-name.ts'

/** An asset with what comparing it needs. */
export interface ObservedAsset {
  readonly id: string
  /** What people call it: its name, else an address; a part by what it is a part of. */
  readonly label: string
  readonly asset: Asset
  readonly segments: readonly string[]
  /** Claims by attribute, those of the earliest witness first. */
  readonly claims: ReadonlyMap<string, readonly ClaimRow[]>
  /** The packet that showed it first, as far as one is kept. */
  readonly witness: { readonly capture: string; readonly frame: number } | undefined
}

/** What was seen, as far as it is compared with what is intended. */
export interface ObservedPlant {
  readonly assets: readonly ObservedAsset[]
  readonly exchanges: readonly Exchange[]
  readonly segments: readonly SegmentRow[]
  /** When the captures begin and end; null when nothing was captured. */
  readonly from: string | null
  readonly to: string | null
}

/** Attributes that are compared, or that a value may be found under. */
const ATTRIBUTES = [
  'name',
  'application',
  'vendor',
  'model',
  'product',
  'product-code',
  'order-number',
  'serial',
  'firmware',
]

/** Reads all of it from one state of the store. */
export function readObservedPlant(reader: ObservedReader): ObservedPlant {
  return reader.snapshot(() => {
    const exchanges = readExchanges(reader)
    const captures = [...readAll(reader, CAPTURES)]
    const times = captures.flatMap(({ firstSeen, lastSeen }) => [firstSeen ?? [], lastSeen ?? []].flat()).sort()
    return {
      assets: assetsOf(reader, exchanges),
      exchanges,
      segments: [...readAll(reader, SEGMENTS)],
      from: times[0] ?? null,
      to: times.at(-1) ?? null,
    }
  })
}

function assetsOf(reader: ObservedReader, exchanges: readonly Exchange[]): ObservedAsset[] {
  const claims = claimsByAsset(reader)
  const witnesses = witnessesOf(exchanges)
  const assets = readAssets(reader)
  const labels = new Map(assets.map(({ row }) => [row.id, labelOf(row)] as const))
  return assets.map((asset) => {
    const { row, facts } = asset
    const own = claims.get(row.id) ?? new Map<string, ClaimRow[]>()
    const firstClaim = [...own.values()].flat().sort(byWitness)[0]
    return {
      id: row.id,
      label: row.parent === '' ? labelOf(row) : `${row.module} of ${labels.get(row.parent) ?? row.parent}`,
      asset,
      segments: [...facts.segments.values()].map(({ tap, vlan }) => segmentName(tap, vlan)).sort(),
      claims: own,
      witness: row.parent === '' ? (witnesses.get(row.id) ?? firstClaim) : firstClaim,
    }
  })
}

function labelOf({ name, ipAddresses, macAddresses, id }: Asset['row']): string {
  return name || ipAddresses.split(' ')[0] || macAddresses.split(' ')[0] || id
}

function claimsByAsset(reader: ObservedReader): Map<string, Map<string, ClaimRow[]>> {
  const all = new Map<string, Map<string, ClaimRow[]>>()
  const among = `c.attribute IN (SELECT value FROM json_each(?)) AND ${CLAIMED_ASSET} <> ''`
  for (const claim of readAll(reader, CLAIMS, [{ sql: among, values: [JSON.stringify(ATTRIBUTES)] }])) {
    const ofAsset = all.get(claim.asset) ?? new Map<string, ClaimRow[]>()
    all.set(claim.asset, ofAsset)
    const ofAttribute = ofAsset.get(claim.attribute)
    if (ofAttribute === undefined) ofAsset.set(claim.attribute, [claim])
    else ofAttribute.push(claim)
  }
  for (const ofAsset of all.values()) {
    for (const claims of ofAsset.values()) claims.sort(byWitness)
  }
  return all
}

function byWitness(a: ClaimRow, b: ClaimRow): number {
  if (a.frameTime !== b.frameTime) return a.frameTime < b.frameTime ? -1 : 1
  if (a.capture !== b.capture) return a.capture < b.capture ? -1 : 1
  return a.frame - b.frame
}

/** The packet of each asset's first conversation. */
function witnessesOf(exchanges: readonly Exchange[]): Map<string, Exchange> {
  const first = new Map<string, Exchange>()
  for (const exchange of exchanges) {
    for (const id of [exchange.client, exchange.server]) {
      const before = first.get(id)
      if (id !== '' && (before === undefined || exchange.firstUs < before.firstUs)) first.set(id, exchange)
    }
  }
  return first
}
