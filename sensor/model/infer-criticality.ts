/**
 * How much rests on an asset, proposed from who depends on it: CISA and others, "Foundations for OT Cybersecurity: Asset
 * Inventory Guidance for Owners and Operators" (August 2025), appendix A, table 1, field 2. What stops when it stops is
 * known by people: this is what they are asked to confirm.
 */
import type { OperationClass } from '../../dissectors/kit/observation.ts'
import type { ConductEntry, Criticality, Role } from './evidence.ts'
import { INDUSTRIAL } from './role-protocols.ts'

/** Hosts that depend on an asset before much rests on it. */
export const MANY_DEPENDENTS = 3

export const UNKNOWN_CRITICALITY: Criticality = { criticality: '', criticalityReason: '' }

/** What a whole site sets clocks, names and addresses by. */
const SITE_SERVICES = ['dhcp', 'dhcpv6', 'dns', 'ntp', 'ptp'] as const
/** Commands: what is done to others, who depend on its coming. */
const COMMANDS: ReadonlySet<OperationClass> = new Set(['write', 'control'])
/** Process values that are sent again and again to one receiver, who stops without them. */
const CYCLIC = ['cip', 'egd', 'esio', 'ethercat', 'powerlink', 'profinet'] as const

const HIGH_ROLES: Readonly<Record<string, string>> = {
  'safety-controller': 'a safety function rests on it',
  router: 'what passes between networks passes through it',
  firewall: 'what passes between networks passes through it',
  switch: 'what its ports connect passes through it',
}
/** Used from time to time: production goes on without them, whomever they ask or change. */
const LOW_ROLES: Readonly<Record<string, string>> = {
  'engineering-workstation': 'is needed for changes, not for production to go on',
  'it-client': 'takes part in no control',
  printer: 'is no part of control',
  scanner: 'takes part in no control',
}
const MIDDLE_CLASSES: Readonly<Record<string, string>> = {
  control: 'acts on the process directly',
  field: 'measures or drives the process itself',
  operator: 'shows and commands the process',
}

/** The criticality of a host by its role and by those that depend on it; unknown when neither tells. */
export function inferCriticality(role: Role, conduct: readonly ConductEntry[]): Criticality {
  // Only of a role that is sure enough: what looks like a tool may be an operator's station.
  const low = role.roleConfidence === 'weak' ? undefined : LOW_ROLES[role.role]
  if (low !== undefined) return { criticality: 'low', criticalityReason: low }
  const high = HIGH_ROLES[role.role]
  const dependents = [
    inWords('asks', 'ask', 'it by', mostPeers(conduct, isService)),
    inWords('is commanded', 'are commanded', 'by it over', mostPeers(conduct, isCommand)),
    inWords('exchanges', 'exchange', 'process values with it by', mostPeers(conduct, isCyclic)),
  ].filter((each) => each !== undefined)
  const most = Math.max(0, ...dependents.map(({ hosts }) => hosts))
  const middle = MIDDLE_CLASSES[role.deviceClass]
  const reasons = [high ?? middle, ...dependents.map(({ words }) => words)].filter((each) => each !== undefined)
  const criticalityReason = reasons.join('; ')
  if (high !== undefined || most >= MANY_DEPENDENTS) return { criticality: 'high', criticalityReason }
  if (middle !== undefined || most > 0) return { criticality: 'medium', criticalityReason }
  // That nobody was seen to depend on it is no reason: they may while nobody listens.
  return UNKNOWN_CRITICALITY
}

/** Asked for values or for what a site needs, and it answered. */
function isService({ side, protocol, class: kind, succeeded }: ConductEntry): boolean {
  if (side !== 'server' || succeeded === 0) return false
  return isOneOf(SITE_SERVICES, protocol) || (isOneOf(INDUSTRIAL, protocol) && (kind === 'read' || COMMANDS.has(kind)))
}

function isCommand({ side, protocol, class: kind }: ConductEntry): boolean {
  return side === 'client' && COMMANDS.has(kind) && isOneOf(INDUSTRIAL, protocol)
}

function isCyclic({ protocol, class: kind }: ConductEntry): boolean {
  return kind === 'publish' && isOneOf(CYCLIC, protocol)
}

interface Peers {
  readonly protocol: string
  readonly hosts: number
}

/** Of one protocol and class: that of several, the peers may be the same. */
function mostPeers(conduct: readonly ConductEntry[], counts: (entry: ConductEntry) => boolean): Peers | undefined {
  const sums = new Map<string, Peers>()
  for (const entry of conduct) {
    if (!counts(entry)) continue
    const { protocol, side, class: kind, peers } = entry
    const key = `${protocol} ${side} ${kind}`
    sums.set(key, { protocol, hosts: (sums.get(key)?.hosts ?? 0) + peers })
  }
  return [...sums.values()].sort((a, b) => b.hosts - a.hosts || (a.protocol < b.protocol ? -1 : 1))[0]
}

function inWords(one: string, many: string, how: string, peers: Peers | undefined) {
  if (peers === undefined) return undefined
  const { hosts, protocol } = peers
  return { hosts, words: `${hosts} ${hosts === 1 ? `host ${one}` : `hosts ${many}`} ${how} ${protocol}` }
}

function isOneOf(list: readonly string[], text: string): boolean {
  return list.includes(text)
}
