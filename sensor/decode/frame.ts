/** How the decoding of a frame ended; each is counted. Everything up to the failing layer is decoded and used. */
export const FRAME_STATUSES = [
  'decoded',
  'link-type-unknown',
  'ethernet-cut',
  'vlan-tag-cut',
  'llc-cut',
  'arp-cut',
  'ipv4-cut',
  'ipv4-bad-header',
  'ipv6-cut',
  'ipv6-bad-header',
  'ip-fragment',
  'tcp-cut',
  'tcp-bad-header',
  'udp-cut',
  'udp-bad-length',
  'icmp-cut',
] as const
export type FrameStatus = (typeof FRAME_STATUSES)[number]

/** The code of a status: its place in `FRAME_STATUSES`. */
export const STATUS = Object.fromEntries(FRAME_STATUSES.map((name, code) => [name, code])) as Record<FrameStatus, number>

export const IP_TCP = 6
export const IP_UDP = 17
export const IP_ICMP = 1
export const IP_ICMPV6 = 58

export const TCP_FIN = 0x01
export const TCP_SYN = 0x02
export const TCP_RST = 0x04
export const TCP_ACK = 0x10

/** What the conversation of a frame is carried by. */
export const NETWORK_NONE = 0
export const NETWORK_IPV4 = 4
export const NETWORK_IPV6 = 6

/** The decoded headers of one frame. One object, reused for every frame; offsets point into the batch. */
export class Frame {
  status = 0
  /** MAC addresses: the first 16 and the last 32 bits. */
  hasMac = false
  sourceMacHigh = 0
  sourceMacLow = 0
  targetMacHigh = 0
  targetMacLow = 0
  /** VLAN ids as one number: 0 untagged, 1 + outer, plus (1 + inner) << 13 when there are two tags. */
  vlan = 0
  /** EtherType, or an 802.3 length (below 0x600). */
  etherType = 0
  network = NETWORK_NONE
  ipProtocol = 0
  timeToLive = 0
  /** IPv4 addresses as numbers. */
  sourceIp = 0
  targetIp = 0
  /** Where the IPv6 addresses lie in the view. */
  sourceIpAt = 0
  targetIpAt = 0
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
}
