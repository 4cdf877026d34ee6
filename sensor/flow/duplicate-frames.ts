import { type Frame, IP_TCP, NETWORK_NONE } from '../decode/frame.ts'
import { hashOf, mix, NOT_RECENT, RecentFrames } from './recent-frames.ts'

/** Two equal packets this close together are one that was mirrored twice: a host that repeats itself takes longer. */
export const DUPLICATE_US = 1000
/** The same for frames without IP, which have no number of their own: EtherCAT sends the same frame every 62.5 µs. */
export const DUPLICATE_LINK_US = 20
/** Frames remembered: more than a mirror of 1 Gbit/s carries in a millisecond. A power of two. */
export const REMEMBERED_FRAMES = 1 << 12
/** Bytes of a TCP payload that are compared at each end; its header has a sequence number and a check sum. */
const COMPARED_BYTES = 32

/**
 * Knows the second copy of a frame when a mirror copies what comes in at one port and what goes out at another.
 * What is compared is the innermost frame: mirrors that are tunnels number the copies.
 */
export class DuplicateFrames {
  private readonly packets = new RecentFrames(DUPLICATE_US, REMEMBERED_FRAMES)
  private readonly linkFrames = new RecentFrames(DUPLICATE_LINK_US, REMEMBERED_FRAMES)
  private firstUs = Number.NaN

  /** Another file begins: its times need not follow those of the last one. */
  beginCapture(): void {
    this.packets.clear()
    this.linkFrames.clear()
    this.firstUs = Number.NaN
  }

  /** Whether this frame, just decoded, is a copy of one just before on the same tap and VLAN. */
  isCopy(frame: Frame, tap: number, timeUs: number): boolean {
    const { view, payloadStart, payloadEnd } = frame
    if (Number.isNaN(this.firstUs)) this.firstUs = timeUs
    let hash = mix(frame.vlan ^ (tap << 26), frame.hasMac ? frame.sourceMacLow ^ (frame.targetMacLow << 1) : 0)
    if (frame.network === NETWORK_NONE) {
      if (!frame.hasMac) return false
      hash = hashOf(view, payloadStart, payloadEnd, mix(hash, frame.etherType))
      // A capture made by hand may have one time for all: nothing tells its frames apart from copies.
      return this.linkFrames.replace(hash, 0, timeUs) !== NOT_RECENT && timeUs !== this.firstUs
    }
    if (frame.ipProtocol === IP_TCP && payloadEnd - payloadStart > 2 * COMPARED_BYTES) {
      hash = hashOf(view, frame.networkAt, payloadStart + COMPARED_BYTES, hash)
      hash = hashOf(view, payloadEnd - COMPARED_BYTES, payloadEnd, hash)
    } else hash = hashOf(view, frame.networkAt, payloadEnd, hash)
    return this.packets.replace(hash, 0, timeUs) !== NOT_RECENT
  }
}
