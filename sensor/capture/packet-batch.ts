/** The memory of a batch: shared, so that two threads can each have a `PacketBatch` over it. */
export interface BatchMemory {
  readonly bytes: SharedArrayBuffer
  readonly start: SharedArrayBuffer
  readonly length: SharedArrayBuffer
  readonly wireLength: SharedArrayBuffer
  readonly timeUs: SharedArrayBuffer
  readonly tap: SharedArrayBuffer
  readonly linkType: SharedArrayBuffer
}

/**
 * Packets side by side in one buffer: the unit of work, and the only thing that crosses a thread.
 *
 * A batch is filled either by `push`, which copies, or by a file reader that reads straight into `bytes` and then
 * notes with `note` where each packet lies.
 */
export class PacketBatch {
  count = 0
  used = 0
  readonly bytes: Uint8Array
  readonly view: DataView
  readonly start: Uint32Array
  /** Bytes captured. */
  readonly length: Uint32Array
  /** Bytes on the wire. */
  readonly wireLength: Uint32Array
  /** Microseconds since the Unix epoch. */
  readonly timeUs: Float64Array
  /** Index of the capture interface, into the source's list of taps. */
  readonly tap: Uint8Array
  /** Link type of the interface, as in the LINKTYPE_ registry of tcpdump.org. */
  readonly linkType: Uint16Array

  constructor(byteCapacity: number, packetCapacity: number, memory = allocateBatch(byteCapacity, packetCapacity)) {
    this.bytes = new Uint8Array(memory.bytes)
    this.view = new DataView(memory.bytes)
    this.start = new Uint32Array(memory.start)
    this.length = new Uint32Array(memory.length)
    this.wireLength = new Uint32Array(memory.wireLength)
    this.timeUs = new Float64Array(memory.timeUs)
    this.tap = new Uint8Array(memory.tap)
    this.linkType = new Uint16Array(memory.linkType)
  }

  get full(): boolean {
    return this.count === this.start.length
  }

  /** Copies a packet in, from `source[from, from + length)`. False when it does not fit: hand this batch on and start another. */
  push(
    source: Uint8Array,
    length: number,
    wireLength: number,
    timeUs: number,
    tap: number,
    linkType: number,
    from = 0,
  ): boolean {
    if (this.full || this.used + length > this.bytes.length) return false
    this.bytes.set(source.length === length ? source : source.subarray(from, from + length), this.used)
    this.note(this.used, length, wireLength, timeUs, tap, linkType)
    this.used += length
    return true
  }

  /** Copies packets of another batch in, from its `from`th on, as far as they fit; returns the first that did not. */
  copyFrom(other: PacketBatch, from: number): number {
    const first = other.start[from] as number
    const shift = this.used - first
    let to = from
    let end = first
    while (to < other.count && this.count + to - from < this.start.length) {
      const next = (other.start[to] as number) + (other.length[to] as number)
      if (next + shift > this.bytes.length) break
      end = next
      to++
    }
    this.bytes.set(other.bytes.subarray(first, end), this.used)
    for (let i = from; i < to; i++) {
      const { start, length, wireLength, timeUs, tap, linkType } = other
      this.note(
        (start[i] as number) + shift,
        length[i] as number,
        wireLength[i] as number,
        timeUs[i] as number,
        tap[i] as number,
        linkType[i] as number,
      )
    }
    this.used += end - first
    return to
  }

  /** Notes a packet that lies in `bytes` already. */
  note(start: number, length: number, wireLength: number, timeUs: number, tap: number, linkType: number): void {
    const index = this.count++
    this.start[index] = start
    this.length[index] = length
    this.wireLength[index] = wireLength
    this.timeUs[index] = timeUs
    this.tap[index] = tap
    this.linkType[index] = linkType
  }

  clear(): void {
    this.count = 0
    this.used = 0
  }
}

/** Memory for a batch of at most so many bytes and packets. */
export function allocateBatch(byteCapacity: number, packetCapacity: number): BatchMemory {
  return {
    bytes: new SharedArrayBuffer(byteCapacity),
    start: new SharedArrayBuffer(packetCapacity * 4),
    length: new SharedArrayBuffer(packetCapacity * 4),
    wireLength: new SharedArrayBuffer(packetCapacity * 4),
    timeUs: new SharedArrayBuffer(packetCapacity * 8),
    tap: new SharedArrayBuffer(packetCapacity),
    linkType: new SharedArrayBuffer(packetCapacity * 2),
  }
}
