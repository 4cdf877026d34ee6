/*
 * The MAC frame of IEEE 802.15.4-2020, clause 7.2: frame control, sequence number, addressing fields, auxiliary security
 * header (9.4), information elements (7.4). Little-endian. Without the FCS, which the decoder has checked.
 */

export const WPAN_BEACON = 0
export const WPAN_DATA = 1
export const WPAN_COMMAND = 3

/** Address modes (7.2.2.9): none, 16 bits, 64 bits. */
export const NO_ADDRESS = 0
export const SHORT_ADDRESS = 2
export const EXTENDED_ADDRESS = 3
/** What stands for all stations or all networks, and for a station that was given no short address. */
export const WPAN_BROADCAST = 0xffff
export const NO_SHORT_ADDRESS = 0xfffe
export const NO_PAN = -1

const SECURED = 0x0008
const ACK_REQUEST = 0x0020
const PAN_COMPRESSION = 0x0040
const NO_SEQUENCE = 0x0100
const HAS_ELEMENTS = 0x0200
/** Frame versions (7.2.2.10): of 2003, of 2006 and 2011, and since 2015. */
const VERSION_2003 = 0
const VERSION_2015 = 2
/** Security control (9.4.2): level, key identifier mode, no frame counter. */
const LEVEL_MASK = 0x07
const ENCRYPTED = 0x04
const NO_COUNTER = 0x20
/** Bytes that tell the key, and of the check value, by mode and by level. */
const KEY_BYTES = [0, 1, 5, 9] as const
const CHECK_BYTES = [0, 4, 8, 16] as const
/** Header elements that end the list: payload elements follow, or the payload does (7.4.2.18, 7.4.2.19). */
const PAYLOAD_ELEMENTS_FOLLOW = 0x7e
const PAYLOAD_FOLLOWS = 0x7f
const PAYLOAD_TERMINATION = 0x0f

/** One address of a frame. */
export interface WpanAddress {
  mode: number
  /** `NO_PAN` where there is none. */
  pan: number
  short: number
  /** Of an EUI-64, as 32 bits signed. */
  high: number
  low: number
}

/** What the header of a frame says. One object, reused for every frame. */
export class WpanHeader {
  type = 0
  version = 0
  sequence = 0
  wantsAck = false
  isSecured = false
  isEncrypted = false
  readonly target: WpanAddress = newAddress()
  readonly source: WpanAddress = newAddress()
  /** Where what the frame carries lies in the view, without the check value of its security. */
  payloadAt = 0
  payloadEnd = 0

  /** Reads the frame in `view[at, end)`; false of bytes that are none, or one of a kind that has another header. */
  read(view: DataView, at: number, end: number): boolean {
    if (end - at < 2) return false
    const control = view.getUint16(at, true)
    this.type = control & 0x07
    this.version = (control >>> 12) & 0x03
    this.isSecured = (control & SECURED) !== 0
    this.isEncrypted = false
    this.wantsAck = (control & ACK_REQUEST) !== 0
    this.target.mode = (control >>> 10) & 0x03
    this.source.mode = (control >>> 14) & 0x03
    if (this.type > WPAN_COMMAND || this.version > VERSION_2015) return false
    if (this.target.mode === 1 || this.source.mode === 1) return false
    const hasSequence = this.version < VERSION_2015 || (control & NO_SEQUENCE) === 0
    let next = at + 2
    if (hasSequence) {
      if (next >= end) return false
      this.sequence = view.getUint8(next++)
    }
    next = this.addresses(view, next, end, (control & PAN_COMPRESSION) !== 0)
    if (next >= 0) next = this.security(view, next, end)
    if (next >= 0 && this.version === VERSION_2015 && (control & HAS_ELEMENTS) !== 0) next = this.elements(view, next)
    this.payloadAt = next
    return next >= 0 && next <= this.payloadEnd
  }

  private addresses(view: DataView, at: number, end: number, isCompressed: boolean): number {
    const { target, source } = this
    const hasTargetPan = this.hasTargetPan(isCompressed)
    const hasSourcePan = this.hasSourcePan(isCompressed)
    const sourceAt = at + (hasTargetPan ? 2 : 0) + bytesOf(target.mode)
    const after = sourceAt + (hasSourcePan ? 2 : 0) + bytesOf(source.mode)
    if (after > end) return -1
    target.pan = hasTargetPan ? view.getUint16(at, true) : NO_PAN
    readAddress(target, view, at + (hasTargetPan ? 2 : 0))
    source.pan = hasSourcePan ? view.getUint16(sourceAt, true) : target.pan
    readAddress(source, view, sourceAt + (hasSourcePan ? 2 : 0))
    if (target.pan === NO_PAN) target.pan = source.pan
    return after
  }

  /** Table 7-2 of frames since 2015; before, there is one wherever there is an address. */
  private hasTargetPan(isCompressed: boolean): boolean {
    const { target, source, version } = this
    if (version < VERSION_2015) return target.mode !== NO_ADDRESS
    if (target.mode === NO_ADDRESS) return source.mode === NO_ADDRESS && isCompressed
    if (source.mode === NO_ADDRESS) return !isCompressed
    return !(isCompressed && target.mode === EXTENDED_ADDRESS && source.mode === EXTENDED_ADDRESS)
  }

  private hasSourcePan(isCompressed: boolean): boolean {
    const { target, source, version } = this
    if (source.mode === NO_ADDRESS || isCompressed) return false
    if (version < VERSION_2015) return true
    return !(target.mode === EXTENDED_ADDRESS && source.mode === EXTENDED_ADDRESS)
  }

  /** Where the auxiliary security header ends. That of 2003 has no form of its own: what follows is unreadable. */
  private security(view: DataView, at: number, end: number): number {
    this.payloadEnd = end
    if (!this.isSecured) return at
    if (this.version === VERSION_2003) {
      this.isEncrypted = true
      return at
    }
    if (at >= end) return -1
    const control = view.getUint8(at)
    const counterBytes = this.version === VERSION_2015 && (control & NO_COUNTER) !== 0 ? 0 : 4
    this.isEncrypted = (control & ENCRYPTED) !== 0
    this.payloadEnd = end - (CHECK_BYTES[control & LEVEL_MASK & ~ENCRYPTED] as number)
    return at + 1 + counterBytes + (KEY_BYTES[(control >>> 3) & 0x03] as number)
  }

  /** Where the information elements end: without one that says so, at the end of the frame. Encrypted ones stay unread. */
  private elements(view: DataView, from: number): number {
    const end = this.payloadEnd
    let at = from
    let id = 0
    while (at + 2 <= end && id !== PAYLOAD_ELEMENTS_FOLLOW) {
      const element = view.getUint16(at, true)
      id = (element >>> 7) & 0xff
      at += 2 + (element & 0x7f)
      if (id === PAYLOAD_FOLLOWS) return at
    }
    if (this.isEncrypted) return at
    while (at + 2 <= end) {
      const element = view.getUint16(at, true)
      at += 2 + (element & 0x7ff)
      if (((element >>> 11) & 0x0f) === PAYLOAD_TERMINATION) return at
    }
    return at
  }
}

function newAddress(): WpanAddress {
  return { mode: NO_ADDRESS, pan: NO_PAN, short: 0, high: 0, low: 0 }
}

function bytesOf(mode: number): number {
  return mode === EXTENDED_ADDRESS ? 8 : mode
}

function readAddress(into: WpanAddress, view: DataView, at: number): void {
  if (into.mode === SHORT_ADDRESS) into.short = view.getUint16(at, true)
  if (into.mode !== EXTENDED_ADDRESS) return
  into.high = view.getInt32(at + 4, true)
  into.low = view.getInt32(at, true)
}
