import { MINUTE_US } from './activity-book.ts'

/** Interfaces of one capture are seldom further apart: a frame this much too early still belongs to the minute that goes on. */
export const SLACK_US = MINUTE_US
/** Times that the clock of one capture is set back; past it what comes too early counts for the minute that goes on. */
export const MAX_SET_BACK = 1000

/** Tells when capture time has come to another minute. */
export class MinuteClock {
  /** A frame from `fromUs` up to `untilUs` turns nothing: to be asked first, since a time as an argument goes to the heap. */
  fromUs = Number.POSITIVE_INFINITY
  untilUs = Number.NEGATIVE_INFINITY
  private setBack = 0

  /** A capture begins: its first frame is in another minute. */
  reset(): void {
    this.fromUs = Number.POSITIVE_INFINITY
    this.untilUs = Number.NEGATIVE_INFINITY
    this.setBack = 0
  }

  /** Whether a frame of this time belongs to another minute than the one before. */
  turns(timeUs: number): boolean {
    if (timeUs < this.untilUs && timeUs >= this.fromUs) return false
    const isBack = timeUs < this.untilUs
    if (isBack && this.setBack++ >= MAX_SET_BACK) return false
    const minuteUs = Math.floor(timeUs / MINUTE_US) * MINUTE_US
    this.fromUs = minuteUs - SLACK_US
    this.untilUs = minuteUs + MINUTE_US
    return true
  }
}
