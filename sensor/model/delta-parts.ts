import type { Delta } from './delta.ts'

/** Entries of one kind that a part of a delta has at most, of those that there may be very many of. */
export const PART_ENTRIES = 4096

/** So many entries at once, in their order. */
export function* partsOf<Entry>(all: readonly Entry[]): Generator<readonly Entry[], void> {
  for (let at = 0; at < all.length; at += PART_ENTRIES) yield all.slice(at, at + PART_ENTRIES)
}

/** One delta of several parts, in their order. */
export function wholeOf(parts: Iterable<Delta>): Delta {
  const all = [...parts]
  return {
    segments: all.flatMap((part) => part.segments),
    addresses: all.flatMap((part) => part.addresses),
    bindings: all.flatMap((part) => part.bindings),
    modules: all.flatMap((part) => part.modules),
    claims: all.flatMap((part) => part.claims),
    conversations: all.flatMap((part) => part.conversations),
    operations: all.flatMap((part) => part.operations),
    activity: all.flatMap((part) => part.activity),
    changes: all.flatMap((part) => part.changes),
    coverage: all.flatMap((part) => part.coverage),
    coverageHours: all.flatMap((part) => part.coverageHours),
    faults: all.flatMap((part) => part.faults),
  }
}
