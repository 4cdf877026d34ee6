import type { PointUseFact } from './event-evidence.ts'
import { settlingUs } from './find-first-seen.ts'
import { countOf, earliestWitness, type Finding, listed } from './finding.ts'
import { capital } from './production-words.ts'
import type { Site } from './site.ts'

/** Late writes of one writer to one kind of points that are looked at, the earliest first; a writer is told by fewer. */
export const MAX_LOOKED = 256

/** A point that a writer came to, and who wrote it until then; nobody where it was only read. */
interface Arrival {
  readonly use: PointUseFact
  readonly before: readonly number[]
}

/**
 * Who writes what others write, or what was only read. One event for a writer and a device, however many the points:
 * a second server that takes over is one. It is told when all of this holds, so that it is certain and no flood:
 *
 * 1. The writer never wrote any of these points before, as far as is known: where one of its rows sums up several
 *    operations, its span counts as written. 2. The write was not refused. 3. It came after the start-up, and after
 *    another asset had written the point for as long as the start-up is. 4. Or, where nobody had written it, after it
 *    had been read for so long, and by a writer that was not one of this device's already: who runs a plant sets this
 *    today and that tomorrow.
 */
export function findNewWriters(site: Site): Finding[] {
  const kinds = new Map<string, PointUseFact[]>()
  for (const use of site.evidence.pointUses) {
    const key = [site.partyOf(use.server), use.protocol, use.module, use.name].join('|')
    const group = kinds.get(key)
    if (group === undefined) kinds.set(key, [use])
    else group.push(use)
  }
  const pairs = new Map<string, Arrival[]>()
  for (const uses of kinds.values()) {
    for (const [writer, arrivals] of arrivalsOf(uses, site)) {
      const key = `${writer}|${site.partyOf(arrivals[0]?.use.server ?? -1)}`
      const known = pairs.get(key)
      if (known === undefined) pairs.set(key, arrivals)
      else known.push(...arrivals)
    }
  }
  return [...pairs].map(([key, arrivals]) => newWriter(key, arrivals, site))
}

/** By writer, what it came to of one kind of points of one part of a device. */
function arrivalsOf(uses: readonly PointUseFact[], site: Site): Map<string, Arrival[]> {
  const sorted = uses.toSorted((a, b) => a.firstUs - b.firstUs)
  const found = new Map<string, Arrival[]>()
  const looked = new Map<string, number>()
  for (const use of sorted) {
    if (!use.writes || use.isSpan || use.firstUs < site.startUpEndUs) continue
    const writer = site.partyOf(use.client)
    const count = (looked.get(writer) ?? 0) + 1
    looked.set(writer, count)
    const before = count > MAX_LOOKED ? undefined : writersBefore(use, writer, sorted, site)
    if (before === undefined) continue
    const arrivals = found.get(writer)
    if (arrivals === undefined) found.set(writer, [{ use, before }])
    else arrivals.push({ use, before })
  }
  return found
}

/** Who wrote it until then; undefined when this is no news. */
function writersBefore(
  use: PointUseFact,
  writer: string,
  uses: readonly PointUseFact[],
  site: Site,
): readonly number[] | undefined {
  const settledUs = use.firstUs - settlingUs(site)
  const before = new Map<string, number>()
  let wasRead = false
  let wasWritten = false
  for (const other of uses) {
    if (other.firstUs >= use.firstUs) break
    if (other.high < use.low || other.low > use.high) continue
    const party = site.partyOf(other.client)
    if (other.writes && party === writer) return undefined
    if (other.writes) wasWritten = true
    if (other.isSpan || other.firstUs > settledUs) continue
    if (!other.writes) wasRead = true
    else if (!before.has(party)) before.set(party, other.client)
  }
  if (before.size > 0) return [...before.values()]
  const isAtHome = use.writesSinceUs <= settledUs
  return wasRead && !wasWritten && !isAtHome ? [] : undefined
}

function newWriter(key: string, arrivals: readonly Arrival[], site: Site): Finding {
  const sorted = arrivals.toSorted((a, b) => a.use.firstUs - b.use.firstUs || (nameOf(a.use) < nameOf(b.use) ? -1 : 1))
  const first = sorted[0] as Arrival
  const { client, server, conversation } = first.use
  const others = [...new Set(sorted.flatMap(({ before }) => before.map((address) => site.name(address))))].sort()
  const points = [...new Set(sorted.map(({ use }) => nameOf(use)))]
  const until = others.length === 0 ? 'only read' : `written by ${listed(others)}`
  const what = `${listed(points)} of ${site.name(server)}`
  return {
    kind: 'new-writer',
    key,
    ...(site.isOutside(client) && ({ severity: 'high' } as const)),
    summary: `${capital(site.name(client))} writes ${what} for the first time: until then ${until}`,
    brief: `${site.name(client)} to ${countOf(points.length, 'point')} of ${site.name(server)}`,
    count: points.length,
    client,
    server,
    over: site.conversations.get(conversation),
    firstUs: first.use.firstUs,
    lastUs: Math.max(...sorted.map(({ use }) => use.lastUs)),
    witness: earliestWitness(sorted.map(({ use }) => use.witness)),
  }
}

/** 'unit 1 holding 7', 'holding 7 to 9', 'tag Speed'. */
function nameOf({ module, name, low, high }: PointUseFact): string {
  const place = low < 0 ? name : low === high ? `${name}${low}` : `${name}${low} to ${high}`
  return module === '' ? place : `${module} ${place}`
}
