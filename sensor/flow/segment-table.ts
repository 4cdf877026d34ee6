import { vlanText } from '../decode/ethernet.ts'
import type { Inventory } from '../model/inventory.ts'

/** Names for the taps of a file whose interfaces are all of one network. */
export const JOINED_TAPS: readonly string[] = ['', '']

/** The segment of a packet by its tap and VLAN tags, without a look-up while both stay the same. */
export class SegmentTable {
  /** Several taps have one name: each brings a part of the same network. */
  isJoined = false
  private readonly inventory: Inventory
  private taps: readonly string[] = ['']
  private readonly known = new Map<number, number>()
  private lastKey = -1
  private lastSegment = 0

  constructor(inventory: Inventory) {
    this.inventory = inventory
  }

  beginCapture(taps: readonly string[]): void {
    this.taps = taps
    this.isJoined = new Set(taps).size < taps.length
    this.known.clear()
    this.lastKey = -1
  }

  /** The first tap that brings the same network as this one. */
  networkOf(tap: number): number {
    return this.isJoined ? Math.max(0, this.taps.indexOf(this.taps[tap] ?? '')) : tap
  }

  /** `vlan` as in `Frame`. */
  of(tap: number, vlan: number): number {
    const key = vlan * 256 + tap
    if (key === this.lastKey) return this.lastSegment
    let segment = this.known.get(key)
    if (segment === undefined) {
      segment = this.inventory.segment(this.taps[tap] ?? '', vlanText(vlan))
      this.known.set(key, segment)
    }
    this.lastKey = key
    this.lastSegment = segment
    return segment
  }
}
