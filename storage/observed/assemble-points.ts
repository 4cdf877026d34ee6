import type { OperationClass } from '../../dissectors/kit/observation.ts'

/** Points of a wider run are not told apart: they are one row. The same as where the sensor looks at values. */
export const MAX_POINTS_APART = 64
/** What one client asked for in so many runs or more, no run more often than `SWEEP_ASKED`, is a sweep: one row. */
export const SWEEP_RUNS = 64
export const SWEEP_ASKED = 2
/** The part of its span that a sweep covers at least: points here and there are none. */
export const SWEEP_COVER = 0.5

/** A run of points of one kind of one part of a host, and the operation that acts on it. */
export interface Run {
  readonly low: number
  readonly high: number
  /** It stands for what was not told apart: the lowest and the highest. */
  readonly isSpan: boolean
  readonly type: string
  readonly writes: boolean
  readonly value: string
  /** -1 when there is no value. */
  readonly valueUs: number
  readonly use: Use
}

/** One operation, as far as it concerns points. */
export interface Use {
  readonly operation: number
  /** Who reads or writes: the key of the address. */
  readonly user: number
  readonly class: OperationClass
  readonly asked: number
  readonly errors: number
  /** A second, when it is repeated; 0 when that is not known. */
  readonly rate: number
  readonly firstUs: number
  readonly lastUs: number
}

/**
 * 'point': one; 'range': a run too wide to tell its points apart; 'sweep': what one client went through once; 'rest':
 * the span of what came after the limit of a conversation.
 */
export const EXTENTS = ['point', 'range', 'sweep', 'rest'] as const
export type Extent = (typeof EXTENTS)[number]

/** One row of the list of points, all but its place. */
export interface AssembledPoint {
  readonly extent: Extent
  readonly low: number
  readonly high: number
  readonly runs: readonly Run[]
}

/** The rows that the runs of one kind ('holding ') of one part of a host amount to, in order. Their order does not matter. */
export function assemblePoints(runs: readonly Run[], maxApart = MAX_POINTS_APART): AssembledPoint[] {
  const { sweeps, others } = partSweeps(runs)
  const ranges = new Map<string, Run[]>()
  const points = new Map<number, Run[]>()
  const wide: Run[] = []
  for (const run of others) {
    if (run.isSpan || run.high - run.low >= maxApart) {
      push(ranges, `${run.isSpan ? 'rest' : 'range'} ${run.low} ${run.high}`, run)
      if (!run.isSpan) wide.push(run)
    } else for (let index = run.low; index <= run.high; index++) push(points, index, run)
  }
  const rows: AssembledPoint[] = [...sweeps]
  for (const [key, members] of ranges) {
    const { low, high } = members[0] as Run
    rows.push({ extent: key.startsWith('rest') ? 'rest' : 'range', low, high, runs: members })
  }
  for (const [index, members] of points) {
    const around = wide.filter(({ low, high }) => low <= index && index <= high)
    rows.push({ extent: 'point', low: index, high: index, runs: [...members, ...around] })
  }
  return rows.sort((a, b) => a.low - b.low || a.high - b.high || EXTENTS.indexOf(a.extent) - EXTENTS.indexOf(b.extent))
}

/** Takes out what one client went through once, from one end to the other. What is published is nobody's sweep. */
function partSweeps(runs: readonly Run[]): { sweeps: AssembledPoint[]; others: Run[] } {
  const candidates = new Map<string, Run[]>()
  const others: Run[] = []
  for (const run of runs) {
    const { use, isSpan, low } = run
    if (low < 0 || use.class === 'publish' || (!isSpan && use.asked > SWEEP_ASKED)) others.push(run)
    else push(candidates, `${use.user} ${run.writes}`, run)
  }
  const sweeps: AssembledPoint[] = []
  for (const members of candidates.values()) {
    const sweep = sweepOf(members)
    if (sweep === undefined) others.push(...members)
    else sweeps.push(sweep)
  }
  return { sweeps, others }
}

function sweepOf(runs: readonly Run[]): AssembledPoint | undefined {
  const told = runs.filter(({ isSpan }) => !isSpan)
  if (new Set(told.map(({ use }) => use.operation)).size < SWEEP_RUNS) return undefined
  const low = Math.min(...told.map((run) => run.low))
  const high = Math.max(...told.map((run) => run.high))
  const covered = coveredBy(told)
  if (covered < (high - low + 1) * SWEEP_COVER) return undefined
  const ends = { low: Math.min(...runs.map((run) => run.low)), high: Math.max(...runs.map((run) => run.high)) }
  return { extent: 'sweep', ...ends, runs }
}

/** Points in any of the runs. */
function coveredBy(runs: readonly Run[]): number {
  let covered = 0
  let next = Number.NEGATIVE_INFINITY
  for (const { low, high } of [...runs].sort((a, b) => a.low - b.low)) {
    covered += Math.max(0, high + 1 - Math.max(low, next))
    next = Math.max(next, high + 1)
  }
  return covered
}

function push<Key, Value>(map: Map<Key, Value[]>, key: Key, value: Value): void {
  const known = map.get(key)
  if (known === undefined) map.set(key, [value])
  else known.push(value)
}
