/** Flows tracked at a time; packets of further ones are counted and not tracked. */
export const MAX_FLOWS = 1 << 20
export const NO_FLOW = -1
export const UNKNOWN_SIDE = -1
export const ENDED_0 = 1
export const ENDED_1 = 2
export const ENDED_BOTH = ENDED_0 | ENDED_1
const FIRST_CAPACITY = 1 << 10
const EMPTY = -1

/**
 * What was seen between two endpoints on two ports over one protocol, as a small number.
 *
 * The two sides of a flow are 0 and 1: side 0 is the smaller (endpoint, port), whoever spoke first. Everything kept
 * per side lies at `flow * 2 + side`. Columns are typed arrays that grow together; a look-up allocates nothing.
 */
export class FlowTable {
  /** The side that sent the packet last looked up. */
  side = 0
  /** Packets of flows that did not fit. */
  refused = 0
  endpoint = new Int32Array(FIRST_CAPACITY * 2)
  port = new Uint16Array(FIRST_CAPACITY * 2)
  /** IP protocol, or one of the numbers above 255 that `carrier.ts` gives to link layers. */
  protocol = new Uint16Array(FIRST_CAPACITY)
  packets = new Uint32Array(FIRST_CAPACITY * 2)
  bytes = new Float64Array(FIRST_CAPACITY * 2)
  firstUs = new Float64Array(FIRST_CAPACITY)
  lastUs = new Float64Array(FIRST_CAPACITY)
  /** The MAC address that each side's packets carry: endpoint, and its bits to compare without a look-up. */
  mac = new Int32Array(FIRST_CAPACITY * 2)
  macHigh = new Uint16Array(FIRST_CAPACITY * 2)
  macLow = new Uint32Array(FIRST_CAPACITY * 2)
  /** Frame number of the first packet since the flow was last drained of its counts. */
  firstFrame = new Uint32Array(FIRST_CAPACITY)
  /** 1 while the flow is in the list of those with something to report. */
  dirty = new Uint8Array(FIRST_CAPACITY)
  /** The side that serves, as far as SYN, ports and addresses tell; `UNKNOWN_SIDE` while they do not. */
  server = new Int8Array(FIRST_CAPACITY)
  /** TCP: which sides have ended (`ENDED_0`, `ENDED_1`), and whether a reset did it. */
  ended = new Uint8Array(FIRST_CAPACITY)
  private hashes = new Int32Array(FIRST_CAPACITY)
  private index = new Int32Array(FIRST_CAPACITY * 2).fill(EMPTY)
  private free: number[] = []
  private top = 0
  private live = 0

  get size(): number {
    return this.live
  }

  /** One past the highest flow number in use. */
  get limit(): number {
    return this.top
  }

  /** The flow of a packet, made if it is new (`created` is then true); NO_FLOW when the table is full. Sets `side`. */
  find(source: number, sourcePort: number, target: number, targetPort: number, protocol: number): number {
    const forward = source < target || (source === target && sourcePort <= targetPort)
    this.side = forward ? 0 : 1
    return forward
      ? this.locate(source, sourcePort, target, targetPort, protocol)
      : this.locate(target, targetPort, source, sourcePort, protocol)
  }

  /** True when the last `find` made its flow. */
  created = false

  /** Forgets a flow; its number is used again. */
  remove(flow: number): void {
    const mask = this.index.length - 1
    let hole = (this.hashes[flow] as number) & mask
    while (this.index[hole] !== flow) hole = (hole + 1) & mask
    // Pull later entries of the probe sequence back over the hole, so that no tombstone is needed.
    for (let at = (hole + 1) & mask; ; at = (at + 1) & mask) {
      const moved = this.index[at] as number
      if (moved === EMPTY) break
      const home = (this.hashes[moved] as number) & mask
      if (((at - home) & mask) >= ((at - hole) & mask)) {
        this.index[hole] = moved
        hole = at
      }
    }
    this.index[hole] = EMPTY
    this.protocol[flow] = 0
    this.endpoint[flow * 2] = 0
    this.free.push(flow)
    this.live--
  }

  isLive(flow: number): boolean {
    return this.endpoint[flow * 2] !== 0
  }

  private locate(a: number, aPort: number, b: number, bPort: number, protocol: number): number {
    const hashed = hash(a, aPort, b, bPort, protocol)
    const { index, endpoint, port } = this
    const mask = index.length - 1
    let at = hashed & mask
    for (;;) {
      const flow = index[at] as number
      if (flow === EMPTY) break
      const side = flow * 2
      if (
        endpoint[side] === a &&
        endpoint[side + 1] === b &&
        port[side] === aPort &&
        port[side + 1] === bPort &&
        this.protocol[flow] === protocol
      ) {
        this.created = false
        return flow
      }
      at = (at + 1) & mask
    }
    return this.add(at, hashed, a, aPort, b, bPort, protocol)
  }

  private add(at: number, hashed: number, a: number, aPort: number, b: number, bPort: number, protocol: number): number {
    this.created = false
    if (this.live === MAX_FLOWS) {
      this.refused++
      return NO_FLOW
    }
    const flow = this.free.pop() ?? this.top++
    if (flow === this.protocol.length) this.grow()
    const side = flow * 2
    this.endpoint[side] = a
    this.endpoint[side + 1] = b
    this.port[side] = aPort
    this.port[side + 1] = bPort
    this.protocol[flow] = protocol
    this.packets[side] = 0
    this.packets[side + 1] = 0
    this.bytes[side] = 0
    this.bytes[side + 1] = 0
    this.mac[side] = 0
    this.mac[side + 1] = 0
    this.dirty[flow] = 0
    this.server[flow] = UNKNOWN_SIDE
    this.ended[flow] = 0
    this.hashes[flow] = hashed
    this.live++
    this.created = true
    if (this.live * 2 > this.index.length) this.rebuild()
    else this.index[at] = flow
    return flow
  }

  private rebuild(): void {
    this.index = new Int32Array(this.index.length * 2).fill(EMPTY)
    const mask = this.index.length - 1
    for (let flow = 0; flow < this.top; flow++) {
      if (!this.isLive(flow)) continue
      let at = (this.hashes[flow] as number) & mask
      while (this.index[at] !== EMPTY) at = (at + 1) & mask
      this.index[at] = flow
    }
  }

  private grow(): void {
    const capacity = this.protocol.length * 2
    this.endpoint = copied(new Int32Array(capacity * 2), this.endpoint)
    this.port = copied(new Uint16Array(capacity * 2), this.port)
    this.protocol = copied(new Uint16Array(capacity), this.protocol)
    this.packets = copied(new Uint32Array(capacity * 2), this.packets)
    this.bytes = copied(new Float64Array(capacity * 2), this.bytes)
    this.firstUs = copied(new Float64Array(capacity), this.firstUs)
    this.lastUs = copied(new Float64Array(capacity), this.lastUs)
    this.mac = copied(new Int32Array(capacity * 2), this.mac)
    this.macHigh = copied(new Uint16Array(capacity * 2), this.macHigh)
    this.macLow = copied(new Uint32Array(capacity * 2), this.macLow)
    this.firstFrame = copied(new Uint32Array(capacity), this.firstFrame)
    this.dirty = copied(new Uint8Array(capacity), this.dirty)
    this.server = copied(new Int8Array(capacity), this.server)
    this.ended = copied(new Uint8Array(capacity), this.ended)
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
