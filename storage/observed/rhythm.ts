import type { GapBin } from '../../sensor/model/delta.ts'

/**
 * How an operation comes: 'once'; 'cyclic', as a scan or a poll does; 'bursty', in spells with pauses between them;
 * 'sporadic', none of these; '' when nobody asked for it (answers alone were seen).
 */
export const RHYTHMS = ['cyclic', 'sporadic', 'bursty', 'once', ''] as const
export type Rhythm = (typeof RHYTHMS)[number]

/** With fewer gaps than this nothing is called cyclic or bursty. */
export const MIN_GAPS = 5
/** A gap is regular when it differs from the median by no more than this part of it. */
export const REGULAR_WITHIN = 0.25
/** The part of the gaps that must be regular for what is cyclic. */
export const REGULAR_SHARE = 0.8
/** A pause is this many times as long as the median gap. */
export const PAUSE_RATIO = 4
/** What is bursty has at least so many pauses, and they make up at least this part of the time. */
export const MIN_PAUSES = 3
export const PAUSE_SHARE = 0.5
/** Left out on either side for the jitter. */
const TRIMMED = 0.05

/** The rhythm of an operation, in seconds. */
export interface RhythmFacts {
  readonly rhythm: Rhythm
  /** The test that says so. */
  readonly rhythmReason: string
  /** The median gap; null when there was none. */
  readonly period: number | null
  /** The standard deviation of the gaps, the twentieth that is shortest and the twentieth that is longest left out. */
  readonly jitter: number | null
  readonly shortGap: number | null
  readonly longGap: number | null
  readonly longestGap: number | null
  readonly gaps: number
}

/** What the gaps between its messages say of an operation. `arrivals`: requests and one-way messages. */
export function rhythmOf(bins: readonly GapBin[], longestGapUs: number, arrivals: number): RhythmFacts {
  const gaps = bins.reduce((sum, { count }) => sum + count, 0)
  if (gaps === 0) return { ...withoutGaps(arrivals), ...NO_TIMES, gaps }
  // A bin knows its gaps by their mean and spread alone; none of them is longer than the longest.
  const quantile = (part: number) => Math.min(quantileOf(bins, part), longestGapUs)
  const periodUs = quantile(0.5)
  const times = {
    period: inSeconds(periodUs),
    jitter: inSeconds(jitterOf(bins, gaps)),
    shortGap: inSeconds(quantile(0.05)),
    longGap: inSeconds(quantile(0.95)),
    longestGap: inSeconds(longestGapUs),
    gaps,
  }
  return { ...verdictOf(bins, gaps, periodUs, longestGapUs), ...times }
}

/**
 * How often a second it comes, within captures; 0 when there are too few gaps to tell. What is cyclic by its period, which
 * no lost message changes; all else by the mean, since between the messages of a spell there is next to no time.
 */
export function rateOf(bins: readonly GapBin[], longestGapUs: number, arrivals: number): number {
  const { rhythm, period, gaps } = rhythmOf(bins, longestGapUs, arrivals)
  if (gaps < MIN_GAPS) return 0
  const seconds = rhythm === 'cyclic' ? (period ?? 0) * gaps : timeOf(bins, longestGapUs) / 1_000_000
  return seconds === 0 ? 0 : gaps / seconds
}

const NO_TIMES = { period: null, jitter: null, shortGap: null, longGap: null, longestGap: null } as const

function withoutGaps(arrivals: number): Pick<RhythmFacts, 'rhythm' | 'rhythmReason'> {
  if (arrivals === 0) return { rhythm: '', rhythmReason: 'only answers were seen' }
  if (arrivals === 1) return { rhythm: 'once', rhythmReason: 'seen once' }
  return { rhythm: 'sporadic', rhythmReason: `seen ${arrivals} times, never at two times of one capture` }
}

function verdictOf(
  bins: readonly GapBin[],
  gaps: number,
  periodUs: number,
  longestGapUs: number,
): Pick<RhythmFacts, 'rhythm' | 'rhythmReason'> {
  if (gaps < MIN_GAPS) return { rhythm: 'sporadic', rhythmReason: `only ${countOf(gaps, 'gap')}` }
  const pauses = bins.filter((bin) => meanOf(bin) > periodUs * PAUSE_RATIO)
  const pauseCount = pauses.reduce((sum, { count }) => sum + count, 0)
  const pauseShare = timeOf(pauses, longestGapUs) / Math.max(1, timeOf(bins, longestGapUs))
  if (pauseCount >= MIN_PAUSES && pauseShare >= PAUSE_SHARE) {
    const reason = `${countOf(pauseCount, 'pause')} of more than ${PAUSE_RATIO} median gaps make up ${percent(pauseShare)} of the time`
    return { rhythm: 'bursty', rhythmReason: reason }
  }
  const regular = bins.filter((bin) => Math.abs(meanOf(bin) - periodUs) <= periodUs * REGULAR_WITHIN)
  const share = regular.reduce((sum, { count }) => sum + count, 0) / gaps
  const reason = `${percent(share)} of ${countOf(gaps, 'gap')} within ${percent(REGULAR_WITHIN)} of the median`
  return { rhythm: share >= REGULAR_SHARE ? 'cyclic' : 'sporadic', rhythmReason: reason }
}

/** The gaps that a quantile falls among are as long as their mean, or lie evenly around it, by their spread. */
function quantileOf(bins: readonly GapBin[], quantile: number): number {
  const wanted = quantile * bins.reduce((sum, { count }) => sum + count, 0)
  let before = 0
  for (const bin of bins) {
    if (before + bin.count >= wanted) {
      const place = (wanted - before) / bin.count
      return meanOf(bin) + (place - 0.5) * Math.sqrt(12 * varianceOf(bin))
    }
    before += bin.count
  }
  return 0
}

function jitterOf(bins: readonly GapBin[], gaps: number): number {
  const from = gaps * TRIMMED
  const kept: { bin: GapBin; count: number }[] = []
  let before = 0
  for (const bin of bins) {
    const count = Math.min(before + bin.count, gaps - from) - Math.max(before, from)
    if (count > 0) kept.push({ bin, count })
    before += bin.count
  }
  const all = kept.reduce((sum, { count }) => sum + count, 0)
  const mean = kept.reduce((sum, { bin, count }) => sum + meanOf(bin) * count, 0) / all
  const variance = kept.reduce((sum, { bin, count }) => sum + (varianceOf(bin) + (meanOf(bin) - mean) ** 2) * count, 0)
  return Math.sqrt(variance / all)
}

/** A gap is half a step longer than its whole steps, on average. */
function meanOf({ fromUs, stepUs, count, sum }: GapBin): number {
  return fromUs + (sum / count + 0.5) * stepUs
}

function varianceOf({ stepUs, count, sum, squares }: GapBin): number {
  return Math.max(0, squares / count - (sum / count) ** 2) * stepUs ** 2
}

/** The last bin knows only that a gap is long; how long one of them was is known beside it. */
function timeOf(bins: readonly GapBin[], longestGapUs: number): number {
  return bins.reduce(
    (sum, bin) => sum + (bin.stepUs === 0 ? Math.max(bin.fromUs, longestGapUs) : meanOf(bin)) * bin.count,
    0,
  )
}

function inSeconds(us: number): number {
  return Math.round(us) / 1_000_000
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`
}

function countOf(count: number, one: string): string {
  return `${count} ${one}${count === 1 ? '' : 's'}`
}
