/*
 * What stands before the PDU of a GOOSE or Sampled Values message. Big-endian.
 * On Ethernet: IEC 61850-8-1 Ed. 2.1, annex C.2, and IEC 61850-9-2 Ed. 2.1, annex A (APPID, Length, Reserved 1 and 2).
 * Over UDP: IEC 61850-8-1 Ed. 2.1, annex I (formerly IEC TR 61850-90-5): the connectionless transport of ISO 8602 and a
 * session layer of its own. Its headers tell their length, and that of the whole, in ways that stacks do not agree on
 * (libiec61850 counts less): where the payload begins is told by the fields of its version, and where it ends by its own.
 */
import type { Cursor } from './cursor.ts'

/** Session identifiers of clause 90-5, 7.2.2. */
export const SESSION_GOOSE = 0xa1
export const SESSION_SAMPLED_VALUES = 0xa2

const ETHERNET_HEADER_LENGTH = 8
/** ISO 8602: length indicator 1, then the UD code. */
const UNIT_DATA = 0x0140
const COMMON_HEADER = 0x80
/** From the start of the datagram: length and number of the SPDU stand before, then times and keys. */
const VERSION_AT = 14
/** Version 1 names its algorithms, from 2 on there is an initialization vector in their place. */
const FIRST_VERSION = 1
const ALGORITHM_AT = 22
const FIRST_HEADER_END = 28
const KEY_ID_AT = 22
const VECTOR_LENGTH_AT = 26
const LEAST_HEADER = VECTOR_LENGTH_AT + 1
const USER_DATA_LENGTH = 4
/** Of what follows the user data: tag and length. */
const SIGNATURE = 0x85
const SIGNATURE_HEADER = 2
/** A length of a payload counts itself, too, in libiec61850. */
const LENGTH_LENGTH = 2
/** Type, simulation, APPID, length. */
const PAYLOAD_HEADER_LENGTH = 6
const SIMULATED = 0x8000

export type HeaderFault = 'none' | 'truncated' | 'bad-length' | 'encrypted'

/** One object, reused: `begin` and `next` overwrite it. */
export class PublicationHeader {
  /** Came over UDP. */
  routed = false
  appId = 0
  simulated = false
  /** The PDU: `view[start, end)`. */
  start = 0
  end = 0
  private following = 0
  private last = 0

  /** Reads the header of the message at the cursor; the first PDU is found by `next`. */
  begin(message: Cursor): HeaderFault {
    this.routed = isRouted(message)
    return this.routed ? this.beginRouted(message) : this.beginEthernet(message)
  }

  /** Finds the next PDU: one on Ethernet, and over UDP as many as fit. */
  next(view: DataView): boolean {
    const at = this.following
    if (!this.routed) {
      this.following = this.last
      return at < this.last
    }
    if (at + PAYLOAD_HEADER_LENGTH > this.last) return false
    this.simulated = view.getUint8(at + 1) !== 0
    this.appId = view.getUint16(at + 2)
    this.start = at + PAYLOAD_HEADER_LENGTH
    const end = this.start + view.getUint16(at + 4)
    this.end = end - this.last === LENGTH_LENGTH ? this.last : end
    this.following = this.end
    return this.end <= this.last
  }

  private beginEthernet(message: Cursor): HeaderFault {
    const { pos } = message
    this.following = 0
    this.last = 0
    this.appId = message.peek16(0)
    const length = message.peek16(2)
    this.simulated = (message.peek16(4) & SIMULATED) !== 0
    message.peek16(6)
    if (message.short) return 'truncated'
    // A Length that cannot be leaves the PDU's own length to tell where it ends.
    const isLength = length >= ETHERNET_HEADER_LENGTH
    this.start = pos + ETHERNET_HEADER_LENGTH
    this.end = isLength ? Math.min(pos + length, message.end) : message.end
    this.following = this.start
    this.last = this.end
    if (!isLength) return 'bad-length'
    return pos + length > message.end ? 'truncated' : 'none'
  }

  private beginRouted(message: Cursor): HeaderFault {
    const { pos, end } = message
    const headerEnd = routedHeaderEnd(message)
    const payloadAt = pos + headerEnd + USER_DATA_LENGTH
    this.following = payloadAt
    this.last = payloadAt
    if (headerEnd < 0 || payloadAt > end) return 'truncated'
    this.last = Math.min(end, payloadAt + message.view.getUint32(pos + headerEnd))
    // A payload that is no known type under a key is one that nobody without the key can read.
    const type = payloadAt < this.last ? message.view.getUint8(payloadAt) : 0
    if ((type & 0xf8) === 0x80) return 'none'
    return hasKey(message) ? 'encrypted' : 'bad-length'
  }
}

/** Whether the bytes begin as ISO 8602 unit data, which only the variant over UDP does: as an APPID and a length it would be 41 kB. */
export function isRouted(bytes: Cursor): boolean {
  return bytes.left > VERSION_AT && bytes.peek16(0) === UNIT_DATA && (bytes.peek(2) & 0xfc) === 0xa0
}

/** Where the session header ends, counted from the cursor; -1 where it is not all there. */
function routedHeaderEnd(bytes: Cursor): number {
  if (bytes.left < FIRST_HEADER_END) return -1
  return bytes.peek16(VERSION_AT) === FIRST_VERSION ? FIRST_HEADER_END : LEAST_HEADER + bytes.peek(VECTOR_LENGTH_AT)
}

function hasKey(bytes: Cursor): boolean {
  if (bytes.peek16(VERSION_AT) === FIRST_VERSION) return bytes.peek(ALGORITHM_AT) !== 0
  return bytes.view.getUint32(bytes.pos + KEY_ID_AT) !== 0
}

/** Where the PDU of a message that could begin a dialogue starts, counted from the cursor; -1 when it can be none. */
export function probePublication(bytes: Cursor, session: number): number {
  if (isRouted(bytes)) return probeRouted(bytes, session)
  if (bytes.left < ETHERNET_HEADER_LENGTH + 2) return -1
  const length = bytes.peek16(2)
  // Reserved 1 has the simulation bit and, in its low bits, a length that IEC 62351-6 defines; the rest is zero.
  if ((bytes.peek16(4) & 0x7000) !== 0 || length > bytes.left) return -1
  const header = lengthOctets(bytes, ETHERNET_HEADER_LENGTH + 1)
  if (header < 0) return -1
  const pduEnd = ETHERNET_HEADER_LENGTH + 1 + header + contentLength(bytes, ETHERNET_HEADER_LENGTH + 1)
  // IEC 62351-6 puts its extension behind the PDU, outside of what Length counts or inside, by edition.
  return pduEnd === length || (pduEnd < length && (bytes.peek16(4) & 0xfff) !== 0) ? ETHERNET_HEADER_LENGTH : -1
}

function probeRouted(bytes: Cursor, session: number): number {
  if (bytes.peek(2) !== session || bytes.peek(4) !== COMMON_HEADER) return -1
  const headerEnd = routedHeaderEnd(bytes)
  const payloadAt = headerEnd + USER_DATA_LENGTH
  if (headerEnd < 0 || payloadAt > bytes.left || bytes.peek(3) < bytes.peek(5) + 2) return -1
  const end = payloadAt + bytes.peek16(headerEnd) * 0x1_0000 + bytes.peek16(headerEnd + 2)
  const pdu = payloadAt + PAYLOAD_HEADER_LENGTH
  return pdu < bytes.left && isFollowedBySignature(bytes, end) ? pdu : -1
}

/** Whether nothing follows at `end`, or a signature: its length is not always what it says. */
function isFollowedBySignature(bytes: Cursor, end: number): boolean {
  if (end === bytes.left) return true
  return end + SIGNATURE_HEADER < bytes.left && bytes.peek(end) === SIGNATURE && bytes.peek(end + 1) > 0
}

/** Octets of a definite BER length of up to 65535 at an offset; -1 when it is none. */
function lengthOctets(bytes: Cursor, at: number): number {
  const octet = bytes.peek(at)
  if (octet < 0x80) return 1
  return octet === 0x81 ? 2 : octet === 0x82 ? 3 : -1
}

function contentLength(bytes: Cursor, at: number): number {
  const octet = bytes.peek(at)
  if (octet < 0x80) return octet
  return octet === 0x81 ? bytes.peek(at + 1) : bytes.peek16(at + 1)
}
