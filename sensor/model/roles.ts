/** What a role implies. Zones follow IEC 62443-3-2 (ZCR 3.2 to 3.6): what is to be kept apart, and why. */
export interface RoleKind {
  /** What kind of thing it is: 'control', 'field', 'operator', 'network', 'service', 'office'. */
  readonly deviceClass: string
  /** Proposed Purdue level, 0 to 5; null when nothing tells. */
  readonly level: number | null
  readonly zone: string
  /** Why this level and this zone. */
  readonly because: string
}

const CONTROL = 'acts on the process directly: basic control'
const FIELD = 'measures or drives the process itself'
const OPERATOR = 'shows and commands the process: supervision'
const SERVICE = 'serves the whole site: site operations'
const NETWORK = 'joins segments: belongs to the network that zones are made of'

/** Every role that there is. A line can be changed, or added, without touching anything else. */
export const ROLES = {
  controller: kind('control', 1, 'basic control', CONTROL),
  rtu: kind('control', 1, 'basic control', CONTROL),
  ied: kind('control', 1, 'basic control', 'protects, controls or measures a bay'),
  'safety-controller': kind('control', 1, 'safety', 'safety functions are kept apart from others (ZCR 3.3)'),
  'remote-io': kind('field', 0, 'basic control', FIELD),
  drive: kind('field', 0, 'basic control', FIELD),
  instrument: kind('field', 0, 'basic control', FIELD),
  hmi: kind('operator', 2, 'supervision', OPERATOR),
  'scada-server': kind('operator', 2, 'supervision', OPERATOR),
  'hmi-or-scada': kind('operator', 2, 'supervision', OPERATOR),
  historian: kind('service', 3, 'site operations', SERVICE),
  'message-broker': kind('service', 3, 'site operations', SERVICE),
  'engineering-workstation': kind(
    'operator',
    2,
    'engineering',
    'changes logic: often connected for a time only, kept apart (ZCR 3.4)',
  ),
  gateway: kind('control', 1, 'basic control', 'stands between a network and the devices behind it'),
  switch: kind('network', 2, 'network', NETWORK),
  'access-point': kind('network', 2, 'wireless', 'wireless is kept apart from wired (ZCR 3.5)'),
  router: kind('network', 3, 'network', NETWORK),
  'virtual-address': kind('network', 3, 'network', 'an address that routers share: belongs to the network'),
  firewall: kind('network', 3, 'network', NETWORK),
  'time-server': kind('service', 3, 'site operations', SERVICE),
  'domain-server': kind('service', 3, 'site operations', SERVICE),
  'dns-server': kind('service', 3, 'site operations', SERVICE),
  'dhcp-server': kind('service', 3, 'site operations', SERVICE),
  'file-server': kind('service', 3, 'site operations', SERVICE),
  printer: kind('office', 4, 'enterprise', 'is no part of control: kept apart from it (ZCR 3.2)'),
  camera: kind('office', 3, 'site operations', 'watches the site, not the process'),
  'it-client': kind('office', 4, 'enterprise', 'takes part in no control: kept apart from it (ZCR 3.2)'),
  scanner: kind('office', null, '', 'nothing tells where it belongs'),
} as const satisfies Readonly<Record<string, RoleKind>>

/** Where what serves, or is used, elsewhere belongs: its role is the same there, and no part of this site. */
export const OUTSIDE = {
  level: 5,
  zone: 'outside',
  zoneReason: 'has a public address behind a router: no part of the site',
} as const
/** Those that can be elsewhere as well as here. A controller beyond a router, or who works on one, is part of the plant. */
export const ANYWHERE: ReadonlySet<string> = new Set(['service', 'office'])

export type RoleName = keyof typeof ROLES

function kind(deviceClass: string, level: number | null, zone: string, because: string): RoleKind {
  return { deviceClass, level, zone, because }
}
