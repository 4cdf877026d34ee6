/* Messages sent in several chunks. OPC 10000-6 clause 6.7.2.2 (IsFinal) and 6.7.3. */
import { Cursor } from '../kit/cursor.ts'

/** Bytes of one message's body that are kept: what says who and what comes first, lists of values come last. */
export const MAX_BODY = 65_536
/** Messages of one direction that are put together at a time; the oldest is forgotten first. */
export const MAX_PARTIAL = 2

const NOBODY = -1

/** Puts the bodies of chunks together, for one direction of one connection. */
export class ChunkAssembly {
  /** The message given by the last `finish` was longer than what is kept. */
  isCut = false
  private readonly requests = new Array<number>(MAX_PARTIAL).fill(NOBODY)
  private readonly bodies: (Uint8Array | undefined)[] = new Array(MAX_PARTIAL).fill(undefined)
  private readonly lengths = new Array<number>(MAX_PARTIAL).fill(0)
  private readonly cut = new Array<boolean>(MAX_PARTIAL).fill(false)
  private oldest = 0
  private partial = 0
  private readonly cursor = new Cursor(new DataView(new ArrayBuffer(0)))

  /** Whether chunks of this message came before. */
  has(request: number): boolean {
    return this.partial > 0 && this.requests.includes(request)
  }

  add(request: number, body: Cursor): void {
    let slot = this.requests.indexOf(request)
    if (slot < 0) {
      const free = this.requests.indexOf(NOBODY)
      slot = free < 0 ? this.oldest : free
      if (free < 0) this.oldest = (this.oldest + 1) % MAX_PARTIAL
      else this.partial++
      this.requests[slot] = request
      this.lengths[slot] = 0
      this.cut[slot] = false
    }
    this.append(slot, body)
  }

  /** The whole body, with that of the last chunk; what was kept of it is forgotten with the next `finish`. */
  finish(request: number, last: Cursor): Cursor {
    const slot = this.requests.indexOf(request)
    this.append(slot, last)
    const bytes = this.bodies[slot] as Uint8Array
    this.isCut = this.cut[slot] as boolean
    const { cursor } = this
    cursor.reset(new DataView(bytes.buffer), 0, this.lengths[slot] as number)
    this.release(slot)
    return cursor
  }

  forget(request: number): void {
    const slot = this.requests.indexOf(request)
    if (slot >= 0) this.release(slot)
  }

  private release(slot: number): void {
    this.requests[slot] = NOBODY
    this.partial--
    this.bodies[slot] = undefined
  }

  private append(slot: number, body: Cursor): void {
    const at = this.lengths[slot] as number
    const count = Math.min(body.left, MAX_BODY - at)
    if (count < body.left) this.cut[slot] = true
    const bytes = this.roomFor(slot, at + count)
    for (let i = 0; i < count; i++) bytes[at + i] = body.view.getUint8(body.pos + i)
    this.lengths[slot] = at + count
  }

  private roomFor(slot: number, length: number): Uint8Array {
    const bytes = this.bodies[slot]
    if (bytes !== undefined && bytes.length >= length) return bytes
    const grown = new Uint8Array(Math.min(MAX_BODY, Math.max(length * 2, 1024)))
    if (bytes !== undefined) grown.set(bytes)
    this.bodies[slot] = grown
    return grown
  }
}
