/*
 * Internet Protocol version 6 with its extension headers. Big-endian.
 * RFC 8200 sections 3 and 4; authentication header: RFC 4302 section 2.2; jumbo payload: RFC 2675.
 */
import { type Frame, IP_AUTHENTICATION, NETWORK_IPV6, STATUS } from './frame.ts'
import { noteFragment } from './note-fragment.ts'
import { notePrpTrailer } from './redundancy.ts'
import { decodeTransport } from './transport.ts'

const HEADER_BYTES = 40
/** Extension headers followed before the frame counts as badly made. */
export const MAX_EXTENSION_HEADERS = 16
const FRAGMENT_OFFSET = 0xfff8
const MORE_FRAGMENTS = 0x0001
const HOP_BY_HOP = 0
const ROUTING = 43
const FRAGMENT = 44
const DESTINATION_OPTIONS = 60
const MOBILITY = 135
const HOST_IDENTITY = 139
const SHIM6 = 140

export function decodeIpv6(view: DataView, at: number, end: number, frame: Frame): void {
  if (end - at < HEADER_BYTES) {
    frame.status = STATUS['ipv6-cut']
    return
  }
  if (view.getUint8(at) >>> 4 !== 6) {
    frame.status = STATUS['ipv6-bad-header']
    return
  }
  const payloadBytes = view.getUint16(at + 4)
  frame.network = NETWORK_IPV6
  frame.networkAt = at
  frame.ipProtocol = view.getUint8(at + 6)
  frame.timeToLive = view.getUint8(at + 7)
  frame.sourceIpAt = at + 8
  frame.targetIpAt = at + 24
  // 0 is a jumbogram or segmentation offload: the frame's own end counts.
  const claimedEnd = payloadBytes === 0 ? end : at + HEADER_BYTES + payloadBytes
  if (claimedEnd < end && frame.hasMac) notePrpTrailer(view, at, claimedEnd, end, frame)
  decodeIpv6Payload(view, at + HEADER_BYTES, end, claimedEnd, frame)
}

/** What follows the fixed header, or what the fragments behind it were put together to. */
export function decodeIpv6Payload(view: DataView, at: number, end: number, claimedEnd: number, frame: Frame): void {
  const transportAt = skipExtensions(view, at, end, claimedEnd, frame)
  if (transportAt >= 0) decodeTransport(view, transportAt, end, claimedEnd, frame)
}

/** Where the transport header begins, with `frame.ipProtocol` its number; -1, and a status, if it is out of reach. */
function skipExtensions(view: DataView, from: number, captured: number, claimedEnd: number, frame: Frame): number {
  const end = Math.min(captured, claimedEnd)
  let at = from
  for (let headers = 0; isExtension(frame.ipProtocol); headers++) {
    if (headers === MAX_EXTENSION_HEADERS) {
      frame.status = STATUS['ipv6-bad-header']
      return -1
    }
    if (at + 8 > end) {
      frame.status = STATUS['ipv6-cut']
      return -1
    }
    const type = frame.ipProtocol
    frame.ipProtocol = view.getUint8(at)
    if (type === FRAGMENT) {
      // An atomic fragment (RFC 6946) is whole: offset 0 and no more to come.
      const fragment = view.getUint16(at + 2) & (FRAGMENT_OFFSET | MORE_FRAGMENTS)
      if (fragment !== 0) {
        const isLast = (fragment & MORE_FRAGMENTS) === 0
        noteFragment(frame, view.getUint32(at + 4), fragment & FRAGMENT_OFFSET, isLast, at + 8, captured, claimedEnd)
        return -1
      }
      at += 8
    } else if (type === IP_AUTHENTICATION) at += (view.getUint8(at + 1) + 2) << 2
    else at += (view.getUint8(at + 1) + 1) << 3
  }
  if (at > end) {
    frame.status = STATUS['ipv6-cut']
    return -1
  }
  return at
}

/** Whether another header of IPv6 follows, and not the transport's. */
export function isExtension(protocol: number): boolean {
  switch (protocol) {
    case HOP_BY_HOP:
    case ROUTING:
    case FRAGMENT:
    case IP_AUTHENTICATION:
    case DESTINATION_OPTIONS:
    case MOBILITY:
    case HOST_IDENTITY:
    case SHIM6:
      return true
    default:
      return false
  }
}
