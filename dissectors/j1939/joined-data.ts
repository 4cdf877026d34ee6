/* Data that is longer than a frame: SAE J1939-21, 5.10 (transport protocol); ISO 15765-2, 9.6 (the same of diagnosis). */
import type { Cursor } from '../kit/cursor.ts'

/** 255 packets of 7 bytes (5.10.1.1). */
export const MAX_JOINED = 1785
const PACKET_BYTES = 7
const NONE = new DataView(new ArrayBuffer(0))

/** What one station sends another in several packets, in order. The room is made when the first of them comes. */
export class JoinedData {
  /** The parameter group that it is of. */
  group = 0
  view = NONE
  size = 0
  private filled = 0
  private next = 0
  private mask = 0xff

  /** `mask`: the bits that packets are numbered by. */
  begin(group: number, size: number, firstPacket: number, mask = 0xff): void {
    this.mask = mask
    this.group = group
    this.size = size > MAX_JOINED ? 0 : size
    this.filled = 0
    this.next = firstPacket
    if (this.size > 0 && this.view === NONE) this.view = new DataView(new ArrayBuffer(MAX_JOINED))
  }

  /** Takes the packet at the cursor, of at most 7 bytes; true when it was the last one. A packet out of turn ends it. */
  add(packet: number, data: Cursor, most = PACKET_BYTES): boolean {
    if (this.size === 0) return false
    if (packet !== this.next) {
      this.size = 0
      return false
    }
    for (let left = Math.min(data.left, most, this.size - this.filled); left > 0; left--) {
      this.view.setUint8(this.filled++, data.u8())
    }
    this.next = (packet + 1) & this.mask
    return this.filled === this.size
  }
}
