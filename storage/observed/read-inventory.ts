import type { Fact } from '../../dissectors/kit/observation.ts'
import type { Confidence } from '../../sensor/model/delta.ts'
import { formatTime } from '../rfc3339.ts'
import { type AssetConduct, gatherConduct, noConduct } from './asset-conduct.ts'
import { type DerivedField, deriveField, type FieldEvidence } from './derive-field.ts'
import { FIELD_ATTRIBUTES, type FieldStatus, INVENTORY_FIELDS, type InventoryField } from './inventory-fields.ts'
import { CONFIDENCES, nameOf, rankOf } from './ranks.ts'
import { type Asset, readAssets } from './read-assets.ts'
import { CLAIMED_ASSET } from './read-claims.ts'
import type { ObservedReader } from './reader.ts'

/** Values of one field of one asset that are told; there may be more, which the claims hold. */
export const MAX_VALUES = 50

/** One value of a field, who said it and how old that is. */
export interface FieldValue {
  readonly value: string
  /** The attribute of the claim; '' when it is none. */
  readonly attribute: string
  readonly protocol: string
  readonly message: string
  readonly confidence: Confidence
  readonly firstSeen: string
  readonly lastSeen: string
}

/** One field of one asset. */
export interface FieldAnswer {
  readonly field: InventoryField
  readonly status: FieldStatus
  /** The surest and latest first; none when nothing answers. */
  readonly values: readonly FieldValue[]
  /** More values than are told. */
  readonly truncated: boolean
  /** Attributes of the field that were stated with several values of which one alone can be true. */
  readonly conflicts: readonly string[]
  /** What it was told from; why it is not known. */
  readonly reason: string
}

/** All fields of one asset. */
export interface AssetInventory {
  readonly asset: Asset
  readonly answers: readonly FieldAnswer[]
}

/** The fields of every asset, one asset at a time, in the order of their ids. */
export function* readInventory(reader: ObservedReader): Generator<AssetInventory> {
  const assets = readAssets(reader)
  const conduct = reader.remember('conduct', () => gatherConduct(reader))
  const claims = grouped(reader.iterate<Claim>(claimsSql(''), [JSON.stringify(CLAIMED)]))
  let group = claims.next()
  for (const asset of assets) {
    while (!group.done && group.value.asset < asset.row.id) group = claims.next()
    const own = !group.done && group.value.asset === asset.row.id ? group.value.claims : []
    yield inventoryOf(asset, conduct.get(asset.row.id), own)
  }
}

/** The fields of one asset. */
export function readAssetInventory(reader: ObservedReader, asset: Asset): AssetInventory {
  const { id } = asset.row
  const conduct = reader.remember('conduct', () => gatherConduct(reader))
  const sql = claimsSql(`AND ${CLAIMED_ASSET} = ?`)
  const claims = reader.all<Claim>(sql, [JSON.stringify(CLAIMED), id])
  return inventoryOf(asset, conduct.get(id), claims)
}

function inventoryOf(asset: Asset, conduct: AssetConduct | undefined, claims: readonly Claim[]): AssetInventory {
  const { row, facts } = asset
  // What was only guessed answers no other question.
  const best = (attribute: string) =>
    claims.find((claim) => claim.attribute === attribute && claim.confidence > WEAK)?.value ?? ''
  const evidence = { row, facts, conduct: conduct ?? noConduct(), best }
  return { asset, answers: INVENTORY_FIELDS.map((field) => answerOf(field, claims, evidence)) }
}

function answerOf(field: InventoryField, claims: readonly Claim[], evidence: FieldEvidence): FieldAnswer {
  const own = claimsOf(field, claims)
  const derived = field.derivation === undefined ? undefined : deriveField(field.derivation, evidence)
  const values = [...distinct(own).map(toValue), ...derivedValues(derived, evidence)]
  const isSeen = own[0]?.confidence === STATED || derived?.status === 'seen'
  const reasons = [...own.slice(0, 1).map(({ protocol, message }) => `${protocol}: ${message}`), derived?.reason ?? '']
  const stated = evidence.row.conflicts.split(' ')
  return {
    field,
    status: values.length === 0 ? field.otherwise : isSeen ? 'seen' : 'inferred',
    values: values.slice(0, MAX_VALUES),
    truncated: values.length > MAX_VALUES,
    conflicts: field.attributes.filter((attribute) => stated.includes(attribute)),
    reason: values.length === 0 ? field.because : reasons.filter((reason) => reason !== '').join('; '),
  }
}

/** The claims that answer a field, the surest first; codes of a maker's list only where there is no name. */
function claimsOf({ attributes }: InventoryField, claims: readonly Claim[]): Claim[] {
  const own = claims.filter(({ attribute }) => attributes.includes(attribute as Fact))
  const names = own.filter(({ attribute }) => !CODES.has(attribute))
  return (names.length > 0 ? names : own).sort(
    (one, other) =>
      other.confidence - one.confidence ||
      attributes.indexOf(one.attribute as Fact) - attributes.indexOf(other.attribute as Fact) ||
      other.lastUs - one.lastUs ||
      compare(one.value, other.value) ||
      compare(one.protocol, other.protocol) ||
      compare(one.message, other.message),
  )
}

const CODES: ReadonlySet<string> = new Set(['vendor-id', 'product-code'])

function derivedValues(derived: DerivedField | undefined, { row }: FieldEvidence): FieldValue[] {
  if (derived === undefined) return []
  const confidence = derived.status === 'seen' ? 'stated' : 'inferred'
  const { firstSeen, lastSeen } = row
  return derived.values.map((value) => ({
    value,
    attribute: '',
    protocol: '',
    message: '',
    confidence,
    firstSeen,
    lastSeen,
  }))
}

function toValue(claim: Claim): FieldValue {
  return {
    value: claim.value,
    attribute: claim.attribute,
    protocol: claim.protocol,
    message: claim.message,
    confidence: nameOf(CONFIDENCES, claim.confidence),
    firstSeen: formatTime(claim.firstUs),
    lastSeen: formatTime(claim.lastUs),
  }
}

/** One of each value and protocol: the claims are in order, so it is the surest and latest. */
function distinct(claims: readonly Claim[]): Claim[] {
  const found = new Map<string, Claim>()
  for (const claim of claims) {
    const key = `${claim.attribute}\n${claim.value}\n${claim.protocol}`
    if (!found.has(key)) found.set(key, claim)
  }
  return [...found.values()]
}

function compare(one: string, other: string): number {
  if (one === other) return 0
  return one < other ? -1 : 1
}

function* grouped(rows: Iterable<Claim>): Generator<{ readonly asset: string; readonly claims: Claim[] }> {
  let group: { asset: string; claims: Claim[] } | undefined
  for (const row of rows) {
    if (group?.asset !== row.asset) {
      if (group !== undefined) yield group
      group = { asset: row.asset, claims: [] }
    }
    group.claims.push(row)
  }
  if (group !== undefined) yield group
}

/** The attributes that are read: those of fields, and what derivations ask for. */
const CLAIMED = [...FIELD_ATTRIBUTES, 'vendor-class']
const STATED = rankOf(CONFIDENCES, 'stated')
const WEAK = rankOf(CONFIDENCES, 'weak')

interface Claim {
  readonly asset: string
  readonly attribute: string
  readonly value: string
  readonly protocol: string
  readonly message: string
  readonly confidence: number
  readonly firstUs: number
  readonly lastUs: number
}

function claimsSql(more: string): string {
  return `
SELECT ${CLAIMED_ASSET} AS asset, c.attribute, c.value, c.protocol, c.message, c.confidence, c.first_us AS firstUs,
  c.last_us AS lastUs
FROM claims c JOIN addresses h ON h.key = c.address LEFT JOIN assets ha ON ha.key = h.asset
LEFT JOIN parts p ON p.address = c.address AND p.protocol = c.protocol AND p.module = c.module
LEFT JOIN assets ma ON ma.key = p.asset
WHERE c.attribute IN (SELECT value FROM json_each(?)) ${more}
ORDER BY asset, c.confidence DESC, c.last_us DESC, c.value, c.attribute, c.protocol, c.message`
}
