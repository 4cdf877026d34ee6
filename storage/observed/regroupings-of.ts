import type { Regrouping } from '../../sensor/model/events/event-evidence.ts'

/** Two ways to share addresses out among assets, of which one replaces the other: the asset's id by the address's key. */
export interface Reassignment {
  readonly before: ReadonlyMap<number, string>
  readonly after: ReadonlyMap<number, string>
  /** Of assets that are gone: the one that has most of their addresses now. */
  readonly heirs: ReadonlyMap<string, string>
}

/**
 * Assets that there were and that are one now, and assets of which a part is one of its own now. An asset that only has
 * another id is neither; nor is an address that goes from one asset to another, as leases do.
 */
export function regroupingsOf(change: Reassignment): Regrouping[] {
  return [...mergers(change), ...splits(change)]
}

function mergers({ before, heirs }: Reassignment): Regrouping[] {
  if (heirs.size === 0) return []
  const firsts = firstAddresses(before)
  return [...heirs].flatMap(([other, kept]): Regrouping[] => {
    const [keptAddress, otherAddress] = [firsts.get(kept), firsts.get(other)]
    // An heir that was not there before is the same asset by another id.
    if (keptAddress === undefined || otherAddress === undefined) return []
    return [{ kind: 'merged', kept, other, keptAddress, otherAddress }]
  })
}

function splits({ before, after, heirs }: Reassignment): Regrouping[] {
  const known = new Set(before.values())
  const isNew = ([address]: [number, string]) => after.has(address) && !known.has(after.get(address) as string)
  const moved = [...before].filter(isNew)
  if (moved.length === 0) return []
  const remaining = new Set(after.values())
  const shared = sharedAddresses(before, after)
  const found = new Map<string, Regrouping>()
  // Of assets that fell apart without an heir the first part counts as what they were.
  const firstParts = new Map<string, string>()
  for (const [otherAddress, was] of moved) {
    const other = after.get(otherAddress) as string
    const kept = remaining.has(was) ? was : (heirs.get(was) ?? firstParts.get(was) ?? other)
    firstParts.set(was, kept)
    const keptAddress = shared.get(pairOf(was, kept))
    if (kept === other || keptAddress === undefined || found.has(other)) continue
    found.set(other, { kind: 'split', kept, other, keptAddress, otherAddress })
  }
  return [...found.values()]
}

/** One address of each two assets that have it one before and one after. */
function sharedAddresses(before: ReadonlyMap<number, string>, after: ReadonlyMap<number, string>): Map<string, number> {
  const shared = new Map<string, number>()
  for (const [address, was] of before) shared.set(pairOf(was, after.get(address) ?? ''), address)
  return shared
}

function pairOf(was: string, is: string): string {
  return `${was} ${is}`
}

function firstAddresses(of: ReadonlyMap<number, string>): Map<string, number> {
  const firsts = new Map<string, number>()
  for (const [address, id] of of) if (!firsts.has(id)) firsts.set(id, address)
  return firsts
}
