/*
 * ISO transport over TCP, as S7, MMS and ICCP use it. Big-endian.
 * RFC 1006, section 6 (TPKT: version 3, a reserved byte, a length that counts the header), taken over by RFC 2126, 4.
 * ISO/IEC 8073 (ITU-T X.224), clause 13: TPDUs. Class 0 in practice; the normal formats of classes 2 to 4 are read too.
 */
import { Cursor } from './cursor.ts'
import { NEED_MORE, NOT_A_MESSAGE, type Verdict } from './dissector.ts'

/** The whole of a TPKT; RFC 1006, section 6, bounds it by its 16-bit length. */
export const MAX_TPKT = 0xffff
/** Bytes of one TSDU held while its fragments arrive. */
export const MAX_TSDU = 0x2_0000

const TPKT_VERSION = 3
const TPKT_HEADER_LENGTH = 4
/** RFC 1006, section 6: the smallest TPDU has three bytes. */
const MIN_TPKT = 7
const END_OF_TSDU = 0x80
/** Header length and code of a DT of class 0. */
const PLAIN_DATA = 0x02f0
const FIRST_CAPACITY = 4096
/** Packets looked at before the first data of a direction: CR or CC, and the empty DTs that some stacks send. */
const MAX_PACKETS_PROBED = 16

/** X.224, 13.2.2.2: TPDU codes, without the credit in their low bits. */
export const TPDU = {
  expedited: 0x10,
  expeditedAck: 0x20,
  ack: 0x60,
  error: 0x70,
  disconnectRequest: 0x80,
  disconnectConfirm: 0xc0,
  connectConfirm: 0xd0,
  connectRequest: 0xe0,
  data: 0xf0,
} as const

/** X.224, 13.3.4: parameters of CR and CC. */
const PARAMETER_CALLING_TSAP = 0xc1
const PARAMETER_CALLED_TSAP = 0xc2

/** Length of the TPKT at the cursor, NEED_MORE, or NOT_A_MESSAGE: a `messageLength`. */
export function tpktLength(bytes: Cursor): number {
  if (bytes.left < TPKT_HEADER_LENGTH) {
    const foreign = (bytes.left > 0 && bytes.peek(0) !== TPKT_VERSION) || (bytes.left > 1 && bytes.peek(1) !== 0)
    return foreign ? NOT_A_MESSAGE : NEED_MORE
  }
  const length = bytes.peek16(2)
  return bytes.peek16(0) !== TPKT_VERSION << 8 || length < MIN_TPKT ? NOT_A_MESSAGE : length
}

/** The TPDU of one TPKT. One object, reused: `decode` overwrites it. */
export class Tpdu {
  /** One of `TPDU`, or another code; -1 when the header made no sense. */
  type = -1
  /** DT only: the last fragment of its TSDU. */
  endOfTsdu = false
  sourceReference = 0
  destinationReference = 0
  /** DR and ER only: why, by X.224, 13.5.3 and 13.12.3. */
  reason = 0
  /** In hexadecimal, '' where absent. CR and CC only. */
  callingTsap = ''
  calledTsap = ''

  /** Reads the headers of the TPKT that the cursor spans; leaves it at the user data. False when malformed. */
  decode(message: Cursor): boolean {
    return this.decodePlainData(message) || this.decodeAny(message)
  }

  /** Nearly all are DTs of class 0, whose header is always the same: not worth the care that the others need. */
  private decodePlainData(message: Cursor): boolean {
    const at = message.pos + TPKT_HEADER_LENGTH
    if (at + 3 > message.end || message.view.getUint16(at) !== PLAIN_DATA) return false
    this.type = TPDU.data
    this.endOfTsdu = (message.view.getUint8(at + 2) & END_OF_TSDU) !== 0
    message.pos = at + 3
    return true
  }

  private decodeAny(message: Cursor): boolean {
    this.type = -1
    this.endOfTsdu = false
    message.skip(TPKT_HEADER_LENGTH)
    const start = message.pos
    const headerEnd = start + 1 + message.u8()
    const code = message.u8()
    if (message.short || headerEnd < message.pos || headerEnd > message.end) return false
    // X.224, 13.1: only the codes of CR, CC and AK, RJ have a credit in their low bits; class 0 has none.
    const type = code & 0xf0
    const userEnd = message.end
    message.end = headerEnd
    if (type === TPDU.data || type === TPDU.expedited) this.decodeData(message, headerEnd - start)
    else this.decodeControl(message, type)
    const whole = !message.short
    message.pos = headerEnd
    message.end = userEnd
    if (whole) this.type = type
    return whole
  }

  /** Clause 13.7: class 0 and 1 have the number alone, the normal format of classes 2 to 4 a reference before it. */
  private decodeData(message: Cursor, headerLength: number): void {
    if (headerLength >= 5) this.destinationReference = message.u16()
    this.endOfTsdu = (message.u8() & END_OF_TSDU) !== 0
  }

  private decodeControl(message: Cursor, type: number): void {
    this.destinationReference = message.u16()
    if (type === TPDU.error) {
      this.reason = message.u8()
      return
    }
    if (type === TPDU.ack || type === TPDU.expeditedAck || type < TPDU.ack) return
    this.sourceReference = message.u16()
    if (type === TPDU.disconnectConfirm) return
    const classOrReason = message.u8()
    if (type === TPDU.disconnectRequest) this.reason = classOrReason
    else this.decodeTsaps(message)
  }

  private decodeTsaps(message: Cursor): void {
    this.callingTsap = ''
    this.calledTsap = ''
    while (message.left >= 2) {
      const parameter = message.u8()
      const length = message.u8()
      if (parameter === PARAMETER_CALLING_TSAP) this.callingTsap = message.hex(length)
      else if (parameter === PARAMETER_CALLED_TSAP) this.calledTsap = message.hex(length)
      else message.skip(length)
    }
  }
}

/**
 * For a `probe`: skips connect TPDUs and empty DTs and leaves the cursor at the user data of the first DT that has
 * some, or at the header of what is no ISO transport. 'yes' with at least one byte of user data, which may be cut.
 */
export function seekUserData(bytes: Cursor): Verdict {
  for (let packets = 0; packets < MAX_PACKETS_PROBED && bytes.left > 0; packets++) {
    const length = tpktLength(bytes)
    if (length === NOT_A_MESSAGE) return 'no'
    if (bytes.left <= TPKT_HEADER_LENGTH + 1) return 'need-more'
    const headerLength = 1 + bytes.peek(4)
    const type = bytes.peek(5) & 0xf0
    const dataAt = TPKT_HEADER_LENGTH + headerLength
    if (!isProbable(type, headerLength, length)) return 'no'
    if (type === TPDU.data && dataAt < length) {
      if (bytes.left <= dataAt) return 'need-more'
      bytes.end = Math.min(bytes.end, bytes.pos + length)
      bytes.pos += dataAt
      return 'yes'
    }
    if (bytes.left < length) return 'need-more'
    bytes.pos += length
  }
  return 'need-more'
}

function isProbable(type: number, headerLength: number, length: number): boolean {
  if (TPKT_HEADER_LENGTH + headerLength > length) return false
  if (type === TPDU.data) return headerLength === 3 || headerLength === 5
  return (type === TPDU.connectRequest || type === TPDU.connectConfirm) && headerLength >= 7
}

/** Puts the fragments of one direction's TSDUs together. Class 0 keeps their order, so no numbers are needed. */
export class TsduAssembler {
  /** TSDUs given up because they were longer than MAX_TSDU. */
  overflows = 0
  private held = new Uint8Array(0)
  private length = 0
  private overflowed = false
  private readonly whole = new Cursor(new DataView(this.held.buffer))

  /** Whether a TSDU has begun and is not finished. */
  get pending(): boolean {
    return this.length > 0 || this.overflowed
  }

  /** Forgets an unfinished TSDU: after a gap. */
  reset(): void {
    this.length = 0
    this.overflowed = false
  }

  /**
   * Takes the user data of a DT. Answers with the whole TSDU at its last fragment, else undefined; what it answers
   * with is the given cursor when nothing was held, and is valid until the next call.
   */
  push(userData: Cursor, endOfTsdu: boolean): Cursor | undefined {
    if (endOfTsdu && this.length === 0 && !this.overflowed) return userData
    this.hold(userData)
    if (!endOfTsdu) return undefined
    const { length, overflowed } = this
    this.reset()
    return overflowed ? undefined : this.whole.reset(this.whole.view, 0, length)
  }

  private hold(userData: Cursor): void {
    const count = userData.left
    if (this.overflowed) return
    if (this.length + count > MAX_TSDU) {
      this.overflowed = true
      this.overflows++
      return
    }
    if (this.length + count > this.held.length) this.grow(this.length + count)
    const { view, pos } = userData
    this.held.set(new Uint8Array(view.buffer, view.byteOffset + pos, count), this.length)
    this.length += count
  }

  private grow(need: number): void {
    let capacity = Math.max(FIRST_CAPACITY, this.held.length)
    while (capacity < need) capacity *= 2
    const grown = new Uint8Array(capacity)
    grown.set(this.held)
    this.held = grown
    this.whole.view = new DataView(grown.buffer)
  }
}
