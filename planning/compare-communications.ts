import type { Exchange, Sighting } from '../storage/observed/read-exchanges.ts'
import { formatTime } from '../storage/rfc3339.ts'
import { type Rule, RuleBook } from './allowed-rules.ts'
import { spanOf } from './compare-inventory.ts'
import { type Finding, NO_FINDING } from './finding.ts'
import type { Match } from './match-assets.ts'
import type { ObservedPlant } from './observed-plant.ts'

/** How the comparison of communications went, beside what it found. */
export interface CommunicationsSummary {
  readonly rules: number
  /** Rules that allow something that was seen. */
  readonly used: number
  readonly conversations: number
  /** Conversations that are allowed with all that was done in them. */
  readonly allowed: number
  /** Conversations that are not compared: address resolution, without which no other could be. */
  readonly leftOut: number
}

export interface CommunicationsComparison {
  readonly findings: readonly Finding[]
  readonly summary: CommunicationsSummary
}

/** Who must find an address before it can talk to it is not asked for a rule of its own. */
const ADDRESS_RESOLUTION = 'arp'
/** Opening and closing a session is part of whatever else is done in it. */
const ALWAYS_ALLOWED = 'session'

/** Compares what is allowed with what was done, both ways. `sinceUs`: what was done only before it counts as not done. */
export function compareCommunications(
  rules: readonly Rule[],
  matches: readonly Match[],
  plant: ObservedPlant,
  sinceUs = Number.NEGATIVE_INFINITY,
): CommunicationsComparison {
  const book = new RuleBook(rules)
  const findings: Finding[] = []
  const used = new Map<Rule, Set<string>>()
  const recent = plant.exchanges.filter(({ lastUs }) => lastUs >= sinceUs)
  const compared = recent.filter(({ protocol }) => protocol !== ADDRESS_RESOLUTION)
  const labels = labelsOf(matches, plant)
  let allowed = 0
  for (const exchange of compared) {
    const fitting = book.rulesFor(exchange)
    for (const rule of fitting) note(used, rule, exchange, sinceUs)
    const found =
      fitting.length === 0 ? [unexpected(exchange, labels)] : overstepped(exchange, fitting, labels, sinceUs)
    if (found.length === 0) allowed++
    findings.push(...found)
  }
  for (const rule of rules) findings.push(...unseen(rule, used.get(rule), plant))
  const leftOut = recent.length - compared.length
  const summary = { rules: rules.length, used: used.size, conversations: compared.length, allowed, leftOut }
  return { findings, summary }
}

/** What people call the assets: as they named them, else as the assets name themselves. */
function labelsOf(matches: readonly Match[], { assets }: ObservedPlant): Map<string, string> {
  const labels = new Map(assets.map(({ id, label }) => [id, label] as const))
  for (const { device, found } of matches) {
    if (found !== undefined && device.name !== '') labels.set(found.id, device.name)
  }
  return labels
}

function note(used: Map<Rule, Set<string>>, rule: Rule, { classes }: Exchange, sinceUs: number): void {
  const seen = used.get(rule) ?? new Set<string>()
  for (const [name, { lastUs }] of classes) if (lastUs >= sinceUs) seen.add(name)
  used.set(rule, seen)
}

function unexpected(exchange: Exchange, labels: ReadonlyMap<string, string>): Finding {
  const done = [...exchange.classes].map(([name, { count }]) => `${name} ${count}`).sort()
  return {
    ...about(exchange, labels),
    ...sightingOf(exchange),
    kind: 'unexpected',
    field: 'conversation',
    observed: done.length === 0 ? `${exchange.count} packets` : done.join(', '),
    reason: 'no rule allows it',
  }
}

/** What was done beyond what the rules of a conversation allow together. */
function overstepped(
  exchange: Exchange,
  rules: readonly Rule[],
  labels: ReadonlyMap<string, string>,
  sinceUs: number,
): Finding[] {
  if (rules.some(({ allowed }) => allowed === undefined)) return []
  const allowed = new Set(rules.flatMap((rule) => [...(rule.allowed ?? [])]))
  const [first] = rules
  const lines = rules.map(({ list, line }) => `line ${line} of ${list.name}`)
  return [...exchange.classes]
    .filter(([name, { lastUs }]) => name !== ALWAYS_ALLOWED && !allowed.has(name) && lastUs >= sinceUs)
    .map(([name, seen]) => ({
      ...about(exchange, labels),
      ...sightingOf(seen),
      kind: 'different',
      field: 'class',
      intended: [...allowed].sort().join(';'),
      observed: name,
      reason: `allowed by ${lines.join(', ')}, but not to ${name}`,
      list: first?.list.name ?? '',
      line: first?.line ?? null,
    }))
}

/** What a rule allows and nobody did. A rule that nobody needs may be one too many. */
function unseen(rule: Rule, classes: ReadonlySet<string> | undefined, plant: ObservedPlant): Finding[] {
  const base = {
    ...NO_FINDING,
    of: 'communications',
    subject: `${rule.client} -> ${rule.server} ${rule.protocol}/${rule.port}`,
    list: rule.list.name,
    line: rule.line,
  } as const
  if (rule.unknown !== '') {
    const reason = `nobody is called ${JSON.stringify(rule.unknown)} in the intended inventory or in what was seen; the rule allows nothing`
    return [{ ...base, kind: 'ambiguous', field: 'conversation', intended: rule.classes, reason }]
  }
  if (classes === undefined) {
    const reason = `allowed, and not seen ${spanOf(plant)}; ${endsOf(rule, plant)}`
    return [{ ...base, kind: 'missing', field: 'conversation', intended: rule.classes, reason }]
  }
  const idle = [...(rule.allowed ?? [])].filter((name) => name !== ALWAYS_ALLOWED && !classes.has(name)).sort()
  if (idle.length === 0) return []
  const reason = `allowed, and not seen ${spanOf(plant)}`
  const observed = [...classes].sort().join(';')
  return [{ ...base, kind: 'missing', field: 'class', intended: idle.join(';'), observed, reason }]
}

/** Whether the ends were seen at all: else the sensor may not see them. */
function endsOf({ isClient, isServer }: Rule, plant: ObservedPlant): string {
  const parties = plant.assets
    .filter(({ asset }) => asset.row.parent === '')
    .flatMap(({ id, asset: { facts } }) => [...facts.ips, ...facts.macs].map((address) => ({ address, asset: id })))
  const client = parties.some((party) => isClient?.(party) === true)
  const server = parties.some((party) => isServer?.(party) === true)
  if (client && server) return 'client and server were seen'
  if (client) return 'the client was seen, the server was not: the sensor may not see it'
  if (server) return 'the server was seen, the client was not: the sensor may not see it'
  return 'neither client nor server was seen: the sensor may not see them'
}

function about(exchange: Exchange, labels: ReadonlyMap<string, string>) {
  const { client, clientAddress, server, serverAddress, protocol, serverPort } = exchange
  const party = (id: string, address: string) => {
    const label = labels.get(id)
    return label === undefined || label === address ? address : `${label} (${address})`
  }
  const subject = `${party(client, clientAddress)} -> ${party(server, serverAddress)} ${protocol}/${serverPort}`
  return { ...NO_FINDING, of: 'communications', subject, asset: client, peer: server } as const
}

function sightingOf({ count, firstUs, lastUs, capture, frame }: Sighting) {
  return { count, firstSeen: formatTime(firstUs), lastSeen: formatTime(lastUs), capture, frame }
}
