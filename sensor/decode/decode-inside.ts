import { decodeEthernet, decodeEtherType } from './ethernet.ts'
import {
  type Frame,
  INSIDE_ETHERNET,
  INSIDE_LINK,
  INSIDE_NOTHING,
  INSIDE_TRANSPORT,
  INSIDE_WLAN,
  INSIDE_WPAN,
  NETWORK_IPV6,
  STATUS,
} from './frame.ts'
import { leaveOuter } from './inside.ts'
import { decodeIpv6Payload } from './ipv6.ts'
import { decodeLinkType } from './link-type.ts'
import { decodeTransport } from './transport.ts'
import { decodeWlan } from './wlan.ts'
import { decodeWpanWithFcs, decodeWpanWithQuality } from './wpan.ts'

/** Tags, tunnels and reassembled packets inside each other that are followed; past it the frame stays as it is. */
export const MAX_ENCAPSULATIONS = 8

/** Decodes what was found inside, and what is inside that, until there is no more. */
export function decodeInside(frame: Frame): void {
  while (frame.inside !== INSIDE_NOTHING) {
    if (frame.depth >= MAX_ENCAPSULATIONS) {
      frame.status = STATUS['encapsulations-too-deep']
      frame.inside = INSIDE_NOTHING
      return
    }
    frame.depth++
    decodeOne(frame)
  }
}

function decodeOne(frame: Frame): void {
  const { view, inside, insideAt, insideEnd, insideType } = frame
  leaveOuter(frame)
  switch (inside) {
    case INSIDE_ETHERNET:
      decodeEthernet(view, insideAt, insideEnd, frame)
      if (frame.vlan === 0) frame.vlan = frame.insideVlan
      frame.insideVlan = 0
      return
    case INSIDE_WLAN:
      decodeWlan(view, insideAt, insideEnd, frame, insideType !== 0)
      return
    case INSIDE_WPAN:
      if (insideType !== 0) decodeWpanWithFcs(view, insideAt, insideEnd, frame)
      else decodeWpanWithQuality(view, insideAt, insideEnd, frame)
      return
    case INSIDE_TRANSPORT:
      if (frame.network === NETWORK_IPV6) decodeIpv6Payload(view, insideAt, insideEnd, insideEnd, frame)
      else decodeTransport(view, insideAt, insideEnd, insideEnd, frame)
      return
    case INSIDE_LINK:
      decodeLinkType(view, insideAt, insideEnd, insideType, frame)
      return
    default:
      decodeEtherType(view, insideAt, insideEnd, insideType, frame)
  }
}
