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
/** How ICMPv6 names the message by which a router makes itself known. */
const ADVERTISEMENT = 'Router Advertisement'
/** How those say it who give the time to whoever listens: no conversation with a client shows that. */
const TIME_ROLES: ReadonlySet<string> = new Set(['time server', 'PTP grandmaster'])

/** DHCP servers of one segment beyond the first. */
export function findSecondDhcpServers(site: Site): Finding[] {
  const portOf = ({ attribute, value }: ClaimFact) => (attribute === 'role' ? ADDRESS_SERVERS.get(value) : undefined)
  return bySegment(site, portOf).flatMap((servers) => second(servers, site))
}

/**
 * Routers that advertised themselves by IPv6 for the first time in a segment where another one had done so for a while: hosts
 * take them for a way out at once. Two from the beginning are a pair.
 */
export function findSecondRouters(site: Site): Finding[] {
  const advertises = ({ attribute, value, protocol, message }: ClaimFact) =>
    attribute === 'role' && value === 'router' && protocol === 'icmpv6' && message === ADVERTISEMENT ? 0 : undefined
  return bySegment(site, advertises).flatMap((routers) => {
    const [first] = routers
    if (first === undefined || first.firstUs >= site.startUpEndUs) return []
    return routers
      .filter(({ firstUs }) => firstUs >= site.startUpEndUs)
      .map((router) => ({
        kind: 'second-router',
        key: site.place(router.address),
        summary: `${capital(site.name(router.address))} sends router advertisements of IPv6 beside ${site.name(first.address)}`,
        count: 1,
        client: router.address,
        server: first.address,
        over: { protocol: router.protocol, transport: '', port: 0 },
        firstUs: router.firstUs,
        lastUs: router.lastUs,
        witness: router.witness,
      }))
  })
}

/** The first claim of each asset, in their order, by segment and by the kind that they are told apart by. */
function bySegment(site: Site, kindOf: (claim: ClaimFact) => number | undefined): ClaimFact[][] {
  const groups = new Map<string, Map<string, ClaimFact>>()
  for (const claim of site.evidence.claims.toSorted((a, b) => a.firstUs - b.firstUs)) {
    const kind = kindOf(claim)
    if (kind === undefined) continue
    const key = `${site.segmentOf(claim.address)} ${kind}`
    const group = groups.get(key) ?? new Map<string, ClaimFact>()
    groups.set(key, group)
    const party = site.partyOf(claim.address)
    if (!group.has(party)) group.set(party, claim)
  }
  return [...groups.values()].map((group) => [...group.values()])
}

function second(servers: readonly ClaimFact[], site: Site): Finding[] {
  const [first, ...others] = servers
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
