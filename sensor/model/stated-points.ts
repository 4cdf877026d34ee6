import type { Points } from '../../dissectors/kit/observation.ts'

/** Kinds of points that a record which counts for several operations tells apart; those of other kinds are not told. */
export const MAX_KINDS = 16
const NOTHING: readonly Points[] = []

/** The points of one record of operations, told to storage once, and again when there are more. */
export class StatedPoints {
  private runs: readonly Points[]
  private told = false

  constructor(runs: readonly Points[]) {
    this.runs = runs
  }

  /**
   * A record that counts for several operations also counts for this one. Of the points of a kind only the lowest and
   * the highest are kept: a sweep over all registers is one run.
   */
  widen(points: readonly Points[]): void {
    for (const each of points) {
      const at = this.runs.findIndex(({ name, writes }) => name === each.name && writes === each.writes)
      const known = this.runs[at]
      if (known === undefined) {
        if (this.runs.length >= MAX_KINDS) continue
        this.runs = [...this.runs, each]
        this.told = false
        continue
      }
      const first = Math.min(known.first, each.first)
      const end = Math.max(known.first + known.count, each.first + each.count)
      if (first === known.first && end - first === known.count) continue
      this.runs = this.runs.with(at, { ...known, first, count: end - first })
      this.told = false
    }
  }

  /** Those not told yet. */
  take(): readonly Points[] {
    if (this.told) return NOTHING
    this.told = true
    return this.runs
  }
}
