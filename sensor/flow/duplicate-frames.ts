import { type Frame, IP_TCP, NETWORK_BUS, NETWORK_IPV4, NETWORK_NONE, STATUS } from '../decode/frame.ts'
import type { Moment } from './moment.ts'
import { hashOf, mix } from './recent-frames.ts'

/** Two equal packets this close together are one that was mirrored twice: a host that repeats itself takes longer. */
export const DUPLICATE_US = 1000
/** The same for frames without IP, which have no number of their own: EtherCAT sends the same frame every 62.5 µs. */
export const DUPLICATE_LINK_US = 20
/** The same for frames that HSR or PRP has numbered, which go two ways of their own (EntryForgetTime of IEC 62439-3). */
export const DUPLICATE_REDUNDANT_US = 400_000
/** Frames remembered: more than a mirror of 1 Gbit/s carries in a millisecond. A power of two. */
export const REMEMBERED_FRAMES = 1 << 12

/** Says when the frame at hand was captured. Not an argument, because a time that is handed on goes to the heap. */
type Clock = Pick<Moment, 'timeUs'>

/**
 * Knows the second copy of a frame when a mirror copies what comes in at one port and what goes out at another.
 *
 * What is compared is the innermost frame: mirrors that are tunnels number the copies. Of a TCP segment over IPv4 that is
 * its headers, whose identification and sequence number no other segment has, with the last bytes of its payload; of any
 * other frame, all bytes: a datagram may have neither number nor checksum. Two sums of 32 bits each stand for them.
 */
export class DuplicateFrames {
  private readonly clock: Clock
  private readonly first = new Int32Array(REMEMBERED_FRAMES)
  private readonly second = new Int32Array(REMEMBERED_FRAMES)
  private readonly timesUs = new Float64Array(REMEMBERED_FRAMES).fill(Number.NEGATIVE_INFINITY)
  private firstUs = Number.NaN

  constructor(clock: Clock) {
    this.clock = clock
  }

  /** Another file begins: its times need not follow those of the last one. */
  beginCapture(): void {
    this.timesUs.fill(Number.NEGATIVE_INFINITY)
    this.firstUs = Number.NaN
  }

  /** Whether this frame, just decoded, is a copy of one just before on the same tap and VLAN. */
  isCopy(frame: Frame, tap: number): boolean {
    const seed = (frame.vlan ^ (tap << 26)) | 0
    if (frame.redundancy !== 0) return this.isCopyOfNumbered(frame, seed)
    const isSegment = frame.ipProtocol === IP_TCP && frame.network === NETWORK_IPV4 && frame.status === STATUS.decoded
    return isSegment ? this.isCopyOfSegment(frame, seed) : this.isCopyOfAny(frame, seed)
  }

  private isCopyOfSegment(frame: Frame, seed: number): boolean {
    const { view, networkAt, transportAt, payloadEnd } = frame
    // Length and identification of the packet; window, checksum and the last four bytes of the segment.
    let a = mix(seed ^ frame.timeToLive, view.getInt32(networkAt + 2))
    let b = mix(frame.sourceMacLow ^ (frame.targetMacLow << 1), view.getInt32(transportAt + 14))
    a = mix(a, frame.sequence ^ (frame.tcpFlags << 24))
    b = mix(b, frame.acknowledged ^ view.getInt32(payloadEnd - 4))
    a = mix(a, frame.sourceIp)
    b = mix(b, frame.targetIp)
    b = mix(b, (frame.sourcePort << 16) | frame.targetPort)
    return this.isRecent(mix(a, b), b, DUPLICATE_US)
  }

  /** By its number, its sender, and all bytes behind the link layer: which of the two ways it came is in none of them. */
  private isCopyOfNumbered(frame: Frame, seed: number): boolean {
    const { network, redundancy } = frame
    const from = network === NETWORK_NONE ? frame.payloadStart : frame.networkAt
    const a = hashOf(frame.view, from, frame.payloadEnd, seed)
    const b = mix(frame.sourceMacLow ^ (frame.targetMacLow << 1), redundancy)
    return this.isRecent(mix(a, b), a, DUPLICATE_REDUNDANT_US)
  }

  /** By all bytes from the network layer on. */
  private isCopyOfAny(frame: Frame, seed: number): boolean {
    const { view, network, payloadStart, payloadEnd, etherType } = frame
    const { timeUs } = this.clock
    if (Number.isNaN(this.firstUs)) this.firstUs = timeUs
    // A bus has no mirror that could copy, and its frames are as short as alike.
    if (network === NETWORK_BUS || (network === NETWORK_NONE && !frame.hasMac)) return false
    const from = network === NETWORK_NONE ? payloadStart : frame.networkAt
    const b = mix(frame.sourceMacLow ^ (frame.targetMacLow << 1), etherType)
    const a = hashOf(view, from, payloadEnd, seed)
    if (network !== NETWORK_NONE) return this.isRecent(mix(a, b), a, DUPLICATE_US)
    // A capture made by hand may have one time for all: nothing tells its frames apart from copies.
    return this.isRecent(mix(a, b), a, DUPLICATE_LINK_US) && timeUs !== this.firstUs
  }

  private isRecent(first: number, second: number, withinUs: number): boolean {
    const { timeUs } = this.clock
    const at = first & (REMEMBERED_FRAMES - 1)
    const isCopy =
      this.first[at] === first &&
      this.second[at] === second &&
      Math.abs(timeUs - (this.timesUs[at] as number)) < withinUs
    this.first[at] = first
    this.second[at] = second
    this.timesUs[at] = timeUs
    return isCopy
  }
}
