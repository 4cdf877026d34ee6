import type { OperationClass } from '../../dissectors/kit/observation.ts'
import type { ConductEntry, Confidence, ModuleEntry } from './delta.ts'

/** The part of an asset that is inferred from its conduct. */
export interface Role {
  readonly role: string
  readonly roleConfidence: Confidence
  readonly roleReason: string
  /** Proposed Purdue level. */
  readonly level: number | null
}

const UNKNOWN: Role = { role: '', roleConfidence: 'weak', roleReason: '', level: null }

/** Protocols that say nothing of a role: whatever has a network port is named, managed, browsed and sent files by these. */
const INFRASTRUCTURE = new Set([
  'arp',
  'browser',
  'cdp',
  'dcerpc',
  'dlr',
  'dns',
  'dtls',
  'edp',
  'fdp',
  'ftp',
  'glbp',
  'hsr-prp',
  'hsrp',
  'http',
  'icmp',
  'icmpv6',
  'igmp',
  'kerberos',
  'lacp',
  'ldap',
  'lldp',
  'llmnr',
  'mdns',
  'moxa',
  'mrp',
  'nbdgm',
  'nbns',
  'ntp',
  'ptp',
  'radius',
  'rdp',
  'rfb',
  'smb',
  'snmp',
  'ssdp',
  'ssh',
  'stp',
  'syslog',
  'tftp',
  'tls',
  'vrrp',
  'ws-discovery',
])
/** Operations that only engineering software asks for. */
const ENGINEERING: ReadonlySet<OperationClass> = new Set(['download', 'upload', 'mode', 'firmware', 'configure'])
const SUPERVISION: ReadonlySet<OperationClass> = new Set(['read', 'write', 'control', 'publish', 'alarm'])
/** What only a controller, or what stands in for one, answers. */
const CONTROL: ReadonlySet<OperationClass> = new Set([...SUPERVISION, ...ENGINEERING, 'diagnose'])
/** A client that asks this many servers who they are, and little else, is a scanner. */
const MIN_SCANNED_PEERS = 3
/** A client that asks several who they are, and reads or writes each only a few times, is no poller. */
const MIN_IDENTIFIED_PEERS = 2
const MAX_CASUAL_ACCESSES = 20

/** The role that an asset was seen in, with the reason in words. `modules`: the parts that answered behind it. */
export function inferRole(conduct: readonly ConductEntry[], modules: readonly ModuleEntry[], isRouter: boolean): Role {
  const own = conduct.filter((entry) => !INFRASTRUCTURE.has(entry.protocol))
  const parts = new Set(modules.filter((each) => each.answers > 0).map((each) => `${each.protocol} ${each.module}`))
  if (modules.some((each) => each.behindGateway) || parts.size > 1) {
    const reason =
      parts.size > 1 ? `answers for ${parts.size} parts behind it` : 'says that it passes messages on to others'
    return { role: 'gateway', roleConfidence: 'inferred', roleReason: reason, level: 1 }
  }
  if (isRouter)
    return { role: 'router', roleConfidence: 'inferred', roleReason: 'its MAC carries IPs of others', level: 3 }
  return ofClient(own) ?? ofServer(own) ?? UNKNOWN
}

function ofServer(own: readonly ConductEntry[]): Role | undefined {
  const served = own.filter((entry) => entry.side === 'server' && entry.succeeded > 0 && CONTROL.has(entry.class))
  const [first] = served
  if (first === undefined) return undefined
  const reason = `answers ${[...new Set(served.map((entry) => entry.protocol))].sort().join(', ')}`
  return { role: 'controller', roleConfidence: 'inferred', roleReason: reason, level: 1 }
}

function ofClient(own: readonly ConductEntry[]): Role | undefined {
  const asked = own.filter((entry) => entry.side === 'client' && entry.succeeded > 0)
  const served = own.some((entry) => entry.side === 'server' && entry.succeeded > 0 && SUPERVISION.has(entry.class))
  if (asked.length === 0 || served) return undefined
  const engineering = asked.filter((entry) => ENGINEERING.has(entry.class))
  if (engineering.length > 0) {
    const reason = `asks for ${[...new Set(engineering.map((entry) => entry.class))].sort().join(', ')}`
    return { role: 'engineering-workstation', roleConfidence: 'inferred', roleReason: reason, level: 2 }
  }
  const polls = asked.filter((entry) => SUPERVISION.has(entry.class))
  const identified = Math.max(0, ...asked.filter((entry) => entry.class === 'discover').map((entry) => entry.peers))
  const accesses = polls.reduce((sum, entry) => sum + entry.count, 0)
  if (identified >= MIN_IDENTIFIED_PEERS && polls.length > 0 && accesses <= MAX_CASUAL_ACCESSES * identified) {
    const reason = `asks ${identified} peers who they are, and reads or writes few values (${accesses})`
    return { role: 'engineering-workstation', roleConfidence: 'weak', roleReason: reason, level: 2 }
  }
  if (polls.length > 0) {
    const peers = Math.max(...polls.map((entry) => entry.peers))
    const reason = `${polls.some((entry) => entry.class !== 'read') ? 'reads and writes' : 'reads'} values of ${peers} ${peers === 1 ? 'peer' : 'peers'}`
    return { role: 'hmi-or-scada', roleConfidence: 'weak', roleReason: reason, level: 2 }
  }
  const discovered = asked.filter((entry) => entry.class === 'discover' && entry.peers >= MIN_SCANNED_PEERS)
  if (discovered.length === 0) return undefined
  const peers = Math.max(...discovered.map((entry) => entry.peers))
  return { role: 'scanner', roleConfidence: 'weak', roleReason: `only asks ${peers} peers who they are`, level: null }
}
