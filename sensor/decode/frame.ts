/** How the decoding of a frame ended; each is counted. Everything up to the failing layer is decoded and used. */
export const FRAME_STATUSES = [
  'decoded',
  'link-type-unknown',
  'link-header-cut',
  'link-payload-unknown',
  '802.11-not-data',
  '802.11-encrypted',
  '802.11-fragment',
  '802.11-aggregate',
  '802.15.4-without-address',
  '802.15.4-bad-check-sequence',
  '802.15.4-not-followed',
  '6lowpan-not-followed',
  '6lowpan-bad-header',
  '6lowpan-unknown-context',
  'mpacket-not-data',
  'mpacket-fragment',
  'analyser-not-data',
  'frame-damaged',
  'ethernet-cut',
  'vlan-tag-cut',
  'llc-cut',
  'arp-cut',
  'ipv4-cut',
  'ipv4-bad-header',
  'ipv6-cut',
  'ipv6-bad-header',
  'ip-fragment',
  'ip-fragment-bad',
  'ip-fragment-conflict',
  'ip-fragment-expired',
  'ip-fragment-limit',
  'tcp-cut',
  'tcp-bad-header',
  'udp-cut',
  'udp-bad-length',
  'icmp-cut',
  'encapsulation-cut',
  'encapsulations-too-deep',
  'mpls-payload-unknown',
  'macsec-encrypted',
  'capwap-encrypted',
  'capwap-fragment',
  'l2tp-not-followed',
] as const
export type FrameStatus = (typeof FRAME_STATUSES)[number]

/** The code of a status: its place in `FRAME_STATUSES`. */
export const STATUS = Object.fromEntries(FRAME_STATUSES.map((name, code) => [name, code])) as Record<
  FrameStatus,
  number
>

export const IP_TCP = 6
export const IP_UDP = 17
export const IP_ICMP = 1
export const IP_AUTHENTICATION = 51
export const IP_ICMPV6 = 58

export const TCP_FIN = 0x01
export const TCP_SYN = 0x02
export const TCP_RST = 0x04
export const TCP_ACK = 0x10

const NO_BYTES = new DataView(new ArrayBuffer(0))

/** What the conversation of a frame is carried by. */
export const NETWORK_NONE = 0
/** A frame of CAN with an identifier of 11 bits: what else is on its bus tells which stations it is of. */
export const NETWORK_CAN = 1
/** Stations of a bus that has neither MAC nor IP addresses: no more of a network than the link layer. */
export const NETWORK_BUS = 2
export const NETWORK_IPV4 = 4
export const NETWORK_IPV6 = 6

/** What a decoder found inside what it decoded, to be decoded next. */
export const INSIDE_NOTHING = 0
/** A frame of its own, with addresses of its own. */
export const INSIDE_ETHERNET = 1
export const INSIDE_WLAN = 2
/** What follows an EtherType, of other hosts than those of the outer headers. */
export const INSIDE_PROTOCOL = 3
/** What follows an EtherType, behind a tag that leaves the frame the same. */
export const INSIDE_ETHER_TYPE = 4
/** What follows an IP header, put together from fragments. */
export const INSIDE_TRANSPORT = 5
/** A packet of the link type `insideType`. */
export const INSIDE_LINK = 6
/** A frame of IEEE 802.15.4. */
export const INSIDE_WPAN = 7

export const NOT_IN_VIEW = -1

/** The decoded headers of one frame: of the innermost one. One object, reused for every frame. */
export class Frame {
  status = 0
  /** The bytes that all offsets here point into: the batch, or a packet put together from fragments. */
  view: DataView = NO_BYTES
  /** MAC addresses: the first 16 bits, and the last 32 as a signed number, which the engine never puts on the heap. */
  hasMac = false
  sourceMacHigh = 0
  sourceMacLow = 0
  targetMacHigh = 0
  targetMacLow = 0
  /** VLAN ids as one number: 0 untagged, 1 + outer, plus (1 + inner) << 13 when there are two tags. */
  vlan = 0
  /** Of a frame that HSR or PRP sends twice: its number, above 0xffff; 0 of any other. */
  redundancy = 0
  /** EtherType, or an 802.3 length (below 0x600). */
  etherType = 0
  network = NETWORK_NONE
  ipProtocol = 0
  timeToLive = 0
  /** IPv4 addresses, and below the numbers of TCP, as signed numbers too. */
  sourceIp = 0
  targetIp = 0
  /** Where the IPv6 addresses lie in the view. */
  sourceIpAt = 0
  targetIpAt = 0
  /** Where the IP header begins in the view; `NOT_IN_VIEW` of a packet that was put together from fragments. */
  networkAt = 0
  /** The bus, as in `BUSES`, and its stations, as 32 bits signed. */
  bus = 0
  sourceStation = 0
  targetStation = 0
  /** On IEEE 802.15.4 a station may be named by its EUI-64: that, in two halves, as signed numbers. */
  isSourceEui = false
  sourceEuiHigh = 0
  sourceEuiLow = 0
  isTargetEui = false
  targetEuiHigh = 0
  targetEuiLow = 0
  /** Where the header above IP begins. */
  transportAt = 0
  sourcePort = 0
  targetPort = 0
  sequence = 0
  acknowledged = 0
  tcpFlags = 0
  icmpType = 0
  /** The bytes of the highest layer decoded: TCP or UDP payload, or what follows the EtherType or LLC header. */
  payloadStart = 0
  payloadEnd = 0
  /** Payload bytes that were on the wire but not captured. */
  payloadCut = 0

  /** Encapsulations gone into; the fields below are their zeros while it is 0. */
  depth = 0
  /** The outermost tunnel and the innermost mirror tunnel, as in `TUNNELS`, with the number each bears. */
  tunnel = 0
  tunnelId = 0
  mirror = 0
  mirrorId = 0
  /** The mirror says that it cut the frame short. */
  mirrorCut = false
  /** The packet came in 6LoWPAN: its link addresses are those of stations. */
  isLowpan = false
  /** See INSIDE_NOTHING and its like; where it lies in `view`, and what carries it. */
  inside = INSIDE_NOTHING
  insideAt = 0
  insideEnd = 0
  insideType = 0
  insideTunnel = 0
  insideTunnelId = 0
  /** As `vlan`: where an untagged frame inside was heard, by what its mirror says. */
  insideVlan = 0
  /** Of a fragment: its identification, its place in the packet, and whether more follow. */
  fragmentId = 0
  fragmentOffset = 0
  fragmentMore = false
  /** Of a fragment of 6LoWPAN: bytes of the whole packet, its IP header among them. */
  fragmentedBytes = 0
  /** A fragment whose conversation is not known yet: it will be among the `earlierPackets` of another. */
  isDeferred = false
  /** Fragments seen before this one that belong to its conversation, and their bytes. */
  earlierPackets = 0
  earlierBytes = 0
}
