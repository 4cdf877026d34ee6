import type { Confidence, IdentifiedBy } from '../../sensor/model/delta.ts'
import type { Severity } from '../../sensor/model/events/event-entry.ts'

/** Weakest first: a rank is a place in this list, so that SQL's max() keeps the strongest. */
export const CONFIDENCES: readonly Confidence[] = ['weak', 'inferred', 'stated']

/** Weakest first, as `CONFIDENCES`. */
export const IDENTIFICATIONS: readonly IdentifiedBy[] = ['none', 'port', 'content', 'both', 'confirmed']

/** Least first, as `CONFIDENCES`. */
export const SEVERITIES: readonly Severity[] = ['info', 'low', 'medium', 'high']

/** The stored form of a confidence or an identification. */
export function rankOf<Name extends string>(names: readonly Name[], name: Name): number {
  return names.indexOf(name)
}

/** The name that a stored rank stands for. */
export function nameOf<Name extends string>(names: readonly Name[], rank: number): Name {
  const name = names[rank]
  if (name === undefined) throw new RangeError(`no rank ${rank} among ${names.join(', ')}`)
  return name
}

/**
 * Whether an address is a group, so that SQL's min() lets what is known stand: 0 for a host, 1 for a group, 2 when nothing
 * told.
 */
export function groupRank(group: boolean | undefined): number {
  return group === undefined ? 2 : group ? 1 : 0
}

/** What nobody knows to be a group is a host. */
export function isGroupRank(rank: number): boolean {
  return rank === 1
}
