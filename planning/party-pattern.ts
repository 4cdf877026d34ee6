import { BlockList } from 'node:net'
import { ipOf, macOf, prefixOf } from './address.ts'
import type { Match } from './match-assets.ts'
import type { ObservedAsset } from './observed-plant.ts'
import { nameKey } from './same-value.ts'

/** One side of a conversation: its address, and its asset's id ('' when it is none). */
export interface Party {
  readonly address: string
  readonly asset: string
}

/** Whether a party is whom a rule means; undefined when nobody is called so. */
export type PartyPattern = ((party: Party) => boolean) | undefined

/** Who is meant by a name: the assets and the addresses that have it. */
export interface Named {
  readonly assets: ReadonlySet<string>
  readonly addresses: ReadonlySet<string>
}

/** The parties by their names in the intended inventory; else by the names that the assets say of themselves. */
export function partiesByName(matches: readonly Match[], assets: readonly ObservedAsset[]): Map<string, Named> {
  const names = new Map<string, { assets: Set<string>; addresses: Set<string> }>()
  const named = (name: string) => {
    const key = nameKey(name)
    const one = names.get(key) ?? { assets: new Set<string>(), addresses: new Set<string>() }
    names.set(key, one)
    return one
  }
  for (const { device, found } of matches) {
    // A part has no address of its own: its host's conversations are more than its own.
    if (device.name === '' || device.part !== '') continue
    const one = named(device.name)
    if (found !== undefined) one.assets.add(found.id)
    for (const address of [...device.ips, ...device.macs]) one.addresses.add(address)
  }
  const intended = new Set(names.keys())
  for (const { id, claims, asset } of assets) {
    if (asset.row.parent !== '') continue
    for (const { value } of [...(claims.get('name') ?? []), ...(claims.get('application') ?? [])]) {
      if (!intended.has(nameKey(value))) named(value).assets.add(id)
    }
  }
  return names
}

/** What a rule says of a party, as a test: any, an address, a prefix, or a name. */
export function partyPattern(text: string, names: ReadonlyMap<string, Named>): PartyPattern {
  if (text === '*') return () => true
  const prefix = prefixOf(text)
  if (prefix !== undefined) {
    const list = new BlockList()
    list.addSubnet(prefix.base, prefix.bits, prefix.family)
    return ({ address }) => list.check(address, prefix.family) && address.includes(':') === (prefix.family === 'ipv6')
  }
  const single = macOf(text) ?? ipOf(text)
  if (single !== undefined) return ({ address }) => address === single
  const named = names.get(nameKey(text))
  if (named === undefined) return undefined
  return ({ address, asset }) => (asset !== '' && named.assets.has(asset)) || named.addresses.has(address)
}
