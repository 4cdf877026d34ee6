import type { ConversationFact, FunctionFact } from './event-evidence.ts'
import { CHATTER_PROTOCOLS, CLASS_TECHNIQUES, REMOTE_ACCESS_PROTOCOLS } from './event-kinds.ts'
import { countOf, earliestWitness, type Finding, listed } from './finding.ts'
import { capital } from './production-words.ts'
import type { Site, SiteAsset } from './site.ts'

/** Where nothing above this level of the plant is served, a new client is one that could command. */
const CONTROL_LEVEL = 1

/**
 * Hosts that were heard for the first time. Those outside of the plant are told as routes, not one by one; a MAC that
 * only carries the addresses of others is told with them.
 */
export function findNewAssets(site: Site): Finding[] {
  const talks = conversationsByAsset(site)
  return site.hosts
    .filter((asset) => asset.sends && !asset.isOutside && talks.has(asset))
    .map((asset) => {
      const own = talks.get(asset) ?? []
      const protocols = [...new Set(own.map(({ protocol }) => protocol))].sort()
      const peers = new Set(own.map(({ client, server }) => (site.assetOf(client) === asset ? server : client)))
      const speaks = protocols.length === 0 ? '' : `: ${listed(protocols)} with ${countOf(peers.size, 'peer')}`
      return {
        kind: 'new-asset',
        key: asset.id,
        summary: `New on the network: ${site.nameOf(asset)}${speaks}`,
        brief: site.nameOf(asset),
        client: asset.addresses[0] as number,
        firstUs: asset.firstUs,
        lastUs: asset.lastUs,
        witness: earliestWitness(own.map(({ witness }) => witness)),
      }
    })
}

/** Pairs, both known for a while, that have not talked by this protocol before. */
export function findNewConversations(site: Site): Finding[] {
  const groups = new Map<string, ConversationFact[]>()
  for (const conversation of site.evidence.conversations) {
    const { client, server, protocol } = conversation
    if (!isWorthTelling(conversation, site)) continue
    const key = [site.partyOf(client), site.partyOf(server), protocol].join('|')
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [conversation])
    else group.push(conversation)
  }
  return [...groups].flatMap(([key, group]) => newConversation(key, group, site))
}

/** Operation classes, and functions, that a conversation came to later. What changes production is told as such. */
export function findNewOperations(site: Site): Finding[] {
  const groups = new Map<string, FunctionFact[]>()
  for (const fact of site.evidence.laterFunctions) {
    const conversation = site.conversations.get(fact.conversation)
    if (conversation === undefined || CHATTER_PROTOCOLS.has(conversation.protocol)) continue
    if (fact.count === 0 || fact.firstUs - conversation.firstUs < settlingUs(site)) continue
    const { client, server, protocol } = conversation
    const key = [site.partyOf(client), site.partyOf(server), protocol, fact.class].join('|')
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [fact])
    else group.push(fact)
  }
  return [...groups].map(([key, group]) => newOperation(key, group, site))
}

/** What is new takes as long to settle as the site did: its other firsts are no news of their own. */
export function settlingUs(site: Site): number {
  return site.startUpEndUs - site.firstUs
}

function isWorthTelling(conversation: ConversationFact, site: Site): boolean {
  const { client, server, protocol, transport, isIdentified, packetsToClient } = conversation
  if (CHATTER_PROTOCOLS.has(protocol) || REMOTE_ACCESS_PROTOCOLS.has(protocol)) return false
  if (site.isOutside(client) || site.isOutside(server)) return false
  if (site.isGroup(server)) return isIdentified
  return packetsToClient > 0 || (transport !== 'tcp' && isIdentified)
}

function newConversation(key: string, group: readonly ConversationFact[], site: Site): Finding[] {
  const first = group.reduce((a, b) => (b.firstUs < a.firstUs ? b : a))
  const { client, server, protocol, isIdentified, firstUs } = first
  const known = [client, server].map((address) => site.assetOf(address)?.firstUs ?? site.firstUs)
  if (known.some((sinceUs) => firstUs - sinceUs < settlingUs(site))) return []
  const level = site.assetOf(server)?.level ?? null
  const isCommand = isIdentified && level !== null && level <= CONTROL_LEVEL
  const ports = [...new Set(group.map(({ port }) => port))].sort((a, b) => a - b)
  const by = isIdentified ? protocol : `${protocol} port ${listed(ports.map(String))}`
  return [
    {
      kind: 'new-conversation',
      key,
      ...(isCommand && ({ severity: 'medium', technique: 'T0848' } as const)),
      summary: `${capital(site.name(client))} talks to ${site.name(server)} by ${by} for the first time`,
      brief: `${site.name(client)} to ${site.name(server)} by ${by}`,
      count: group.length,
      client,
      server,
      over: first,
      firstUs,
      lastUs: Math.max(...group.map(({ lastUs }) => lastUs)),
      witness: earliestWitness(group.map(({ witness }) => witness)),
    },
  ]
}

function newOperation(key: string, group: readonly FunctionFact[], site: Site): Finding {
  const first = group.reduce((a, b) => (b.firstUs < a.firstUs ? b : a))
  const over = site.conversations.get(first.conversation) as ConversationFact
  const { client, server, protocol } = over
  const isNewClass = first.classFirstUs === first.firstUs
  const names = [...new Set(group.map(({ function: code, functionName }) => functionName || code))].sort()
  const what = isNewClass ? `${first.class} operations` : countOf(names.length, 'function')
  const { severity, technique } = CLASS_TECHNIQUES[first.class]
  const text = `${site.name(client)} asks ${site.name(server)} for ${what} that it did not ask for before`
  return {
    kind: 'new-operation',
    key,
    severity: isNewClass ? severity : 'low',
    technique,
    summary: `${capital(text)}: ${protocol} ${listed(names)}`,
    brief: `${site.name(client)} to ${site.name(server)}: ${protocol} ${listed(names, 1)}`,
    count: group.reduce((sum, { count }) => sum + count, 0),
    client,
    server,
    over,
    firstUs: first.firstUs,
    lastUs: Math.max(...group.map(({ lastUs }) => lastUs)),
    witness: earliestWitness(group.map(({ witness }) => witness)),
  }
}

function conversationsByAsset(site: Site): Map<SiteAsset, ConversationFact[]> {
  const found = new Map<SiteAsset, ConversationFact[]>()
  for (const conversation of site.evidence.conversations) {
    const parties = new Set([site.assetOf(conversation.client), site.assetOf(conversation.server)])
    for (const asset of parties) {
      if (asset === undefined) continue
      const list = found.get(asset)
      if (list === undefined) found.set(asset, [conversation])
      else list.push(conversation)
    }
  }
  return found
}
