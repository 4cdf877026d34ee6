import type { Measure } from '../model/coverage.ts'
import { FRAME_STATUSES, type Frame, STATUS } from './frame.ts'
import { tunnelText } from './tunnels.ts'

type Cover = (measure: Measure, detail: string, count: number) => void

/** Link types and tunnels counted apart between two deltas; further ones are counted together. */
export const MAX_COUNTED_APART = 1024
const ALL_OTHERS = -1
const ID_RANGE = 0x1_0000_0000

/** Counts what was odd about frames, and what those of no conversation came in, from one delta to the next. */
export class FrameCounts {
  private readonly statuses = new Float64Array(FRAME_STATUSES.length)
  private readonly linkTypes = new Map<number, number>()
  /** By tunnel and its number as one number. */
  private readonly tunnels = new Map<number, number>()
  private isAny = false

  note(frame: Frame, linkType: number): void {
    if (frame.status === STATUS['link-type-unknown']) {
      this.isAny = true
      countOne(this.linkTypes, linkType)
    } else if (frame.status !== 0) this.add(frame.status, 1)
  }

  /** What a frame came in that is of no conversation. */
  noteTunnels({ tunnel, tunnelId, mirror, mirrorId }: Frame): void {
    if (tunnel === 0 && mirror === 0) return
    this.isAny = true
    if (tunnel !== 0) countOne(this.tunnels, tunnel * ID_RANGE + tunnelId)
    // What a mirror sends through another tunnel is told by both.
    const isSame = mirror === tunnel && mirrorId === tunnelId
    if (mirror !== 0 && !isSame) countOne(this.tunnels, mirror * ID_RANGE + mirrorId)
  }

  add(status: number, count: number): void {
    if (count === 0) return
    this.isAny = true
    this.statuses[status] = (this.statuses[status] as number) + count
  }

  drain(cover: Cover): void {
    if (!this.isAny) return
    this.isAny = false
    for (const [status, count] of this.statuses.entries())
      cover('frames-undecoded', FRAME_STATUSES[status] as string, count)
    for (const [linkType, count] of this.linkTypes) {
      cover('frames-undecoded', `link-type-unknown ${linkType === ALL_OTHERS ? '…' : linkType}`, count)
    }
    for (const [key, count] of this.tunnels) {
      const text = key === ALL_OTHERS ? '…' : tunnelText(Math.floor(key / ID_RANGE), key % ID_RANGE)
      cover('frames-tunnelled', text, count)
    }
    this.statuses.fill(0)
    this.linkTypes.clear()
    this.tunnels.clear()
  }
}

function countOne(counts: Map<number, number>, key: number): void {
  const at = counts.has(key) || counts.size < MAX_COUNTED_APART ? key : ALL_OTHERS
  counts.set(at, (counts.get(at) ?? 0) + 1)
}
