import { grouped } from '../grouped.ts'
import { EVENT_KINDS, type EventKind } from './event-kinds.ts'
import { countOf, earliestWitness, type Finding, listed, spanText } from './finding.ts'
import type { Site } from './site.ts'

/** First-seen events of a kind and severity told one by one in a shift; more of them are one event. */
export const MAX_TOLD_A_SHIFT = 5
/** Eight hours of capture time, from midnight UTC on. */
export const SHIFT_US = 8 * 3_600_000_000

const MANY: Readonly<Partial<Record<EventKind, string>>> = {
  'new-asset': 'assets',
  'new-conversation': 'conversations',
  'new-operation': 'kinds of operation',
  'new-writer': 'writers to points',
}

/** First-seen events without a flood: those of the start-up are one summary, and many in a shift are one event. */
export function gatherFirstSeen(findings: readonly Finding[], site: Site): Finding[] {
  const early = findings.filter(({ firstUs }) => firstUs < site.startUpEndUs)
  const late = findings.filter(({ firstUs }) => firstUs >= site.startUpEndUs)
  const shifts = grouped(late, ({ kind, severity = EVENT_KINDS[kind].severity, firstUs }) => {
    return `${kind}|${severity}|${Math.floor(firstUs / SHIFT_US)}`
  })
  const told = [...shifts].flatMap(([key, group]) =>
    group.length <= MAX_TOLD_A_SHIFT ? group : [gathered(`shift|${key}`, group)],
  )
  return [...startUp(early, site), ...told]
}

function gathered(key: string, group: readonly Finding[]): Finding {
  const { kind } = group[0] as Finding
  const sorted = group.toSorted((a, b) => a.firstUs - b.firstUs || (a.key < b.key ? -1 : 1))
  const [first] = sorted
  const names = sorted.map(({ brief = '' }) => brief)
  const last = sorted.at(-1)?.firstUs ?? 0
  const clients = new Set(group.map(({ client }) => client))
  return {
    kind,
    key,
    ...(first?.severity !== undefined && { severity: first.severity }),
    technique: new Set(group.map(({ technique }) => technique)).size === 1 ? first?.technique : '',
    summary: `${group.length} new ${MANY[kind]} within ${spanText(last - (first?.firstUs ?? 0))}: ${listed(names)}`,
    count: group.length,
    client: clients.size === 1 ? first?.client : null,
    firstUs: first?.firstUs ?? 0,
    lastUs: Math.max(...group.map(({ lastUs }) => lastUs)),
    witness: earliestWitness(group.map(({ witness }) => witness)),
  } as Finding
}

function startUp(early: readonly Finding[], site: Site): Finding[] {
  if (site.hosts.length === 0) return []
  const assets = early.filter(({ kind }) => kind === 'new-asset').length
  const conversations = site.evidence.conversations.filter(({ firstUs }) => firstUs < site.startUpEndUs).length
  const what = `${countOf(assets, 'asset')} and ${countOf(conversations, 'conversation')}`
  if (assets + conversations === 0) return []
  const isAll = site.startUpEndUs > site.lastUs
  const length = spanText(Math.min(site.startUpEndUs, site.lastUs) - site.firstUs)
  return [
    {
      kind: 'start-up',
      key: 'start-up',
      summary: isAll
        ? `The capture is too short (${length}) to tell what is new: all of its ${what} count as known`
        : `The first ${length} of capture showed ${what}: these count as known, and only what came later as new`,
      count: assets + conversations,
      firstUs: site.firstUs,
      lastUs: Math.min(site.startUpEndUs, site.lastUs),
      witness: earliestWitness(site.evidence.conversations.map(({ witness }) => witness)),
    },
  ]
}
