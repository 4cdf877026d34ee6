import { type AssetAttributes, ClaimScales, type Statement } from './asset-attributes.ts'
import type { ObservedReader } from './reader.ts'

/** Before the claims about an asset are read. */
export const NO_ATTRIBUTES: AssetAttributes = new ClaimScales().attributes

export interface PlacedClaims {
  readonly key: number
  readonly value: string
  /** Grows when claims about the address change. */
  readonly claimsVersion: number
}

/** As much of an asset as it takes to read what is claimed of it. */
export interface ClaimedAsset {
  readonly stored: { readonly id: string; readonly parent: string }
  readonly addresses: readonly PlacedClaims[]
  /** Of a host where other addresses have modules that are it. */
  readonly behind: readonly PlacedClaims[]
  attributes: AssetAttributes
}

/** The children, and the hosts that are modules elsewhere, by `partName`. */
export type Parts = ReadonlyMap<string, ClaimedAsset>

export function partName(address: number, protocol: string, module: string): string {
  return `${address} ${protocol} ${module}`
}

interface Kept {
  /** The addresses, the versions of the claims about each, and the modules there that are assets of their own. */
  readonly basis: string
  readonly attributes: AssetAttributes
}

/** What is claimed of each asset, weighed, and kept as long as nothing that it rests on changes. */
export class ClaimsOfAssets {
  private kept = new Map<string, Kept>()

  /** Gives each asset its attributes. */
  refresh(reader: ObservedReader, assets: readonly ClaimedAsset[], parts: Parts): void {
    const modules = modulesByAddress(parts)
    const kept = new Map<string, Kept>()
    for (const asset of assets) {
      const basis = basisOf(asset, modules)
      const before = this.kept.get(asset.stored.id)
      asset.attributes = before?.basis === basis ? before.attributes : read(reader, asset, parts)
      kept.set(asset.stored.id, { basis, attributes: asset.attributes })
    }
    this.kept = kept
  }
}

/** The claims about the addresses of an asset that are about itself: of a host all but those about other parts. */
function read(reader: ObservedReader, asset: ClaimedAsset, parts: Parts): AssetAttributes {
  const scales = new ClaimScales()
  const own = new Set(asset.stored.parent === '' ? asset.addresses.map(({ key }) => key) : [])
  for (const key of keysByValue(asset)) {
    for (const claim of reader.iterate<Statement>(CLAIMS_ABOUT, [key])) {
      const part = claim.module === '' ? undefined : parts.get(partName(key, claim.protocol, claim.module))
      if (part === asset || (part === undefined && own.has(key))) scales.add(claim)
    }
  }
  return scales.attributes
}

function keysByValue({ addresses, behind }: ClaimedAsset): Set<number> {
  const places = [...addresses, ...behind].sort((a, b) => (a.value < b.value ? -1 : 1))
  return new Set(places.map(({ key }) => key))
}

function modulesByAddress(parts: Parts): ReadonlyMap<number, string> {
  const modules = new Map<number, string[]>()
  for (const [name, { stored }] of parts) {
    const key = Number.parseInt(name, 10)
    const known = modules.get(key)
    const module = `${name} ${stored.id}`
    if (known === undefined) modules.set(key, [module])
    else known.push(module)
  }
  return new Map([...modules].map(([key, names]) => [key, names.sort().join(',')]))
}

function basisOf({ addresses, behind }: ClaimedAsset, modules: ReadonlyMap<number, string>): string {
  const each = [...addresses, ...behind].map(
    ({ key, claimsVersion }) => `${key} ${claimsVersion} ${modules.get(key) ?? ''}`,
  )
  return each.sort().join(';')
}

/** In the order of the table's own index: which claims come first does not depend on when they were stored. */
const CLAIMS_ABOUT = `
SELECT module, attribute, value, protocol, confidence, last_us AS lastUs FROM claims WHERE address = ?
ORDER BY module, attribute, value, protocol, message`
