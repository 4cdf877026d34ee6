import { type Place, PRIORITIES, type Priority } from './inventory-fields.ts'
import { type AssetInventory, readInventory } from './read-inventory.ts'
import type { ObservedReader } from './reader.ts'

/** One thing that people must still supply of one asset, or confirm. */
export type WalkDownRow = {
  /** Where the asset says it stands; '' when it does not. */
  readonly location: string
  readonly segment: string
  readonly asset: string
  readonly name: string
  readonly ipAddresses: string
  readonly macAddresses: string
  readonly role: string
  readonly vendor: string
  readonly model: string
  readonly module: string
  readonly number: number
  readonly field: string
  readonly priority: Priority
  readonly place: Place
  readonly hint: string
  /** Left empty, to be written on. */
  readonly answer: string
}

/** The way through the plant: by location, segment and address; hosts elsewhere are left out. */
export function readWalkDown(reader: ObservedReader): WalkDownRow[] {
  const rows = [...readInventory(reader)].filter(({ asset }) => asset.facts.stored.outside === 0).flatMap(rowsOf)
  return rows.sort(inOrder)
}

function rowsOf({ asset: { row }, answers }: AssetInventory): WalkDownRow[] {
  const location = answers.find(({ field }) => field.id === 'location')?.values[0]?.value ?? ''
  const open = answers.filter(({ status, field }) => status === 'ask people' || field.isProposal)
  return open.map(({ field, reason, values: [proposed] }) => ({
    location,
    segment: row.segment,
    asset: row.id,
    name: row.name,
    ipAddresses: row.ipAddresses,
    macAddresses: row.macAddresses,
    role: row.role,
    vendor: row.vendor,
    model: [row.product, row.model].filter((text) => text !== '').join(' · '),
    module: row.module,
    number: field.number,
    field: field.title,
    priority: field.priority,
    place: field.place,
    hint: proposed === undefined ? reason : `proposed: ${proposed.value} (${reason}); confirm or correct`,
    answer: '',
  }))
}

/** As people count: 10.0.0.9 before 10.0.0.10. */
const asPeople = new Intl.Collator('en', { numeric: true })

function inOrder(one: WalkDownRow, other: WalkDownRow): number {
  return (
    asPeople.compare(one.location, other.location) ||
    asPeople.compare(one.segment, other.segment) ||
    asPeople.compare(one.ipAddresses || one.macAddresses, other.ipAddresses || other.macAddresses) ||
    asPeople.compare(one.module, other.module) ||
    (one.asset < other.asset ? -1 : Number(one.asset > other.asset)) ||
    PRIORITIES.indexOf(one.priority) - PRIORITIES.indexOf(other.priority) ||
    one.number - other.number
  )
}
