/*
 * Compressed headers of IPv6: LOWPAN_IPHC and LOWPAN_NHC. Big-endian. RFC 6282 sections 3 and 4.
 * Addresses of a context (section 3.1.2) cannot be told: what a context stands for is in no frame of the packet.
 */
import type { Cursor } from '../../dissectors/kit/cursor.ts'
import { type Frame, IP_UDP } from './frame.ts'
import { putIdentifiers } from './lowpan-stations.ts'

export const INFLATE_BAD_HEADER = -1
export const INFLATE_UNKNOWN_CONTEXT = -2
export const INFLATE_NOT_FOLLOWED = -3

const COMPRESSED = 0x60
const COMPRESSED_MASK = 0xe0
const IPV6_BYTES = 40
const UDP_BYTES = 8
const NEXT_AT = 6
const SOURCE_AT = 8
const TARGET_AT = 24
/** The second byte of LOWPAN_IPHC. */
const HAS_CONTEXTS = 0x80
const SOURCE_OF_CONTEXT = 0x40
const TO_GROUP = 0x08
const TARGET_OF_CONTEXT = 0x04
/** And of the first: whether the next header is compressed, too. */
const NEXT_IS_COMPRESSED = 0x04
const HOP_LIMITS = [0, 1, 64, 255] as const
/** LOWPAN_NHC: extension headers (1110 and three bits, that of the next one), UDP (11110). */
const EXTENSION = 0xe0
const UDP = 0xf0
const UDP_MASK = 0xf8
const CHECKSUM_LEFT_OUT = 0x04
/** Extension headers by their three bits: hop by hop, routing, fragment, destination options, mobility; 7 is IPv6 itself. */
const EXTENSIONS = [0, 43, 44, 60, 135] as const
const ENCAPSULATED = 7
const IP_IPV6 = 41
const PAD_1 = 0
const PAD_N = 1
const LINK_LOCAL = 0xfe80_0000
/** IPv6 headers inside each other, and extension headers in a row. */
const MAX_HEADERS = 8

/** Of the packet being written: where its IPv6 headers begin, and its UDP header. */
const begins = new Uint16Array(MAX_HEADERS)
let headers = 0
let udpAt = -1
/** Interface identifiers of the layer below, for addresses that are left out. */
const identifiers = new DataView(new ArrayBuffer(16))

/**
 * Writes the packet at the cursor into `room`, with all of its headers, and gives its length; less than 0 when that cannot be.
 * `wholeBytes`: how long it is, where this is its first fragment; 0 else.
 */
export function inflateIpv6(bytes: Cursor, frame: Frame, room: DataView, wholeBytes: number): number {
  headers = 0
  udpAt = -1
  putIdentifiers(frame, identifiers)
  const at = inflateHeaders(bytes, room)
  if (at < 0) return at
  const length = at + bytes.left
  if (bytes.short || length > room.byteLength || (wholeBytes > 0 && length > wholeBytes)) return INFLATE_BAD_HEADER
  for (let to = at; to < length; to++) room.setUint8(to, bytes.u8())
  const whole = wholeBytes > 0 ? wholeBytes : length
  for (let i = 0; i < headers; i++) {
    const begin = begins[i] as number
    room.setUint16(begin + 4, whole - begin - IPV6_BYTES)
  }
  if (udpAt >= 0) room.setUint16(udpAt + 4, whole - udpAt)
  return length
}

/** Where what is not compressed begins in the room. */
function inflateHeaders(bytes: Cursor, room: DataView): number {
  let at = 0
  let hasMore = true
  // Where the number of the next header goes, once it is known; less than 0 where an IPv6 header comes.
  let nextAt = -1
  for (let count = 0; hasMore; count++) {
    if (count === MAX_HEADERS) return INFLATE_BAD_HEADER
    const kind = bytes.peek(0)
    if (nextAt < 0) {
      if ((kind & COMPRESSED_MASK) !== COMPRESSED) return INFLATE_NOT_FOLLOWED
      const problem = inflateBase(bytes, room, at)
      if (problem < 0) return problem
      hasMore = (kind & NEXT_IS_COMPRESSED) !== 0
      nextAt = at + NEXT_AT
      at += IPV6_BYTES
    } else if ((kind & UDP_MASK) === UDP) {
      room.setUint8(nextAt, IP_UDP)
      return inflateUdp(bytes, room, at)
    } else {
      const type = (kind >>> 1) & 0x07
      if ((kind & 0xf0) !== EXTENSION) return INFLATE_NOT_FOLLOWED
      if (type === ENCAPSULATED) {
        bytes.skip(1)
        room.setUint8(nextAt, IP_IPV6)
        identifiersOfOuter(room)
        nextAt = -1
      } else {
        const protocol = EXTENSIONS[type]
        if (protocol === undefined) return INFLATE_BAD_HEADER
        room.setUint8(nextAt, protocol)
        hasMore = (kind & 1) !== 0
        nextAt = at
        at = inflateExtension(bytes, room, at, hasMore)
        if (at < 0) return at
      }
    }
  }
  return at
}

/** The header of IPv6 itself (section 3.1). Its length, and a next header that is compressed, are put in later. */
function inflateBase(bytes: Cursor, room: DataView, at: number): number {
  const first = bytes.u8()
  const second = bytes.u8()
  if ((second & HAS_CONTEXTS) !== 0) bytes.skip(1)
  begins[headers++] = at
  room.setUint32(at, trafficAndFlow(bytes, (first >>> 3) & 0x03))
  room.setUint8(at + NEXT_AT, (first & NEXT_IS_COMPRESSED) === 0 ? bytes.u8() : 0)
  const hopLimit = first & 0x03
  room.setUint8(at + NEXT_AT + 1, hopLimit === 0 ? bytes.u8() : (HOP_LIMITS[hopLimit] as number))
  const mode = (second >>> 4) & 0x03
  // Nothing is left out of a source of which nothing is known: '::'.
  if ((second & SOURCE_OF_CONTEXT) === 0) unicast(bytes, room, at + SOURCE_AT, mode, 0)
  else if (mode === 0) clear(room, at + SOURCE_AT)
  else return INFLATE_UNKNOWN_CONTEXT
  const targetMode = second & 0x03
  if ((second & TARGET_OF_CONTEXT) !== 0) return isReserved(second) ? INFLATE_BAD_HEADER : INFLATE_UNKNOWN_CONTEXT
  if ((second & TO_GROUP) === 0) unicast(bytes, room, at + TARGET_AT, targetMode, 8)
  else group(bytes, room, at + TARGET_AT, targetMode)
  return bytes.short ? INFLATE_BAD_HEADER : 0
}

/** A context without anything to add to it, and groups of a context but for the one kind. */
function isReserved(second: number): boolean {
  const mode = second & 0x03
  return (second & TO_GROUP) === 0 ? mode === 0 : mode !== 0
}

/** The first four bytes: in the compressed form congestion comes before the class of service. */
function trafficAndFlow(bytes: Cursor, mode: number): number {
  if (mode === 3) return 0x6000_0000
  const tos = bytes.u8()
  // Of the three bytes with a flow label the first one has no class of service: its last four bits are of the label.
  const traffic = mode === 1 ? tos >>> 6 : ((tos & 0x3f) << 2) | (tos >>> 6)
  let flow = 0
  if (mode === 0) flow = bytes.u24() & 0xf_ffff
  else if (mode === 1) flow = ((tos & 0x0f) << 16) | bytes.u16()
  return (0x6000_0000 | (traffic << 20) | flow) >>> 0
}

/** An address of the link (section 3.1.1): all of it, its last 64 or 16 bits, or what follows from the station. */
function unicast(bytes: Cursor, room: DataView, at: number, mode: number, identifierAt: number): void {
  if (mode === 0) {
    copy(bytes, room, at, 16)
    return
  }
  clear(room, at)
  room.setUint32(at, LINK_LOCAL)
  if (mode === 1) copy(bytes, room, at + 8, 8)
  else if (mode === 2) {
    room.setUint32(at + 8, 0x0000_00ff)
    room.setUint32(at + 12, (0xfe00_0000 | bytes.u16()) >>> 0)
  } else {
    room.setUint32(at + 8, identifiers.getUint32(identifierAt))
    room.setUint32(at + 12, identifiers.getUint32(identifierAt + 4))
  }
}

/** A group: all of it, or its flags and scope with the last 40 or 24 bits, or the last 8 bits of ff02::. */
function group(bytes: Cursor, room: DataView, at: number, mode: number): void {
  if (mode === 0) {
    copy(bytes, room, at, 16)
    return
  }
  clear(room, at)
  room.setUint8(at, 0xff)
  room.setUint8(at + 1, mode === 3 ? 2 : bytes.u8())
  const count = mode === 1 ? 5 : mode === 2 ? 3 : 1
  copy(bytes, room, at + 16 - count, count)
}

/** UDP (section 4.3): ports of 16 bits, of 8 behind 0xf0, or of 4 behind 0xf0b. */
function inflateUdp(bytes: Cursor, room: DataView, at: number): number {
  if (at + UDP_BYTES > room.byteLength) return INFLATE_BAD_HEADER
  const kind = bytes.u8()
  const ports = kind & 0x03
  if (ports === 3) {
    const both = bytes.u8()
    room.setUint16(at, 0xf0b0 | (both >>> 4))
    room.setUint16(at + 2, 0xf0b0 | (both & 0x0f))
  } else {
    room.setUint16(at, ports === 2 ? 0xf000 | bytes.u8() : bytes.u16())
    room.setUint16(at + 2, ports === 1 ? 0xf000 | bytes.u8() : bytes.u16())
  }
  room.setUint16(at + 6, (kind & CHECKSUM_LEFT_OUT) === 0 ? bytes.u16() : 0)
  udpAt = at
  return bytes.short ? INFLATE_BAD_HEADER : at + UDP_BYTES
}

/** An extension header (section 4.2): its length counts bytes, and padding at its end is left out. */
function inflateExtension(bytes: Cursor, room: DataView, at: number, hasMore: boolean): number {
  bytes.skip(1)
  const next = hasMore ? 0 : bytes.u8()
  const length = bytes.u8()
  const end = at + ((2 + length + 7) & ~7)
  if (bytes.short || length > bytes.left || end > room.byteLength) return INFLATE_BAD_HEADER
  room.setUint8(at, next)
  room.setUint8(at + 1, (end - at) / 8 - 1)
  copy(bytes, room, at + 2, length)
  const left = end - at - 2 - length
  for (let i = 0; i < left; i++) room.setUint8(end - left + i, 0)
  if (left === 1) room.setUint8(end - 1, PAD_1)
  else if (left > 1) {
    room.setUint8(end - left, PAD_N)
    room.setUint8(end - left + 1, left - 2)
  }
  return end
}

/** A packet inside another has its addresses from that one's where they are left out. */
function identifiersOfOuter(room: DataView): void {
  const outer = begins[headers - 1] as number
  for (let i = 0; i < 8; i++) {
    identifiers.setUint8(i, room.getUint8(outer + SOURCE_AT + 8 + i))
    identifiers.setUint8(8 + i, room.getUint8(outer + TARGET_AT + 8 + i))
  }
}

function copy(bytes: Cursor, room: DataView, at: number, count: number): void {
  for (let i = 0; i < count; i++) room.setUint8(at + i, bytes.u8())
}

function clear(room: DataView, at: number): void {
  for (let i = 0; i < 16; i += 4) room.setUint32(at + i, 0)
}
