import { grouped } from '../grouped.ts'
import type { ConversationFact, SilenceFact } from './event-evidence.ts'
import { countOf, earliestWitness, type Finding, listed, spanText } from './finding.ts'
import { capital } from './production-words.ts'
import type { Site } from './site.ts'

const MINUTE_US = 60_000_000

/** Gaps that something must have kept before its silence is told, and for how long: a burst keeps many within a second. */
export const MIN_STEADY_GAPS = 20
export const MIN_STEADY_US = 60_000_000
/** It is silent after this many periods, this many of its longest gaps, and this time, whichever is the longest. */
export const SILENT_PERIODS = 10
export const SILENT_LONGEST_GAPS = 3
export const MIN_SILENCE_US = 60_000_000
/** Conversations that went silent with less than this from one to the next did so together, ... */
export const TOGETHER_US = 30_000_000
/** ... and are one event when there are more of them than this. */
export const MAX_TOLD_TOGETHER = 2

interface Silence {
  readonly over: ConversationFact
  readonly fact: SilenceFact
  /** Until when it would have been seen. */
  readonly untilUs: number
}

/** Cyclic conversations of which nothing came any more, although the sensor went on watching. */
export function findSilences(site: Site): Finding[] {
  const { watched } = site.evidence
  const silences = new Map<string, Silence>()
  const pairs = new Pairs(site)
  for (const fact of site.evidence.silences) {
    const over = site.conversations.get(fact.conversation)
    const spell = watched.find(({ firstUs, lastUs }) => firstUs <= fact.lastUs && fact.lastUs <= lastUs)
    if (over === undefined || spell === undefined || !wasSteady(fact)) continue
    // The last minute of a spell counts as a whole one: what was seen ended before that, or when the capture did.
    const untilUs = fact.untilUs ?? Math.min(spell.lastUs, site.lastUs)
    const seenUs = untilUs - fact.lastUs - blindUs(site, over.client, fact.lastUs, untilUs)
    if (untilUs > spell.lastUs || seenUs < limitOf(fact) || pairs.goOn(over, fact)) continue
    // One protocol within another goes silent with it.
    const key = [over.client, over.server, over.transport, over.port, fact.untilUs === null].join('|')
    const known = silences.get(key)
    if (known === undefined || isFurtherIn(fact, known.fact)) silences.set(key, { over, fact, untilUs })
  }
  return together([...silences.values()]).flatMap((group) =>
    group.length > MAX_TOLD_TOGETHER ? [manySilent(group, site)] : group.map((silence) => oneSilent(silence, site)),
  )
}

/** Conversations by who talks to whom, whatever addresses they have; gathered when first asked. */
class Pairs {
  private readonly site: Site
  private conversations: ReadonlyMap<string, readonly ConversationFact[]> | undefined

  constructor(site: Site) {
    this.site = site
  }

  /** The two went on by the same protocol, one of them at another address of its own. */
  goOn(over: ConversationFact, { lastUs, untilUs }: SilenceFact): boolean {
    if (untilUs !== null) return false
    this.conversations ??= grouped(this.site.evidence.conversations, (each) => this.keyOf(each))
    const { client, server } = over
    const all = this.conversations.get(this.keyOf(over)) ?? []
    return all.some((each) => each.firstUs > lastUs && (each.client !== client || each.server !== server))
  }

  private keyOf({ client, server, protocol }: ConversationFact): string {
    return `${this.site.partyOf(client)}|${this.site.partyOf(server)}|${protocol}`
  }
}

function wasSteady({ gaps, periodUs }: SilenceFact): boolean {
  return gaps >= MIN_STEADY_GAPS && gaps * periodUs >= MIN_STEADY_US
}

/** How much of a time the interface that sees this address showed nothing of anybody. */
function blindUs(site: Site, address: number, sinceUs: number, untilUs: number): number {
  const tap = site.tapOf(address)
  let sum = 0
  for (const { interface: name, firstUs, lastUs } of site.evidence.outages) {
    if (name === tap) sum += Math.max(0, Math.min(lastUs, untilUs) - Math.max(firstUs, sinceUs))
  }
  return sum
}

/** A silence that is over is the longest gap itself. */
function limitOf({ periodUs, longestGapUs, untilUs }: SilenceFact): number {
  const longestUs = untilUs === null ? longestGapUs * SILENT_LONGEST_GAPS : 0
  return Math.max(periodUs * SILENT_PERIODS, longestUs, MIN_SILENCE_US)
}

function isFurtherIn(fact: SilenceFact, other: SilenceFact): boolean {
  return other.class === 'session' || (fact.class !== 'session' && fact.lastUs > other.lastUs)
}

function together(silences: readonly Silence[]): Silence[][] {
  const groups: Silence[][] = []
  for (const silence of silences.toSorted((a, b) => a.fact.lastUs - b.fact.lastUs)) {
    const group = groups.at(-1)
    const before = group?.at(-1)
    if (before !== undefined && silence.fact.lastUs - before.fact.lastUs <= TOGETHER_US) group?.push(silence)
    else groups.push([silence])
  }
  return groups
}

function oneSilent({ over, fact, untilUs }: Silence, site: Site): Finding {
  const { client, server, protocol } = over
  const every = `every ${spanText(fact.periodUs)}`
  const isOver = fact.untilUs !== null
  const gone = [client, server].filter((each) => !isOver && !site.isGroup(each) && isGone(each, fact.lastUs, site))
  const hosts =
    gone.length === 0 ? 'both are heard still' : `${listed(gone.map((each) => site.name(each)))} not heard since`
  const what = `${protocol} ${fact.functionName}${fact.target === '' ? '' : ` ${fact.target}`}`
  return {
    kind: 'gone-silent',
    key: silenceKey({ over, fact, untilUs }, site),
    severity: gone.length > 0 ? 'high' : 'medium',
    summary: `${capital(site.name(client))} to ${site.name(server)} ${isOver ? 'went silent and came back' : 'has gone silent'}: ${what} came ${every}, then nothing for ${spanText(untilUs - fact.lastUs)}${isOver ? '' : `; ${hosts}`}`,
    client,
    server,
    over,
    firstUs: fact.lastUs,
    lastUs: untilUs,
    witness: over.witness,
  }
}

function manySilent(group: readonly Silence[], site: Site): Finding {
  const names = group.map(({ over }) => `${site.name(over.client)} to ${site.name(over.server)}`)
  const [first] = group
  const firstUs = first?.fact.lastUs ?? 0
  const lastUs = Math.max(...group.map(({ untilUs }) => untilUs))
  const servers = new Set(group.map(({ over }) => over.server))
  const clients = new Set(group.map(({ over }) => over.client))
  return {
    kind: 'gone-silent',
    key: group
      .map((silence) => silenceKey(silence, site))
      .sort()
      .join('\n'),
    severity: 'high',
    summary: `${countOf(group.length, 'cyclic conversation')} went silent together, and stayed so for ${spanText(lastUs - firstUs)}: ${listed([...new Set(names)])}; a switch, the mirror, or the line itself`,
    count: group.length,
    client: clients.size === 1 ? (first?.over.client ?? null) : null,
    server: servers.size === 1 ? (first?.over.server ?? null) : null,
    firstUs,
    lastUs,
    witness: earliestWitness(group.map(({ over }) => over.witness)),
  }
}

/** To the minute: the same silence keeps its decision when it is over, which is known more exactly then. */
function silenceKey({ over, fact }: Silence, site: Site): string {
  return [
    site.place(over.client),
    site.place(over.server),
    over.protocol,
    over.port,
    Math.floor(fact.lastUs / MINUTE_US),
  ].join('|')
}

function isGone(address: number, sinceUs: number, site: Site): boolean {
  return (site.assetOf(address)?.lastUs ?? 0) - sinceUs < MIN_SILENCE_US / 2
}
