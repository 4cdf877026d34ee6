import type { ClaimFact, NamedWitness } from './event-evidence.ts'
import { TIME_PROTOCOLS } from './event-kinds.ts'
import { countOf, earliestWitness, type Finding, listed } from './finding.ts'
import { capital } from './production-words.ts'
import type { Site } from './site.ts'

/** How servers that hand out addresses call themselves, and their port. IPv4 and IPv6 have servers of their own. */
const ADDRESS_SERVERS: ReadonlyMap<string, number> = new Map([
  ['DHCP server', 67],
  ['BOOTP server', 67],
  ['DHCPv6 server', 547],
])
/** How those say it who give the time to whoever listens: no conversation with a client shows that. */
const TIME_ROLES: ReadonlySet<string> = new Set(['time server', 'PTP grandmaster'])

/** DHCP servers of one segment beyond the first. */
export function findSecondDhcpServers(site: Site): Finding[] {
  const bySegment = new Map<string, Map<number, ClaimFact>>()
  for (const claim of site.evidence.claims) {
    const port = claim.attribute === 'role' ? ADDRESS_SERVERS.get(claim.value) : undefined
    if (port === undefined) continue
    const key = `${site.segmentOf(claim.address)} ${port}`
    const servers = bySegment.get(key) ?? new Map<number, ClaimFact>()
    bySegment.set(key, servers)
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
      over: { protocol: newest.protocol, transport: 'udp', port: ADDRESS_SERVERS.get(newest.value) ?? 0 },
      firstUs: newest.firstUs,
      lastUs: Math.max(...others.map(({ lastUs }) => lastUs)),
      witness: newest.witness,
    },
  ]
}

/** One by whom a time server was seen to give the time: a conversation with a client, or its own word. */
interface TimeGiven {
  readonly server: number
  readonly protocol: string
  readonly transport: string
  readonly port: number
  /** False when it tells whoever listens. */
  readonly isAsked: boolean
  readonly firstUs: number
  readonly lastUs: number
  readonly witness: NamedWitness
}

/** Time servers that gave the time for the first time when others had done so for a while. */
export function findSecondTimeServers(site: Site): Finding[] {
  const byServer = new Map<string, TimeGiven[]>()
  for (const given of timesGiven(site)) {
    const party = site.partyOf(given.server)
    byServer.set(party, [...(byServer.get(party) ?? []), given])
  }
  const known = [...byServer.values()].filter((each) => firstOf(each).firstUs < site.startUpEndUs)
  const late = [...byServer].filter(([, each]) => firstOf(each).firstUs >= site.startUpEndUs)
  if (known.length === 0) return []
  return late.map(([key, given]) => {
    const first = firstOf(given)
    const clients = given.filter(({ isAsked }) => isAsked).length
    const whom = clients === 0 ? 'whoever listens' : countOf(clients, 'client')
    return {
      kind: 'second-time-server',
      key,
      summary: `${capital(site.name(first.server))} gives the time (${first.protocol}) to ${whom}, beside ${countOf(known.length, 'source')} known before`,
      count: Math.max(clients, 1),
      client: first.server,
      over: first,
      firstUs: first.firstUs,
      lastUs: Math.max(...given.map(({ lastUs }) => lastUs)),
      witness: earliestWitness(given.map(({ witness }) => witness)),
    }
  })
}

function timesGiven(site: Site): TimeGiven[] {
  const { conversations, claims } = site.evidence
  const asked = conversations.filter(
    ({ protocol, server, packetsToClient }) =>
      TIME_PROTOCOLS.has(protocol) && packetsToClient > 0 && !site.isGroup(server),
  )
  const said = claims.filter(({ attribute, value }) => attribute === 'role' && TIME_ROLES.has(value))
  return [
    ...asked.map((each) => ({ ...each, isAsked: true })),
    ...said.map((each) => ({ ...each, server: each.address, transport: '', port: 0, isAsked: false })),
  ]
}

function firstOf(given: readonly TimeGiven[]): TimeGiven {
  return given.reduce((a, b) => (b.firstUs < a.firstUs ? b : a))
}
