/*
 * Internet Protocol version 4. Big-endian. RFC 791 section 3.1.
 */
import { type Frame, NETWORK_IPV4, STATUS } from './frame.ts'
import { noteFragment } from './note-fragment.ts'
import { notePrpTrailer } from './redundancy.ts'
import { decodeTransport } from './transport.ts'

const LEAST_HEADER_BYTES = 20
const MORE_FRAGMENTS = 0x2000
const FRAGMENT_OFFSET = 0x1fff

export function decodeIpv4(view: DataView, at: number, end: number, frame: Frame): void {
  if (end - at < LEAST_HEADER_BYTES) {
    frame.status = STATUS['ipv4-cut']
    return
  }
  const first = view.getUint8(at)
  const headerBytes = (first & 0x0f) << 2
  if (first >>> 4 !== 4 || headerBytes < LEAST_HEADER_BYTES) {
    frame.status = STATUS['ipv4-bad-header']
    return
  }
  const totalBytes = view.getUint16(at + 2)
  // A total length of 0 is what a sending host's segmentation offload leaves behind: the frame's own end counts.
  const claimedEnd = totalBytes === 0 ? end : at + totalBytes
  if (claimedEnd < at + headerBytes) {
    frame.status = STATUS['ipv4-bad-header']
    return
  }
  frame.network = NETWORK_IPV4
  frame.networkAt = at
  frame.timeToLive = view.getUint8(at + 8)
  frame.ipProtocol = view.getUint8(at + 9)
  frame.sourceIp = view.getInt32(at + 12)
  frame.targetIp = view.getInt32(at + 16)
  if (claimedEnd < end && frame.hasMac) notePrpTrailer(view, at, claimedEnd, end, frame)
  if (at + headerBytes > end) {
    frame.status = STATUS['ipv4-cut']
    return
  }
  const fragment = view.getUint16(at + 6) & (MORE_FRAGMENTS | FRAGMENT_OFFSET)
  if (fragment !== 0) {
    const isLast = (fragment & MORE_FRAGMENTS) === 0
    noteFragment(
      frame,
      view.getUint16(at + 4),
      (fragment & FRAGMENT_OFFSET) << 3,
      isLast,
      at + headerBytes,
      end,
      claimedEnd,
    )
    return
  }
  decodeTransport(view, at + headerBytes, end, claimedEnd, frame)
}
