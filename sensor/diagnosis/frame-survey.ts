import type { PacketBatch } from '../capture/packet-batch.ts'
import { decodeFrame } from '../decode/decode-frame.ts'
import { Frame, IP_TCP, IP_UDP, NETWORK_IPV4, NETWORK_NONE, STATUS } from '../decode/frame.ts'
import { DuplicateFrames } from '../flow/duplicate-frames.ts'
import { hopsOf } from '../flow/hops.ts'
import { hashOf, mix, NOT_RECENT, RecentFrames } from '../flow/recent-frames.ts'
import { ConnectionSides } from './connection-sides.ts'
import { type MirrorCounters, noCounters } from './mirror-counters.ts'

/** VLANs and subnets told apart; more make no difference to the verdict. */
export const MAX_SCOPES = 4096

/** A packet seen again this soon with another time-to-live has passed a router in between. */
export const ROUTED_US = 50_000

/** A light pass over the frames of captures: counts what tells a good mirror port from a bad one. */
export class FrameSurvey {
  private readonly counters = noCounters()
  private readonly frame = new Frame()
  private readonly clock = { timeUs: 0 }
  private readonly duplicates = new DuplicateFrames(this.clock)
  private readonly packetsOfIp = new RecentFrames(ROUTED_US)
  private readonly sides = new ConnectionSides()
  private readonly vlans = new Set<number>()
  private readonly subnets = new Set<number>()
  private previousUs = Number.NEGATIVE_INFINITY

  /** Another file begins: its times need not follow those of the last one. */
  beginCapture(): void {
    this.previousUs = Number.NEGATIVE_INFINITY
    this.duplicates.beginCapture()
    this.packetsOfIp.clear()
  }

  packets(batch: PacketBatch): void {
    const { view, start, length, wireLength, timeUs, tap, linkType, count } = batch
    for (let i = 0; i < count; i++) {
      const at = start[i] as number
      const end = at + (length[i] as number)
      this.recorded(length[i] as number, wireLength[i] as number, timeUs[i] as number)
      decodeFrame(view, at, end, linkType[i] as number, this.frame)
      this.clock.timeUs = timeUs[i] as number
      if (this.duplicates.isCopy(this.frame, tap[i] as number)) this.counters.duplicates++
      this.addressed()
      this.carried(timeUs[i] as number)
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

  private addressed(): void {
    const { counters, frame, vlans } = this
    if (frame.hasMac ? isBroadcastMac(frame) : frame.network === NETWORK_IPV4 && frame.targetIp === ALL_ONES) {
      counters.broadcast++
    } else if (isGroup(frame)) counters.multicast++
    else counters.unicast++
    if (frame.vlan === 0) return
    counters.tagged++
    if (vlans.size < MAX_SCOPES) vlans.add(frame.vlan)
  }

  private carried(timeUs: number): void {
    const { counters, frame, subnets } = this
    if (frame.network === NETWORK_NONE || frame.status !== STATUS.decoded) return
    if (frame.network === NETWORK_IPV4 && isPrivate(frame.sourceIp) && hopsOf(frame.timeToLive) === 0) {
      if (subnets.size < MAX_SCOPES) subnets.add(frame.sourceIp >>> 8)
    }
    if (frame.network === NETWORK_IPV4 && this.wasRouted(timeUs)) counters.routed++
    if (frame.ipProtocol !== IP_TCP) return
    this.sides.note(frame)
  }

  /** Whether the same packet was just seen with another time-to-live: a retransmission has the same one. */
  private wasRouted(timeUs: number): boolean {
    const { frame, packetsOfIp } = this
    if (frame.ipProtocol !== IP_TCP && frame.ipProtocol !== IP_UDP) return false
    const seed = mix(frame.sourceIp, frame.targetIp)
    const hash = hashOf(frame.view, frame.transportAt, frame.payloadEnd, seed)
    const earlier = packetsOfIp.replace(hash, frame.timeToLive, timeUs)
    return earlier !== NOT_RECENT && earlier !== frame.timeToLive
  }
}

const ALL_ONES = 0xffffffff

function isBroadcastMac(frame: Frame): boolean {
  return frame.targetMacHigh === 0xffff && frame.targetMacLow === -1
}

/** By the group bit of the MAC address; where there is none, by the IP address. */
function isGroup(frame: Frame): boolean {
  if (frame.hasMac) return (frame.targetMacHigh & 0x0100) !== 0
  if (frame.network === NETWORK_IPV4) return frame.targetIp >>> 28 === 0xe
  return frame.network !== NETWORK_NONE && frame.view.getUint8(frame.targetIpAt) === 0xff
}

/** RFC 1918. */
function isPrivate(ip: number): boolean {
  return ip >>> 24 === 10 || ip >>> 20 === 0xac1 || ip >>> 16 === 0xc0a8
}
