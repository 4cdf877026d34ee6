import type { IntendedAsset } from '../storage/decisions/intended-lists.ts'
import { ipOf, macOf } from './address.ts'
import { type Headers, readTable, type TableRow } from './csv-table.ts'
import type { ImportProblem } from './parse-csv.ts'

/** What a file says, or what is wrong with it. A file with problems is not imported, not even in part. */
export interface Parsed<Item> {
  readonly items: readonly Item[]
  readonly problems: readonly ImportProblem[]
  /** Columns that say nothing to us. */
  readonly ignored: readonly string[]
  /** Rows of devices that are not meant to be on the network now, by their status. */
  readonly inactive: number
}

export const INVENTORY_COLUMNS = [
  'name',
  'vendor',
  'model',
  'serial',
  'firmware',
  'role',
  'vlan',
  'segment',
  'part',
  'mac',
  'ip',
] as const
type Column = (typeof INVENTORY_COLUMNS)[number] | 'ip4' | 'ip6' | 'status'

const MAX_VLAN = 4094

/** Reads an inventory: our own template, or what NetBox exports of devices, interfaces or IP addresses. */
export function parseInventory(text: string): Parsed<IntendedAsset> {
  const { rows, present, ignored, problems } = readTable(text, headersFor)
  const found = [...problems]
  const named = (['name', 'mac', 'ip', 'ip4', 'ip6', 'serial'] as const).some((column) => present.has(column))
  if (!named && found.length === 0) {
    const reason =
      'no column says which device a row is about: name, mac, ip or serial (see "sightline intended template")'
    found.push({ line: 1, column: '', reason })
  }
  const active = rows.filter(({ fields }) => !INACTIVE.has(fields.status.toLowerCase()))
  const items = named ? active.map((row) => assetOf(row, found)) : []
  return { items, problems: found, ignored, inactive: rows.length - active.length }
}

/** Statuses of NetBox devices and addresses that are not in use, or not yet. */
const INACTIVE: ReadonlySet<string> = new Set([
  'offline',
  'planned',
  'staged',
  'failed',
  'inventory',
  'decommissioning',
  'reserved',
  'deprecated',
  'dhcp',
])

const COMMON = {
  vlan: ['vlan', 'vlan id', 'vid', 'untagged vlan'],
  segment: ['segment'],
  part: ['part', 'module'],
  status: ['status'],
} as const

const DEVICES: Headers<Column> = {
  ...COMMON,
  name: ['name', 'hostname', 'device'],
  vendor: ['vendor', 'manufacturer'],
  model: ['model', 'type', 'device type'],
  serial: ['serial', 'serial number'],
  firmware: ['firmware', 'firmware version'],
  role: ['role', 'device role'],
  mac: ['mac', 'mac address', 'mac addresses'],
  ip: ['ip', 'ip address', 'ip addresses', 'primary ip'],
  ip4: ['ipv4 address', 'primary ipv4', 'primary ip4'],
  ip6: ['ipv6 address', 'primary ipv6', 'primary ip6'],
}

const NOTHING = { vendor: [], model: [], serial: [], firmware: [], role: [], ip4: [], ip6: [] } as const

/** NetBox, IP addresses: 'Role' is that of the address, and 'Type' there is none. */
const ADDRESSES: Headers<Column> = {
  ...COMMON,
  ...NOTHING,
  name: ['device/vm', 'parent', 'device', 'dns name'],
  mac: [],
  ip: ['ip address', 'address'],
}

/** NetBox, interfaces: 'Name' and 'Type' are the interface's. */
const INTERFACES: Headers<Column> = {
  ...COMMON,
  ...NOTHING,
  name: ['device'],
  mac: ['mac address', 'primary mac', 'primary mac address'],
  ip: ['ip addresses', 'ip address'],
}

function headersFor(headers: ReadonlySet<string>): Headers<Column> {
  if (headers.has('device') && headers.has('name')) return INTERFACES
  const parents = ['device/vm', 'parent', 'device'].filter((title) => headers.has(title))
  if (!headers.has('name') && (headers.has('vrf') || headers.has('dns name') || parents.length > 0)) {
    // The device is a better name than what DNS calls one of its addresses.
    return { ...ADDRESSES, name: parents.length > 0 ? parents.slice(0, 1) : ['dns name'] }
  }
  return DEVICES
}

function assetOf({ line, fields }: TableRow<Column>, problems: ImportProblem[]): IntendedAsset {
  const say = (column: string, reason: string) => problems.push({ line, column, reason })
  const addresses = (column: 'mac' | 'ip' | 'ip4' | 'ip6', addressOf: (word: string) => string | undefined) =>
    wordsOf(fields[column]).flatMap((word) => {
      const address = addressOf(word)
      if (address === undefined) say(column, `${show(word)} is no ${column === 'mac' ? 'MAC' : 'IP'} address`)
      return address ?? []
    })
  const macs = addresses('mac', macOf)
  const ips = [...addresses('ip', ipOf), ...addresses('ip4', ipOf), ...addresses('ip6', ipOf)]
  const { name, vendor, model, serial, firmware, role, part } = fields
  if (name + fields.mac + fields.ip + fields.ip4 + fields.ip6 + serial === '') {
    say('', 'says of no device which one it is: give a name, mac, ip or serial')
  }
  const segment = segmentOf(fields, say)
  return {
    line,
    name,
    vendor,
    model,
    serial,
    firmware,
    role,
    segment,
    part,
    macs: [...new Set(macs)].sort(),
    ips: [...new Set(ips)].sort(),
  }
}

function segmentOf(
  { vlan, segment }: Readonly<Record<'vlan' | 'segment', string>>,
  say: (column: string, reason: string) => void,
): string {
  if (segment !== '' && vlan !== '') {
    say('vlan', 'given beside a segment, which names its VLAN; leave one of them empty')
    return segment
  }
  if (segment !== '') return segment.toLowerCase().startsWith('vlan ') ? `vlan ${segment.slice(5)}` : segment
  if (vlan === '' || vlan.toLowerCase() === 'untagged') return vlan.toLowerCase()
  // NetBox writes the name before the number: 'Control (10)'.
  const number = /^(\d{1,4}(?:\.\d{1,4})?)$|\((\d{1,4})\)$|^vlan ?(\d{1,4})$/i.exec(vlan)
  const id = number?.slice(1).find((each) => each !== undefined)
  if (id === undefined || id.split('.').some((tag) => Number(tag) > MAX_VLAN)) {
    say('vlan', `${show(vlan)} is no VLAN: a number up to ${MAX_VLAN}, '10.20' for two tags, or 'untagged'`)
    return ''
  }
  return `vlan ${id}`
}

function wordsOf(field: string): string[] {
  return field.split(/[\s,;]+/).filter((word) => word !== '')
}

function show(text: string): string {
  return JSON.stringify(text)
}
