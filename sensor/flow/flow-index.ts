const FIRST_SLOTS = 1 << 11
const EMPTY = -1

/** Finds flows by hash: open addressing, at most half full, and no tombstones. Who looks up compares for itself. */
export class FlowIndex {
  /** Flow numbers; below 0 the slot is free, and the probe sequence ends. */
  slots = new Int32Array(FIRST_SLOTS).fill(EMPTY)
  mask = FIRST_SLOTS - 1
  private count = 0

  add(flow: number, hash: number, hashes: Int32Array): void {
    this.count++
    if (this.count * 2 > this.slots.length) this.grow(hashes)
    this.place(flow, hash)
  }

  remove(flow: number, hashes: Int32Array): void {
    const { slots, mask } = this
    let hole = (hashes[flow] as number) & mask
    while (slots[hole] !== flow) hole = (hole + 1) & mask
    // Later entries of the probe sequence are pulled back over the hole.
    for (let at = (hole + 1) & mask; ; at = (at + 1) & mask) {
      const moved = slots[at] as number
      if (moved === EMPTY) break
      const home = (hashes[moved] as number) & mask
      if (((at - home) & mask) >= ((at - hole) & mask)) {
        slots[hole] = moved
        hole = at
      }
    }
    slots[hole] = EMPTY
    this.count--
  }

  private place(flow: number, hash: number): void {
    let at = hash & this.mask
    while (this.slots[at] !== EMPTY) at = (at + 1) & this.mask
    this.slots[at] = flow
  }

  private grow(hashes: Int32Array): void {
    const old = this.slots
    this.slots = new Int32Array(old.length * 2).fill(EMPTY)
    this.mask = this.slots.length - 1
    for (const flow of old) if (flow !== EMPTY) this.place(flow, hashes[flow] as number)
  }
}
