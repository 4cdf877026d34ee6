import { FlowIndex } from './flow-index.ts'

/** Flows tracked at a time; packets of further ones are counted and not tracked. */
export const MAX_FLOWS = 1 << 20
export const NO_FLOW = -1
/** The answer of `findIpv4` for a flow that `addIpv4` must make first. */
export const NEW_FLOW = -2
export const UNKNOWN_SIDE = -1
export const ENDED_0 = 1
export const ENDED_1 = 2
export const SENT_BY_MAC = 1
export const SENT_BY_OTHER = 2
export const SENT_TO_GROUP = 4
export const SENT_TO_STATION = 8
export const ENDED_BOTH = ENDED_0 | ENDED_1
const FIRST_CAPACITY = 1 << 10

/**
 * What was seen between two endpoints on two ports over one protocol, as a small number.
 *
 * The two sides of a flow are 0 and 1: side 0 is the smaller address and port, whoever spoke first. Everything kept per
 * side lies at `flow * 2 + side`. Columns are typed arrays that grow together; a look-up allocates nothing.
 */
export class FlowTable {
  /** The side that sent the packet last looked up. */
  side = 0
  /** True when the last look-up made its flow. */
  created = false
  /** Packets of flows that did not fit. */
  refused = 0
  endpoint = new Int32Array(FIRST_CAPACITY * 2)
  port = new Uint16Array(FIRST_CAPACITY * 2)
  /** IP protocol, or one of the numbers above 255 that `carrier.ts` gives to link layers. */
  protocol = new Uint16Array(FIRST_CAPACITY)
  packets = new Uint32Array(FIRST_CAPACITY * 2)
  bytes = new Float64Array(FIRST_CAPACITY * 2)
  /** Packets that were reported of each side, up to 255; and whether it was told that both sides are seen, or that not. */
  reported = new Uint8Array(FIRST_CAPACITY * 2)
  judged = new Uint8Array(FIRST_CAPACITY)
  firstUs = new Float64Array(FIRST_CAPACITY)
  lastUs = new Float64Array(FIRST_CAPACITY)
  /** The MAC address that each side's packets carry: endpoint, and its bits to compare without a look-up. */
  mac = new Int32Array(FIRST_CAPACITY * 2)
  macHigh = new Uint16Array(FIRST_CAPACITY * 2)
  macLow = new Int32Array(FIRST_CAPACITY * 2)
  /** The one it carried before: a mirror that shows both sides of a router alternates between two. */
  otherMacHigh = new Uint16Array(FIRST_CAPACITY * 2)
  otherMacLow = new Int32Array(FIRST_CAPACITY * 2)
  /**
   * Which of the two it has sent by: `SENT_BY_MAC`, `SENT_BY_OTHER`. Of the rest only packets to it were seen. And to what
   * kind of MAC it has sent: `SENT_TO_GROUP`, `SENT_TO_STATION`.
   */
  sentBy = new Uint8Array(FIRST_CAPACITY * 2)
  /** Frame number of the first packet since the flow was last drained of its counts. */
  firstFrame = new Uint32Array(FIRST_CAPACITY)
  /** 1 while the flow is in the list of those with something to report. */
  dirty = new Uint8Array(FIRST_CAPACITY)
  /** The side that serves, as far as SYN, ports and addresses tell; `UNKNOWN_SIDE` while they do not. */
  server = new Int8Array(FIRST_CAPACITY)
  /** TCP: which sides have ended (`ENDED_0`, `ENDED_1`). */
  ended = new Uint8Array(FIRST_CAPACITY)
  /** IPv4 flows: the addresses themselves and the segment, so that no packet needs its endpoints looked up. */
  private ip = new Int32Array(FIRST_CAPACITY * 2)
  private segment = new Uint16Array(FIRST_CAPACITY)
  private isIpv4 = new Uint8Array(FIRST_CAPACITY)
  private hashes = new Int32Array(FIRST_CAPACITY)
  private readonly byIp = new FlowIndex()
  private readonly byEndpoint = new FlowIndex()
  private free: number[] = []
  private top = 0
  private live = 0
  /** What `findIpv4` was asked last, for `addIpv4`: smaller side first. */
  private readonly asked = { segment: 0, aIp: 0, aPort: 0, bIp: 0, bPort: 0, protocol: 0, hash: 0 }

  get size(): number {
    return this.live
  }

  /** One past the highest flow number in use. */
  get limit(): number {
    return this.top
  }

  /** The flow of an IPv4 packet; NEW_FLOW when `addIpv4` must make it. Sets `side`. */
  findIpv4(
    segment: number,
    sourceIp: number,
    sourcePort: number,
    targetIp: number,
    targetPort: number,
    protocol: number,
  ) {
    return sourceIp >>> 0 < targetIp >>> 0 || (sourceIp === targetIp && sourcePort <= targetPort)
      ? this.locateIpv4(0, segment, sourceIp, sourcePort, targetIp, targetPort, protocol)
      : this.locateIpv4(1, segment, targetIp, targetPort, sourceIp, sourcePort, protocol)
  }

  /** Makes the flow that the last `findIpv4` missed, between these endpoints; NO_FLOW when the table is full. */
  addIpv4(source: number, target: number): number {
    const { asked, side } = this
    const flow = this.allocate()
    if (flow === NO_FLOW) return NO_FLOW
    this.segment[flow] = asked.segment
    this.isIpv4[flow] = 1
    this.ip[flow * 2] = asked.aIp
    this.ip[flow * 2 + 1] = asked.bIp
    const [a, b] = side === 0 ? [source, target] : [target, source]
    this.begin(flow, a, asked.aPort, b, asked.bPort, asked.protocol, asked.hash)
    this.byIp.add(flow, asked.hash, this.hashes)
    return flow
  }

  /** The flow of any other packet, made if it is new; NO_FLOW when the table is full. Sets `side`. */
  find(source: number, sourcePort: number, target: number, targetPort: number, protocol: number): number {
    return source < target || (source === target && sourcePort <= targetPort)
      ? this.locate(0, source, sourcePort, target, targetPort, protocol)
      : this.locate(1, target, targetPort, source, sourcePort, protocol)
  }

  /** Forgets a flow; its number is used again. */
  remove(flow: number): void {
    const index = this.isIpv4[flow] === 1 ? this.byIp : this.byEndpoint
    index.remove(flow, this.hashes)
    this.protocol[flow] = 0
    this.endpoint[flow * 2] = 0
    this.free.push(flow)
    this.live--
  }

  isLive(flow: number): boolean {
    return this.endpoint[flow * 2] !== 0
  }

  private locateIpv4(
    side: number,
    segment: number,
    a: number,
    aPort: number,
    b: number,
    bPort: number,
    protocol: number,
  ) {
    this.side = side
    this.created = false
    const hashed = hash(a, aPort, b, bPort, protocol ^ (segment << 8))
    const { ip, port } = this
    const { slots, mask } = this.byIp
    for (let at = hashed & mask; ; at = (at + 1) & mask) {
      const flow = slots[at] as number
      if (flow < 0) break
      const first = flow * 2
      if (
        ip[first] === a &&
        ip[first + 1] === b &&
        port[first] === aPort &&
        port[first + 1] === bPort &&
        this.protocol[flow] === protocol &&
        this.segment[flow] === segment
      ) {
        return flow
      }
    }
    const { asked } = this
    asked.segment = segment
    asked.aIp = a
    asked.aPort = aPort
    asked.bIp = b
    asked.bPort = bPort
    asked.protocol = protocol
    asked.hash = hashed
    return NEW_FLOW
  }

  private locate(side: number, a: number, aPort: number, b: number, bPort: number, protocol: number): number {
    this.side = side
    this.created = false
    const hashed = hash(a, aPort, b, bPort, protocol)
    const { endpoint, port } = this
    const { slots, mask } = this.byEndpoint
    for (let at = hashed & mask; ; at = (at + 1) & mask) {
      const flow = slots[at] as number
      if (flow < 0) break
      const first = flow * 2
      if (
        endpoint[first] === a &&
        endpoint[first + 1] === b &&
        port[first] === aPort &&
        port[first + 1] === bPort &&
        this.protocol[flow] === protocol
      ) {
        return flow
      }
    }
    const flow = this.allocate()
    if (flow === NO_FLOW) return NO_FLOW
    this.isIpv4[flow] = 0
    this.begin(flow, a, aPort, b, bPort, protocol, hashed)
    this.byEndpoint.add(flow, hashed, this.hashes)
    return flow
  }

  private allocate(): number {
    if (this.live === MAX_FLOWS) {
      this.refused++
      return NO_FLOW
    }
    const flow = this.free.pop() ?? this.top++
    if (flow === this.protocol.length) this.grow()
    return flow
  }

  private begin(
    flow: number,
    a: number,
    aPort: number,
    b: number,
    bPort: number,
    protocol: number,
    hashed: number,
  ): void {
    const first = flow * 2
    this.endpoint[first] = a
    this.endpoint[first + 1] = b
    this.port[first] = aPort
    this.port[first + 1] = bPort
    this.protocol[flow] = protocol
    this.clear(first)
    this.clear(first + 1)
    this.dirty[flow] = 0
    this.judged[flow] = 0
    this.server[flow] = UNKNOWN_SIDE
    this.ended[flow] = 0
    this.hashes[flow] = hashed
    this.live++
    this.created = true
  }

  /** Forgets what was counted and learnt of a side. Each column by itself: a list of them would be of many kinds. */
  private clear(at: number): void {
    this.packets[at] = 0
    this.bytes[at] = 0
    this.reported[at] = 0
    this.mac[at] = 0
    this.macHigh[at] = 0
    this.macLow[at] = 0
    this.otherMacHigh[at] = 0
    this.otherMacLow[at] = 0
    this.sentBy[at] = 0
  }

  private grow(): void {
    const capacity = this.protocol.length * 2
    this.endpoint = copied(new Int32Array(capacity * 2), this.endpoint)
    this.port = copied(new Uint16Array(capacity * 2), this.port)
    this.protocol = copied(new Uint16Array(capacity), this.protocol)
    this.packets = copied(new Uint32Array(capacity * 2), this.packets)
    this.bytes = copied(new Float64Array(capacity * 2), this.bytes)
    this.reported = copied(new Uint8Array(capacity * 2), this.reported)
    this.judged = copied(new Uint8Array(capacity), this.judged)
    this.firstUs = copied(new Float64Array(capacity), this.firstUs)
    this.lastUs = copied(new Float64Array(capacity), this.lastUs)
    this.mac = copied(new Int32Array(capacity * 2), this.mac)
    this.macHigh = copied(new Uint16Array(capacity * 2), this.macHigh)
    this.macLow = copied(new Int32Array(capacity * 2), this.macLow)
    this.otherMacHigh = copied(new Uint16Array(capacity * 2), this.otherMacHigh)
    this.otherMacLow = copied(new Int32Array(capacity * 2), this.otherMacLow)
    this.sentBy = copied(new Uint8Array(capacity * 2), this.sentBy)
    this.firstFrame = copied(new Uint32Array(capacity), this.firstFrame)
    this.dirty = copied(new Uint8Array(capacity), this.dirty)
    this.server = copied(new Int8Array(capacity), this.server)
    this.ended = copied(new Uint8Array(capacity), this.ended)
    this.ip = copied(new Int32Array(capacity * 2), this.ip)
    this.segment = copied(new Uint16Array(capacity), this.segment)
    this.isIpv4 = copied(new Uint8Array(capacity), this.isIpv4)
    this.hashes = copied(new Int32Array(capacity), this.hashes)
  }
}

type Column = Int8Array | Uint8Array | Uint16Array | Uint32Array | Int32Array | Float64Array

function copied<Kind extends Column>(into: Kind, from: Kind): Kind {
  into.set(from)
  return into
}

function hash(a: number, aPort: number, b: number, bPort: number, protocol: number): number {
  let mixed = Math.imul(a, 0x9e3779b1) ^ Math.imul(b, 0x85ebca6b)
  mixed = Math.imul(mixed ^ (mixed >>> 15) ^ (aPort << 16) ^ bPort ^ protocol, 0xc2b2ae35)
  return mixed ^ (mixed >>> 16)
}
