/*
 * Layer two tunnelling protocol. Big-endian.
 * RFC 2661 section 3.1 (version 2: header of control and data messages); RFC 3931 sections 4.1 (version 3, over IP and UDP)
 * and 4.1.1 (session header: the cookie's length, and a sublayer before the payload, are agreed on beforehand).
 */
import { ETHERTYPE_IPV4, ETHERTYPE_IPV6 } from './ether-types.ts'
import { type Frame, INSIDE_NOTHING, STATUS } from './frame.ts'
import { ethernetInside } from './inside.ts'
import { isLikelyEthernet } from './is-likely-ethernet.ts'
import { isWholeIp } from './is-whole-ip.ts'
import { pppTunnelInside } from './ppp.ts'
import { TUNNELS } from './tunnels.ts'

const VERSION = 0x000f
const CONTROL = 0x8000
const HAS_LENGTH = 0x4000
const HAS_SEQUENCE = 0x0800
const HAS_OFFSET = 0x0200
/** What is zero in version 2. The bit for priority (0x0100) is free. */
const RESERVED = 0x34f0
/** Flags and version, tunnel, session. */
const LEAST_BYTES = 6
/** Data of version 3 over UDP: no flag is left. */
const DATA_3 = 0x0003
const UDP_3_BYTES = 4
const SESSION_BYTES = 4
/** Cookies are of 0, 4 or 8 bytes, and the sublayer has four. */
const MOST_BEFORE_PAYLOAD = 12
/** Address and control of PPP with the number of IPv4 or IPv6. */
const PPP_IPV4 = 0xff030021
const PPP_IPV6 = 0xff030057
const PPP_BYTES = 4
const ETHERNET_BYTES = 14

/** Messages over UDP of both versions. Control messages carry nothing of others. */
export function l2tpInUdpInside(view: DataView, at: number, end: number, frame: Frame): void {
  const flags = end - at < LEAST_BYTES ? 0 : view.getUint16(at)
  const version = flags & VERSION
  if ((flags & CONTROL) !== 0) return
  if (version === 2 && (flags & RESERVED) === 0) dataInside(view, at, end, flags, frame)
  else if (flags === DATA_3) l2tpInIpInside(view, at + UDP_3_BYTES, end, frame)
}

function dataInside(view: DataView, start: number, end: number, flags: number, frame: Frame): void {
  const idsAt = start + ((flags & HAS_LENGTH) !== 0 ? 4 : 2)
  let at = idsAt + 4 + ((flags & HAS_SEQUENCE) !== 0 ? 4 : 0)
  if ((flags & HAS_OFFSET) !== 0) at += at + 2 > end ? 2 : 2 + view.getUint16(at)
  const to = (flags & HAS_LENGTH) !== 0 ? start + view.getUint16(start + 2) : end
  if (at > end) {
    frame.status = STATUS['encapsulation-cut']
    return
  }
  if (to < at || to > end + frame.payloadCut) return
  pppTunnelInside(view, at, Math.min(to, end), frame, TUNNELS.l2tp, view.getUint16(idsAt + 2))
  if (frame.inside === INSIDE_NOTHING) frame.status = STATUS['l2tp-not-followed']
}

/**
 * A message over IP, or what follows the header of version 3 over UDP. How long the cookie is stands in no message: only what
 * can begin at one place alone is followed.
 */
export function l2tpInIpInside(view: DataView, at: number, end: number, frame: Frame): void {
  const session = end - at < SESSION_BYTES ? 0 : view.getUint32(at)
  // Session 0 is that of control messages.
  if (session === 0) return
  const from = onlyPayload(view, at + SESSION_BYTES, end, end + frame.payloadCut)
  if (from < 0) frame.status = STATUS['l2tp-not-followed']
  else if (isPpp(view, from, end, end + frame.payloadCut)) {
    pppTunnelInside(view, from, end, frame, TUNNELS.l2tp, session)
  } else ethernetInside(frame, from, end, TUNNELS.l2tp, session)
}

/** Where a payload begins that is known by its own headers; -1 if there is none, or another place is as likely. */
function onlyPayload(view: DataView, at: number, end: number, claimedEnd: number): number {
  let found = -1
  for (let before = 0; before <= MOST_BEFORE_PAYLOAD; before += 4) {
    const from = at + before
    if (!isFrame(view, from, end, claimedEnd) && !isPpp(view, from, end, claimedEnd)) continue
    if (found >= 0) return -1
    found = from
  }
  return found
}

/** Whether a frame begins here, which no group sent, and its packet if it carries IP. */
function isFrame(view: DataView, at: number, end: number, claimedEnd: number): boolean {
  if (!isLikelyEthernet(view, at, end) || (view.getUint8(at + 6) & 1) !== 0) return false
  const type = view.getUint16(at + ETHERNET_BYTES - 2)
  const isIp = type === ETHERTYPE_IPV4 || type === ETHERTYPE_IPV6
  return !isIp || isWholeIp(view, at + ETHERNET_BYTES, end, claimedEnd)
}

function isPpp(view: DataView, at: number, end: number, claimedEnd: number): boolean {
  if (end - at < PPP_BYTES) return false
  const head = view.getUint32(at)
  return (head === PPP_IPV4 || head === PPP_IPV6) && isWholeIp(view, at + PPP_BYTES, end, claimedEnd)
}
