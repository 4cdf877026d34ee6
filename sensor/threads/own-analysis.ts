import type { Analyses } from './analyses.ts'
import type { ShardAnalysis } from './shard-analysis.ts'
import type { ShardReport } from './shard-report.ts'

/** The analysis in the thread that stores. */
export class OwnAnalysis implements Analyses {
  private readonly analysis: ShardAnalysis

  constructor(analysis: ShardAnalysis) {
    this.analysis = analysis
  }

  work(waitMs: number): boolean {
    return this.analysis.work(waitMs)
  }

  hasNews(): boolean {
    return this.analysis.isDue()
  }

  take(isLast: boolean): readonly ShardReport[] {
    return [this.analysis.report(isLast)]
  }

  takeDeaths(): readonly string[] {
    return []
  }
}
