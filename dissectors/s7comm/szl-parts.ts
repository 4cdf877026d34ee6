import { Cursor } from '../kit/cursor.ts'

/** A list of identity has 348 bytes at most on the controllers known. */
export const MAX_SZL = 2048

/** A system status list that comes in several answers, which share a data unit reference. */
export class SzlParts {
  private readonly held = new Uint8Array(MAX_SZL)
  private readonly whole = new Cursor(new DataView(this.held.buffer))
  private length = 0
  private reference = 0

  /** Whether parts under this reference wait for more. */
  awaits(reference: number): boolean {
    return this.length > 0 && this.reference === reference
  }

  begin(reference: number): void {
    this.reference = reference
    this.length = 0
  }

  /** Adds the bytes at the cursor; what exceeds MAX_SZL is cut off. */
  add(part: Cursor): void {
    const count = Math.min(part.left, MAX_SZL - this.length)
    for (let i = 0; i < count; i++) this.held[this.length + i] = part.view.getUint8(part.pos + i)
    this.length += count
  }

  /** All parts, once: valid until the next `begin`. */
  take(): Cursor {
    const { length } = this
    this.length = 0
    return this.whole.reset(this.whole.view, 0, length)
  }
}
