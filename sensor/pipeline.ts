import type { Dissector } from '../dissectors/kit/dissector.ts'
import type { PacketBatch } from './capture/packet-batch.ts'
import { decodeFrame } from './decode/decode-frame.ts'
import { LEAST_ETHERTYPE } from './decode/ether-types.ts'
import { Frame, IP_TCP, IP_UDP, NETWORK_BUS, NETWORK_CAN, NETWORK_IPV4, NETWORK_NONE, STATUS } from './decode/frame.ts'
import { FCS_BYTES, FrameCheckSequences } from './decode/frame-check-sequence.ts'
import { FrameCounts } from './decode/frame-counts.ts'
import { IpFragments } from './decode/ip-fragments.ts'
import { CanBuses } from './flow/can-buses.ts'
import { sourceStation, targetStation } from './flow/carried-stations.ts'
import { CARRIED_BY_BUS, CARRIED_BY_ETHERNET, CARRIED_BY_LLC, CARRIED_BY_SNAP } from './flow/carrier.ts'
import { DuplicateFrames } from './flow/duplicate-frames.ts'
import { EndpointTable, NO_ENDPOINT } from './flow/endpoint-table.ts'
import { NEW_FLOW, NO_FLOW } from './flow/flow-table.ts'
import { Flows } from './flow/flows.ts'
import { LineContext } from './flow/line-context.ts'
import { SegmentTable } from './flow/segment-table.ts'
import { SegmentTally } from './flow/segment-tally.ts'
import { type Shard, shardOf, WHOLE } from './flow/shard.ts'
import { timeOrder } from './flow/time-order.ts'
import { Identifier } from './identify/identifier.ts'
import type { CaptureEntry, Delta } from './model/delta.ts'
import { wholeOf } from './model/delta-parts.ts'
import { Inventory } from './model/inventory.ts'
import { MinuteClock } from './model/minute-clock.ts'

/** Both service access points of SNAP and an unnumbered information frame; behind the organisation its protocol. */
const SNAP_HEADER = 0xaaaa03
const SNAP_PROTOCOL_AT = 6
const SNAP_BYTES = 8

export type CaptureTotals = Pick<CaptureEntry, 'frames' | 'bytes' | 'firstUs' | 'lastUs'>

export interface EndedCapture {
  readonly delta: Delta
  readonly capture: CaptureTotals
}

/**
 * The straight line: packets in, deltas out. Synchronous, in memory, deterministic, without I/O: everything that
 * happens to a packet between the capture and the storage happens in `packet`.
 */
export class Line {
  /** Of all captures. */
  frames = 0
  readonly context: LineContext
  private readonly endpoints = new EndpointTable()
  private readonly inventory = new Inventory(this.endpoints)
  private readonly flows: Flows
  private readonly segments = new SegmentTable(this.inventory)
  private readonly frame = new Frame()
  private readonly fragments = new IpFragments()
  private readonly counts = new FrameCounts()
  private readonly checkSequences = new FrameCheckSequences()
  private readonly duplicates: DuplicateFrames
  private readonly copies = new SegmentTally()
  private readonly cutFrames = new SegmentTally()
  private readonly clock = new MinuteClock()
  private readonly canBuses: CanBuses
  /** Of the capture being read. */
  private frameNumber = 0
  private bytes = 0
  private firstUs = Number.POSITIVE_INFINITY
  private lastUs = Number.NEGATIVE_INFINITY
  private flowsRefused = 0
  private endpointsRefused = 0
  private readonly shard: Shard

  /** A line of one shard sees every frame, so that its clock and numbers are those of all, and follows its own. */
  constructor(dissectors: readonly Dissector[], shard = WHOLE) {
    this.shard = shard
    this.context = new LineContext(new Identifier(dissectors), this.inventory)
    this.duplicates = new DuplicateFrames(this.context.info)
    this.flows = new Flows(this.context, this.endpoints)
    this.canBuses = new CanBuses(dissectors, this.frame, this.context.info, this.follow.bind(this))
  }

  /**
   * Packets that follow belong to this capture; frame numbers begin again at 1. `taps`: the names of its interfaces, which
   * may grow; those that bring parts of one network have one name.
   */
  beginCapture(capture: number, taps: readonly string[]): void {
    this.inventory.capture = capture
    this.segments.beginCapture(taps)
    this.clock.reset()
    this.duplicates.beginCapture()
    this.checkSequences.beginCapture()
    this.frameNumber = 0
    this.bytes = 0
    this.firstUs = Number.POSITIVE_INFINITY
    this.lastUs = Number.NEGATIVE_INFINITY
  }

  packets(batch: PacketBatch): void {
    const { view, start, length, wireLength, timeUs, tap, linkType, count } = batch
    const { info } = this.context
    const { clock } = this
    // Interfaces are read one after the other: what came by both lies as they were read.
    const order = this.segments.isJoined ? timeOrder(batch) : undefined
    for (let place = 0; place < count; place++) {
      const i = order === undefined ? place : (order[place] as number)
      const at = start[i] as number
      const now = timeUs[i] as number
      if ((now >= clock.untilUs || now < clock.fromUs) && clock.turns(now)) this.turnMinute(now)
      if (now < this.firstUs) this.firstUs = now
      if (now > this.lastUs) this.lastUs = now
      info.timeUs = now
      info.frame = this.frameNumber + i + 1
      this.packet(
        view,
        at,
        at + (length[i] as number),
        wireLength[i] as number,
        tap[i] as number,
        linkType[i] as number,
      )
    }
    this.frameNumber += count
    this.frames += count
    this.flows.expireHeld(this.lastUs)
  }

  /** What changed since the last call. */
  drain(): Delta {
    return wholeOf(this.drainInParts())
  }

  /** The same in parts, which must all be taken before anything else happens here. */
  drainInParts(): Iterable<Delta> {
    return this.take(false, false)
  }

  /**
   * No more packets will come of this capture, so nothing waits any longer: the last delta, and its totals.
   * `lostByCapture`: frames that the capturing program says it lost.
   */
  endCapture(lostByCapture: number): EndedCapture {
    return { capture: this.totals(), delta: wholeOf(this.endCaptureInParts(lostByCapture, false)) }
  }

  /** As `endCapture`, of a capture that goes on in the next file: so do its dialogues. */
  nextCapture(lostByCapture: number): EndedCapture {
    return { capture: this.totals(), delta: wholeOf(this.endCaptureInParts(lostByCapture, true)) }
  }

  /** As `endCapture`, or as `nextCapture` when it goes on, in parts. */
  endCaptureInParts(lostByCapture: number, goesOn: boolean): Iterable<Delta> {
    this.inventory.cover(undefined, 'frames-lost-by-capture', '', lostByCapture)
    if (goesOn) this.flows.settle()
    return this.take(!goesOn, true)
  }

  /** Of the capture being read, so far. */
  totals(): CaptureTotals {
    const { frameNumber, bytes, firstUs, lastUs } = this
    const isEmpty = frameNumber === 0
    return { frames: frameNumber, bytes, firstUs: isEmpty ? null : firstUs, lastUs: isEmpty ? null : lastUs }
  }

  private *take(isFinal: boolean, isEnd: boolean): Generator<Delta, void> {
    if (isEnd) this.canBuses.releaseAll()
    this.flows.drain(this.lastUs, isFinal)
    this.fragments.expire(isFinal ? Number.POSITIVE_INFINITY : this.lastUs)
    this.coverFrames()
    if (isEnd && this.frameNumber > 0) this.inventory.turnMinute(this.lastUs)
    yield* this.inventory.drainInParts()
    if (!isFinal) return
    this.canBuses.forget()
    this.inventory.forget()
  }

  /** Capture time has come to another minute: what was counted until now belongs to the one that is over. */
  private turnMinute(timeUs: number): void {
    this.flows.drain(this.lastUs, false)
    this.coverFrames()
    this.inventory.turnMinute(timeUs)
  }

  private packet(view: DataView, start: number, end: number, wireLength: number, tap: number, linkType: number): void {
    this.bytes += wireLength
    const { frame } = this
    decodeFrame(view, start, end, linkType, frame)
    if (frame.network !== NETWORK_CAN) this.follow(view, start, end, wireLength, tap, linkType)
    else this.canBuses.take(this.segments.of(tap, frame.vlan), view, start, end, wireLength, tap, linkType)
  }

  /** Counts a decoded frame where it belongs, and hands on what it carries. */
  private follow(view: DataView, start: number, end: number, wireLength: number, tap: number, linkType: number): void {
    const { frame } = this
    if (this.checkSequences.isOpen(tap, frame.network === NETWORK_NONE))
      this.leaveFcs(view, start, end, wireLength, tap)
    const { index, count } = this.shard
    if (this.duplicates.isCopy(frame, this.segments.networkOf(tap))) {
      if (index === 0) this.copies.add(this.segments.of(tap, frame.vlan))
      return
    }
    if (frame.status === STATUS['ip-fragment']) this.fragments.take(frame, tap, wireLength, this.context.info.timeUs)
    if (index === 0 && frame.status !== 0) this.counts.note(frame, linkType)
    if (end - start < wireLength || frame.mirrorCut) this.noteCut(end - start, end, wireLength, tap)
    if (frame.isDeferred) {
      if (index === 0) this.counts.noteTunnels(frame)
      return
    }
    if (frame.network === NETWORK_NONE && (!frame.hasMac || frame.etherType === 0)) {
      // Nothing is silent: what has no address to be mapped by is counted, whatever else was odd about it.
      if (index === 0) this.noteUnmapped()
      return
    }
    if (count > 1 && shardOf(frame, count) !== index) return
    const segment = this.segments.of(tap, frame.vlan)
    const flow = this.flowOf(segment)
    if (flow === NO_FLOW) {
      this.counts.noteTunnels(frame)
      return
    }
    this.flows.count(flow, segment, frame, wireLength)
    if (frame.earlierPackets > 0) this.countEarlier(flow, segment)
    if (frame.ipProtocol === IP_TCP) this.flows.tcp(flow, frame)
    else if (frame.payloadEnd > frame.payloadStart && frame.status !== STATUS['udp-bad-length']) {
      if (frame.ipProtocol === IP_UDP || frame.network <= NETWORK_BUS) {
        this.flows.datagram(flow, frame)
      } else if (frame.status === 0 && this.context.identifier.ofIpProtocol[frame.ipProtocol] === 1) {
        // A dissector over IP sees the whole header of its protocol, that of ICMP among it.
        frame.payloadStart = frame.transportAt
        this.flows.datagram(flow, frame)
      }
    }
  }

  /** A frame without an address to be mapped by. */
  private noteUnmapped(): void {
    const { frame, counts } = this
    if (frame.status === 0) counts.add(STATUS['link-payload-unknown'], 1)
    counts.noteTunnels(frame)
  }

  /** Leaves the check sequence out of a frame that ends by no length of its own. */
  private leaveFcs(view: DataView, start: number, end: number, wireLength: number, tap: number): void {
    const { frame } = this
    if (!frame.hasMac || end - start !== wireLength || !this.checkSequences.isAtEnd(view, start, end, tap)) return
    if (frame.network === NETWORK_NONE && frame.payloadEnd === end) {
      frame.payloadEnd = Math.max(frame.payloadStart, end - FCS_BYTES)
    }
  }

  /** The end of the frame was not captured. No header of what runs on Ethernet itself says how much of it that is. */
  private noteCut(captured: number, end: number, wireLength: number, tap: number): void {
    const { frame } = this
    if (this.shard.index === 0) this.cutFrames.add(this.segments.of(tap, frame.vlan))
    if (frame.network <= NETWORK_BUS && frame.payloadEnd === end && frame.payloadCut === 0) {
      frame.payloadCut = Math.max(0, wireLength - captured)
    }
  }

  /** The fragments that came before this one, without telling of which conversation they are. */
  private countEarlier(flow: number, segment: number): void {
    const { frame } = this
    for (let left = frame.earlierPackets; left > 0; left--) {
      this.flows.count(flow, segment, frame, left === 1 ? frame.earlierBytes : 0)
    }
  }

  private flowOf(segment: number): number {
    const { frame, endpoints } = this
    const { view } = frame
    const { table } = this.flows
    if (frame.network === NETWORK_IPV4) {
      const { sourceIp, targetIp } = frame
      const flow = table.findIpv4(segment, sourceIp, frame.sourcePort, targetIp, frame.targetPort, frame.ipProtocol)
      if (flow !== NEW_FLOW) return flow
      const source = endpoints.ipv4(segment, sourceIp)
      const target = endpoints.ipv4(segment, targetIp)
      return source === NO_ENDPOINT || target === NO_ENDPOINT ? NO_FLOW : table.addIpv4(source, target)
    }
    let source: number
    let target: number
    let protocol = frame.ipProtocol
    if (frame.network === NETWORK_NONE) {
      source = endpoints.mac(segment, frame.sourceMacHigh, frame.sourceMacLow)
      target = endpoints.mac(segment, frame.targetMacHigh, frame.targetMacLow)
      protocol = this.linkCarrier()
    } else if (frame.network === NETWORK_BUS) {
      source = sourceStation(endpoints, segment, frame)
      target = targetStation(endpoints, segment, frame)
      protocol = CARRIED_BY_BUS + frame.bus
    } else {
      source = endpoints.ipv6(segment, view, frame.sourceIpAt)
      target = endpoints.ipv6(segment, view, frame.targetIpAt)
    }
    if (source === NO_ENDPOINT || target === NO_ENDPOINT) return NO_FLOW
    return table.find(source, frame.sourcePort, target, frame.targetPort, protocol)
  }

  /** What carries a frame, and what stands for its ports: the EtherType, the SNAP protocol, or the destination SAP. */
  private linkCarrier(): number {
    const { frame } = this
    const { view, payloadStart, payloadEnd } = frame
    let port = frame.etherType
    let carrier = CARRIED_BY_ETHERNET
    if (port < LEAST_ETHERTYPE) {
      const isSnap = payloadEnd - payloadStart >= SNAP_BYTES && view.getUint32(payloadStart) >>> 8 === SNAP_HEADER
      carrier = isSnap ? CARRIED_BY_SNAP : CARRIED_BY_LLC
      if (isSnap) port = view.getUint16(payloadStart + SNAP_PROTOCOL_AT)
      else port = payloadEnd > payloadStart ? view.getUint8(payloadStart) : 0
    }
    frame.sourcePort = port
    frame.targetPort = port
    return carrier
  }

  private coverFrames(): void {
    const { inventory, counts, fragments, flows } = this
    const isFirst = this.shard.index === 0
    counts.add(STATUS['ip-fragment-expired'], isFirst ? fragments.expired : 0)
    fragments.expired = 0
    counts.add(STATUS['ip-fragment-limit'], isFirst ? fragments.evicted : 0)
    fragments.evicted = 0
    counts.drain((measure, detail, count) => inventory.cover(undefined, measure, detail, count))
    this.copies.drain((segment, count) => inventory.coverSegment(segment, 'frames-duplicate', count))
    this.cutFrames.drain((segment, count) => inventory.coverSegment(segment, 'frames-cut', count))
    inventory.cover(undefined, 'frames-untracked', 'flow limit', flows.table.refused - this.flowsRefused)
    this.flowsRefused = flows.table.refused
    inventory.cover(undefined, 'frames-untracked', 'address limit', this.endpoints.refused - this.endpointsRefused)
    this.endpointsRefused = this.endpoints.refused
  }
}
