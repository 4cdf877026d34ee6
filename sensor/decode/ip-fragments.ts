import { isIpCarrier } from './carried-by-ip.ts'
import { isUdpCarrier } from './carried-by-udp.ts'
import { decodeInside, MAX_ENCAPSULATIONS } from './decode-inside.ts'
import { ADDRESSES_BYTES, FragmentedPacket, PIECE_BAD, PIECE_CONFLICT } from './fragmented-packet.ts'
import { type Frame, IP_ICMP, IP_ICMPV6, IP_TCP, IP_UDP, NETWORK_IPV6, NOT_IN_VIEW, STATUS } from './frame.ts'
import { transportInside } from './inside.ts'
import { decodeIpv6, isExtension } from './ipv6.ts'

/** Packets whose pieces are held at a time; past it the oldest is let go, and counted. */
export const MAX_FRAGMENTED_PACKETS = 256
/** Memory for pieces, of all packets. */
export const MAX_FRAGMENT_BYTES = 1 << 22
/** A packet not whole by then never will be: what Linux waits, and RFC 1122 section 3.3.2 allows at least 60 s to. */
export const MAX_FRAGMENT_US = 30_000_000

/**
 * Puts the fragments of IP packets together (RFC 791 section 3.2, RFC 8200 section 4.5, RFC 4944 section 5.3). The piece that makes a packet
 * whole is decoded as that packet; every other one counts for the same conversation, as soon as the first piece, or the
 * whole packet, tells which that is.
 */
export class IpFragments {
  /** Frames with pieces of packets that never became whole, and of packets let go of for want of room. */
  expired = 0
  evicted = 0
  private readonly packets = new Map<string, FragmentedPacket>()
  private heldBytes = 0

  /** Takes a frame that ended with the status 'ip-fragment', and leaves in it what is to be counted and dissected. */
  take(frame: Frame, tap: number, wireLength: number, timeUs: number): void {
    // A piece inside a packet that was itself put together: as often as things can be inside each other.
    for (let depth = 0; depth < MAX_ENCAPSULATIONS && frame.status === STATUS['ip-fragment']; depth++) {
      if (!this.takeOne(frame, tap, wireLength, timeUs)) return
    }
  }

  /** Lets go of packets that have waited too long. */
  expire(nowUs: number): void {
    for (const [key, packet] of this.packets) {
      if (nowUs - packet.beganUs <= MAX_FRAGMENT_US) return
      this.drop(key, packet)
      this.expired += packet.frames
    }
  }

  /** Whether the frame now is the whole packet. */
  private takeOne(frame: Frame, tap: number, wireLength: number, timeUs: number): boolean {
    // Marks the frame as one that has more to set back than others.
    frame.depth++
    this.expire(timeUs)
    const isLowpan = frame.fragmentedBytes > 0
    const key = isLowpan ? lowpanKeyOf(frame, tap) : keyOf(frame, tap)
    const packet = this.packets.get(key) ?? this.begin(key, timeUs)
    packet.frames++
    if (!packet.isNamed && frame.fragmentOffset === 0 && !isLowpan) name(packet, frame)
    const held = packet.capacity
    const isCut = frame.payloadCut > 0
    const { view, payloadStart, payloadEnd, fragmentOffset, fragmentMore } = frame
    const outcome = isCut ? PIECE_BAD : packet.add(view, payloadStart, payloadEnd, fragmentOffset, !fragmentMore)
    this.heldBytes += packet.capacity - held
    frame.payloadStart = payloadEnd
    frame.payloadCut = 0
    frame.status = STATUS.decoded
    if (packet.isWhole) this.finish(key, packet, frame)
    else attribute(packet, frame, wireLength)
    if (frame.status === STATUS.decoded && outcome === PIECE_CONFLICT) frame.status = STATUS['ip-fragment-conflict']
    if (frame.status === STATUS.decoded && outcome === PIECE_BAD)
      frame.status = STATUS[isCut ? 'ip-fragment' : 'ip-fragment-bad']
    return !this.packets.has(key)
  }

  private begin(key: string, timeUs: number): FragmentedPacket {
    while (this.packets.size >= MAX_FRAGMENTED_PACKETS || this.heldBytes >= MAX_FRAGMENT_BYTES) this.evict()
    const packet = new FragmentedPacket(timeUs)
    this.packets.set(key, packet)
    this.heldBytes += packet.capacity
    return packet
  }

  private evict(): void {
    for (const [key, packet] of this.packets) {
      this.drop(key, packet)
      this.evicted += packet.frames
      return
    }
  }

  private drop(key: string, packet: FragmentedPacket): void {
    this.packets.delete(key)
    this.heldBytes -= packet.capacity
  }

  private finish(key: string, packet: FragmentedPacket, frame: Frame): void {
    this.drop(key, packet)
    frame.earlierPackets += packet.waitingPackets
    frame.earlierBytes += packet.waitingBytes
    if (frame.fragmentedBytes > 0) {
      frame.fragmentedBytes = 0
      frame.view = packet.view()
      decodeIpv6(frame.view, ADDRESSES_BYTES, packet.end, frame)
      decodeInside(frame)
      return
    }
    if (frame.network === NETWORK_IPV6) {
      packet.keepAddresses(frame.view, frame.sourceIpAt)
      frame.sourceIpAt = 0
      frame.targetIpAt = ADDRESSES_BYTES / 2
    }
    frame.networkAt = NOT_IN_VIEW
    transportInside(frame, packet.view(), ADDRESSES_BYTES, packet.end)
    decodeInside(frame)
  }
}

/** Keeps what the first piece tells of the conversation, unless the packet carries the packets of others. */
function name(packet: FragmentedPacket, frame: Frame): void {
  const { view, payloadStart: at, payloadEnd: end, ipProtocol } = frame
  if (isIpCarrier(ipProtocol) || isExtension(ipProtocol)) return
  if (ipProtocol === IP_TCP || ipProtocol === IP_UDP) {
    if (end - at < 4) return
    packet.sourcePort = view.getUint16(at)
    packet.targetPort = view.getUint16(at + 2)
    if (ipProtocol === IP_UDP && isUdpCarrier(packet.sourcePort, packet.targetPort)) return
  } else if (ipProtocol === IP_ICMP || ipProtocol === IP_ICMPV6) {
    if (end === at) return
    packet.icmpType = view.getUint8(at)
  }
  packet.isNamed = true
}

/** A piece counts for the packet's conversation, with those that came before it was known; or waits for that. */
function attribute(packet: FragmentedPacket, frame: Frame, wireLength: number): void {
  if (!packet.isNamed) {
    packet.waitingPackets += 1 + frame.earlierPackets
    packet.waitingBytes += wireLength + frame.earlierBytes
    frame.isDeferred = true
    return
  }
  frame.sourcePort = packet.sourcePort
  frame.targetPort = packet.targetPort
  frame.icmpType = packet.icmpType
  frame.earlierPackets += packet.waitingPackets
  frame.earlierBytes += packet.waitingBytes
  packet.waitingPackets = 0
  packet.waitingBytes = 0
}

/** Pieces that 6LoWPAN made agree in stations, size and tag (RFC 4944 section 5.3): what is inside is the whole IPv6 packet. */
function lowpanKeyOf(frame: Frame, tap: number): string {
  const { isSourceEui, sourceEuiHigh, sourceStation, isTargetEui, targetEuiHigh, targetStation } = frame
  const source = `${isSourceEui ? sourceEuiHigh : ''}/${sourceStation}`
  const target = `${isTargetEui ? targetEuiHigh : ''}/${targetStation}`
  return `${tap} ${frame.tunnel} ${frame.tunnelId} 6lowpan ${frame.fragmentId} ${frame.fragmentedBytes} ${source} ${target}`
}

/** Pieces of one packet agree in this; the tunnel tells apart equal addresses of different networks. */
function keyOf(frame: Frame, tap: number): string {
  const { view, network, vlan, tunnel, tunnelId, fragmentId, ipProtocol } = frame
  const where = `${tap} ${vlan} ${tunnel} ${tunnelId} ${fragmentId}`
  if (network !== NETWORK_IPV6) return `${where} ${ipProtocol} ${frame.sourceIp} ${frame.targetIp}`
  let addresses = ''
  for (let at = frame.sourceIpAt; at < frame.sourceIpAt + ADDRESSES_BYTES; at += 4)
    addresses += ` ${view.getUint32(at)}`
  return where + addresses
}
