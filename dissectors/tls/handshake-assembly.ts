import { Cursor } from '../kit/cursor.ts'

/** A handshake message that is longer is passed over, not kept; certificate chains are a tenth of it. */
export const MAX_HANDSHAKE_BYTES = 65_536
const HEADER = 4

/** Puts together the handshake messages of one side, which begin and end anywhere in its records (RFC 8446, 5.1). */
export class HandshakeAssembly {
  type = 0
  /** The content of the message that `next` has found. */
  readonly body = new Cursor(new DataView(new ArrayBuffer(0)))
  private held = new Uint8Array(0)
  private view = new DataView(this.held.buffer)
  private from = 0
  private to = 0
  /** Bytes of a message too long to keep that are still to come. */
  private passing = 0

  get isEmpty(): boolean {
    return this.to === this.from && this.passing === 0
  }

  forget(): void {
    this.held = new Uint8Array(0)
    this.view = new DataView(this.held.buffer)
    this.from = this.to = this.passing = 0
  }

  /** Takes the rest of a record. */
  add(record: Cursor): void {
    const passed = Math.min(this.passing, record.left)
    this.passing -= passed
    record.skip(passed)
    const { left, pos, view } = record
    this.makeRoom(left)
    for (let i = 0; i < left; i++) this.held[this.to + i] = view.getUint8(pos + i)
    this.to += left
    record.skip(left)
  }

  /** Moves to the next whole message; false when there is none. */
  next(): boolean {
    const have = this.to - this.from
    if (have < HEADER) return this.rest()
    this.type = this.view.getUint8(this.from)
    const length = (this.view.getUint8(this.from + 1) << 16) | this.view.getUint16(this.from + 2)
    if (length > MAX_HANDSHAKE_BYTES) {
      this.forget()
      this.passing = Math.max(0, HEADER + length - have)
      return false
    }
    if (have < HEADER + length) return this.rest()
    const start = this.from + HEADER
    this.body.reset(this.view, start, start + length)
    this.from = start + length
    return true
  }

  /** Nothing whole is left: an empty buffer is given back. */
  private rest(): boolean {
    if (this.from === this.to && this.held.length > 0) this.forget()
    return false
  }

  private makeRoom(count: number): void {
    if (this.to + count <= this.held.length) return
    const have = this.to - this.from
    const grown = new Uint8Array(have + count)
    grown.set(this.held.subarray(this.from, this.to))
    this.held = grown
    this.view = new DataView(grown.buffer)
    this.from = 0
    this.to = have
  }
}
