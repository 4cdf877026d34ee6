import type { Intended } from '../storage/decisions/intended-lists.ts'
import { rulesOf } from './allowed-rules.ts'
import { type CommunicationsSummary, compareCommunications } from './compare-communications.ts'
import { compareInventory, type InventorySummary } from './compare-inventory.ts'
import { type Finding, inOrder } from './finding.ts'
import { matchAssets } from './match-assets.ts'
import type { ObservedPlant } from './observed-plant.ts'
import { partiesByName } from './party-pattern.ts'

/** What was intended beside what was observed. */
export interface Comparison {
  readonly findings: readonly Finding[]
  /** null when there is no such list: without one, everything would be unexpected. */
  readonly inventory: InventorySummary | null
  readonly communications: CommunicationsSummary | null
}

/**
 * Compares what people say should be with what was seen, both ways. It decides nothing: whoever reads it does.
 * `sinceUs`: what was seen only before it counts as not seen.
 */
export function compare(intended: Intended, plant: ObservedPlant, sinceUs?: number): Comparison {
  const matches = matchAssets(intended, plant.assets)
  const inventory = intended.inventory.length === 0 ? undefined : compareInventory(matches, plant, sinceUs)
  const rules = rulesOf(intended, partiesByName(matches, plant.assets))
  const communications =
    intended.communications.length === 0 ? undefined : compareCommunications(rules, matches, plant, sinceUs)
  return {
    findings: inOrder([...(inventory?.findings ?? []), ...(communications?.findings ?? [])]),
    inventory: inventory?.summary ?? null,
    communications: communications?.summary ?? null,
  }
}
