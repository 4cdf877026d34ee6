/*
 * TCP, UDP and ICMP. Big-endian.
 * RFC 9293 section 3.1 (TCP), RFC 768 (UDP), RFC 792 (ICMP), RFC 4443 section 2.1 (ICMPv6); over IPv4 behind an
 * authentication header: RFC 4302 section 2.
 */
import { carryByIp } from './carried-by-ip.ts'
import { carryByUdp, isUdpCarrier } from './carried-by-udp.ts'
import { type Frame, IP_AUTHENTICATION, IP_ICMP, IP_ICMPV6, IP_TCP, IP_UDP, STATUS } from './frame.ts'

const LEAST_TCP_BYTES = 20
const UDP_BYTES = 8
const ICMP_BYTES = 4
/** Without its check value. */
const AUTHENTICATION_BYTES = 12

/** `end` is where the captured bytes end, `claimedEnd` where the IP header says that the packet does. */
export function decodeTransport(view: DataView, at: number, end: number, claimedEnd: number, frame: Frame): void {
  const to = Math.min(end, claimedEnd)
  frame.transportAt = at
  switch (frame.ipProtocol) {
    case IP_TCP:
      decodeTcp(view, at, to, claimedEnd, frame)
      return
    case IP_UDP:
      decodeUdp(view, at, to, claimedEnd, frame)
      return
    case IP_ICMP:
    case IP_ICMPV6:
      decodeIcmp(view, at, to, claimedEnd, frame)
      return
    case IP_AUTHENTICATION:
      decodeAuthenticated(view, at, end, claimedEnd, frame)
      return
    default:
      payload(frame, at, to, claimedEnd)
      carryByIp(view, frame.payloadStart, to, frame)
  }
}

/** What it authenticates, which it does not hide. One inside another is not followed. */
function decodeAuthenticated(view: DataView, at: number, end: number, claimedEnd: number, frame: Frame): void {
  const to = Math.min(end, claimedEnd)
  payload(frame, at, to, claimedEnd)
  if (to - at < AUTHENTICATION_BYTES) return
  const next = view.getUint8(at)
  const inside = at + ((view.getUint8(at + 1) + 2) << 2)
  if (next === IP_AUTHENTICATION || inside > to) return
  frame.ipProtocol = next
  decodeTransport(view, inside, end, claimedEnd, frame)
}

function decodeTcp(view: DataView, at: number, to: number, claimedEnd: number, frame: Frame): void {
  // The first eight bytes are enough for ports and sequence number: what an ICMP error or a short snap length leaves.
  if (to - at >= 8) {
    frame.sourcePort = view.getUint16(at)
    frame.targetPort = view.getUint16(at + 2)
  }
  if (to - at < LEAST_TCP_BYTES) {
    frame.status = STATUS['tcp-cut']
    return
  }
  frame.sequence = view.getInt32(at + 4)
  frame.acknowledged = view.getInt32(at + 8)
  frame.tcpFlags = view.getUint8(at + 13)
  const headerBytes = (view.getUint8(at + 12) >>> 4) << 2
  if (headerBytes < LEAST_TCP_BYTES || at + headerBytes > claimedEnd) {
    frame.status = STATUS['tcp-bad-header']
    return
  }
  payload(frame, at + headerBytes, to, claimedEnd)
}

function decodeUdp(view: DataView, at: number, to: number, claimedEnd: number, frame: Frame): void {
  if (to - at < UDP_BYTES) {
    frame.status = STATUS['udp-cut']
    return
  }
  frame.sourcePort = view.getUint16(at)
  frame.targetPort = view.getUint16(at + 2)
  const length = view.getUint16(at + 4)
  // 0 is a jumbogram or offload: the packet's own end counts.
  const udpEnd = length === 0 ? claimedEnd : at + length
  if ((length !== 0 && length < UDP_BYTES) || udpEnd > claimedEnd) {
    frame.status = STATUS['udp-bad-length']
    payload(frame, at + UDP_BYTES, to, claimedEnd)
    return
  }
  payload(frame, at + UDP_BYTES, Math.min(to, udpEnd), udpEnd)
  if (isUdpCarrier(frame.sourcePort, frame.targetPort)) carryByUdp(view, frame.payloadStart, frame.payloadEnd, frame)
}

function decodeIcmp(view: DataView, at: number, to: number, claimedEnd: number, frame: Frame): void {
  if (to - at < ICMP_BYTES) {
    frame.status = STATUS['icmp-cut']
    return
  }
  frame.icmpType = view.getUint8(at)
  payload(frame, at + ICMP_BYTES, to, claimedEnd)
}

function payload(frame: Frame, at: number, to: number, claimedEnd: number): void {
  frame.payloadStart = Math.min(at, to)
  frame.payloadEnd = to
  frame.payloadCut = Math.max(0, claimedEnd - Math.max(to, at))
}
