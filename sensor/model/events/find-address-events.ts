import type { BindingEntry } from '../delta.ts'
import type { ClaimFact, ConversationFact } from './event-evidence.ts'
import { TIME_PROTOCOLS } from './event-kinds.ts'
import { countOf, earliestWitness, type Finding, listed } from './finding.ts'
import { capital } from './production-words.ts'
import type { Site } from './site.ts'

/** A MAC that states an address less often than this may be a mistake of one moment. */
export const MIN_STATEMENTS = 2
/** A MAC that states more addresses than this answers for others (proxy ARP). */
export const MAX_OWN_IPS = 8
/** Virtual MACs of redundant gateways: VRRP (RFC 9568, 7.3), HSRP (RFC 2281, 5.1; version 2), GLBP. */
const VIRTUAL_MAC = /^(?:00:00:5e:00:0[12]|00:00:0c:07:ac|00:00:0c:9f:f|00:07:b4:00)/

/** One IP address that two MACs hold at the same time, or one after the other, in one segment. */
export function findAddressConflicts(site: Site): Finding[] {
  const ipsOf = new Map<number, number>()
  const byIp = new Map<number, BindingEntry[]>()
  for (const binding of site.evidence.bindings) {
    if (binding.stated < MIN_STATEMENTS || VIRTUAL_MAC.test(site.value(binding.mac))) continue
    ipsOf.set(binding.mac, (ipsOf.get(binding.mac) ?? 0) + 1)
    byIp.set(binding.ip, [...(byIp.get(binding.ip) ?? []), binding])
  }
  return [...byIp].flatMap(([ip, bindings]) => {
    const own = bindings.filter(({ mac }) => (ipsOf.get(mac) ?? 0) <= MAX_OWN_IPS)
    return own.length < 2 ? [] : [conflict(ip, own, site)]
  })
}

function conflict(ip: number, bindings: readonly BindingEntry[], site: Site): Finding {
  const sorted = bindings.toSorted((a, b) => a.firstUs - b.firstUs || a.mac - b.mac)
  const macs = sorted.map(({ mac }) => site.value(mac))
  const isMove = sorted.every(({ firstUs }, at) => at === 0 || firstUs > (sorted[at - 1] as BindingEntry).lastUs)
  const second = sorted[1] as BindingEntry
  const span = { firstUs: second.firstUs, lastUs: Math.max(...sorted.map(({ lastUs }) => lastUs)) }
  const witness = { ...second.witness, captureName: '' }
  const about = { key: `${site.place(ip)}|mac`, count: macs.length - 1, client: ip, ...span, witness }
  if (isMove) {
    const summary = `${site.value(ip)} moved to another device or network card: ${macs.join(' to ')}`
    return { kind: 'identity-change', severity: 'medium', technique: '', summary, ...about }
  }
  const summary = `${site.value(ip)} is held by ${macs.length} devices at the same time: ${listed(macs)}`
  return { kind: 'address-conflict', summary, ...about }
}

/** DHCP servers of one segment beyond the first. */
export function findSecondDhcpServers(site: Site): Finding[] {
  const bySegment = new Map<number, Map<number, ClaimFact>>()
  for (const claim of site.evidence.claims) {
    if (claim.attribute !== 'role' || !/^(?:DHCP|BOOTP) server$/.test(claim.value)) continue
    const servers = bySegment.get(site.segmentOf(claim.address)) ?? new Map<number, ClaimFact>()
    bySegment.set(site.segmentOf(claim.address), servers)
    const known = servers.get(claim.address)
    if (known === undefined || claim.firstUs < known.firstUs) servers.set(claim.address, claim)
  }
  return [...bySegment.values()].flatMap((servers) => second([...servers.values()], site))
}

function second(servers: readonly ClaimFact[], site: Site): Finding[] {
  const byAsset = new Map<string, ClaimFact>()
  for (const claim of servers.toSorted((a, b) => a.firstUs - b.firstUs)) {
    const party = site.partyOf(claim.address)
    if (!byAsset.has(party)) byAsset.set(party, claim)
  }
  const [first, ...others] = [...byAsset.values()]
  const newest = others.at(-1)
  if (first === undefined || newest === undefined) return []
  const names = others.map(({ address }) => site.name(address))
  return [
    {
      kind: 'second-dhcp-server',
      key: site.place(newest.address),
      // Two from the beginning are a pair, as a rule; one that comes later is not.
      severity: newest.firstUs < site.startUpEndUs ? 'medium' : 'high',
      summary: `${capital(listed(names))} ${others.length === 1 ? 'hands' : 'hand'} out addresses beside ${site.name(first.address)}`,
      count: others.length,
      client: newest.address,
      server: first.address,
      over: { protocol: newest.protocol, transport: 'udp', port: 67 },
      firstUs: newest.firstUs,
      lastUs: Math.max(...others.map(({ lastUs }) => lastUs)),
      witness: newest.witness,
    },
  ]
}

/** Time servers that answered for the first time when others had done so for a while. */
export function findSecondTimeServers(site: Site): Finding[] {
  const byServer = new Map<string, ConversationFact[]>()
  for (const conversation of site.evidence.conversations) {
    const { protocol, server, packetsToClient } = conversation
    if (!TIME_PROTOCOLS.has(protocol) || packetsToClient === 0 || site.isGroup(server)) continue
    const party = site.partyOf(server)
    byServer.set(party, [...(byServer.get(party) ?? []), conversation])
  }
  const known = [...byServer.values()].filter((each) => firstOf(each).firstUs < site.startUpEndUs)
  const late = [...byServer].filter(([, each]) => firstOf(each).firstUs >= site.startUpEndUs)
  if (known.length === 0) return []
  return late.map(([key, conversations]) => {
    const first = firstOf(conversations)
    return {
      kind: 'second-time-server',
      key,
      summary: `${capital(site.name(first.server))} gives the time (${first.protocol}) to ${countOf(conversations.length, 'client')}, beside ${countOf(known.length, 'source')} known before`,
      count: conversations.length,
      client: first.server,
      over: first,
      firstUs: first.firstUs,
      lastUs: Math.max(...conversations.map(({ lastUs }) => lastUs)),
      witness: earliestWitness(conversations.map(({ witness }) => witness)),
    }
  })
}

function firstOf(conversations: readonly ConversationFact[]): ConversationFact {
  return conversations.reduce((a, b) => (b.firstUs < a.firstUs ? b : a))
}
