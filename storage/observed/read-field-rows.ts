import type { FieldStatus, Priority } from './inventory-fields.ts'
import { type AssetInventory, readInventory } from './read-inventory.ts'
import type { ObservedReader } from './reader.ts'

export type FieldRow = {
  readonly asset: string
  readonly name: string
  readonly ipAddresses: string
  readonly macAddresses: string
  readonly segment: string
  readonly module: string
  readonly number: number
  readonly field: string
  readonly priority: Priority
  readonly status: FieldStatus
  /** The surest values, the latest first, each once: weaker ones are among the claims. */
  readonly value: string
  /** How many there are. */
  readonly values: number
  /** Attributes that were stated with several values of which one alone can be true, with spaces between. */
  readonly conflicts: string
  /** The protocols that said it, with spaces between. */
  readonly source: string
  readonly reason: string
  /** '' when nothing answers. */
  readonly firstSeen: string
  readonly lastSeen: string
}

/** A row for each field of each asset, in the order of their ids. */
export function* readFieldRows(reader: ObservedReader): Generator<FieldRow> {
  for (const inventory of readInventory(reader)) yield* rowsOf(inventory)
}

function rowsOf({ asset: { row }, answers }: AssetInventory): FieldRow[] {
  const { id: asset, name, ipAddresses, macAddresses, segment, module } = row
  return answers.map(({ field, status, values, conflicts, reason }) => {
    const surest = values.filter(({ confidence }) => confidence === values[0]?.confidence)
    const texts = [...new Set(surest.map(({ value }) => value))]
    const sources = [...new Set(surest.map(({ protocol }) => protocol).filter((protocol) => protocol !== ''))]
    const times = surest.flatMap(({ firstSeen, lastSeen }) => [firstSeen, lastSeen]).sort()
    return {
      asset,
      name,
      ipAddresses,
      macAddresses,
      segment,
      module,
      number: field.number,
      field: field.title,
      priority: field.priority,
      status,
      value: texts.join(' | '),
      values: texts.length,
      conflicts: conflicts.join(' '),
      source: sources.join(' '),
      reason,
      firstSeen: times[0] ?? '',
      lastSeen: times.at(-1) ?? '',
    }
  })
}
