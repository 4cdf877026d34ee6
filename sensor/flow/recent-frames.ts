/** Frames remembered; of two with the same place in the table the later one is. */
export const WINDOW_FRAMES = 1 << 16
export const NOT_RECENT = -1

/** Remembers what was just seen, by hash: each with a small number, its tag. */
export class RecentFrames {
  private readonly withinUs: number
  private readonly hashes = new Int32Array(WINDOW_FRAMES)
  private readonly tags = new Int32Array(WINDOW_FRAMES)
  private readonly timesUs = new Float64Array(WINDOW_FRAMES).fill(Number.NEGATIVE_INFINITY)

  constructor(withinUs: number) {
    this.withinUs = withinUs
  }

  /** The tag of the last one with this hash, NOT_RECENT when that was not just before; from now on it is this one. */
  replace(hash: number, tag: number, timeUs: number): number {
    const at = hash & (WINDOW_FRAMES - 1)
    const isRecent = this.hashes[at] === hash && Math.abs(timeUs - (this.timesUs[at] as number)) < this.withinUs
    const earlier = isRecent ? (this.tags[at] as number) : NOT_RECENT
    this.hashes[at] = hash
    this.tags[at] = tag
    this.timesUs[at] = timeUs
    return earlier
  }

  clear(): void {
    this.timesUs.fill(Number.NEGATIVE_INFINITY)
  }
}

/** A hash of `view[start, end)` and a seed; not yet mixed to its last bit, so that more can be added to it. */
export function hashOf(view: DataView, start: number, end: number, seed: number): number {
  let hash = seed ^ (end - start)
  let at = start
  for (; at + 4 <= end; at += 4) hash = mix(hash, view.getInt32(at))
  for (; at < end; at++) hash = mix(hash, view.getUint8(at))
  return hash
}

export function mix(hash: number, word: number): number {
  const mixed = Math.imul(hash ^ word, 0x9e3779b1)
  return mixed ^ (mixed >>> 15)
}
