import { formatRows, type RowFormat } from './format-rows.ts'
import { type Listing, readAll } from './listing.ts'
import { ACTIVITY } from './read-activity.ts'
import { ADDRESSES } from './read-addresses.ts'
import { readAssets } from './read-assets.ts'
import { CLAIMS } from './read-claims.ts'
import { CONVERSATIONS } from './read-conversations.ts'
import { COVERAGE } from './read-coverage.ts'
import { COVERAGE_HOURS } from './read-coverage-hours.ts'
import { EVENTS } from './read-events.ts'
import { readFieldRows } from './read-field-rows.ts'
import { OPERATIONS } from './read-operations.ts'
import { readPoints } from './read-points.ts'
import type { ObservedReader } from './reader.ts'
import type { Row } from './row.ts'
import { readWalkDown } from './walk-down.ts'

/** The version of the columns of exports and lists: it changes when one is renamed, removed or changes its meaning. */
export const SCHEMA_VERSION = 1

/** What can be exported. */
export const exportKinds = [
  'assets',
  'addresses',
  'claims',
  'conversations',
  'operations',
  'points',
  'activity',
  'events',
  'coverage',
  'inventory-fields',
  'walk-down',
  'coverage-hours',
] as const
export type ExportKind = (typeof exportKinds)[number]

/** The columns of each kind in their order, for formats that need them before the first row. */
export const EXPORT_COLUMNS: Readonly<Record<ExportKind, readonly string[]>> = {
  assets:
    columns(`id name role roleConfidence roleReason deviceClass level zone zoneReason vendor product model serial firmware hardware conflicts
    segment macAddresses ipAddresses parent protocol module firstSeen lastSeen conversations claims`),
  addresses: columns('asset segment kind address group firstSeen lastSeen'),
  claims: columns(`asset address module attribute value protocol message confidence count capture frame frameTime
    firstSeen lastSeen`),
  conversations: columns(`client clientAddress server serverAddress protocol transport serverPort identifiedBy segment
    vlan packetsToServer packetsToClient bytesToServer bytesToClient firstSeen lastSeen capture frame`),
  operations:
    columns(`client clientAddress server serverAddress protocol transport serverPort vlan function functionName
    class module target requests responses errors messages rhythm rhythmReason period jitter shortGap longGap longestGap
    gaps firstSeen lastSeen capture frame`),
  points: columns(`server serverAddress vlan module protocol point extent points dataType classes readers writers reads
    writes errors rate lastValue lastValueTime firstSeen lastSeen`),
  activity: columns(`client clientAddress server serverAddress protocol transport serverPort vlan class bucket start
    messages packets bytes`),
  events: columns(`id kind severity summary question technique techniqueName count client clientAddress server
    serverAddress protocol transport serverPort function functionName class module target requests accepted refused
    outcome firstSeen lastSeen capture frame`),
  coverage: columns(`client clientAddress server serverAddress protocol transport serverPort measure detail count`),
  'inventory-fields':
    columns(`asset name ipAddresses macAddresses segment module number field priority status value values
    conflicts source reason firstSeen lastSeen`),
  'walk-down':
    columns(`location segment asset name ipAddresses macAddresses role vendor model module number field priority
    place hint answer`),
  'coverage-hours': columns('segment tap vlan start measure count'),
}

/**
 * The rows of a kind in natural order, from one state of the store. The same captures give the same rows, whatever
 * order they came in.
 */
export function exportRows(reader: ObservedReader, kind: ExportKind): Iterable<Row> {
  return reader.snapshotRows(() => rowsOf(reader, kind))
}

/** Rows of a kind as text. A sheet for people goes through a spreadsheet, all else is evidence. */
export function exportText(kind: ExportKind, rows: Iterable<Row>, format: RowFormat): Iterable<string> {
  return formatRows(rows, format, EXPORT_COLUMNS[kind], kind === 'walk-down')
}

function rowsOf(reader: ObservedReader, kind: ExportKind): Iterable<Row> {
  switch (kind) {
    case 'assets':
      return readAssets(reader).map(({ row }) => row)
    case 'addresses':
      return rows(reader, ADDRESSES)
    case 'claims':
      return rows(reader, CLAIMS)
    case 'conversations':
      return rows(reader, CONVERSATIONS)
    case 'operations':
      return rows(reader, OPERATIONS)
    case 'points':
      return readPoints(reader).map(({ row }) => row)
    case 'activity':
      return rows(reader, ACTIVITY)
    case 'events':
      return rows(reader, EVENTS)
    case 'coverage':
      return rows(reader, COVERAGE)
    case 'inventory-fields':
      return readFieldRows(reader)
    case 'walk-down':
      return readWalkDown(reader)
    case 'coverage-hours':
      return rows(reader, COVERAGE_HOURS)
  }
}

function rows<Found, Item extends Row>(reader: ObservedReader, listing: Listing<Found, Item>): Iterable<Row> {
  return readAll(reader, listing)
}

function columns(names: string): readonly string[] {
  return names.split(/\s+/)
}
