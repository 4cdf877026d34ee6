/*
 * The network header of Zigbee behind that of IEEE 802.15.4: ZigBee 05-3474-22, 3.3 (frame control, addresses, source route)
 * and 4.5 (auxiliary header of its security). Little-endian.
 */
import { SHORT_ADDRESS, WPAN_BROADCAST, WPAN_DATA, type WpanHeader } from './wpan-frame.ts'

/** What is not data, which is 0. */
export const ZIGBEE_COMMAND = 1
/** Short addresses from here on are groups: all, those that listen, routers (3.6.6). */
export const FIRST_ZIGBEE_GROUP = 0xfff8
/** Where there is no EUI-64. */
export const NO_EUI = -1

/** The protocol since 2006; that of Green Power is another. */
const VERSION = 2
const MULTICAST = 0x0100
const SECURED = 0x0200
const SOURCE_ROUTE = 0x0400
const TARGET_EUI = 0x0800
const SOURCE_EUI = 0x1000
const RESERVED = 0xc000
const LEAST_BYTES = 8
const EUI_BYTES = 8
/** Control, frame counter; the number of the network key. */
const SECURITY_BYTES = 5
const KEY_MASK = 0x18
const NETWORK_KEY = 0x08
const EXTENDED_NONCE = 0x20
/** What is sent with 32 bits of check value (level 5, which is left out on the air). */
const CHECK_BYTES = 4
/** Commands by number (3.4), and how many bytes of them there are at least. */
const LAST_COMMAND = 0x0f

/** What the network header of a frame says. One object, reused for every frame. */
export class ZigbeeNetwork {
  type = 0
  source = 0
  target = 0
  sequence = 0
  isSecured = false
  /** Where EUI-64 lie in the view: of who sent it first, of who is to have it, of who sent this frame (by its security). */
  sourceEuiAt = NO_EUI
  targetEuiAt = NO_EUI
  senderEuiAt = NO_EUI
  payloadAt = 0
  payloadEnd = 0

  /**
   * Reads what a frame carries whose header has been read; false of what is none of Zigbee: a frame from a station of a network to
   * another or to all, whose header has nothing reserved, and behind which there is what the header says.
   */
  read(view: DataView, { type, source, target, isSecured, payloadAt, payloadEnd }: WpanHeader): boolean {
    if (type !== WPAN_DATA || isSecured || source.mode !== SHORT_ADDRESS || target.mode !== SHORT_ADDRESS) return false
    if (source.pan !== target.pan || source.short >= FIRST_ZIGBEE_GROUP || payloadEnd - payloadAt < LEAST_BYTES)
      return false
    const control = view.getUint16(payloadAt, true)
    this.type = control & 0x03
    if (this.type > ZIGBEE_COMMAND || ((control >>> 2) & 0x0f) !== VERSION || (control & 0x80) !== 0) return false
    if ((control & RESERVED) !== 0) return false
    this.target = view.getUint16(payloadAt + 2, true)
    this.source = view.getUint16(payloadAt + 4, true)
    this.sequence = view.getUint8(payloadAt + 7)
    this.isSecured = (control & SECURED) !== 0
    this.payloadEnd = payloadEnd
    if (this.source >= FIRST_ZIGBEE_GROUP) return false
    if (target.short === WPAN_BROADCAST && this.target < FIRST_ZIGBEE_GROUP && (control & MULTICAST) === 0) return false
    const at = this.behindAddresses(view, payloadAt + LEAST_BYTES, control)
    this.payloadAt = this.isSecured ? this.behindSecurity(view, at) : at
    if (this.payloadAt < 0 || this.payloadAt >= this.payloadEnd) return false
    return this.isSecured || this.isPayload(view.getUint8(this.payloadAt))
  }

  private behindAddresses(view: DataView, from: number, control: number): number {
    let at = from
    this.targetEuiAt = (control & TARGET_EUI) === 0 ? NO_EUI : at
    if (this.targetEuiAt >= 0) at += EUI_BYTES
    this.sourceEuiAt = (control & SOURCE_EUI) === 0 ? NO_EUI : at
    if (this.sourceEuiAt >= 0) at += EUI_BYTES
    if ((control & MULTICAST) !== 0) at++
    if ((control & SOURCE_ROUTE) === 0 || at >= this.payloadEnd) return at
    return at + 2 + view.getUint8(at) * 2
  }

  /** Frames of a network are protected by its key alone. */
  private behindSecurity(view: DataView, at: number): number {
    this.senderEuiAt = NO_EUI
    if (at + SECURITY_BYTES > this.payloadEnd) return -1
    const control = view.getUint8(at)
    if ((control & KEY_MASK) !== NETWORK_KEY || (control & 0xc0) !== 0) return -1
    const hasEui = (control & EXTENDED_NONCE) !== 0
    if (hasEui) this.senderEuiAt = at + SECURITY_BYTES
    this.payloadEnd -= CHECK_BYTES
    return at + SECURITY_BYTES + (hasEui ? EUI_BYTES : 0) + 1
  }

  /** Whether a command of the network begins with this byte, or a frame of the application layer. */
  private isPayload(first: number): boolean {
    if (this.type === ZIGBEE_COMMAND) return first > 0 && first <= LAST_COMMAND
    return (first & 0x03) !== 3 && (first & 0x0c) !== 0x04
  }
}
