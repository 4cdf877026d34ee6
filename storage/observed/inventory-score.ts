import { FIELD_STATUSES, type FieldStatus, INVENTORY_FIELDS, type InventoryField } from './inventory-fields.ts'
import { type AssetInventory, readInventory } from './read-inventory.ts'
import type { ObservedReader } from './reader.ts'

/** How many fields stand how. */
export type FieldCounts = Readonly<Record<FieldStatus, number>>

/** How much of the guidance is known of one asset, or of all. */
export interface Score {
  readonly counts: FieldCounts
  /** Fields seen or inferred, of all, in per cent. */
  readonly known: number
  /** The same of those with high priority. */
  readonly knownOfHigh: number
}

export interface AssetScore extends Score {
  readonly id: string
  readonly name: string
  readonly segment: string
  /** A host elsewhere, that the site has no inventory to keep of. */
  readonly outside: boolean
}

export interface SiteScore extends Score {
  /** Assets of the site: those that are counted here. */
  readonly assets: number
  /** Hosts elsewhere: they are not. */
  readonly outside: number
  /** In the order of the guidance. */
  readonly fields: readonly { readonly field: InventoryField; readonly counts: FieldCounts }[]
}

/** The score of every asset, in the order of their ids; kept until the next commit. */
export function readScores(reader: ObservedReader): {
  readonly site: SiteScore
  readonly assets: readonly AssetScore[]
} {
  return reader.remember('inventory scores', () => scoresOf(readInventory(reader)))
}

export function scoreOf({ answers }: AssetInventory): Score {
  const counts = noCounts()
  const high = noCounts()
  for (const { field, status } of answers) {
    counts[status]++
    if (field.priority === 'high') high[status]++
  }
  return { counts, known: share(counts), knownOfHigh: share(high) }
}

function scoresOf(inventories: Iterable<AssetInventory>) {
  const assets: AssetScore[] = []
  const perField = INVENTORY_FIELDS.map((field) => ({ field, counts: noCounts() }))
  for (const inventory of inventories) {
    const { row, facts } = inventory.asset
    const outside = facts.stored.outside === 1
    const { id, name, segment } = row
    assets.push({ id, name, segment, outside, ...scoreOf(inventory) })
    if (outside) continue
    for (const [at, { status }] of inventory.answers.entries()) {
      const field = perField[at]
      if (field !== undefined) field.counts[status]++
    }
  }
  const inside = assets.filter(({ outside }) => !outside)
  const counts = sum(perField.map((each) => each.counts))
  const high = sum(perField.filter(({ field }) => field.priority === 'high').map((each) => each.counts))
  const totals = { assets: inside.length, outside: assets.length - inside.length }
  const site = { ...totals, counts, known: share(counts), knownOfHigh: share(high), fields: perField }
  return { site, assets }
}

function noCounts(): Record<FieldStatus, number> {
  return { seen: 0, inferred: 0, 'ask people': 0, 'not observable here': 0 }
}

function sum(all: readonly FieldCounts[]): FieldCounts {
  const total = noCounts()
  for (const counts of all) for (const status of FIELD_STATUSES) total[status] += counts[status]
  return total
}

/** In per cent, to one decimal. */
function share(counts: FieldCounts): number {
  const all = FIELD_STATUSES.reduce((total, status) => total + counts[status], 0)
  return all === 0 ? 0 : Math.round((1000 * (counts.seen + counts.inferred)) / all) / 10
}
