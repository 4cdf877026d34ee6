/** Octets of one fragment held while its segments come; IEEE 1815-2012, 4.2.2.2 recommends at most 2048. */
export const MAX_FRAGMENT = 8192
const FIRST_CAPACITY = 512
const SEQUENCE_MASK = 0x3f
const NO_SEQUENCE = -1

export type Segment = 'held' | 'complete' | 'repeated' | 'lost'

/** Puts the segments of one station's transport function together: IEEE 1815-2012, clause 8. */
export class Reassembly {
  /** Octets of the fragment so far: `view[0, length)`. */
  view = new DataView(new ArrayBuffer(0))
  length = 0
  isOpen = false
  private sequence = NO_SEQUENCE
  private bytes = new Uint8Array(0)

  /** Takes the segment in `source[from, to)`. 'lost': it continues nothing, and neither it nor what was held is usable. */
  add(source: Uint8Array, from: number, to: number, isFirst: boolean, isFinal: boolean, sequence: number): Segment {
    if (!isFirst) {
      if (sequence === this.sequence) return 'repeated'
      const follows = this.isOpen && sequence === ((this.sequence + 1) & SEQUENCE_MASK)
      if (!follows || this.length + to - from > MAX_FRAGMENT) {
        this.drop()
        return 'lost'
      }
    } else this.length = 0
    this.append(source, from, to)
    this.sequence = sequence
    this.isOpen = !isFinal
    return isFinal ? 'complete' : 'held'
  }

  /** A fragment in one segment came, or octets are missing: what was held will not be finished. */
  drop(): void {
    this.isOpen = false
    this.length = 0
    this.sequence = NO_SEQUENCE
  }

  private append(source: Uint8Array, from: number, to: number): void {
    const need = this.length + to - from
    if (need > this.bytes.length) {
      const grown = new Uint8Array(Math.min(MAX_FRAGMENT, Math.max(need, this.bytes.length * 2, FIRST_CAPACITY)))
      grown.set(this.bytes.subarray(0, this.length))
      this.bytes = grown
      this.view = new DataView(grown.buffer)
    }
    for (let at = from; at < to; at++) this.bytes[this.length++] = source[at] as number
  }
}
