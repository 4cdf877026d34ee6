import { Cursor } from '../../dissectors/kit/cursor.ts'
import {
  type Direction,
  type Dissector,
  NEED_MORE,
  NOT_A_MESSAGE,
  type Verdict,
} from '../../dissectors/kit/dissector.ts'
import { ContentPassage, type ContentReceiver } from './content-passage.ts'
import { findMessage, NOWHERE } from './find-message.ts'

/** Segment boundaries tried after a gap before the stream is left alone for a while. */
export const MAX_RESYNC = 8
/** A segment of the least that TCP takes for full (RFC 9293 section 3.7.1) may lie amid a long message. */
export const LEAST_FULL_SEGMENT = 536
/** No more bytes behind the last message of a segment are looked at as padding, or as a checksum that was left there. */
export const MAX_PADDING = 8
/** How long it is left alone, the first time; twice as long each further time, up to the longest. */
export const RESYNC_REST_US = 1_000_000
export const LONGEST_RESYNC_REST_US = 1_024_000_000
/** The same where content of unknown length may lie before the next message. */
export const MAX_RESYNC_PAST_CONTENT = 1024

/** Receives whole messages, while the line's `Moment` is that of the packet that completed the message. */
export interface MessageReceiver extends ContentReceiver {
  message(direction: Direction, bytes: Cursor, afterGap: boolean): void
}

const NOTHING = new Uint8Array(0)
const NO_VIEW = new DataView(NOTHING.buffer)
/** Of all streams: a message is done with before the next one of any stream is looked at. */
const cursor = new Cursor(NO_VIEW)

/**
 * Cuts one direction of a byte stream into whole messages, with the lengths that the dissector gives.
 * In-order messages are handed on where they lie; only a split one is copied.
 */
export class MessageStream {
  /** Bytes that belonged to no whole message: before a resynchronisation, or at the end. */
  skippedBytes = 0
  resyncs = 0
  /** How often too many resynchronisations failed, so that nothing is dissected until a later one succeeds. */
  givenUps = 0
  /** Whether that is so now. */
  givenUp = false
  private readonly direction: Direction
  private readonly dissector: Dissector
  private readonly receiver: MessageReceiver
  private lost = false
  /** Bytes still to come of a message that was handed on without its end. */
  private toPass = 0
  private afterGap = false
  /** Its place was found anew, and no whole message has confirmed it yet. */
  private isUnsure = false
  private failures = 0
  /** Bytes of full segments that were tried in vain: no message is longer than so many. */
  private fullBytes = 0
  private restUs = RESYNC_REST_US
  private restsUntilUs = Number.NEGATIVE_INFINITY
  private held = NOTHING
  private heldView = NO_VIEW
  private heldLength = 0
  /** Where content is passed over; undefined for protocols that have none. */
  private readonly passage: ContentPassage | undefined

  constructor(direction: Direction, dissector: Dissector, receiver: MessageReceiver) {
    this.direction = direction
    this.dissector = dissector
    this.receiver = receiver
    this.passage = dissector.content === undefined ? undefined : new ContentPassage(direction, receiver)
  }

  /** Whether no message begins where the next bytes do, as far as is known. */
  get isLost(): boolean {
    return this.lost
  }

  feed(view: DataView, from: number, end: number): void {
    let start = this.toPass > 0 ? this.pass(from, end) : from
    if (start === end) return
    if (this.lost) {
      start = this.resynchronise(view, start, end)
      if (start === end) return
    }
    if (this.isUnsure && this.heldLength > 0 && this.verdictOn(view, start, end) === 'yes') this.dropHeld()
    if (this.heldLength === 0) {
      const at = this.cut(view, start, end)
      if (at < end && !this.lost) this.hold(view, at, end)
    } else this.feedHeld(view, start, end)
  }

  private feedHeld(view: DataView, start: number, end: number): void {
    const { isUnsure, heldLength: before } = this
    this.hold(view, start, end)
    if (before <= MAX_PADDING && this.isPadded(view, start, end)) {
      this.skippedBytes += before
      this.heldLength = 0
      this.feed(view, start, end)
      return
    }
    const length = this.heldLength
    const at = this.cut(this.heldView, 0, length)
    if (!this.lost) {
      if (at > 0) this.held.copyWithin(0, at, length)
      this.heldLength = length - at
    } else if (isUnsure && this.isUnsure) {
      // What was taken for the beginning of a message was none: one may begin here.
      this.skippedBytes -= end - start
      this.feed(view, start, end)
    }
  }

  /** Some devices pad their segments, or leave a checksum behind: no message with what was held, but one without. */
  private isPadded(view: DataView, start: number, end: number): boolean {
    const length = this.dissector.messageLength(cursor.reset(this.heldView, 0, this.heldLength))
    return length === NOT_A_MESSAGE && this.verdictOn(view, start, end) === 'yes'
  }

  /** Bytes of this direction are missing from here on; how many, or 0 when that is not known. */
  gap(bytes: number): void {
    if (bytes > 0 && bytes <= this.toPass) {
      this.toPass -= bytes
      return
    }
    if (!this.lost && this.heldLength === 0 && this.passage?.bridges(bytes)) return
    this.dropHeld()
    this.toPass = 0
    this.lost = true
  }

  /**
   * Bytes of this direction came, but were not captured. The message that they are the end of is handed on as far as it goes;
   * if it is longer than they, the rest of it passes.
   */
  cutOff(bytes: number): void {
    const missing = bytes - (this.toPass > 0 ? this.pass(0, bytes) : 0)
    if (missing > 0 && !this.handOnCut(missing)) this.gap(missing)
  }

  /** Whether a message that has begun was handed on without its end. */
  private handOnCut(missing: number): boolean {
    const { heldLength } = this
    if (this.lost || heldLength === 0) return false
    const { dissector, receiver } = this
    const length = dissector.messageLength(cursor.reset(this.heldView, 0, heldLength))
    if (length <= heldLength || length > dissector.maxMessage) return false
    receiver.moment.isCut = true
    receiver.message(this.direction, cursor.reset(this.heldView, 0, heldLength), this.afterGap)
    receiver.moment.isCut = false
    this.afterGap = true
    this.heldLength = 0
    this.toPass = Math.max(0, length - heldLength - missing)
    this.lost = heldLength + missing > length
    return true
  }

  /** Where the bytes behind a message without its end begin. */
  private pass(from: number, end: number): number {
    const passed = Math.min(this.toPass, end - from)
    this.toPass -= passed
    return from + passed
  }

  /** Nothing more will come. */
  finish(): void {
    this.passage?.finish()
    this.dropHeld()
  }

  private dropHeld(): void {
    this.skippedBytes += this.heldLength
    this.heldLength = 0
  }

  /** Hands on the whole messages of `view[start, end)`; returns where the unfinished rest begins. */
  private cut(view: DataView, start: number, end: number): number {
    const { dissector, passage } = this
    let at = start
    while (at < end) {
      if (passage?.isOpen()) {
        at = passage.pass(view, at, end)
        continue
      }
      const length = dissector.messageLength(cursor.reset(view, at, end))
      if (
        length === NOT_A_MESSAGE ||
        length > dissector.maxMessage ||
        (length === NEED_MORE && this.isTooLong(end - at))
      ) {
        return this.lose(at, end)
      }
      if (length === NEED_MORE || at + length > end) return at
      if (this.isUnsure) {
        const verdict = this.verdictOnPlace(view, start, at, at + length, end)
        if (verdict !== 'yes') return verdict === 'no' || this.isTooLong(end - at) ? this.lose(at, end) : at
      }
      this.receiver.message(this.direction, cursor.reset(view, at, at + length), this.afterGap)
      this.afterGap = false
      if (this.failures > 0 || this.fullBytes > 0 || this.givenUp) this.recover()
      at += length
    }
    return at
  }

  /** No message begins at `at`, though one had to. */
  private lose(at: number, end: number): number {
    this.heldLength = 0
    this.skippedBytes += end - at
    this.lost = true
    return end
  }

  /**
   * Whether a place just found is one: its first bytes may have been too few to tell. A message that tells nothing by itself
   * waits for what follows, unless it ends where a segment does: then its sender had nothing more to say.
   */
  private verdictOnPlace(view: DataView, start: number, at: number, messageEnd: number, end: number): Verdict {
    const verdict = this.verdictOn(view, at, end)
    this.isUnsure = verdict !== 'yes'
    const isAll = at === start && messageEnd === end
    return verdict === 'need-more' && isAll ? 'yes' : verdict
  }

  /** Whether a message begins with these bytes. */
  private verdictOn(view: DataView, start: number, end: number): Verdict {
    const { dissector, direction } = this
    const length = dissector.messageLength(cursor.reset(view, start, end))
    if (length === NOT_A_MESSAGE || length > dissector.maxMessage) return 'no'
    return dissector.probe(cursor.reset(view, start, end), direction)
  }

  /** A dissector that wants more than it ever may be given is wrong about these bytes. */
  private isTooLong(count: number): boolean {
    return count >= this.dissector.maxMessage
  }

  /** Where a message begins; `end` when none does. What lies before it is skipped. */
  private resynchronise(view: DataView, start: number, end: number): number {
    const at = this.messageIn(view, start, end)
    this.skippedBytes += (at === NOWHERE ? end : at) - start
    if (at === NOWHERE) return end
    this.lost = false
    this.afterGap = true
    this.isUnsure = true
    this.resyncs++
    return at
  }

  private messageIn(view: DataView, start: number, end: number): number {
    const { dissector, direction, passage, receiver } = this
    if (this.givenUp && receiver.moment.timeUs < this.restsUntilUs) return NOWHERE
    if (this.verdictOn(view, start, end) !== 'no') return start
    // Content can hold anything, what looks like messages as well.
    const at = passage === undefined ? findMessage(cursor, direction, dissector, view, start, end) : NOWHERE
    if (at === NOWHERE) this.fail(end - start)
    return at
  }

  private fail(bytes: number): void {
    if (bytes >= LEAST_FULL_SEGMENT) this.fullBytes += bytes
    if (bytes < LEAST_FULL_SEGMENT || this.fullBytes > this.dissector.maxMessage) this.failures++
    if (this.failures >= (this.passage === undefined ? MAX_RESYNC : MAX_RESYNC_PAST_CONTENT)) this.rest()
  }

  private rest(): void {
    if (!this.givenUp) this.givenUps++
    this.givenUp = true
    this.failures = 0
    this.fullBytes = 0
    this.restsUntilUs = this.receiver.moment.timeUs + this.restUs
    this.restUs = Math.min(this.restUs * 2, LONGEST_RESYNC_REST_US)
  }

  /** It has found its place. */
  private recover(): void {
    this.givenUp = false
    this.failures = 0
    this.fullBytes = 0
    this.restUs = RESYNC_REST_US
  }

  private hold(view: DataView, start: number, end: number): void {
    const need = this.heldLength + (end - start)
    if (this.held.length < need) {
      const grown = new Uint8Array(Math.max(need, Math.min(this.dissector.maxMessage, this.held.length * 2), 256))
      grown.set(this.held.subarray(0, this.heldLength))
      this.held = grown
      this.heldView = new DataView(grown.buffer)
    }
    this.held.set(new Uint8Array(view.buffer, view.byteOffset + start, end - start), this.heldLength)
    this.heldLength = need
  }
}
