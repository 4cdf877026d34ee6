import type { OutageEntry } from '../model/outage-entry.ts'

/** An outage that begins within this of the last one is part of it: a loose plug is one event. */
export const SAME_OUTAGE_MS = 60_000

/** The outages of one interface in one spell, as they come. */
export class OutageWatch {
  /** Of the spell. */
  blindMs = 0
  private readonly name: string
  private current: OutageEntry | undefined
  private isBlind = false
  private isNews = false

  constructor(name: string) {
    this.name = name
  }

  /** From the last look to this one nothing was seen, for all that is known. */
  blind(lookedMs: number, nowMs: number): void {
    const lengthMs = nowMs - lookedMs
    this.blindMs += lengthMs
    const last = this.current
    const isSame = last !== undefined && lookedMs * 1000 - last.untilUs <= SAME_OUTAGE_MS * 1000
    this.current = {
      interface: this.name,
      cause: 'down',
      sinceUs: isSame ? last.sinceUs : lookedMs * 1000,
      untilUs: nowMs * 1000,
      times: (isSame ? last.times : 0) + (this.isBlind ? 0 : 1),
      blindUs: (isSame ? last.blindUs : 0) + lengthMs * 1000,
    }
    this.isBlind = true
    this.isNews = true
  }

  /** At this look it saw again. */
  sees(): void {
    this.isBlind = false
  }

  /** The outage that began, went on or ended since the last call. */
  take(): OutageEntry | undefined {
    const { isNews, current } = this
    this.isNews = false
    return isNews ? current : undefined
  }
}
