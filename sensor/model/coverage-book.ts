import type { Base, Measure } from './coverage.ts'
import type { CoverageHourEntry } from './delta.ts'

export const HOUR_US = 3_600_000_000
/** What is of no segment: of a whole interface, or of a whole capture. */
export const NO_SEGMENT = -1

/** How good the view of each segment was in each hour of capture time. */
export class CoverageBook {
  /** NaN before the first frame: what is counted until then belongs to its hour. */
  private hourUs = Number.NaN
  private readonly current = new Map<number, Map<Measure | Base, number>>()
  private done: CoverageHourEntry[] = []

  add(segment: number, measure: Measure | Base, count: number): void {
    let counts = this.current.get(segment)
    if (counts === undefined) {
      counts = new Map()
      this.current.set(segment, counts)
    }
    counts.set(measure, (counts.get(measure) ?? 0) + count)
  }

  /** What follows belongs to the hour of this time. */
  turn(timeUs: number): void {
    const hourUs = Math.floor(timeUs / HOUR_US) * HOUR_US
    if (hourUs === this.hourUs) return
    this.close()
    this.hourUs = hourUs
  }

  /** What was counted since the last call. */
  take(): CoverageHourEntry[] {
    this.close()
    const { done } = this
    this.done = []
    return done
  }

  /** The capture is over. What it lost without showing one frame has no hour, and is not of the next one. */
  forget(): void {
    this.current.clear()
    this.hourUs = Number.NaN
  }

  private close(): void {
    const { current, hourUs } = this
    if (Number.isNaN(hourUs)) return
    for (const [id, counts] of current) {
      const segment = id === NO_SEGMENT ? null : id
      for (const [measure, count] of counts) this.done.push({ segment, hourUs, measure, count })
    }
    current.clear()
  }
}
