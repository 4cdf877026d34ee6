import type { Fact } from '../../dissectors/kit/observation.ts'
import type { Derivation } from './derive-field.ts'

/** How a field of the inventory stands for one asset. */
export const FIELD_STATUSES = ['seen', 'inferred', 'ask people', 'not observable here'] as const
export type FieldStatus = (typeof FIELD_STATUSES)[number]

export const PRIORITIES = ['high', 'medium', 'low'] as const
export type Priority = (typeof PRIORITIES)[number]

/** Where a person finds what the network does not tell: on a walk, or at a desk. */
export const PLACES = ['at the machine', 'in the records'] as const
export type Place = (typeof PLACES)[number]

/** One field of the guidance, and how it is answered. */
export interface InventoryField {
  /** Its place in the table of the guidance. */
  readonly number: number
  readonly id: string
  readonly title: string
  readonly priority: Priority
  /** Attributes of claims that answer it: stated ones as seen, others as inferred. */
  readonly attributes: readonly Fact[]
  /** What answers it where no claim does. */
  readonly derivation?: Derivation
  /** What answers it is proposed: people confirm or correct it. */
  readonly isProposal?: true
  /** What it is when nothing answers it, and why. */
  readonly otherwise: Exclude<FieldStatus, 'seen' | 'inferred'>
  readonly because: string
  readonly place: Place
}

const ask = 'ask people' as const
const not = 'not observable here' as const
const machine = PLACES[0]
const records = PLACES[1]

/**
 * The fields of CISA and others, "Foundations for OT Cybersecurity: Asset Inventory Guidance for Owners and Operators"
 * (August 2025), appendix A, table 1, in its order and with its priorities; and what answers each of them here.
 */
export const INVENTORY_FIELDS: readonly InventoryField[] = [
  high(
    1,
    'protocols',
    'Active and supported communication protocols',
    [],
    'protocols',
    not,
    'It said nothing that was understood.',
    machine,
  ),
  {
    ...high(
      2,
      'criticality',
      'Asset criticality',
      [],
      'criticality',
      ask,
      'What stops when it stops is known by those who run it.',
      records,
    ),
    isProposal: true,
  },
  high(
    3,
    'asset-number',
    'Asset number',
    [],
    undefined,
    ask,
    'It stands on a label, or in the asset register.',
    machine,
  ),
  high(4, 'role', 'Asset role or type', ['device-type', 'role'], 'role', ask, 'What it did tells no role.', machine),
  high(5, 'hostname', 'Hostname', ['name'], undefined, ask, 'It was not named while somebody listened.', machine),
  high(6, 'ip-address', 'IP address', [], 'ipAddresses', not, 'It spoke without IP.', machine),
  high(
    7,
    'logging',
    'Logging',
    [],
    'logging',
    ask,
    'No log message of it was seen: it may keep logs by itself.',
    records,
  ),
  high(
    8,
    'mac-address',
    'MAC address',
    [],
    'macAddresses',
    not,
    'It was seen through a router: a mirror port in its own segment would show it.',
    machine,
  ),
  high(
    9,
    'manufacturer',
    'Manufacturer',
    ['vendor', 'vendor-id'],
    undefined,
    ask,
    'It stands on the name plate.',
    machine,
  ),
  high(
    10,
    'model',
    'Model',
    ['model', 'product', 'order-number', 'product-code'],
    undefined,
    ask,
    'It stands on the name plate.',
    machine,
  ),
  high(11, 'operating-system', 'Operating system', ['os'], 'system', ask, 'It gave no system away.', machine),
  high(
    12,
    'location',
    'Physical location or address',
    ['location'],
    undefined,
    ask,
    'The network does not tell where a thing stands.',
    machine,
  ),
  high(
    13,
    'ports-services',
    'Ports and services',
    [],
    'services',
    not,
    'It answered nobody while somebody listened: what is open is not known.',
    machine,
  ),
  high(
    14,
    'user-accounts',
    'User accounts',
    ['user'],
    undefined,
    ask,
    'Nobody signed in while somebody listened.',
    records,
  ),
  medium(
    15,
    'backup',
    'Backup frequency and type',
    [],
    'backup',
    ask,
    'No program or file was fetched from it.',
    records,
  ),
  medium(
    16,
    'baseline-image',
    'Baseline image',
    [],
    undefined,
    ask,
    'Which image it should run is decided by people.',
    records,
  ),
  medium(17, 'owner', 'Department or owner', ['contact'], undefined, ask, 'No contact was set in it.', records),
  medium(18, 'distributor', 'Distributor', [], undefined, ask, 'It stands in the order.', records),
  medium(
    19,
    'firmware',
    'Firmware or software version',
    ['firmware', 'software', 'build-number'],
    undefined,
    ask,
    'Nobody asked it for its version.',
    machine,
  ),
  medium(
    20,
    'os-version',
    'Operating system version',
    [],
    'systemVersion',
    ask,
    'It gave no version of a system away.',
    machine,
  ),
  medium(21, 'physical-virtual', 'Physical or virtual', [], 'physical', ask, 'No MAC address tells.', machine),
  medium(
    22,
    'vlan',
    'VLAN',
    ['vlan'],
    'vlans',
    not,
    'Its frames came untagged: the mirror port may take tags off, or there is no VLAN.',
    records,
  ),
  low(
    23,
    'endpoint-protection',
    'Antivirus and endpoint protection',
    [],
    undefined,
    ask,
    'It works inside the machine.',
    records,
  ),
  low(
    24,
    'manufacturing-date',
    'Date of manufacture',
    [],
    'plate',
    ask,
    'It stands on the name plate, or in the serial number.',
    machine,
  ),
  low(25, 'hypervisor', 'Hypervisor', [], 'hypervisor', ask, 'No MAC address tells.', records),
  low(26, 'time-zone', 'Local time zone', [], undefined, ask, 'Messages hold times without a zone.', machine),
  low(
    27,
    'hypervisor-location',
    'Location within the hypervisor',
    [],
    'withinHypervisor',
    ask,
    'The host of a virtual machine is not seen.',
    records,
  ),
  low(28, 'network-monitoring', 'Network monitoring', [], 'monitoring', not, 'It was not heard.', records),
  low(29, 'notes', 'Notes and description', ['description'], undefined, ask, 'It describes itself nowhere.', records),
  low(
    30,
    'communication-method',
    'Primary communication method',
    [],
    'communication',
    not,
    'Nothing of it was carried by a known link.',
    machine,
  ),
  low(31, 'serial-number', 'Serial number', ['serial'], 'plate', ask, 'It stands on the name plate.', machine),
  low(
    32,
    'time-source',
    'Time source',
    ['time-source'],
    'timeSource',
    ask,
    'Nobody was seen to set its clock.',
    records,
  ),
]

/** The attributes that answer a field. */
export const FIELD_ATTRIBUTES: readonly Fact[] = [...new Set(INVENTORY_FIELDS.flatMap(({ attributes }) => attributes))]

type Rest = [
  number: number,
  id: string,
  title: string,
  attributes: readonly Fact[],
  derivation: Derivation | undefined,
  otherwise: typeof ask | typeof not,
  because: string,
  place: Place,
]

function high(...rest: Rest): InventoryField {
  return field('high', ...rest)
}

function medium(...rest: Rest): InventoryField {
  return field('medium', ...rest)
}

function low(...rest: Rest): InventoryField {
  return field('low', ...rest)
}

function field(priority: Priority, ...[number, id, title, attributes, derivation, otherwise, because, place]: Rest) {
  return {
    number,
    id,
    title,
    priority,
    attributes,
    ...(derivation !== undefined && { derivation }),
    otherwise,
    because,
    place,
  }
}
