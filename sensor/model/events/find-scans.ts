import type { ConversationFact } from './event-evidence.ts'
import { countOf, earliestWitness, type Finding, listed, spanText } from './finding.ts'
import { capital } from './production-words.ts'
import type { Site, SiteAsset } from './site.ts'

/** A scan knocks on this many servers, or on this many ports of one, without getting anywhere, ... */
export const MIN_SCANNED_SERVERS = 8
export const MIN_SCANNED_PORTS = 12
/** ... within this time. */
export const SCAN_WINDOW_US = 600_000_000
/** Packets of a connection that led nowhere: refused at once, or closed before anything was asked. */
const MAX_KNOCK_PACKETS = 4
/** Who turns to this many hosts for the first time within that time, for so many packets of either and no longer, looks around. */
export const MIN_VISITED_SERVERS = 16
export const MAX_VISIT_PACKETS = 12
export const MAX_VISIT_US = 60_000_000
/** A sweep is at least this many targets, each asked for this many times at most on average, within this time. */
export const MIN_SWEPT_TARGETS = 64
export const MAX_ASKED = 2
export const SWEEP_WINDOW_US = 3_600_000_000
/** Malformed messages of one conversation that are a flood, if they are this part of its packets. */
export const MIN_MALFORMED = 50
export const MALFORMED_SHARE = 0.05

/** Clients that knocked on many doors, or visited many hosts. */
export function findScans(site: Site): Finding[] {
  const contacts = site.evidence.conversations.filter(
    ({ server, transport }) => !site.isGroup(server) && !site.isOutside(server) && SCANNED_BY.has(transport),
  )
  const knocks = byClient(contacts.filter(isKnock), site)
  const visits = byClient(
    contacts.filter((each) => isVisit(each) && each.firstUs >= site.startUpEndUs),
    site,
  )
  const scans = [...knocks].flatMap(([client, own]) => {
    const dense = densest(own, site, MIN_SCANNED_SERVERS, MIN_SCANNED_PORTS)
    return dense.length === 0 ? [] : [scan(client, dense, site)]
  })
  const scanners = new Set(scans.map(({ key }) => key))
  const looks = [...visits].flatMap(([client, own]) => {
    if (scanners.has(client.id)) return []
    const dense = densest(own, site, MIN_VISITED_SERVERS, Number.POSITIVE_INFINITY)
    return dense.length === 0 ? [] : [lookAround(client, dense, site)]
  })
  return [...scans, ...looks]
}

const SCANNED_BY: ReadonlySet<string> = new Set(['tcp', 'udp', 'icmp', 'icmpv6'])

function byClient(conversations: readonly ConversationFact[], site: Site): Map<SiteAsset, ConversationFact[]> {
  const clients = new Map<SiteAsset, ConversationFact[]>()
  for (const conversation of conversations) {
    const client = site.assetOf(conversation.client)
    if (client === undefined) continue
    const list = clients.get(client)
    if (list === undefined) clients.set(client, [conversation])
    else list.push(conversation)
  }
  return clients
}

function isKnock({ transport, isIdentified, packetsToServer, packetsToClient }: ConversationFact): boolean {
  if (packetsToClient === 0) return true
  return transport === 'tcp' && !isIdentified && Math.max(packetsToServer, packetsToClient) <= MAX_KNOCK_PACKETS
}

/** An echo, or one question, that was answered. */
function isVisit({ packetsToServer, packetsToClient, firstUs, lastUs }: ConversationFact): boolean {
  return Math.max(packetsToServer, packetsToClient) <= MAX_VISIT_PACKETS && lastUs - firstUs <= MAX_VISIT_US
}

/** All contacts, when within some window there are enough of them to be a scan; else none. */
function densest(
  knocks: readonly ConversationFact[],
  site: Site,
  leastServers: number,
  leastDoors: number,
): readonly ConversationFact[] {
  const sorted = knocks.toSorted((a, b) => a.firstUs - b.firstUs)
  let from = 0
  const servers = new Map<string, number>()
  const doors = new Map<string, number>()
  for (const [at, knock] of sorted.entries()) {
    count(servers, site.partyOf(knock.server), 1)
    count(doors, `${site.partyOf(knock.server)}|${knock.transport}`, 1)
    for (; knock.firstUs - (sorted[from] as ConversationFact).firstUs > SCAN_WINDOW_US && from < at; from++) {
      const gone = sorted[from] as ConversationFact
      count(servers, site.partyOf(gone.server), -1)
      count(doors, `${site.partyOf(gone.server)}|${gone.transport}`, -1)
    }
    if (servers.size >= leastServers || Math.max(...doors.values()) >= leastDoors) return sorted
  }
  return []
}

function count(counts: Map<string, number>, key: string, more: number): void {
  const now = (counts.get(key) ?? 0) + more
  if (now === 0) counts.delete(key)
  else counts.set(key, now)
}

function scan(client: SiteAsset, knocks: readonly ConversationFact[], site: Site): Finding {
  const first = knocks[0] as ConversationFact
  const servers = [...new Set(knocks.map(({ server }) => site.value(server)))]
  const ports = [...new Set(knocks.map(({ transport, port }) => (port === 0 ? transport : `${transport} ${port}`)))]
  const by = knocks.length > 1 && ports.length === 1 ? ` on ${ports[0]}` : ` on ${ports.length} ports`
  const at = servers.length === 1 ? servers.join('') : `${servers.length} addresses (${listed(servers)})`
  return {
    kind: 'scan',
    key: client.id,
    severity: site.isOutside(client.addresses[0] as number) ? 'medium' : 'high',
    summary: `${capital(site.nameOf(client))} knocked on ${at}${by} and got nowhere: a scan, or a wrong setting`,
    count: knocks.length,
    client: client.addresses[0] as number,
    server: servers.length === 1 ? first.server : null,
    over: ports.length === 1 ? first : undefined,
    firstUs: first.firstUs,
    lastUs: Math.max(...knocks.map(({ lastUs }) => lastUs)),
    witness: earliestWitness(knocks.map(({ witness }) => witness)),
  }
}

function lookAround(client: SiteAsset, visits: readonly ConversationFact[], site: Site): Finding {
  const first = visits[0] as ConversationFact
  const servers = [...new Set(visits.map(({ server }) => site.value(server)))]
  const protocols = [...new Set(visits.map(({ protocol }) => protocol))].sort()
  return {
    kind: 'scan',
    key: `${client.id}|visits`,
    severity: 'medium',
    summary: `${capital(site.nameOf(client))} turned to ${servers.length} addresses (${listed(servers)}) by ${listed(protocols)} for a moment each: somebody looks around`,
    count: visits.length,
    client: client.addresses[0] as number,
    over: protocols.length === 1 ? first : undefined,
    firstUs: first.firstUs,
    lastUs: Math.max(...visits.map(({ lastUs }) => lastUs)),
    witness: earliestWitness(visits.map(({ witness }) => witness)),
  }
}

/** Many targets of one conversation, one after the other: a memory read out, addresses asked for. */
export function findSweeps(site: Site): Finding[] {
  return site.evidence.sweeps.flatMap((sweep): Finding[] => {
    const over = site.conversations.get(sweep.conversation)
    if (over === undefined || sweep.targets < MIN_SWEPT_TARGETS) return []
    if (sweep.requests > sweep.targets * MAX_ASKED || sweep.lastNewUs - sweep.firstUs > SWEEP_WINDOW_US) return []
    const { client, server, protocol, transport, port } = over
    const isForAddresses = protocol === 'arp'
    const span = spanText(sweep.lastNewUs - sweep.firstUs)
    const what = isForAddresses
      ? `asked the network for ${sweep.targets} addresses`
      : `asked ${site.name(server)} for ${sweep.targets} targets`
    const refused = sweep.errors === 0 ? '' : `, ${countOf(sweep.errors, 'time')} refused`
    return [
      {
        kind: isForAddresses ? 'scan' : 'sweep',
        key: [site.place(client), site.place(server), protocol, transport, port, sweep.function, sweep.class].join('|'),
        ...(isForAddresses && ({ severity: 'medium' } as const)),
        summary: `${capital(site.name(client))} ${what} within ${span} (${protocol} ${sweep.functionName})${refused}`,
        count: sweep.targets,
        client,
        server: isForAddresses ? null : server,
        over,
        firstUs: sweep.firstUs,
        lastUs: sweep.lastUs,
        witness: sweep.witness,
      },
    ]
  })
}

/** Conversations in which many messages break the rules of their protocol. */
export function findMalformedFloods(site: Site): Finding[] {
  return site.evidence.malformed.flatMap(({ conversation, count: malformed }): Finding[] => {
    const over = site.conversations.get(conversation)
    if (over === undefined || malformed < MIN_MALFORMED) return []
    const { client, server, protocol, transport, port, packetsToServer, packetsToClient } = over
    if (malformed < (packetsToServer + packetsToClient) * MALFORMED_SHARE) return []
    return [
      {
        kind: 'malformed-flood',
        key: [site.place(client), site.place(server), protocol, transport, port].join('|'),
        summary: `${malformed} malformed ${protocol} messages between ${site.name(client)} and ${site.name(server)}`,
        count: malformed,
        client,
        server,
        over,
        firstUs: over.firstUs,
        lastUs: over.lastUs,
        witness: over.witness,
      },
    ]
  })
}
