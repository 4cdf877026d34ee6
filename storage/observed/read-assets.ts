import type { Confidence } from '../../sensor/model/delta.ts'
import { formatTime } from '../rfc3339.ts'
import { type AssetFacts, gatherAssetFacts } from './asset-facts.ts'
import { CONFIDENCES, nameOf } from './ranks.ts'
import type { ObservedReader } from './reader.ts'
import { segmentName } from './segment-name.ts'

export type AssetRow = {
  readonly id: string
  readonly name: string
  readonly role: string
  /** '' when there is no role. */
  readonly roleConfidence: Confidence | ''
  readonly roleReason: string
  readonly deviceClass: string
  /** Proposed Purdue level; null when nothing tells. */
  readonly level: number | null
  /** Proposed zone; '' when nothing tells. */
  readonly zone: string
  readonly zoneReason: string
  readonly vendor: string
  readonly product: string
  readonly model: string
  readonly serial: string
  readonly firmware: string
  readonly hardware: string
  /** Attributes that have several different stated values, with spaces between. */
  readonly conflicts: string
  readonly segment: string
  readonly macAddresses: string
  readonly ipAddresses: string
  /** The id of the asset that it is a part of; '' for a host. */
  readonly parent: string
  readonly protocol: string
  readonly module: string
  readonly firstSeen: string
  readonly lastSeen: string
  readonly conversations: number
  readonly claims: number
}

/** An asset's row with what finding and sorting it needs. */
export interface Asset {
  readonly row: AssetRow
  readonly facts: AssetFacts
}

/** All assets in the order of their ids. They are few and their rows are sums, so they are kept until the next commit. */
export function readAssets(reader: ObservedReader): readonly Asset[] {
  return reader.remember('assets', () => gatherAssetFacts(reader).map((facts) => ({ row: rowOf(facts), facts })))
}

/** One asset by its id. */
export function findAsset(reader: ObservedReader, id: string): Asset | undefined {
  const byId = reader.remember(
    'assets by id',
    () => new Map(readAssets(reader).map((asset) => [asset.row.id, asset] as const)),
  )
  return byId.get(id)
}

/** The id that an asset has now, when `id` is one that it had before. */
export function findNewId(reader: ObservedReader, id: string): string | undefined {
  const sql = 'SELECT a.new_id AS newId FROM aliases a JOIN assets t ON t.id = a.new_id WHERE a.old_id = ?'
  return reader.first<{ newId: string }>(sql, [id])?.newId
}

/** The ids that an asset had before. */
export function readOldIds(reader: ObservedReader, id: string): string[] {
  const found = reader.all<{ oldId: string }>('SELECT old_id AS oldId FROM aliases WHERE new_id = ? ORDER BY old_id', [
    id,
  ])
  return found.map(({ oldId }) => oldId)
}

function rowOf(facts: AssetFacts): AssetRow {
  const { stored, attributes } = facts
  // An asset without addresses is a mistake of whoever assigned it: it shows as never seen.
  const seen = facts.addresses.length > 0
  return {
    id: stored.id,
    name: attributes.values.name,
    role: stored.role,
    roleConfidence: stored.role === '' ? '' : nameOf(CONFIDENCES, stored.roleConfidence),
    roleReason: stored.roleReason,
    deviceClass: stored.deviceClass,
    level: stored.level,
    zone: stored.zone,
    zoneReason: stored.zoneReason,
    vendor: attributes.values.vendor,
    product: attributes.values.product,
    model: attributes.values.model,
    serial: attributes.values.serial,
    firmware: attributes.values.firmware,
    hardware: attributes.values.hardware,
    conflicts: attributes.conflicts,
    segment: sorted(
      [...facts.segments.values()].map(({ tap, vlan }) => segmentName(tap, vlan)),
      ', ',
    ),
    macAddresses: sorted(facts.macs, ' '),
    ipAddresses: sorted(facts.ips, ' '),
    parent: stored.parent,
    protocol: stored.protocol,
    module: stored.module,
    firstSeen: seen ? formatTime(facts.firstUs) : '',
    lastSeen: seen ? formatTime(facts.lastUs) : '',
    conversations: facts.conversations,
    claims: attributes.claims,
  }
}

function sorted(texts: Iterable<string>, separator: string): string {
  return [...texts].sort().join(separator)
}
