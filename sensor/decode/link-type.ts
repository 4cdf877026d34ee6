import { decodeCan } from './can.ts'
import { ETHERTYPE_IPV4, ETHERTYPE_IPV6 } from './ether-types.ts'
import { decodeEthernet, decodeEtherType } from './ethernet.ts'
import { type Frame, STATUS } from './frame.ts'
import { decodeIpv4 } from './ipv4.ts'
import { decodeIpv6 } from './ipv6.ts'
import { decodeFddi, decodeIpnet, decodeLoopback, decodePktap } from './link-headers.ts'
import { decodeCooked, decodeCooked2 } from './linux-cooked.ts'
import { decodeMpacket } from './mpacket.ts'
import { decodeMstp } from './mstp.ts'
import { decodeNetanalyzer } from './netanalyzer.ts'
import { decodeNflog } from './nflog.ts'
import { decodePpp, pppoeInside } from './ppp.ts'
import { decodeAvs, decodePrism, decodeRadiotap } from './radio-headers.ts'
import { decodeBroadcomTag, decodeDsa } from './switch-tags.ts'
import { decodeWlan } from './wlan.ts'
import { decodeWpan, decodeWpanTap, decodeWpanWithFcs, decodeWpanWithPhy } from './wpan.ts'

/*
 * The link types decoded, by their numbers in the LINKTYPE_ registry of tcpdump.org. Some programs write the number of
 * their own system (DLT_) instead where it differs: 12 and 14 for raw IP.
 */
export const LINKTYPE_ETHERNET = 1
const NULL = 0
const PPP = 9
const FDDI = 10
const DLT_RAW = 12
const DLT_RAW_OPENBSD = 14
const PPP_HDLC = 50
const PPP_ETHER = 51
const RAW = 101
const CISCO_HDLC = 104
const WLAN = 105
const LOOP = 108
const LINUX_SLL = 113
const WLAN_PRISM = 119
const WLAN_RADIOTAP = 127
const WLAN_AVS = 163
const BACNET_MS_TP = 165
const CAN_SOCKETCAN = 227
const PPP_WITH_DIRECTION = 204
const IPNET = 226
const IPV4 = 228
const IPV6 = 229
const NFLOG = 239
const NETANALYZER = 240
const NETANALYZER_TRANSPARENT = 241
const PKTAP = 258
const ETHERNET_MPACKET = 274
const LINUX_SLL2 = 276
const DSA_TAG_BROADCOM = 281
const DSA_TAG_BROADCOM_PREPENDED = 282
const DSA_TAG_DSA = 284
const DSA_TAG_EDSA = 285
const WPAN_WITH_FCS = 195
const WPAN_WITH_PHY = 215
const WPAN_WITHOUT_FCS = 230
const WPAN_TAP = 283
const BROADCOM_TAG_BYTES = 4

/** Decodes a frame of any link type; of one not in the list it only says so. */
export function decodeLinkType(view: DataView, start: number, end: number, linkType: number, frame: Frame): void {
  switch (linkType) {
    case LINKTYPE_ETHERNET:
    case DSA_TAG_EDSA:
      decodeEthernet(view, start, end, frame)
      return
    case LINUX_SLL:
      decodeCooked(view, start, end, frame)
      return
    case LINUX_SLL2:
      decodeCooked2(view, start, end, frame)
      return
    case DSA_TAG_DSA:
      decodeDsa(view, start, end, frame)
      return
    case DSA_TAG_BROADCOM:
      decodeBroadcomTag(view, start, end, frame)
      return
    case DSA_TAG_BROADCOM_PREPENDED:
      decodeEthernet(view, start + BROADCOM_TAG_BYTES, end, frame)
      return
    case ETHERNET_MPACKET:
      decodeMpacket(view, start, end, frame)
      return
    case NETANALYZER:
    case NETANALYZER_TRANSPARENT:
      decodeNetanalyzer(view, start, end, frame, linkType === NETANALYZER_TRANSPARENT)
      return
    case FDDI:
      decodeFddi(view, start, end, frame)
      return
    default:
      decodeWithoutAddresses(view, start, end, linkType, frame)
  }
}

function decodeWithoutAddresses(view: DataView, start: number, end: number, linkType: number, frame: Frame): void {
  switch (linkType) {
    case RAW:
    case DLT_RAW:
    case DLT_RAW_OPENBSD:
      decodeIp(view, start, end, frame)
      return
    case IPV4:
      decodeIpv4(view, start, end, frame)
      return
    case IPV6:
      decodeIpv6(view, start, end, frame)
      return
    case NULL:
    case LOOP:
      decodeLoopback(view, start, end, frame)
      return
    case IPNET:
      decodeIpnet(view, start, end, frame)
      return
    case NFLOG:
      decodeNflog(view, start, end, frame)
      return
    case PKTAP:
      decodePktap(view, start, end, frame)
      return
    default:
      decodeSerialOrRadio(view, start, end, linkType, frame)
  }
}

function decodeSerialOrRadio(view: DataView, start: number, end: number, linkType: number, frame: Frame): void {
  switch (linkType) {
    case PPP:
    case PPP_HDLC:
    case CISCO_HDLC:
      decodePpp(view, start, end, frame)
      return
    case PPP_WITH_DIRECTION:
      decodePpp(view, start + 1, end, frame)
      return
    case PPP_ETHER:
      pppoeInside(view, start, end, frame)
      if (frame.inside === 0 && frame.status === STATUS.decoded) frame.status = STATUS['link-payload-unknown']
      return
    case WLAN:
      decodeWlan(view, start, end, frame, false)
      return
    case WLAN_RADIOTAP:
      decodeRadiotap(view, start, end, frame)
      return
    case WLAN_PRISM:
      decodePrism(view, start, end, frame)
      return
    case CAN_SOCKETCAN:
      decodeCan(view, start, end, frame)
      return
    case BACNET_MS_TP:
      decodeMstp(view, start, end, frame)
      return
    case WLAN_AVS:
      decodeAvs(view, start, end, frame)
      return
    default:
      decodePersonal(view, start, end, linkType, frame)
  }
}

function decodePersonal(view: DataView, start: number, end: number, linkType: number, frame: Frame): void {
  switch (linkType) {
    case WPAN_WITH_FCS:
      decodeWpanWithFcs(view, start, end, frame)
      return
    case WPAN_WITHOUT_FCS:
      decodeWpan(view, start, end, frame)
      return
    case WPAN_WITH_PHY:
      decodeWpanWithPhy(view, start, end, frame)
      return
    case WPAN_TAP:
      decodeWpanTap(view, start, end, frame)
      return
    default:
      frame.status = STATUS['link-type-unknown']
  }
}

function decodeIp(view: DataView, start: number, end: number, frame: Frame): void {
  const version = start < end ? view.getUint8(start) >>> 4 : 0
  if (start >= end) frame.status = STATUS['link-header-cut']
  else if (version === 4) decodeEtherType(view, start, end, ETHERTYPE_IPV4, frame)
  else if (version === 6) decodeEtherType(view, start, end, ETHERTYPE_IPV6, frame)
  else frame.status = STATUS['link-payload-unknown']
}
