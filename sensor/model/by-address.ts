import { grouped } from './grouped.ts'

/** The entries of each address. */
export function byAddress<Entry extends { readonly address: number }>(entries: readonly Entry[]): Map<number, Entry[]> {
  return grouped(entries, ({ address }) => address)
}

/** The entries of these addresses. */
export function ofAddresses<Entry>(map: ReadonlyMap<number, readonly Entry[]>, ids: readonly number[]): Entry[] {
  return ids.flatMap((id) => map.get(id) ?? [])
}
