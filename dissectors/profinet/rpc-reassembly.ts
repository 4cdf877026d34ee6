import { Cursor } from '../kit/cursor.ts'

/** Bytes of one fragmented call held while its fragments arrive; records end at 64 kB. */
export const MAX_CALL = 0x1_4000
const FIRST_CAPACITY = 4096

/** Puts the fragments of one call at a time together. They come in order, or not at all (C706, 10.2). */
export class RpcReassembly {
  private held = new Uint8Array(0)
  private length = 0
  private key = -1
  private nextFragment = 0
  private readonly whole = new Cursor(new DataView(this.held.buffer))

  /** Takes the stub of a fragment; answers with the stub of the whole call at its last one, valid until the next call. */
  push(key: number, fragment: number, isLast: boolean, stub: Cursor): Cursor | undefined {
    if (fragment === 0) {
      this.key = key
      this.length = 0
    } else if (key !== this.key || fragment !== this.nextFragment) return undefined
    this.nextFragment = fragment + 1
    const need = this.length + stub.left
    if (need > MAX_CALL) {
      this.key = -1
      return undefined
    }
    if (need > this.held.length) this.grow(need)
    for (let i = 0; i < stub.left; i++) this.held[this.length + i] = stub.view.getUint8(stub.pos + i)
    this.length = need
    if (!isLast) return undefined
    this.key = -1
    return this.whole.reset(this.whole.view, 0, need)
  }

  private grow(need: number): void {
    let capacity = Math.max(FIRST_CAPACITY, this.held.length)
    while (capacity < need) capacity *= 2
    const grown = new Uint8Array(capacity)
    grown.set(this.held)
    this.held = grown
    this.whole.view = new DataView(grown.buffer)
  }
}
