import { grouped } from './grouped.ts'

/** The entries of each address. */
export function byAddress<Entry extends { readonly address: number }>(entries: readonly Entry[]): Map<number, Entry[]> {
  return grouped(entries, ({ address }) => address)
}

/** Whose each address is. */
export function ownerOfAddress<Owner extends { readonly addresses: readonly number[] }>(
  owners: readonly Owner[],
): Map<number, Owner> {
  return new Map(owners.flatMap((owner) => owner.addresses.map((address): [number, Owner] => [address, owner])))
}

/** The entries of these addresses. */
export function ofAddresses<Entry>(map: ReadonlyMap<number, readonly Entry[]>, ids: readonly number[]): Entry[] {
  return ids.flatMap((id) => map.get(id) ?? [])
}
