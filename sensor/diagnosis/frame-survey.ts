import type { PacketBatch } from '../capture/packet-batch.ts'
import { BUS_WPAN, isStationGroup } from '../decode/buses.ts'
import { decodeFrame } from '../decode/decode-frame.ts'
import {
  Frame,
  IP_TCP,
  IP_UDP,
  NETWORK_BUS,
  NETWORK_IPV4,
  NETWORK_IPV6,
  NETWORK_NONE,
  STATUS,
} from '../decode/frame.ts'
import { DuplicateFrames } from '../flow/duplicate-frames.ts'
import { hopsOf } from '../flow/hops.ts'
import { hashOf, mix, NOT_RECENT, RecentFrames } from '../flow/recent-frames.ts'
import { ConnectionSides } from './connection-sides.ts'
import { type MirrorCounters, noCounters } from './mirror-counters.ts'

/** VLANs and subnets told apart; more make no difference to the verdict. */
export const MAX_SCOPES = 4096

/** A packet seen again this soon has passed a router in between if its time-to-live is another, and else only a switch. */
export const ROUTED_US = 50_000
/** Of the number that stands for how a packet was seen: its time-to-live, and above it what stands for its VLAN. */
const TIME_TO_LIVE = 0xff
const VLAN_BITS = 0x7f_ffff

/** A light pass over the frames of captures: counts what tells a good mirror port from a bad one. */
export class FrameSurvey {
  private readonly counters = noCounters()
  private readonly frame = new Frame()
  private readonly clock = { timeUs: 0 }
  private readonly duplicates = new DuplicateFrames(this.clock)
  private readonly seen = new RecentFrames(ROUTED_US)
  private readonly sides = new ConnectionSides()
  private readonly vlans = new Set<number>()
  private readonly subnets = new Set<number>()
  private previousUs = Number.NEGATIVE_INFINITY
  private readonly areJoined: boolean

  /** `areJoined`: all interfaces of a capture are of one network. */
  constructor(areJoined = false) {
    this.areJoined = areJoined
  }

  /** Another file begins: its times need not follow those of the last one. */
  beginCapture(): void {
    this.previousUs = Number.NEGATIVE_INFINITY
    this.duplicates.beginCapture()
    this.seen.clear()
  }

  packets(batch: PacketBatch): void {
    const { view, start, length, wireLength, timeUs, tap, linkType, count } = batch
    for (let i = 0; i < count; i++) {
      const at = start[i] as number
      const end = at + (length[i] as number)
      this.recorded(length[i] as number, wireLength[i] as number, timeUs[i] as number)
      decodeFrame(view, at, end, linkType[i] as number, this.frame)
      this.clock.timeUs = timeUs[i] as number
      const network = this.areJoined ? 0 : (tap[i] as number)
      const isCopy = this.duplicates.isCopy(this.frame, network)
      if (isCopy) this.countCopy()
      this.addressed()
      const isAgain = this.isSeenElsewhere(timeUs[i] as number)
      this.carried(network, isCopy || isAgain)
    }
  }

  /** What was counted so far. */
  result(): MirrorCounters {
    return { ...this.counters, ...this.sides.count(), vlans: this.vlans.size, subnets: this.subnets.size }
  }

  private recorded(length: number, wireLength: number, timeUs: number): void {
    const { counters } = this
    counters.frames++
    counters.bytes += wireLength
    if (length < wireLength) counters.cut++
    counters.longestCaptured = Math.max(counters.longestCaptured, length)
    counters.firstUs = Math.min(counters.firstUs ?? timeUs, timeUs)
    counters.lastUs = Math.max(counters.lastUs ?? timeUs, timeUs)
    if (timeUs < this.previousUs) {
      counters.backwards++
      counters.longestBackwardUs = Math.max(counters.longestBackwardUs, this.previousUs - timeUs)
    }
    this.previousUs = timeUs
  }

  /** HSR and PRP send each frame twice: that is no fault of the mirror. */
  private countCopy(): void {
    if (this.frame.redundancy !== 0) this.counters.redundant++
    else this.counters.duplicates++
  }

  private addressed(): void {
    const { counters, frame, vlans } = this
    if (!frame.hasMac && frame.network === NETWORK_NONE) return
    if (frame.network === NETWORK_BUS) {
      const isByEui = frame.bus === BUS_WPAN && frame.isTargetEui
      if (!isByEui && isStationGroup(frame.bus, frame.targetStation)) counters.broadcast++
      else counters.unicast++
    } else if (frame.hasMac ? isBroadcastMac(frame) : frame.network === NETWORK_IPV4 && frame.targetIp === ALL_ONES) {
      counters.broadcast++
    } else if (isGroup(frame)) counters.multicast++
    else counters.unicast++
    if (frame.vlan === 0) return
    counters.tagged++
    if (vlans.size < MAX_SCOPES) vlans.add(frame.vlan)
  }

  private carried(network: number, isAgain: boolean): void {
    const { frame, subnets } = this
    if (frame.network === NETWORK_NONE || frame.status !== STATUS.decoded) return
    if (frame.network === NETWORK_IPV4 && isPrivate(frame.sourceIp) && hopsOf(frame.timeToLive) === 0) {
      if (subnets.size < MAX_SCOPES) subnets.add(frame.sourceIp >>> 8)
    }
    // Two copies of a lone segment are no more of a connection than one.
    if (frame.ipProtocol === IP_TCP && !isAgain) this.sides.note(frame, network)
  }

  /**
   * Whether the same was just seen on the other side of a router, or in another VLAN: a mirror of a trunk and of an access
   * port shows frames with a tag and without. What a host sends again has the same time-to-live and the same VLAN.
   */
  private isSeenElsewhere(timeUs: number): boolean {
    const { frame, counters } = this
    if (frame.status !== STATUS.decoded) return false
    const hash = hashOfContent(frame)
    if (hash === 0) return false
    const timeToLive = frame.network === NETWORK_NONE ? 0 : frame.timeToLive
    const now = ((mix(frame.vlan, 0) & VLAN_BITS) << 8) | timeToLive
    const earlier = this.seen.replace(hash, now, timeUs)
    if (earlier === NOT_RECENT || earlier === now) return false
    if ((earlier & TIME_TO_LIVE) !== timeToLive) counters.routed++
    else counters.retagged++
    return true
  }
}

/** Of what neither a router nor a switch changes; 0 of what is not compared. */
function hashOfContent(frame: Frame): number {
  const { view, network, ipProtocol, payloadStart, payloadEnd } = frame
  if (network === NETWORK_IPV4 && (ipProtocol === IP_TCP || ipProtocol === IP_UDP)) {
    return hashOf(view, frame.transportAt, payloadEnd, mix(frame.sourceIp, frame.targetIp))
  }
  if (network !== NETWORK_NONE || !frame.hasMac) return 0
  return hashOf(view, payloadStart, payloadEnd, mix(frame.sourceMacLow, frame.targetMacLow))
}

const ALL_ONES = 0xffffffff

function isBroadcastMac(frame: Frame): boolean {
  return frame.targetMacHigh === 0xffff && frame.targetMacLow === -1
}

/** By the group bit of the MAC address; where there is none, by the IP address. */
function isGroup(frame: Frame): boolean {
  if (frame.hasMac) return (frame.targetMacHigh & 0x0100) !== 0
  if (frame.network === NETWORK_IPV4) return frame.targetIp >>> 28 === 0xe
  return frame.network === NETWORK_IPV6 && frame.view.getUint8(frame.targetIpAt) === 0xff
}

/** RFC 1918. */
function isPrivate(ip: number): boolean {
  return ip >>> 24 === 10 || ip >>> 20 === 0xac1 || ip >>> 16 === 0xc0a8
}
