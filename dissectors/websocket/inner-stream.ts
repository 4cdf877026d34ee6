import { Cursor } from '../kit/cursor.ts'
import { type Direction, type Dissector, NEED_MORE, NOT_A_MESSAGE, type Sink } from '../kit/dissector.ts'
import { INNER_PROTOCOLS } from './inner-protocols.ts'

/** Bytes of an unfinished inner message that are held; of a longer one the rest passes. */
export const MAX_HELD = 0x1_0000
/** Bytes that are held until they tell which protocol they are of. */
export const MAX_SEARCHED = 1024
const NONE = -1
const UNDECIDED = -2
const LEAST_ROOM = 256
const NOTHING = new Uint8Array(0)
const NO_VIEW = new DataView(NOTHING.buffer)
const cursor = new Cursor(NO_VIEW)

/** What both directions of a connection carry: its place among the protocols inside; -1 while it is not known. */
export interface Inner {
  place: number
}

/**
 * The payloads of one direction, cut into messages of the protocol inside, which do not end where frames do (MQTT 5.0, 6.0:
 * a frame can contain several packets, or a part of one).
 */
export class InnerStream {
  private held = NOTHING
  private view = NO_VIEW
  private heldLength = 0
  private toPass = 0
  /** Where messages begin is not known. */
  private isLost = true

  /** So many bytes are missing, or are not read: what was begun has no end. */
  lose(bytes: number): void {
    if (bytes <= this.toPass) {
      this.toPass -= bytes
      return
    }
    this.heldLength = 0
    this.toPass = 0
    this.isLost = true
  }

  /** Takes `view[start, end)`; false where it is not understood. */
  feed(view: DataView, start: number, end: number, direction: Direction, inner: Inner, sink: Sink): boolean {
    const passed = Math.min(this.toPass, end - start)
    this.toPass -= passed
    const from = start + passed
    if (from === end) return passed === 0
    if (this.heldLength === 0) return this.take(view, from, end, direction, inner, sink)
    this.hold(view, from, end)
    const length = this.heldLength
    this.heldLength = 0
    // What was held before it was no beginning, perhaps.
    const isWrong = this.isLost && find(this.view, 0, length, direction, inner) === NONE
    if (isWrong) return this.take(view, from, end, direction, inner, sink)
    return this.take(this.view, 0, length, direction, inner, sink)
  }

  /** Hands on what is whole of `view[start, end)`, and holds the rest. */
  private take(view: DataView, start: number, end: number, way: Direction, inner: Inner, sink: Sink): boolean {
    if (this.isLost) {
      const found = find(view, start, end, way, inner)
      if (found === NONE) return false
      if (found === UNDECIDED) {
        const isWanted = end - start <= MAX_SEARCHED
        if (isWanted) this.hold(view, start, end)
        return isWanted
      }
      inner.place = found
      this.isLost = false
    }
    return this.cut(view, start, end, INNER_PROTOCOLS[inner.place] as Dissector, sink)
  }

  private cut(view: DataView, start: number, end: number, protocol: Dissector, sink: Sink): boolean {
    for (let at = start; at < end; ) {
      const length = protocol.messageLength(cursor.reset(view, at, end))
      if (length === NOT_A_MESSAGE) {
        this.isLost = true
        return false
      }
      if (length === NEED_MORE || at + length > end) return this.keep(view, at, end, length)
      sink.handOff(cursor.reset(view, at, at + length), protocol.name)
      at += length
    }
    return true
  }

  /** Of a message that is too long nothing is held. */
  private keep(view: DataView, at: number, end: number, length: number): boolean {
    if (length > MAX_HELD) {
      this.toPass = length - (end - at)
      return false
    }
    this.hold(view, at, end)
    return true
  }

  private hold(view: DataView, start: number, end: number): void {
    const need = this.heldLength + end - start
    if (this.held.length < need) {
      const grown = new Uint8Array(Math.max(need, LEAST_ROOM, this.held.length * 2))
      grown.set(this.held.subarray(0, this.heldLength))
      this.held = grown
      this.view = new DataView(grown.buffer)
    }
    for (let at = start; at < end; at++) this.held[this.heldLength++] = view.getUint8(at)
  }
}

/** The place of the protocol that begins here; UNDECIDED while one may, or NONE. */
function find(view: DataView, start: number, end: number, way: Direction, { place }: Inner): number {
  let found = NONE
  for (let at = 0; at < INNER_PROTOCOLS.length; at++) {
    if (place >= 0 && at !== place) continue
    const protocol = INNER_PROTOCOLS[at] as Dissector
    const verdict = protocol.probe(cursor.reset(view, start, end), way)
    if (verdict === 'yes') return at
    if (verdict === 'no') continue
    if (place >= 0 && fills(protocol, view, start, end)) return at
    found = UNDECIDED
  }
  return found
}

/** Whether whole messages fill `view[start, end)`, to the byte. */
export function fills(protocol: Dissector, view: DataView, start: number, end: number): boolean {
  let at = start
  while (at < end) {
    const length = protocol.messageLength(cursor.reset(view, at, end))
    if (length === NEED_MORE || length === NOT_A_MESSAGE) return false
    at += length
  }
  return at === end
}
