import { grouped } from '../grouped.ts'
import type { RegroupingFact } from './event-evidence.ts'
import type { Finding } from './finding.ts'
import { MAX_TOLD_A_SHIFT, SHIFT_US } from './gather-first-seen.ts'
import type { Site } from './site.ts'

/**
 * Assets that turned out to be one, or one that turned out to be two. While the site is still being learnt that is no news;
 * many in a shift, as after a new capture of another place, are one event.
 */
export function findRegroupings(site: Site): Finding[] {
  const news = site.evidence.regroupings.filter(({ lastUs }) => lastUs >= site.startUpEndUs)
  const shifts = grouped(news, ({ kind, firstUs }) => `${kind}|shift|${Math.floor(firstUs / SHIFT_US)}`)
  return [...shifts].flatMap(([key, group]) =>
    group.length <= MAX_TOLD_A_SHIFT ? group.map((each) => told(each, site)) : [manyTold(key, group)],
  )
}

function told({ kind, keptAddress, otherAddress, times, firstUs, lastUs }: RegroupingFact, site: Site): Finding {
  const often = times === 1 ? '' : ` (${times} times)`
  const [kept, other] = [site.name(keptAddress), site.value(otherAddress)]
  const summary =
    kind === 'merged'
      ? `${kept} and ${other}, listed as two assets before, are one${often}`
      : `${kept} and ${other}, listed as one asset before, are two${often}`
  return {
    kind: kind === 'merged' ? 'assets-merged' : 'asset-split',
    key: `${site.place(keptAddress)}|${site.place(otherAddress)}`,
    summary,
    count: times,
    client: keptAddress,
    server: otherAddress,
    firstUs,
    lastUs,
    witness: null,
  }
}

function manyTold(key: string, group: readonly RegroupingFact[]): Finding {
  const isMerger = group[0]?.kind === 'merged'
  return {
    kind: isMerger ? 'assets-merged' : 'asset-split',
    key,
    summary: isMerger
      ? `${group.length} assets turned out to be others that were listed already`
      : `${group.length} parts of assets turned out to be assets of their own`,
    count: group.length,
    firstUs: Math.min(...group.map(({ firstUs }) => firstUs)),
    lastUs: Math.max(...group.map(({ lastUs }) => lastUs)),
    witness: null,
  }
}
