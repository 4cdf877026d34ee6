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

/** A hash of `view[start, end)` and a seed: the mixing of MurmurHash3, four bytes at a time. */
export function hashOf(view: DataView, start: number, end: number, seed: number): number {
  let hash = seed ^ (end - start)
  let at = start
  for (; at + 4 <= end; at += 4) hash = mix(hash, view.getUint32(at))
  for (; at < end; at++) hash = mix(hash, view.getUint8(at))
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  return hash ^ (hash >>> 13)
}

export function mix(hash: number, word: number): number {
  let k = Math.imul(word, 0xcc9e2d51)
  k = (k << 15) | (k >>> 17)
  const next = hash ^ Math.imul(k, 0x1b873593)
  return (Math.imul((next << 13) | (next >>> 19), 5) + 0xe6546b64) | 0
}
