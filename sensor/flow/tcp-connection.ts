import { TCP_ACK, TCP_FIN, TCP_RST, TCP_SYN } from '../decode/frame.ts'
import type { HeldMemory } from './held-memory.ts'
import { type HeldSegment, isPrefix } from './held-segment.ts'
import type { Moment } from './moment.ts'
import { UnseenBytes } from './unseen-bytes.ts'

/** Limits on what waits for a hole in the stream to be filled; the first reached declares it a gap. */
export const MAX_HELD_SEGMENTS = 32
export const MAX_HELD_BYTES = 256 * 1024
export const MAX_HELD_US = 2_000_000
/** All connections of a thread together; past it a hole is a gap at once. */
export const MAX_HELD_BYTES_ALL = 64 * 1024 * 1024
/** A segment further from the expected one than this belongs to another connection on the same ports. */
export const MAX_SEQUENCE_JUMP = 1 << 24
export const MAX_SEQUENCE_BACK = 1 << 20

/** Where the bytes of a connection go, in order, while the line's `Moment` is that of the segment that brought them. */
export interface StreamReceiver {
  streamBytes(side: number, view: DataView, start: number, end: number): void
  streamGap(side: number, bytes: number): void
  /** Bytes that were on the wire and not captured. */
  streamCut(side: number, bytes: number): void
}

/** One segment with payload. The one that is handed in can be used again by its owner. */
export class TcpSegment {
  side = 0
  sequence = 0
  /** The payload is `view[start, end)`; `cut` further bytes were not captured. */
  view: DataView = new DataView(new ArrayBuffer(0))
  start = 0
  end = 0
  cut = 0
}

/** With another of these the number that is acknowledged may be of an earlier connection, or of none. */
const ACK_MASK = TCP_ACK | TCP_SYN | TCP_RST

/** Of connections that never had to wait. */
const NONE: HeldSegment[] = []

/**
 * Puts the segments of one TCP connection in order (RFC 9293 section 3.4).
 *
 * In order and nothing held, bytes are handed on where they lie. When a segment comes early, it and everything after
 * it, of both sides, waits in order of arrival: so an answer is never dissected before the request that it answers,
 * though that request was late on the mirror.
 */
export class TcpConnection {
  /** Segments, or parts of them, that brought nothing new. */
  retransmitted = 0
  /** Bytes of an early segment that differ from those held for the same place. */
  conflicts = 0
  /** Something of it was not seen: its beginning, or bytes since. */
  isPartial = true
  private isKnown0 = false
  private isKnown1 = false
  /** The next sequence number of each side, as signed 32 bits, which the engine keeps without a place on the heap. */
  private expected0 = 0
  private expected1 = 0
  private readonly receiver: StreamReceiver
  private readonly memory: HeldMemory
  private readonly moment: Moment
  private held = NONE
  private heldBytes = 0
  /** Of each side, once more of it was acknowledged than seen. */
  private unseen: readonly [UnseenBytes, UnseenBytes] | undefined = undefined
  private hasFin = false

  constructor(receiver: StreamReceiver, memory: HeldMemory, moment: Moment) {
    this.receiver = receiver
    this.memory = memory
    this.moment = moment
  }

  get isHolding(): boolean {
    return this.held.length > 0
  }

  /** The sequence number that the next new byte of a side has, as signed 32 bits; undefined before its first segment. */
  next(side: number): number | undefined {
    return this.isKnown(side) ? this.expected(side) : undefined
  }

  /** A SYN was seen: the first byte of this side has the number after it. */
  begin(side: number, sequence: number): void {
    this.isPartial = false
    this.expect(side, sequence + 1)
  }

  segment(segment: TcpSegment): void {
    const { side } = segment
    if (!this.isKnown(side)) this.expect(side, segment.sequence)
    const ahead = this.aheadOf(segment)
    if (ahead === 0 && this.held.length === 0) this.deliver(segment, segment.start)
    else if (ahead > MAX_SEQUENCE_JUMP || ahead < -MAX_SEQUENCE_BACK) this.restart(segment)
    else if (ahead <= 0 && (this.held.length === 0 || this.isHole(side))) {
      this.deliverNew(segment, ahead)
      if (this.held.length > 0) this.release()
    } else {
      this.hold(segment)
      if (this.isOverLimit()) this.declareGap()
    }
  }

  /**
   * What the header of a packet says beside its payload, which comes first: that all before `acknowledged` of the other
   * side has arrived there, and with a FIN that nothing follows this side's byte before `end`.
   */
  acknowledge(side: number, end: number, acknowledged: number, flags: number): void {
    if ((flags & ACK_MASK) === TCP_ACK) {
      const other = 1 - side
      const ahead = (acknowledged - this.expected(other)) | 0
      if (ahead > 0 || this.unseen !== undefined) this.owe(other, acknowledged, ahead)
    }
    if ((flags & TCP_FIN) !== 0) this.end(side, end)
  }

  /** Ends a wait that has lasted too long. */
  expire(nowUs: number): void {
    while (this.held.length > 0 && nowUs - (this.held[0] as HeldSegment).timeUs > MAX_HELD_US) this.declareGap()
  }

  /** Hands on whatever is held, holes or not: the connection or the capture is at its end. */
  finish(): void {
    while (this.held.length > 0) this.declareGap()
  }

  /** What was acknowledged and has not come by now, when the connection or the capture is at its end. */
  finishUnseen(): void {
    if (this.unseen === undefined) return
    for (let side = 0; side < 2; side++) {
      this.miss(side, (this.unseen[side] as UnseenBytes).finish(this.expected(side), this.hasFin))
    }
  }

  private owe(side: number, acknowledged: number, ahead: number): void {
    if (!this.isKnown(side) || ahead > MAX_SEQUENCE_JUMP) return
    const bytes = this.unseenOf(side).acknowledge(acknowledged, this.expected(side), this.moment.timeUs)
    // What is held may be just these bytes.
    if (this.held.length === 0) this.miss(side, bytes)
  }

  /** A FIN takes a number as a byte does. */
  private end(side: number, sequence: number): void {
    this.hasFin = true
    const ahead = (sequence - this.expected(side)) | 0
    if (!this.isKnown(side) || ahead < 0 || ahead > MAX_SEQUENCE_JUMP) return
    if (ahead === 0) this.expect(side, sequence + 1)
    else this.unseenOf(side).ends(sequence)
  }

  private unseenOf(side: number): UnseenBytes {
    this.unseen ??= [new UnseenBytes(), new UnseenBytes()]
    return this.unseen[side] as UnseenBytes
  }

  /** The next bytes of a side will not come. */
  private miss(side: number, bytes: number): void {
    if (bytes === 0) return
    this.isPartial = true
    this.receiver.streamGap(side, bytes)
    this.expect(side, this.expected(side) + bytes)
  }

  private isKnown(side: number): boolean {
    return side === 0 ? this.isKnown0 : this.isKnown1
  }

  private expected(side: number): number {
    return side === 0 ? this.expected0 : this.expected1
  }

  private expect(side: number, sequence: number): void {
    if (side === 0) {
      this.isKnown0 = true
      this.expected0 = sequence | 0
    } else {
      this.isKnown1 = true
      this.expected1 = sequence | 0
    }
  }

  private isHole(side: number): boolean {
    return (this.held[0] as HeldSegment).side === side
  }

  private isOverLimit(): boolean {
    return (
      this.held.length > MAX_HELD_SEGMENTS ||
      this.heldBytes > MAX_HELD_BYTES ||
      this.memory.bytes > MAX_HELD_BYTES_ALL ||
      this.moment.timeUs - (this.held[0] as HeldSegment).timeUs > MAX_HELD_US
    )
  }

  /** How far the segment lies beyond the next new byte of its side. */
  private aheadOf({ side, sequence }: TcpSegment): number {
    return (sequence - this.expected(side)) | 0
  }

  private deliver(segment: TcpSegment, from: number): void {
    const { side, view, end, cut } = segment
    this.expect(side, this.expected(side) + (end - from) + cut)
    if (cut > 0) this.deliverCut(side, view, from, end, cut)
    else if (end > from) this.receiver.streamBytes(side, view, from, end)
  }

  private deliverCut(side: number, view: DataView, from: number, end: number, cut: number): void {
    this.moment.cutBytes = cut
    this.isPartial = true
    if (end > from) this.receiver.streamBytes(side, view, from, end)
    this.receiver.streamCut(side, cut)
    this.moment.cutBytes = 0
  }

  /** `ahead` is 0 or negative: that many bytes were there before; the first copy won. */
  private deliverNew(segment: TcpSegment, ahead: number): void {
    const { start, end, cut } = segment
    if (ahead < 0) this.retransmitted++
    const fresh = end - start + cut + ahead
    if (fresh <= 0) return
    segment.cut = Math.min(cut, fresh)
    this.deliver(segment, Math.min(end, start - ahead))
  }

  /** Another connection on the same ports, whose beginning was not seen. */
  private restart(segment: TcpSegment): void {
    const { side, sequence, start } = segment
    this.finish()
    this.unseen = undefined
    this.isPartial = true
    this.receiver.streamGap(side, 0)
    this.expect(side, sequence)
    this.deliver(segment, start)
  }

  private hold(segment: TcpSegment): void {
    const { side, sequence, view, start, end, cut } = segment
    const length = end - start
    const twin = this.heldAt(side, sequence)
    if (twin !== undefined && twin.end + twin.cut >= length + cut) {
      this.retransmitted++
      if (!isPrefix(view, start, end, twin)) this.conflicts++
      return
    }
    const block = this.memory.take(length)
    block.bytes.set(new Uint8Array(view.buffer, view.byteOffset + start, length))
    const { timeUs, frame } = this.moment
    if (this.held === NONE) this.held = []
    this.held.push({ side, sequence, view: block.view, start: 0, end: length, cut, block, timeUs, frame })
    this.heldBytes += length
  }

  private heldAt(side: number, sequence: number): HeldSegment | undefined {
    for (const each of this.held) if (each.side === side && each.sequence === sequence) return each
    return undefined
  }

  /** Hands on what has become due. An entry waits while an earlier one of the other side does. */
  private release(): void {
    for (let at = 0; at < this.held.length; ) {
      const entry = this.held[at] as HeldSegment
      const ahead = this.aheadOf(entry)
      if (ahead <= 0) {
        this.held.splice(at, 1)
        this.heldBytes -= entry.end
        this.deliverHeld(entry, ahead)
        this.memory.give(entry.block)
        at = 0
      } else if (entry.side === (this.held[0] as HeldSegment).side) at = this.nextOfSide(at + 1, entry.side)
      else return
    }
  }

  /** Hands on an entry at the moment at which it came. */
  private deliverHeld(entry: HeldSegment, ahead: number): void {
    const { moment } = this
    const { timeUs, frame } = moment
    moment.timeUs = entry.timeUs
    moment.frame = entry.frame
    this.deliverNew(entry, ahead)
    moment.timeUs = timeUs
    moment.frame = frame
  }

  /** The next entry of a side; the end when one of the other side comes first. */
  private nextOfSide(from: number, side: number): number {
    return this.held[from]?.side === side ? from : this.held.length
  }

  /** The bytes before the first held segment of the waiting side will not come. */
  private declareGap(): void {
    const { side } = this.held[0] as HeldSegment
    let least = Number.POSITIVE_INFINITY
    // Only those that wait for nobody of the other side can be handed on, and one must, or this would never end.
    for (const entry of this.held) {
      if (entry.side !== side) break
      least = Math.min(least, this.aheadOf(entry))
    }
    if (least > 0) this.miss(side, least)
    this.release()
  }
}
