import { vlanText } from '../decode/ethernet.ts'
import type { Inventory } from '../model/inventory.ts'

/** The segment of a packet by its tap and VLAN tags, without a look-up while both stay the same. */
export class SegmentTable {
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
    this.known.clear()
    this.lastKey = -1
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
