/** The entries of each address. */
export function byAddress<Entry extends { readonly address: number }>(entries: readonly Entry[]): Map<number, Entry[]> {
  const map = new Map<number, Entry[]>()
  for (const entry of entries) {
    const list = map.get(entry.address)
    if (list === undefined) map.set(entry.address, [entry])
    else list.push(entry)
  }
  return map
}

/** The entries of these addresses. */
export function ofAddresses<Entry>(map: ReadonlyMap<number, readonly Entry[]>, ids: readonly number[]): Entry[] {
  return ids.flatMap((id) => map.get(id) ?? [])
}
