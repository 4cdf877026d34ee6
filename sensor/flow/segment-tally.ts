/** How many frames of each segment, since it was last drained. */
export class SegmentTally {
  private readonly counts: number[] = []

  add(segment: number): void {
    this.counts[segment] = (this.counts[segment] ?? 0) + 1
  }

  drain(report: (segment: number, count: number) => void): void {
    this.counts.forEach((count, segment) => {
      if (count > 0) report(segment, count)
    })
    this.counts.fill(0)
  }
}
