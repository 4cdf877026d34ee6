import { isStationGroup } from '../decode/buses.ts'
import type { AddressKind } from '../model/delta.ts'

/** Addresses one run keeps apart; packets of further ones are counted and not tracked. */
export const MAX_ENDPOINTS = 1 << 20
export const NO_ENDPOINT = 0

export const KIND_MAC = 1
export const KIND_IPV4 = 2
export const KIND_IPV6 = 3
export const KIND_STATION = 4
/** A MAC address of 64 bits. */
export const KIND_EUI64 = 5
const KINDS: readonly AddressKind[] = ['mac', 'mac', 'ipv4', 'ipv6', 'station', 'mac']
const FIRST_CAPACITY = 1 << 10

/**
 * Every address seen, each with the segment it was seen in, as a small number from 1 on.
 * Open addressing over typed arrays: a look-up allocates nothing.
 */
export class EndpointTable {
  /** Addresses that did not fit. */
  refused = 0
  private count = 0
  private slots = new Int32Array(FIRST_CAPACITY * 2)
  private segments = new Uint16Array(FIRST_CAPACITY)
  private kinds = new Uint8Array(FIRST_CAPACITY)
  /** Four 32-bit words an address; unused ones are 0. */
  private words = new Uint32Array(FIRST_CAPACITY * 4)

  get size(): number {
    return this.count
  }

  /** The endpoint of an address, given as 32-bit words, most significant first; NO_ENDPOINT when the table is full. */
  intern(segment: number, kind: number, w0: number, w1: number, w2: number, w3: number): number {
    const mask = this.slots.length - 1
    let at = hash(segment, kind, w0, w1, w2, w3) & mask
    for (;;) {
      const id = this.slots[at] as number
      if (id === NO_ENDPOINT) break
      if (this.is(id, segment, kind, w0, w1, w2, w3)) return id
      at = (at + 1) & mask
    }
    return this.add(at, segment, kind, w0, w1, w2, w3)
  }

  mac(segment: number, high: number, low: number): number {
    return this.intern(segment, KIND_MAC, high, low >>> 0, 0, 0)
  }

  ipv4(segment: number, ip: number): number {
    return this.intern(segment, KIND_IPV4, ip >>> 0, 0, 0, 0)
  }

  ipv6(segment: number, view: DataView, at: number): number {
    return this.intern(
      segment,
      KIND_IPV6,
      view.getUint32(at),
      view.getUint32(at + 4),
      view.getUint32(at + 8),
      view.getUint32(at + 12),
    )
  }

  /** A station of a bus, as in `BUSES`. */
  station(segment: number, bus: number, station: number): number {
    return this.intern(segment, KIND_STATION, bus, station >>> 0, 0, 0)
  }

  /** The MAC address of 64 bits that a station of IEEE 802.15.4 has. */
  eui64(segment: number, high: number, low: number): number {
    return this.intern(segment, KIND_EUI64, high >>> 0, low >>> 0, 0, 0)
  }

  isEui64(id: number): boolean {
    return this.kinds[id] === KIND_EUI64
  }

  segmentOf(id: number): number {
    return this.segments[id] as number
  }

  kindOf(id: number): AddressKind {
    return KINDS[this.kinds[id] as number] as AddressKind
  }

  /** Multicast, broadcast or unspecified: never an asset. */
  isGroup(id: number): boolean {
    const first = this.words[id * 4] as number
    switch (this.kinds[id]) {
      case KIND_MAC:
        // All zeros: what loopback interfaces and cooked captures put where there is no address.
        return (first & 0x0100) !== 0 || (first === 0 && this.words[id * 4 + 1] === 0) || this.isOfExtreme(id)
      case KIND_IPV4:
        // 224.0.0.0/4 multicast and 240.0.0.0/4 reserved, 255.255.255.255 among them; 0.0.0.0/8 "this network" (RFC 6890).
        return first >>> 28 >= 0xe || first >>> 24 === 0
      case KIND_STATION:
        return isStationGroup(first, this.words[id * 4 + 1] as number)
      case KIND_EUI64:
        return isAllAlike(first, this.words[id * 4 + 1] as number)
      default:
        return first >>> 24 === 0xff || this.isUnspecified(id)
    }
  }

  /** A group whose packets no router forwards: 224.0.0.0/24 (RFC 5771, 4), ff02::/16 (RFC 4291, 2.7), 255.255.255.255 (RFC 919). */
  isLinkLocalGroup(id: number): boolean {
    const first = this.words[id * 4] as number
    switch (this.kinds[id]) {
      case KIND_IPV4:
        return first >>> 8 === 0xe00000 || first === 0xffffffff
      case KIND_IPV6:
        return first >>> 16 === 0xff02
      default:
        return false
    }
  }

  /** Orders two endpoints the same way in every run, whatever came first: by kind, then by value. */
  compare(a: number, b: number): number {
    const kinds = (this.kinds[a] as number) - (this.kinds[b] as number)
    if (kinds !== 0) return kinds
    for (let i = 0; i < 4; i++) {
      const words = (this.words[a * 4 + i] as number) - (this.words[b * 4 + i] as number)
      if (words !== 0) return words
    }
    return 0
  }

  word(id: number, index: number): number {
    return this.words[id * 4 + index] as number
  }

  /** What the protocols of Extreme Networks (EDP, EAPS, ESRP) send to: groups, although the bit of groups is not set. */
  private isOfExtreme(id: number): boolean {
    return this.words[id * 4] === 0x00e0 && (this.words[id * 4 + 1] as number) >>> 4 === 0x2b00000
  }

  private isUnspecified(id: number): boolean {
    const at = id * 4
    return this.words[at] === 0 && this.words[at + 1] === 0 && this.words[at + 2] === 0 && this.words[at + 3] === 0
  }

  private is(id: number, segment: number, kind: number, w0: number, w1: number, w2: number, w3: number): boolean {
    const { words } = this
    const at = id * 4
    return (
      words[at] === w0 &&
      words[at + 1] === w1 &&
      this.segments[id] === segment &&
      this.kinds[id] === kind &&
      words[at + 2] === w2 &&
      words[at + 3] === w3
    )
  }

  private add(at: number, segment: number, kind: number, w0: number, w1: number, w2: number, w3: number): number {
    if (this.count === MAX_ENDPOINTS) {
      this.refused++
      return NO_ENDPOINT
    }
    const id = ++this.count
    this.segments[id] = segment
    this.kinds[id] = kind
    this.words[id * 4] = w0
    this.words[id * 4 + 1] = w1
    this.words[id * 4 + 2] = w2
    this.words[id * 4 + 3] = w3
    this.slots[at] = id
    if (id + 1 === this.segments.length) this.grow()
    return id
  }

  private grow(): void {
    const capacity = this.segments.length * 2
    this.segments = copied(new Uint16Array(capacity), this.segments)
    this.kinds = copied(new Uint8Array(capacity), this.kinds)
    this.words = copied(new Uint32Array(capacity * 4), this.words)
    this.slots = new Int32Array(capacity * 2)
    const mask = this.slots.length - 1
    for (let id = 1; id <= this.count; id++) {
      const w = id * 4
      const { words } = this
      let at = hash(
        this.segments[id] as number,
        this.kinds[id] as number,
        words[w] as number,
        words[w + 1] as number,
        words[w + 2] as number,
        words[w + 3] as number,
      )
      at &= mask
      while (this.slots[at] !== NO_ENDPOINT) at = (at + 1) & mask
      this.slots[at] = id
    }
  }
}

/** No address, or all of them. */
function isAllAlike(high: number, low: number): boolean {
  return high === low && (high === 0 || high === 0xffffffff)
}

function copied<Table extends Uint8Array | Uint16Array | Uint32Array>(into: Table, from: Table): Table {
  into.set(from)
  return into
}

function hash(segment: number, kind: number, w0: number, w1: number, w2: number, w3: number): number {
  let mixed = Math.imul(w0 ^ (segment << 2) ^ kind, 0x9e3779b1)
  mixed = Math.imul(mixed ^ (mixed >>> 15) ^ w1, 0x85ebca6b)
  if ((w2 | w3) !== 0) mixed = Math.imul(mixed ^ (mixed >>> 13) ^ w2 ^ Math.imul(w3, 0xc2b2ae35), 0x27d4eb2f)
  return mixed ^ (mixed >>> 16)
}
