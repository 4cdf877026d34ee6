/*
 * What Linux writes of an interface whose link header it does not keep ("any"). Big-endian.
 * LINKTYPE_LINUX_SLL and LINKTYPE_LINUX_SLL2 of tcpdump.org.
 */

import { decodeCookedCan } from './can.ts'
import { LEAST_ETHERTYPE } from './ether-types.ts'
import { decodeEtherType } from './ethernet.ts'
import { type Frame, STATUS } from './frame.ts'
import { linkInside } from './inside.ts'
import { decodeLlc } from './llc.ts'

const COOKED_BYTES = 16
const COOKED_2_BYTES = 20
const MAC_BYTES = 6
const TO_BROADCAST = 1
const PROTOCOL_LLC = 0x0004
/** CAN, CAN FD. */
const PROTOCOL_CAN = 0x000c
const PROTOCOL_CAN_FD = 0x000d
/** Kinds of interface (ARPHRD_) whose frames are no frames of a network, or keep a header of their own. */
const NETLINK = 824
const CAN = 280
const WLAN = 801
const WLAN_RADIOTAP = 803
const LINKTYPE_WLAN = 105
const LINKTYPE_RADIOTAP = 127

export function decodeCooked(view: DataView, start: number, end: number, frame: Frame): void {
  if (end - start < COOKED_BYTES) {
    frame.status = STATUS['link-header-cut']
    return
  }
  if (view.getUint16(start + 4) === MAC_BYTES) noteAddresses(view, start + 6, view.getUint16(start), frame)
  decodePayload(view, start + COOKED_BYTES, end, view.getUint16(start + 2), view.getUint16(start + 14), frame)
}

export function decodeCooked2(view: DataView, start: number, end: number, frame: Frame): void {
  if (end - start < COOKED_2_BYTES) {
    frame.status = STATUS['link-header-cut']
    return
  }
  if (view.getUint8(start + 11) === MAC_BYTES) noteAddresses(view, start + 12, view.getUint8(start + 10), frame)
  decodePayload(view, start + COOKED_2_BYTES, end, view.getUint16(start + 8), view.getUint16(start), frame)
}

/** Only the sender's address is kept; the other is known of a broadcast alone, and otherwise the zeros of "unknown". */
function noteAddresses(view: DataView, at: number, packetType: number, frame: Frame): void {
  const isBroadcast = packetType === TO_BROADCAST
  frame.hasMac = true
  frame.sourceMacHigh = view.getUint16(at)
  frame.sourceMacLow = view.getInt32(at + 2)
  frame.targetMacHigh = isBroadcast ? 0xffff : 0
  frame.targetMacLow = isBroadcast ? -1 : 0
}

function decodePayload(
  view: DataView,
  at: number,
  end: number,
  hardware: number,
  protocol: number,
  frame: Frame,
): void {
  if (hardware === WLAN) linkInside(frame, at, end, LINKTYPE_WLAN)
  else if (hardware === WLAN_RADIOTAP) linkInside(frame, at, end, LINKTYPE_RADIOTAP)
  else if (hardware === CAN && (protocol === PROTOCOL_CAN || protocol === PROTOCOL_CAN_FD)) {
    decodeCookedCan(view, at, end, frame)
  } else if (hardware !== NETLINK && protocol >= LEAST_ETHERTYPE) decodeEtherType(view, at, end, protocol, frame)
  else if (hardware !== NETLINK && protocol === PROTOCOL_LLC) decodeLlc(view, at, end, frame)
  else frame.status = STATUS['link-payload-unknown']
}
