import type { Measure } from './coverage.ts'
import type { CoverageEntry } from './delta.ts'

/** The counts of one conversation, or of the whole capture, since the last delta. Counting again allocates nothing. */
export class CoverageCounts {
  private counts: Map<Measure, Map<string, number>> | undefined = undefined

  add(measure: Measure, detail: string, count: number): void {
    this.counts ??= new Map()
    let ofMeasure = this.counts.get(measure)
    if (ofMeasure === undefined) {
      ofMeasure = new Map()
      this.counts.set(measure, ofMeasure)
    }
    ofMeasure.set(detail, (ofMeasure.get(detail) ?? 0) + count)
  }

  /** What was counted, as entries of a conversation (0: of the whole capture); the counts begin anew. */
  take(conversation: number): CoverageEntry[] {
    const { counts } = this
    if (counts === undefined) return []
    this.counts = undefined
    return [...counts].flatMap(([measure, ofMeasure]) =>
      [...ofMeasure].map(([detail, count]) => ({ conversation, measure, detail, count })),
    )
  }
}
