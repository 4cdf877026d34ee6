/*
 * The fixed header of MQTT packets, and what can be told by it. MQTT 5.0, clause 2.1: packet type and flags, remaining
 * length of one to four bytes. Strings: clause 1.5.4, two bytes of length (big-endian) and UTF-8.
 */
import type { Cursor } from '../kit/cursor.ts'
import { type Direction, NEED_MORE, NOT_A_MESSAGE, type Verdict } from '../kit/dissector.ts'
import { isUtf8Follower, utf8Followers } from '../kit/utf8.ts'
import { PACKET } from './packet-types.ts'

/** Longer packets are not held: the values of plants are short. */
export const MAX_PACKET = 0x4_0000
/** Bits that must be right before a stream without CONNECT is believed to be MQTT. */
const ENOUGH_BITS = 28
/** As many that what follows them may be wrong. */
const CERTAIN_BITS = 36
const MAX_LENGTH_BYTES = 4
/** The property with the alias of a topic: an identifier and two bytes. */
const LEAST_ALIAS = 3

/** Bytes of the remaining length field of the packet at an offset; 0 when more are needed, -1 when it is none. */
function lengthBytes(bytes: Cursor, at: number): number {
  for (let count = 1; count <= MAX_LENGTH_BYTES; count++) {
    if (at + count >= bytes.left) return 0
    // Clause 1.5.5: no more bytes than are needed.
    if (bytes.peek(at + count) < 0x80) return count > 1 && bytes.peek(at + count) === 0 ? -1 : count
  }
  return -1
}

/** Where the variable header begins, counted from the cursor, which is at a whole packet. */
export function headerLength(bytes: Cursor): number {
  return 1 + Math.max(1, lengthBytes(bytes, 0))
}

export function packetLength(bytes: Cursor): number {
  return lengthAt(bytes, 0)
}

function lengthAt(bytes: Cursor, at: number): number {
  if (at >= bytes.left) return NEED_MORE
  if (!isFirstByte(bytes.peek(at))) return NOT_A_MESSAGE
  const count = lengthBytes(bytes, at)
  if (count < 0) return NOT_A_MESSAGE
  if (count === 0) return NEED_MORE
  let remaining = 0
  for (let i = count; i > 0; i--) remaining = remaining * 128 + (bytes.peek(at + i) & 0x7f)
  const type = bytes.peek(at) >> 4
  if (remaining < leastOf(type) || remaining > mostOf(type)) return NOT_A_MESSAGE
  return 1 + count + remaining
}

/** Table 2-2: flags are given, but for PUBLISH, where QoS 3 does not exist, and nothing of QoS 0 is sent twice (3.3.1.1). */
function isFirstByte(byte: number): boolean {
  const type = byte >> 4
  const flags = byte & 15
  if (type === PACKET.publish) return (flags & 6) !== 6 && (flags & 14) !== 8
  if (type === PACKET.pubrel || type === PACKET.subscribe || type === PACKET.unsubscribe) return flags === 2
  return type !== 0 && flags === 0
}

function leastOf(type: number): number {
  switch (type) {
    case PACKET.connect:
      return 10
    case PACKET.pingreq:
    case PACKET.pingresp:
    case PACKET.disconnect:
    case PACKET.auth:
      return 0
    case PACKET.subscribe:
    case PACKET.unsubscribe:
      return 5
    default:
      return 2
  }
}

function mostOf(type: number): number {
  return type === PACKET.pingreq || type === PACKET.pingresp ? 0 : 0xfff_ffff
}

/** CONNECT names the protocol; of all else packets that follow each other must add up, as far as they are there. */
export function probePackets(bytes: Cursor): Verdict {
  let bits = 0
  let isOver = false
  for (let at = 0; at < bytes.left; ) {
    const length = lengthAt(bytes, at)
    if (length === NOT_A_MESSAGE || isOver) return 'no'
    if (length === NEED_MORE) break
    const body = at + 1 + lengthBytes(bytes, at)
    const isWhole = at + length <= bytes.left
    // What is too long to be held is no evidence: anything can seem so.
    const found = length > MAX_PACKET ? 0 : bitsOf(bytes, bytes.peek(at), body, at + length)
    if (found < 0) return 'no'
    bits += found + (isWhole ? 8 : 0)
    if (bits >= CERTAIN_BITS) return 'yes'
    // Clause 3.14.4: after it nothing is sent.
    isOver = bytes.peek(at) >> 4 === PACKET.disconnect
    at += length
  }
  return bits >= ENOUGH_BITS ? 'yes' : 'need-more'
}

/** How many bits of a packet are as they must be; -1 when one is not. */
function bitsOf(bytes: Cursor, first: number, body: number, end: number): number {
  const type = first >> 4
  if (type === PACKET.connect) return isProtocolName(bytes, body)
  if (type === PACKET.publish) return isRoomInPublish(bytes, first, body, end) ? textBits(bytes, body, end, true) : -1
  if (type === PACKET.subscribe || type === PACKET.unsubscribe) {
    const plain = filterBits(bytes, body + 2, end, type)
    if (plain >= 0) return plain + 8
    // Properties of version 5 stand before the first filter.
    const count = lengthBytes(bytes, body + 1)
    if (count === 0) return 0
    const properties = count === 1 ? bytes.peek(body + 2) : (bytes.peek(body + 2) & 0x7f) + bytes.peek(body + 3) * 128
    const five = count > 2 ? -1 : filterBits(bytes, body + 2 + count + properties, end, type)
    return five < 0 ? -1 : five + 8
  }
  if (type === PACKET.connack) return connackBits(bytes, body, end)
  return isReasoned(bytes, type, body, end) ? 8 : -1
}

/** Clause 3.3.2: a packet identifier behind the topic, where it is acknowledged; no topic but with an alias. */
function isRoomInPublish(bytes: Cursor, first: number, body: number, end: number): boolean {
  if (bytes.left < body + 2) return true
  const length = bytes.peek16(body)
  const behind = body + 2 + length + ((first & 6) > 0 ? 2 : 0)
  if (length > 0 || bytes.left <= behind) return behind <= end
  return bytes.peek(behind) >= LEAST_ALIAS && behindProperties(bytes, behind) <= end
}

/** Filters fill the rest of a packet; behind each, where it subscribes, is what it asks for (clause 3.8.3.1). */
function filterBits(bytes: Cursor, from: number, end: number, type: number): number {
  let bits = 0
  let at = from
  while (at < end && at + 2 <= bytes.left) {
    const length = bytes.peek16(at)
    const found = length === 0 ? -1 : textBits(bytes, at, end, false)
    if (found < 0) return -1
    at += 2 + length
    bits += found
    if (type === PACKET.unsubscribe) continue
    if (at >= end || (at < bytes.left && !isWish(bytes.peek(at)))) return -1
    at++
  }
  // A rest of one byte holds no length.
  return at > end || at + 1 === end || from >= end ? -1 : bits
}

/** Quality of service, and of version 5 what of one's own and what is retained is wanted; two bits are reserved. */
function isWish(byte: number): boolean {
  return (byte & 0xc0) === 0 && (byte & 3) !== 3 && (byte & 0x30) !== 0x30
}

/**
 * Clauses 3.4 to 3.15: behind the packet identifier of an acknowledgement a reason and properties that fill the rest, or,
 * of several filters, properties and a reason for each. Versions before 5 have reasons of SUBACK alone.
 */
function isReasoned(bytes: Cursor, type: number, body: number, end: number): boolean {
  if (type === PACKET.pingreq || type === PACKET.pingresp) return true
  if (type === PACKET.disconnect || type === PACKET.auth) return isReason(bytes, body, end)
  if (bytes.left >= body + 2 && bytes.peek16(body) === 0) return false
  if (type <= PACKET.pubcomp) return isReason(bytes, body + 2, end)
  if (bytes.left < end || (type === PACKET.unsuback && end === body + 2)) return true
  return areReasons(bytes, body + 2, end) || areReasons(bytes, behindProperties(bytes, body + 2), end)
}

/** One reason, when there is one, and properties, when there are some. */
function isReason(bytes: Cursor, at: number, end: number): boolean {
  if (at >= end || bytes.left <= at) return true
  if (bytes.left < Math.min(end, at + 3)) return isReasonCode(bytes.peek(at))
  return isReasonCode(bytes.peek(at)) && (at + 1 === end || behindProperties(bytes, at + 1) === end)
}

/** At least one, up to the end of the packet. */
function areReasons(bytes: Cursor, from: number, end: number): boolean {
  for (let at = from; at < end; at++) if (!isReasonCode(bytes.peek(at))) return false
  return from < end
}

/** Table 2-6. */
function isReasonCode(code: number): boolean {
  return code <= 4 || (code >= 0x10 && code <= 0x19) || (code >= 0x80 && code <= 0xa2)
}

/** Where properties end: they are fewer than 128 bytes, or their length takes two. */
function behindProperties(bytes: Cursor, at: number): number {
  const low = bytes.peek(at)
  return low < 0x80 ? at + 1 + low : at + 2 + (low & 0x7f) + bytes.peek(at + 1) * 128
}

/** Clause 3.2: one flag, which no refusal has (3.2.2.1.1), a code; in version 5 the properties fill the rest. */
function connackBits(bytes: Cursor, at: number, end: number): number {
  if (bytes.left < at + 2) return 0
  if (bytes.peek(at) > 1 || (bytes.peek(at) === 1 && bytes.peek(at + 1) !== 0)) return -1
  if (end === at + 2) return bytes.peek(at + 1) <= 5 ? 20 : -1
  if (bytes.left < at + (bytes.peek(at + 2) < 0x80 ? 3 : 4)) return 15
  return isReasonCode(bytes.peek(at + 1)) && behindProperties(bytes, at + 2) === end ? 23 : -1
}

/** 'MQTT' or, in version 3.1, 'MQIsdp', and a version. */
function isProtocolName(bytes: Cursor, at: number): number {
  if (bytes.left < at + 7) return 0
  const length = bytes.peek16(at)
  const name = bytes.peek16(at + 2) * 0x1_0000 + bytes.peek16(at + 4)
  const version = at + 2 + length
  if (!((length === 4 && name === 0x4d51_5454) || (length === 6 && name === 0x4d51_4973))) return -1
  if (bytes.left <= version) return 0
  return bytes.peek(version) >= 3 && bytes.peek(version) <= 5 ? ENOUGH_BITS : -1
}

/** A topic must be printable, and that of a PUBLISH must have no wildcard (clause 4.7.1); -1 when it is not. */
function textBits(bytes: Cursor, at: number, end: number, isName: boolean): number {
  if (bytes.left < at + 2) return 0
  const length = bytes.peek16(at)
  if (at + 2 + length > end) return -1
  const seen = Math.min(length, bytes.left - at - 2)
  let toFollow = 0
  for (let i = 0; i < seen; i++) {
    const code = bytes.peek(at + 2 + i)
    if (toFollow > 0 && !isUtf8Follower(code)) return -1
    toFollow = toFollow > 0 ? toFollow - 1 : utf8Followers(code)
    if (toFollow < 0) return -1
    if (code < 0x20 || code === 0x7f || (isName && (code === 0x23 || code === 0x2b))) return -1
  }
  // Text is common: what seems to be the beginning of a long one counts half.
  return (isName ? 12 : 8) + Math.min(seen, 16) / (seen === length ? 1 : 2)
}

/** Who sends packets of this type; both sides publish, and version 5 lets both say goodbye. */
export function packetDirection(bytes: Cursor): Direction | undefined {
  if (bytes.left < 2) return undefined
  switch (bytes.peek(0) >> 4) {
    case PACKET.connect:
    case PACKET.subscribe:
    case PACKET.unsubscribe:
    case PACKET.pingreq:
      return 'to-server'
    case PACKET.connack:
    case PACKET.suback:
    case PACKET.unsuback:
    case PACKET.pingresp:
      return 'to-client'
    default:
      return undefined
  }
}
