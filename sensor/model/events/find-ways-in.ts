import type { ConversationFact } from './event-evidence.ts'
import { WAYS_IN_PORTS, WAYS_IN_PROTOCOLS } from './event-kinds.ts'
import { earliestWitness, type Finding, listed } from './finding.ts'
import { capital } from './production-words.ts'
import type { Site } from './site.ts'

/** Packets back from which on a connection carried more than its set-up; where only its port speaks, a greeting too. */
export const MIN_ANSWERS = 3
export const MIN_ANSWERS_BY_PORT = 20
/** What tunnels are expected to end at. */
const JOINS_NETWORKS: ReadonlySet<string> = new Set(['firewall', 'router'])

/** Machines that hold open, to an address outside of the plant, what somebody there can come in by, each once for every way. */
export function findWaysIn(site: Site): Finding[] {
  const groups = new Map<string, { means: string; conversations: ConversationFact[] }>()
  for (const conversation of site.evidence.conversations) {
    const means = wayIn(conversation, site)
    if (means === '' || !isAnswered(conversation)) continue
    const key = `${site.partyOf(insideOf(conversation, site))}|${means}|from outside`
    const group = groups.get(key) ?? { means, conversations: [] }
    group.conversations.push(conversation)
    groups.set(key, group)
  }
  return [...groups].map(([key, { means, conversations }]) => {
    const first = conversations.reduce((a, b) => (b.firstUs < a.firstUs ? b : a))
    const inside = insideOf(first, site)
    const outside = ({ client, server }: ConversationFact) => (site.isOutside(client) ? client : server)
    const peers = [
      ...new Set(conversations.toSorted((a, b) => a.firstUs - b.firstUs).map((each) => site.value(outside(each)))),
    ]
    return {
      kind: 'remote-access',
      key,
      severity: JOINS_NETWORKS.has(site.assetOf(inside)?.role ?? '') ? 'medium' : 'high',
      technique: 'T0822',
      summary: `${capital(site.name(inside))} can be reached from outside of the plant by ${means}, through ${listed(peers)}`,
      count: peers.length,
      client: outside(first),
      server: inside,
      over: first,
      firstUs: first.firstUs,
      lastUs: Math.max(...conversations.map(({ lastUs }) => lastUs)),
      witness: earliestWitness(conversations.map(({ witness }) => witness)),
    }
  })
}

function insideOf({ client, server }: ConversationFact, site: Site): number {
  return site.isOutside(client) ? server : client
}

/** By what one outside can come in to one inside, if by anything. */
export function wayIn(
  { client, server, protocol, transport, port, isIdentified }: ConversationFact,
  site: Site,
): string {
  if (site.isOutside(client) === site.isOutside(server)) return ''
  const named = WAYS_IN_PROTOCOLS[protocol]
  if (named !== undefined) return named
  const name = isIdentified ? undefined : WAYS_IN_PORTS[`${transport} ${port}`]
  return name === undefined ? '' : `${name}, going by its port ${port}`
}

/** By more than acknowledgements: whoever looks for open ports gets these, too. */
export function isAnswered({ isIdentified, isOnlyAsked, packetsToClient }: ConversationFact): boolean {
  return !isOnlyAsked && packetsToClient >= (isIdentified ? MIN_ANSWERS : MIN_ANSWERS_BY_PORT)
}
