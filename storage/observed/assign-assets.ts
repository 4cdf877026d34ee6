import type Database from 'better-sqlite3'
import type { Regrouping } from '../../sensor/model/events/event-evidence.ts'
import type { AssetEntry } from '../../sensor/model/evidence.ts'
import { CONFIDENCES, rankOf } from './ranks.ts'
import { regroupingsOf } from './regroupings-of.ts'

/** Replaces the set of assets by another, and touches only the rows that differ. */
export class AssetAssigner {
  private readonly statements: ReturnType<typeof prepareStatements>

  constructor(database: Database.Database) {
    this.statements = prepareStatements(database)
  }

  /** Tells which assets that there were are one now, and which one is several. */
  assign(assets: readonly AssetEntry[]): Regrouping[] {
    const { statements } = this
    const stored = new Map(statements.assets.all().map((row) => [row.id, row]))
    const before = this.places()
    const keys = new Map<string, number>()
    for (const asset of assets) keys.set(asset.id, this.store(asset, stored.get(asset.id)))
    const after = new Map<string, Place>()
    for (const asset of assets) {
      const key = keys.get(asset.id) as number
      for (const address of asset.addresses) {
        const place = { address, protocol: asset.protocol, module: asset.module, key }
        after.set(nameOf(place), place)
      }
      for (const part of asset.behind) {
        const place = { ...part, key }
        after.set(nameOf(place), place)
      }
    }
    this.move(before, after)
    const gone = [...stored.values()].filter((row) => !keys.has(row.id))
    const heirs = this.rename(gone, keys, before, after)
    for (const row of gone) statements.remove.run(row.key)
    return regroupingsOf({
      before: hostsAt(before, new Map([...stored.values()].map((row) => [row.key, row.id]))),
      after: hostsAt(after, new Map([...keys].map(([id, key]) => [key, id]))),
      heirs,
    })
  }

  private store(asset: AssetEntry, stored: StoredAsset | undefined): number {
    const values: AssetValues = [
      asset.parent,
      asset.protocol,
      asset.module,
      asset.role,
      rankOf(CONFIDENCES, asset.roleConfidence),
      asset.roleReason,
      asset.deviceClass,
      asset.level,
      asset.zone,
      asset.zoneReason,
      asset.criticality,
      asset.criticalityReason,
      Number(asset.outside),
      JSON.stringify(asset.reasons),
    ]
    if (stored === undefined) {
      this.statements.unalias.run(asset.id)
      return this.statements.insert.get(asset.id, ...values) as number
    }
    if (values.some((value, at) => value !== stored[COLUMNS[at] as AssetColumn])) {
      this.statements.update.run(...values, stored.key)
    }
    return stored.key
  }

  private places(): Map<string, Place> {
    const places = new Map<string, Place>()
    for (const place of this.statements.hosts.all()) places.set(nameOf(place), place)
    for (const place of this.statements.parts.all()) places.set(nameOf(place), place)
    return places
  }

  private move(before: ReadonlyMap<string, Place>, after: ReadonlyMap<string, Place>): void {
    const { statements } = this
    for (const [name, { address, protocol, module }] of before) {
      if (after.has(name)) continue
      if (isHost(protocol, module)) statements.placeHost.run(null, address)
      else statements.removePart.run(address, protocol, module)
    }
    for (const [name, { address, protocol, module, key }] of after) {
      if (before.get(name)?.key === key) continue
      if (isHost(protocol, module)) statements.placeHost.run(key, address)
      else statements.placePart.run(address, protocol, module, key)
    }
  }

  /**
   * Leaves an alias for each asset that is gone and whose places, for the greater part, are now one other asset's. Tells
   * that other one by the id of each.
   */
  private rename(
    gone: readonly StoredAsset[],
    keys: ReadonlyMap<string, number>,
    before: ReadonlyMap<string, Place>,
    after: ReadonlyMap<string, Place>,
  ): Map<string, string> {
    const renamed = new Map<string, string>()
    if (gone.length === 0) return renamed
    const ids = new Map([...keys].map(([id, key]) => [key, id]))
    const placesOf = new Map<number, string[]>(gone.map((row) => [row.key, []]))
    for (const [name, place] of before) placesOf.get(place.key)?.push(name)
    for (const row of gone) {
      const names = placesOf.get(row.key) ?? []
      const heirs = new Map<string, number>()
      for (const name of names) {
        const heir = ids.get(after.get(name)?.key ?? -1)
        if (heir !== undefined) heirs.set(heir, (heirs.get(heir) ?? 0) + 1)
      }
      for (const [heir, count] of heirs) {
        if (count * 2 <= names.length) continue
        this.statements.followAlias.run(heir, row.id)
        this.statements.alias.run(row.id, heir)
        renamed.set(row.id, heir)
      }
    }
    return renamed
  }
}

/** An address of a host; a module at an address, of a child, or of a host that is heard there, too. */
interface Place {
  readonly address: number
  readonly protocol: string
  readonly module: string
  /** The asset's. */
  readonly key: number
}

const COLUMNS = [
  'parent',
  'protocol',
  'module',
  'role',
  'role_confidence',
  'role_reason',
  'device_class',
  'level',
  'zone',
  'zone_reason',
  'criticality',
  'criticality_reason',
  'outside',
  'reasons',
] as const
type AssetColumn = (typeof COLUMNS)[number]
type AssetValues = [
  ...[parent: string, protocol: string, module: string, role: string, roleConfidence: number, roleReason: string],
  ...[deviceClass: string, level: number | null, zone: string, zoneReason: string],
  ...[criticality: string, criticalityReason: string, outside: number, reasons: string],
]
type StoredAsset = { readonly key: number; readonly id: string } & Readonly<Record<AssetColumn, string | number | null>>

function isHost(protocol: string, module: string): boolean {
  return protocol === '' && module === ''
}

/** The asset that each address of a host is of, by the ids of these keys. */
function hostsAt(places: ReadonlyMap<string, Place>, ids: ReadonlyMap<number, string>): Map<number, string> {
  const hosts = new Map<number, string>()
  for (const { address, protocol, module, key } of places.values()) {
    if (isHost(protocol, module)) hosts.set(address, ids.get(key) as string)
  }
  return hosts
}

function nameOf({ address, protocol, module }: Place): string {
  return JSON.stringify([address, protocol, module])
}

function prepareStatements(database: Database.Database) {
  const columns = COLUMNS.join(', ')
  return {
    assets: database.prepare<[], StoredAsset>(`SELECT key, id, ${columns} FROM assets`),
    hosts: database.prepare<[], Place>(
      `SELECT key AS address, '' AS protocol, '' AS module, asset AS key FROM addresses WHERE asset IS NOT NULL`,
    ),
    parts: database.prepare<[], Place>('SELECT address, protocol, module, asset AS key FROM parts'),
    insert: database
      .prepare(`INSERT INTO assets (id, ${columns}) VALUES (?${', ?'.repeat(COLUMNS.length)}) RETURNING key`)
      .pluck(),
    update: database.prepare(`UPDATE assets SET ${COLUMNS.map((column) => `${column} = ?`).join(', ')} WHERE key = ?`),
    remove: database.prepare('DELETE FROM assets WHERE key = ?'),
    placeHost: database.prepare('UPDATE addresses SET asset = ? WHERE key = ?'),
    placePart: database.prepare(
      `INSERT INTO parts (address, protocol, module, asset) VALUES (?, ?, ?, ?)
       ON CONFLICT (address, protocol, module) DO UPDATE SET asset = excluded.asset`,
    ),
    removePart: database.prepare('DELETE FROM parts WHERE address = ? AND protocol = ? AND module = ?'),
    alias: database.prepare(
      `INSERT INTO aliases (old_id, new_id) VALUES (?, ?) ON CONFLICT (old_id) DO UPDATE SET new_id = excluded.new_id`,
    ),
    followAlias: database.prepare('UPDATE aliases SET new_id = ? WHERE new_id = ?'),
    unalias: database.prepare('DELETE FROM aliases WHERE old_id = ?'),
  }
}
