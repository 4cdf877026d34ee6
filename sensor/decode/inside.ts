import { ETHERTYPE_IPV4, ETHERTYPE_IPV6 } from './ether-types.ts'
import {
  type Frame,
  INSIDE_ETHER_TYPE,
  INSIDE_ETHERNET,
  INSIDE_LINK,
  INSIDE_NOTHING,
  INSIDE_PROTOCOL,
  INSIDE_TRANSPORT,
  INSIDE_WLAN,
  INSIDE_WPAN,
  NETWORK_NONE,
} from './frame.ts'
import { isMirror } from './tunnels.ts'

/** A frame inside a tunnel lies at `[at, end)`: it is decoded next, in place of what carries it. */
export function ethernetInside(frame: Frame, at: number, end: number, tunnel: number, id: number): void {
  note(frame, INSIDE_ETHERNET, at, end)
  frame.insideTunnel = tunnel
  frame.insideTunnelId = id
}

/** A frame of IEEE 802.11 inside a tunnel; `isSwapped` as in `decodeWlan`. */
export function wlanInside(frame: Frame, at: number, end: number, tunnel: number, isSwapped: boolean): void {
  note(frame, INSIDE_WLAN, at, end)
  frame.insideType = isSwapped ? 1 : 0
  frame.insideTunnel = tunnel
}

/** A frame of IEEE 802.15.4 inside a tunnel; its FCS may have given way to what the radio says of it. */
export function wpanInside(frame: Frame, at: number, end: number, tunnel: number, hasFcs: boolean): void {
  note(frame, INSIDE_WPAN, at, end)
  frame.insideType = hasFcs ? 1 : 0
  frame.insideTunnel = tunnel
}

/** A packet of IP inside a tunnel; nothing is noted of bytes that are neither version 4 nor 6. */
export function ipInside(view: DataView, frame: Frame, at: number, end: number, tunnel: number, id: number): void {
  const version = at < end ? view.getUint8(at) >>> 4 : 0
  if (version === 4) protocolInside(frame, at, end, ETHERTYPE_IPV4, tunnel, id)
  else if (version === 6) protocolInside(frame, at, end, ETHERTYPE_IPV6, tunnel, id)
}

/** A tag has been passed that changes nothing about the frame: `type` says what follows. */
export function etherTypeInside(frame: Frame, at: number, end: number, type: number): void {
  note(frame, INSIDE_ETHER_TYPE, at, end)
  frame.insideType = type
}

/** As `etherTypeInside`, but of other hosts than those of the outer headers. */
export function protocolInside(frame: Frame, at: number, end: number, type: number, tunnel: number, id: number): void {
  note(frame, INSIDE_PROTOCOL, at, end)
  frame.insideType = type
  frame.insideTunnel = tunnel
  frame.insideTunnelId = id
}

/** The rest of a packet put together from fragments, in a view of its own. */
export function transportInside(frame: Frame, view: DataView, at: number, end: number): void {
  frame.view = view
  note(frame, INSIDE_TRANSPORT, at, end)
}

/** A packet of another link type, behind a header of the capturing program. */
export function linkInside(frame: Frame, at: number, end: number, linkType: number): void {
  note(frame, INSIDE_LINK, at, end)
  frame.insideType = linkType
}

/** Makes room for what is inside: it has addresses of its own, and none that lie further out. */
export function leaveOuter(frame: Frame): void {
  const { inside, insideTunnel, insideTunnelId } = frame
  if (insideTunnel !== 0) {
    if (frame.tunnel === 0) {
      frame.tunnel = insideTunnel
      frame.tunnelId = insideTunnelId
    }
    if (isMirror(insideTunnel)) {
      frame.mirror = insideTunnel
      frame.mirrorId = insideTunnelId
    }
  }
  frame.inside = INSIDE_NOTHING
  frame.insideTunnel = 0
  frame.insideTunnelId = 0
  if (inside === INSIDE_TRANSPORT || inside === INSIDE_ETHER_TYPE || inside === INSIDE_LINK) return
  frame.hasMac = false
  frame.isLowpan = false
  frame.vlan = 0
  frame.etherType = 0
  forgetNetwork(frame)
}

function forgetNetwork(frame: Frame): void {
  frame.network = NETWORK_NONE
  frame.ipProtocol = 0
  frame.sourcePort = 0
  frame.targetPort = 0
  frame.tcpFlags = 0
  frame.payloadStart = frame.insideEnd
  frame.payloadEnd = frame.insideEnd
  frame.payloadCut = 0
}

/** Sets back what only frames with something inside, and fragments, ever set. */
export function forgetInside(frame: Frame): void {
  frame.depth = 0
  frame.tunnel = 0
  frame.tunnelId = 0
  frame.mirror = 0
  frame.mirrorId = 0
  frame.mirrorCut = false
  frame.isLowpan = false
  frame.fragmentedBytes = 0
  frame.inside = INSIDE_NOTHING
  frame.insideTunnel = 0
  frame.insideTunnelId = 0
  frame.insideVlan = 0
  frame.isDeferred = false
  frame.earlierPackets = 0
  frame.earlierBytes = 0
}

function note(frame: Frame, inside: number, at: number, end: number): void {
  frame.inside = inside
  frame.insideAt = at
  frame.insideEnd = end
}
