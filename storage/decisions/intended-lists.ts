import type Database from 'better-sqlite3'
import { formatTime } from '../rfc3339.ts'

export const INTENDED_KINDS = ['inventory', 'communications'] as const
export type IntendedKind = (typeof INTENDED_KINDS)[number]

/** A device that should be there, as a line of a list says it. '' and empty lists: the line does not say. */
export interface IntendedAsset {
  readonly line: number
  readonly name: string
  readonly vendor: string
  readonly model: string
  readonly serial: string
  readonly firmware: string
  readonly role: string
  /** 'untagged', 'vlan 10', 'vlan 10 on eth1'. */
  readonly segment: string
  /** The part behind the address that it is, as assets name it: 'unit 3', 'slot 2'. */
  readonly part: string
  readonly macs: readonly string[]
  readonly ips: readonly string[]
}

/** Who may do what to whom. '*' stands for any. */
export interface AllowedCommunication {
  readonly line: number
  /** An address, a prefix or a name. */
  readonly client: string
  readonly server: string
  readonly protocol: string
  readonly port: string
  /** Operation classes with ';' between. */
  readonly classes: string
}

/** Where a list comes from. */
export interface ListOrigin {
  readonly kind: IntendedKind
  readonly name: string
  readonly file: string
  /** Of the file's content. */
  readonly sha256: string
  readonly importedBy: string
}

export type ListRow = ListOrigin & { readonly importedAt: string; readonly rows: number }

/** A list with its rows. */
export interface IntendedList<Item> {
  readonly list: ListRow
  readonly items: readonly Item[]
}

/** All that people said should be. */
export interface Intended {
  readonly inventory: readonly IntendedList<IntendedAsset>[]
  readonly communications: readonly IntendedList<AllowedCommunication>[]
}

export const NOTHING_INTENDED: Intended = { inventory: [], communications: [] }

/** The lists that people imported, by kind and name. */
export class IntendedLists {
  private readonly database: Database.Database

  constructor(database: Database.Database) {
    this.database = database
  }

  /** Puts a list in the place of the one of this name, as a whole: who reads sees the one or the other. */
  replaceInventory(origin: ListOrigin, items: readonly IntendedAsset[], importedUs: number): ListRow {
    const insert = `INSERT INTO intended_assets
      (list, line, name, vendor, model, serial, firmware, role, segment, part, macs, ips)
      VALUES (:list, :line, :name, :vendor, :model, :serial, :firmware, :role, :segment, :part, :macs, :ips)`
    const rows = items.map((item) => ({ ...item, macs: item.macs.join(' '), ips: item.ips.join(' ') }))
    return this.replace(origin, insert, rows, importedUs)
  }

  /** As `replaceInventory`, of what may be done. */
  replaceCommunications(origin: ListOrigin, items: readonly AllowedCommunication[], importedUs: number): ListRow {
    const insert = `INSERT INTO allowed_communications (list, line, client, server, protocol, port, classes)
      VALUES (:list, :line, :client, :server, :protocol, :port, :classes)`
    return this.replace(origin, insert, items, importedUs)
  }

  /** Forgets a list; false when there was none. */
  remove(kind: IntendedKind, name: string): boolean {
    return this.database.prepare('DELETE FROM intended_lists WHERE kind = ? AND name = ?').run(kind, name).changes > 0
  }

  /** The lists without their rows. */
  lists(): ListRow[] {
    return (this.database.prepare(LISTS).all() as StoredList[]).map(listRowOf)
  }

  /** All lists with their rows, from one state of the file. */
  all(): Intended {
    return this.database.transaction(() => {
      const stored = this.database.prepare(LISTS).all() as StoredList[]
      return {
        inventory: this.withRows(stored, 'inventory', ASSETS, assetOf),
        communications: this.withRows(stored, 'communications', COMMUNICATIONS, (row: AllowedCommunication) => row),
      }
    })()
  }

  private withRows<Found, Item>(
    stored: readonly StoredList[],
    kind: IntendedKind,
    sql: string,
    itemOf: (found: Found) => Item,
  ): IntendedList<Item>[] {
    const rows = this.database.prepare(sql)
    return stored
      .filter((list) => list.kind === kind)
      .map((list) => ({ list: listRowOf(list), items: (rows.all(list.key) as Found[]).map(itemOf) }))
  }

  private replace(origin: ListOrigin, insert: string, rows: readonly object[], importedUs: number): ListRow {
    const { kind, name, file, sha256, importedBy } = origin
    // IMMEDIATE: it waits for another writer at its beginning, and then fails no more.
    this.database
      .transaction(() => {
        this.remove(kind, name)
        const list = this.database
          .prepare(
            'INSERT INTO intended_lists (kind, name, file, sha256, imported_by, imported_us) VALUES (?, ?, ?, ?, ?, ?)',
          )
          .run(kind, name, file, sha256, importedBy, importedUs).lastInsertRowid
        const statement = this.database.prepare(insert)
        for (const row of rows) statement.run({ ...row, list })
      })
      .immediate()
    return { kind, name, file, sha256, importedBy, importedAt: formatTime(importedUs), rows: rows.length }
  }
}

interface StoredList extends ListOrigin {
  readonly key: number
  readonly importedUs: number
  readonly rows: number
}

function listRowOf({ key: _, importedUs, ...list }: StoredList): ListRow {
  const { rows, ...origin } = list
  return { ...origin, importedAt: formatTime(importedUs), rows }
}

function assetOf(found: Omit<IntendedAsset, 'macs' | 'ips'> & { macs: string; ips: string }): IntendedAsset {
  return { ...found, macs: wordsOf(found.macs), ips: wordsOf(found.ips) }
}

function wordsOf(text: string): string[] {
  return text === '' ? [] : text.split(' ')
}

const LISTS = `
SELECT l.key, l.kind, l.name, l.file, l.sha256, l.imported_by AS importedBy, l.imported_us AS importedUs,
  (SELECT count(*) FROM intended_assets a WHERE a.list = l.key)
  + (SELECT count(*) FROM allowed_communications c WHERE c.list = l.key) AS rows
FROM intended_lists l ORDER BY l.kind, l.name`

const ASSETS = `
SELECT line, name, vendor, model, serial, firmware, role, segment, part, macs, ips
FROM intended_assets WHERE list = ? ORDER BY line`

const COMMUNICATIONS = `
SELECT line, client, server, protocol, port, classes FROM allowed_communications WHERE list = ? ORDER BY line`
