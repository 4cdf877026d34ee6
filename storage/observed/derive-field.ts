import type { AssetConduct } from './asset-conduct.ts'
import type { AssetFacts } from './asset-facts.ts'
import type { AssetRow } from './read-assets.ts'
import { hypervisorOf } from './virtual-macs.ts'

/** All that is known of an asset beside its claims. */
export interface FieldEvidence {
  readonly row: AssetRow
  readonly facts: AssetFacts
  readonly conduct: AssetConduct
  /** The best claim of an attribute that is more than weak; '' when there is none. */
  readonly best: (attribute: string) => string
}

/** An answer that is no claim: what it is, and what it was told from. */
export interface DerivedField {
  readonly status: 'seen' | 'inferred'
  readonly values: readonly string[]
  readonly reason: string
}

type Derive = (evidence: FieldEvidence) => DerivedField | undefined

/** The names of conversations whose protocol is not known. */
const TRANSPORTS: ReadonlySet<string> = new Set(['tcp', 'udp', 'ip', 'ethernet', 'llc', 'mstp', 'can'])

/** How fields are answered that no claim answers. */
const DERIVATIONS = {
  protocols: ({ facts }) =>
    seen([...facts.protocols].filter((one) => !TRANSPORTS.has(one)).sort(), 'its conversations'),
  criticality: ({ facts: { stored } }) => inferred([stored.criticality], stored.criticalityReason),
  role: ({ row }) => inferred([row.role], row.roleReason),
  ipAddresses: ({ row }) => seen(words(row.ipAddresses), row.parent === '' ? 'packets' : 'reached through its host'),
  macAddresses: ({ row }) => seen(words(row.macAddresses), row.parent === '' ? 'frames' : 'reached through its host'),
  services: ({ conduct }) => seen([...conduct.services].sort(), 'it answered'),
  logging: ({ conduct }) =>
    hasSyslog(conduct.asked)
      ? seen(['sends syslog messages'], 'syslog')
      : seen(hasSyslog(conduct.served) ? ['collects syslog messages'] : [], 'syslog'),
  system: (evidence) => {
    const vendorClass = evidence.best('vendor-class')
    const system = SYSTEMS.find(([pattern]) => pattern.test(vendorClass))?.[1] ?? ''
    return inferred([system], `DHCP vendor class ${vendorClass}`)
  },
  systemVersion: ({ best }) => {
    const system = best('os')
    return seen(/\d/.test(system) ? [system] : [], 'as its operating system')
  },
  backup: ({ conduct }) => inferred(conduct.fetched, 'operations that read programs or files out of it'),
  timeSource: ({ conduct }) => inferred(conduct.clockSetBy, 'who set its clock'),
  physical: ({ facts }) => {
    const hypervisor = hypervisorOfAll(facts)
    if (hypervisor === undefined) return undefined
    return inferred([hypervisor === '' ? 'physical' : 'virtual'], 'who gave its MAC address')
  },
  hypervisor: ({ facts }) => {
    const hypervisor = hypervisorOfAll(facts)
    return inferred(hypervisor === undefined ? [] : [hypervisor || 'none: physical'], 'who gave its MAC address')
  },
  withinHypervisor: ({ facts }) =>
    inferred(hypervisorOfAll(facts) === '' ? ['none: physical'] : [], 'who gave its MAC address'),
  // A name plate, and what stands on it: a virtual machine has none.
  plate: ({ facts, best }) =>
    inferred(best('serial') === '' && hypervisorOfAll(facts) ? ['none: virtual'] : [], 'who gave its MAC address'),
  vlans: ({ facts }) => {
    const vlans = [...facts.segments.values()].map(({ vlan }) => vlan).filter((vlan) => vlan !== '')
    return seen([...new Set(vlans)].sort(), 'tags of its frames')
  },
  monitoring: ({ row }) =>
    seen(row.segment === '' ? [] : [`this sensor, in ${row.segment}`], `${row.conversations} conversations`),
  communication: ({ row, facts }) => {
    if (row.parent !== '') return inferred([`${row.protocol} through its host`], 'how it was reached')
    if (facts.isOnAir) return seen(['radio (IEEE 802.15.4)'], 'its own frames were seen')
    if (facts.isOnBus) return seen(['a bus'], 'its own frames were seen')
    if (row.macAddresses !== '') return inferred(['wired or bridged Ethernet'], 'its own frames were seen')
    return inferred(row.ipAddresses === '' ? [] : ['IP through a router'], 'no frame of its own was seen')
  },
} as const satisfies Record<string, Derive>

export type Derivation = keyof typeof DERIVATIONS

/** Vendor classes that tell a system (DHCP option 60): what the clients of these systems send. */
const SYSTEMS: readonly (readonly [RegExp, string])[] = [
  [/^MSFT 5\.0$/, 'Microsoft Windows'],
  [/^android-dhcp/i, 'Android'],
  [/^dhcpcd.*linux/i, 'Linux'],
  [/^udhcp /, 'Linux (BusyBox)'],
]

function hasSyslog(protocols: ReadonlySet<string>): boolean {
  return protocols.has('syslog') || protocols.has('syslog-tcp')
}

/** What answers a field that no claim answers; undefined when nothing does. */
export function deriveField(derivation: Derivation, evidence: FieldEvidence): DerivedField | undefined {
  const derive: Derive = DERIVATIONS[derivation]
  return derive(evidence)
}

function hypervisorOfAll({ macs, stored }: AssetFacts): string | undefined {
  if (stored.parent !== '') return undefined
  const found = [...macs].map(hypervisorOf).filter((one) => one !== undefined)
  return found.find((one) => one !== '') ?? found[0]
}

function seen(values: readonly string[], reason: string): DerivedField | undefined {
  return answer('seen', values, reason)
}

function inferred(values: readonly string[], reason: string): DerivedField | undefined {
  return answer('inferred', values, reason)
}

function answer(status: DerivedField['status'], values: readonly string[], reason: string) {
  const told = values.filter((value) => value !== '')
  return told.length === 0 ? undefined : { status, values: told, reason }
}

function words(text: string): string[] {
  return text.split(' ').filter((word) => word !== '')
}
