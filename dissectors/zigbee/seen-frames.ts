/** Frames remembered of a side. */
const REMEMBERED = 16
/** How long one can be on its way: nwkBroadcastDeliveryTime (05-3474-22, table 3-62). Later the same number is another frame. */
const ON_THE_WAY_US = 9_000_000
const NONE = -1

/**
 * Tells a frame from the same one on its next hop: who hears all stations hears it at each of them. The number that its first
 * sender gave it stays.
 */
export class SeenFrames {
  private readonly numbers = new Int32Array(REMEMBERED * 2).fill(NONE)
  private readonly timesUs = new Float64Array(REMEMBERED * 2)
  private next = 0

  /** Whether this frame, of a side, was not seen before. */
  isNew(side: number, number: number, timeUs: number): boolean {
    const { numbers, timesUs } = this
    const wanted = (side << 8) | number
    for (let at = 0; at < numbers.length; at++) {
      if (numbers[at] === wanted && Math.abs(timeUs - (timesUs[at] as number)) < ON_THE_WAY_US) return false
    }
    numbers[this.next] = wanted
    timesUs[this.next] = timeUs
    this.next = (this.next + 1) % numbers.length
    return true
  }
}
