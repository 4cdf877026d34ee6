import { grouped } from '../grouped.ts'
import type { ClaimFact, ConversationFact } from './event-evidence.ts'
import { CHATTER_PROTOCOLS, REMOTE_ACCESS_PORTS, REMOTE_ACCESS_PROTOCOLS } from './event-kinds.ts'
import { isAnswered, wayIn } from './find-ways-in.ts'
import { countOf, earliestWitness, type Finding, listed } from './finding.ts'
import { capital } from './production-words.ts'
import type { Site, SiteAsset } from './site.ts'

/** Ports from here on are given to clients (Linux; IANA begins at 49152). */
const FIRST_EPHEMERAL_PORT = 32_768
/** Servers of one method of signing in that are told one by one; more of them are one event. */
export const MAX_TOLD_SERVERS = 3

/** Hosts that talk with addresses outside of the plant, each once. */
export function findPublicRoutes(site: Site): Finding[] {
  const byHost = new Map<SiteAsset, ConversationFact[]>()
  for (const conversation of site.evidence.conversations) {
    const { client, server, protocol } = conversation
    if (CHATTER_PROTOCOLS.has(protocol) && protocol !== 'icmp') continue
    if (site.isOutside(client) === site.isOutside(server) || site.isGroup(server)) continue
    const host = site.assetOf(site.isOutside(client) ? server : client)
    if (host === undefined) continue
    const list = byHost.get(host)
    if (list === undefined) byHost.set(host, [conversation])
    else list.push(conversation)
  }
  return [...byHost].flatMap(([host, conversations]) => publicRoute(host, conversations, site))
}

function publicRoute(host: SiteAsset, conversations: readonly ConversationFact[], site: Site): Finding[] {
  const answered = conversations.filter(({ packetsToClient }) => packetsToClient > 0)
  const incoming = answered.filter((each) => site.isOutside(each.client) && isServed(each))
  const shown = incoming.length > 0 ? incoming : answered.length > 0 ? answered : conversations
  const first = firstOf(shown)
  const outside = ({ client, server }: ConversationFact) => (site.isOutside(client) ? client : server)
  const peers = [...new Set(shown.toSorted(byTime).map((each) => site.value(outside(each))))]
  const protocols = [...new Set(shown.map(({ protocol }) => protocol))].sort()
  const way =
    incoming.length > 0 ? 'was reached from' : answered.length > 0 ? 'talks to' : 'tries to reach, without an answer,'
  return [
    {
      kind: 'public-route',
      key: host.id,
      severity: incoming.length > 0 ? 'high' : answered.length > 0 ? 'medium' : 'low',
      ...(incoming.length === 0 && { technique: '' }),
      summary: `${capital(site.nameOf(host))} ${way} ${countOf(peers.length, 'address', 'addresses')} outside of the plant: ${listed(peers)} (${listed(protocols)})`,
      count: peers.length,
      client: host.addresses[0] as number,
      server: outside(first),
      over: first,
      firstUs: first.firstUs,
      lastUs: Math.max(...shown.map(({ lastUs }) => lastUs)),
      witness: earliestWitness(shown.map(({ witness }) => witness)),
    },
  ]
}

/** Who serves is certain: the protocol says so, or a port that nobody is given for an answer. */
function isServed({ isIdentified, transport, port }: ConversationFact): boolean {
  return isIdentified || (transport === 'tcp' && port < FIRST_EPHEMERAL_PORT)
}

/** Machines that somebody worked on from afar, each once for every way in. */
export function findRemoteAccess(site: Site): Finding[] {
  const groups = new Map<string, { means: string; conversations: ConversationFact[] }>()
  for (const conversation of site.evidence.conversations) {
    const means = meansOf(conversation)
    if (means === '' || !isAnswered(conversation) || site.isGroup(conversation.server)) continue
    if (wayIn(conversation, site) !== '') continue
    const key = `${site.partyOf(conversation.server)}|${means}`
    const group = groups.get(key) ?? { means, conversations: [] }
    group.conversations.push(conversation)
    groups.set(key, group)
  }
  return [...groups].map(([key, { means, conversations }]) => {
    const first = firstOf(conversations)
    const clients = [...new Set(conversations.toSorted(byTime).map(({ client }) => client))]
    const fromOutside = clients.some((client) => site.isOutside(client))
    return {
      kind: 'remote-access',
      key,
      ...(fromOutside && ({ severity: 'high', technique: 'T0822' } as const)),
      summary: `${capital(listed(clients.map((client) => site.name(client))))} worked on ${site.name(first.server)} by ${means}`,
      count: clients.length,
      client: first.client,
      server: first.server,
      over: first,
      firstUs: first.firstUs,
      lastUs: Math.max(...conversations.map(({ lastUs }) => lastUs)),
      witness: earliestWitness(conversations.map(({ witness }) => witness)),
    }
  })
}

function meansOf({ protocol, transport, port, isIdentified }: ConversationFact): string {
  if (REMOTE_ACCESS_PROTOCOLS.has(protocol)) return protocol
  if (isIdentified || transport !== 'tcp') return ''
  const name = REMOTE_ACCESS_PORTS[port]
  return name === undefined ? '' : `${name}, going by its port ${port}`
}

/** Sign-ins that anybody on the way can read: the method and the accounts, never the secret. */
export function findClearTextCredentials(site: Site): Finding[] {
  const byMethod = new Map<string, ClaimFact[]>()
  for (const claim of site.evidence.claims) {
    if (claim.attribute !== 'clear-text-credentials') continue
    byMethod.set(claim.value, [...(byMethod.get(claim.value) ?? []), claim])
  }
  return [...byMethod].flatMap(([method, claims]) =>
    claims.length > MAX_TOLD_SERVERS
      ? [clearText(`${method}|*`, method, claims, site)]
      : claims.map((claim) => clearText(`${method}|${site.place(claim.address)}`, method, [claim], site)),
  )
}

function clearText(key: string, method: string, claims: readonly ClaimFact[], site: Site): Finding {
  const sorted = claims.toSorted(
    (a, b) => a.firstUs - b.firstUs || (site.value(a.address) < site.value(b.address) ? -1 : 1),
  )
  const [first] = sorted
  const only = sorted.length === 1 ? first : undefined
  const servers = sorted.map(({ address }) => site.name(address))
  const at = only === undefined ? `${servers.length} devices: ${listed(servers)}` : servers.join('')
  const accounts = only === undefined ? [] : accountsAt(only, site)
  const as = accounts.length === 0 ? '' : `; accounts: ${listed(accounts)}`
  return {
    kind: 'clear-text-credentials',
    key,
    summary: `Secret sent in clear text (${method}) to ${at}${as}`,
    count: sorted.reduce((sum, { count }) => sum + count, 0),
    client: null,
    server: first?.address ?? null,
    over: { protocol: first?.protocol ?? '', transport: '', port: 0 },
    firstUs: first?.firstUs ?? 0,
    lastUs: Math.max(...sorted.map(({ lastUs }) => lastUs)),
    witness: earliestWitness(sorted.map(({ witness }) => witness)),
  }
}

/**
 * The accounts that were used by this method with this server, on whichever side they are. What a client of several servers
 * signed in as may be of any of them: it is left out.
 */
function accountsAt({ address, protocol, message }: ClaimFact, site: Site): string[] {
  const partners = new Set([address])
  const over = site.evidence.conversations.filter((conversation) => conversation.protocol === protocol)
  const serversOf = grouped(over, ({ client }) => client)
  for (const [client, conversations] of serversOf) {
    if (conversations.every(({ server }) => server === address)) partners.add(client)
  }
  const users = site.evidence.claims.filter(
    (claim) =>
      claim.attribute === 'user' &&
      claim.protocol === protocol &&
      claim.message === message &&
      partners.has(claim.address),
  )
  return [...new Set(users.map(({ value }) => value))].sort()
}

function firstOf(conversations: readonly ConversationFact[]): ConversationFact {
  return conversations.reduce((a, b) => (b.firstUs < a.firstUs ? b : a))
}

function byTime(a: ConversationFact, b: ConversationFact): number {
  return a.firstUs - b.firstUs
}
