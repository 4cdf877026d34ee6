import { TCP_ACK, TCP_FIN, TCP_RST, TCP_SYN } from '../decode/frame.ts'
import type { HeldMemory } from './held-memory.ts'
import { type HeldSegment, HeldSegments, isPrefix } from './held-segments.ts'
import type { Moment } from './moment.ts'
import { UnseenBytes } from './unseen-bytes.ts'

/** Limits on what waits for a hole in the stream to be filled; the first reached declares it a gap. */
export const MAX_HELD_SEGMENTS = 32
export const MAX_HELD_BYTES = 256 * 1024
export const MAX_HELD_US = 2_000_000
/** All connections of a thread together; past it a hole is a gap at once. */
export const MAX_HELD_BYTES_ALL = 64 * 1024 * 1024
/** Answers in a row that waited for their request in vain, until the connection no longer waits for any. */
export const MAX_VAIN_WAITS = 3
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
  /** All bytes of the other side before this number had arrived when it was sent; nothing is told if not `isAck`. */
  acknowledged = 0
  isAck = false
}

const ACK_MASK = TCP_ACK | TCP_SYN | TCP_RST

/** Whether a packet with these flags acknowledges: with a SYN or RST the number may be of an earlier connection, or of none. */
export function isAcknowledging(flags: number): boolean {
  return (flags & ACK_MASK) === TCP_ACK
}

/**
 * Puts the segments of one TCP connection in order (RFC 9293 section 3.4).
 *
 * In order and nothing held, bytes are handed on where they lie. When a segment comes early, it and everything after
 * it, of both sides, waits in order of arrival: so an answer is never dissected before the request that it answers,
 * though that request was late on the mirror. Early is what leaves a hole, and what acknowledges bytes of the other side
 * that have not come.
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
  /** Once anything had to wait. */
  private held: HeldSegments | undefined = undefined
  /** Of each side, once more of it was acknowledged than seen. */
  private unseen: readonly [UnseenBytes, UnseenBytes] | undefined = undefined
  private hasFin = false

  constructor(receiver: StreamReceiver, memory: HeldMemory, moment: Moment) {
    this.receiver = receiver
    this.memory = memory
    this.moment = moment
  }

  get isHolding(): boolean {
    return this.held !== undefined && this.held.first !== undefined
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
    const { isHolding } = this
    if (ahead === 0 && !isHolding && !this.isEarlyAnswer(segment)) this.deliver(segment, segment.start)
    else if (ahead > MAX_SEQUENCE_JUMP || ahead < -MAX_SEQUENCE_BACK) this.restart(segment)
    else if (ahead < 0 && !isHolding) this.deliverNew(segment, ahead)
    else if (ahead <= 0 && isHolding && this.isAwaited(side)) {
      this.deliverNew(segment, ahead)
      this.release()
    } else {
      this.hold(segment)
      if (this.isOverLimit()) this.endWait()
    }
  }

  /**
   * What the header of a packet says beside its payload, which comes first: that all before `acknowledged` of the other
   * side has arrived there, and with a FIN that nothing follows this side's byte before `end`.
   */
  acknowledge(side: number, end: number, acknowledged: number, flags: number): void {
    if (isAcknowledging(flags)) {
      const other = 1 - side
      const ahead = (acknowledged - this.expected(other)) | 0
      if (ahead > 0 || this.unseen !== undefined) this.owe(other, acknowledged, ahead)
    }
    if ((flags & TCP_FIN) !== 0) this.end(side, end)
  }

  /** Ends a wait that has lasted too long. */
  expire(nowUs: number): void {
    for (let first = this.held?.first; first !== undefined; first = this.held?.first) {
      if (nowUs - first.timeUs <= MAX_HELD_US) return
      this.endWait()
    }
  }

  /** Hands on whatever is held, holes or not: the connection or the capture is at its end. */
  finish(): void {
    while (this.isHolding) this.endWait()
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
    if (!this.isHolding) this.miss(side, bytes)
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

  /** Whether what is held waits for bytes of this side. */
  private isAwaited(side: number): boolean {
    const held = this.held as HeldSegments
    const first = held.first as HeldSegment
    if (this.aheadOf(first) > 0) return first.side === side
    if (first.side === side) return false
    held.vainWaits = 0
    return true
  }

  /**
   * Whether it acknowledges bytes of the other side that have not come, but may: a mirror with a queue for each direction
   * shows an answer before its request. One byte alone is more likely a FIN that was not seen.
   */
  private isEarlyAnswer({ side, isAck, acknowledged }: TcpSegment): boolean {
    const other = 1 - side
    if (!isAck || !this.isKnown(other)) return false
    const missing = (acknowledged - this.expected(other)) | 0
    if (missing <= 1 || missing > MAX_HELD_BYTES) return false
    return this.held === undefined || this.held.vainWaits < MAX_VAIN_WAITS
  }

  private isOverLimit(): boolean {
    const held = this.held as HeldSegments
    return (
      held.count > MAX_HELD_SEGMENTS ||
      held.bytes > MAX_HELD_BYTES ||
      this.memory.bytes > MAX_HELD_BYTES_ALL ||
      this.moment.timeUs - (held.first as HeldSegment).timeUs > MAX_HELD_US
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
    this.held ??= new HeldSegments()
    const twin = this.held.twinOf(segment)
    if (twin === undefined) this.held.add(segment, this.memory, this.moment)
    else {
      this.retransmitted++
      if (!isPrefix(segment, twin)) this.conflicts++
    }
  }

  /** Hands on what has become due. */
  private release(): void {
    const held = this.held as HeldSegments
    for (let at = this.nextDue(held); at >= 0; at = this.nextDue(held)) {
      const entry = held.take(at)
      this.deliverHeld(entry)
      this.memory.give(entry.block)
    }
  }

  /** Which of those held is due: the first, or what that one waits for; -1 if none. */
  private nextDue(held: HeldSegments): number {
    const { first } = held
    if (first === undefined) return -1
    const isHole = this.aheadOf(first) > 0
    if (!isHole && !this.isEarlyAnswer(first)) return 0
    for (let at = 1; at < held.count; at++) {
      const entry = held.at(at)
      const isSameSide = entry.side === first.side
      // An entry waits while an earlier one of the other side does.
      if (isHole && !isSameSide) return -1
      if (isHole === isSameSide && this.aheadOf(entry) <= 0) return at
    }
    return -1
  }

  /** Hands on an entry at the moment at which it came. */
  private deliverHeld(entry: HeldSegment): void {
    const { moment } = this
    const { timeUs, frame } = moment
    moment.timeUs = entry.timeUs
    moment.frame = entry.frame
    this.deliverNew(entry, this.aheadOf(entry))
    moment.timeUs = timeUs
    moment.frame = frame
  }

  /** What the first that is held waits for will not come: a hole is a gap now, and an answer goes on without its request. */
  private endWait(): void {
    const held = this.held as HeldSegments
    const first = held.first as HeldSegment
    const isHole = this.aheadOf(first) > 0
    const side = isHole ? first.side : 1 - first.side
    const missing = isHole ? this.missingBehind(held, first) : this.missingBefore(held, first)
    if (missing > 0) this.miss(side, missing)
    else {
      first.isAck = false
      held.vainWaits++
    }
    this.release()
  }

  /** How many bytes lie before the first one and those of its side right behind it, of which one must come out next. */
  private missingBehind(held: HeldSegments, { side }: HeldSegment): number {
    let least = Number.POSITIVE_INFINITY
    for (let at = 0; at < held.count && held.at(at).side === side; at++) {
      least = Math.min(least, this.aheadOf(held.at(at)))
    }
    return least
  }

  /** How many bytes lie before what came of the request that an answer waits for; 0 if nothing of it did. */
  private missingBefore(held: HeldSegments, { side, acknowledged }: HeldSegment): number {
    let least = Number.POSITIVE_INFINITY
    for (let at = 1; at < held.count; at++) {
      const entry = held.at(at)
      const isOfRequest = entry.side !== side && ((entry.sequence - acknowledged) | 0) < 0
      if (isOfRequest) least = Math.min(least, this.aheadOf(entry))
    }
    return Number.isFinite(least) ? least : 0
  }
}
