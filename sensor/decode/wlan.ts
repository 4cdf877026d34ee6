/*
 * Frames of a wireless LAN. Little-endian, but for addresses and what LLC carries. IEEE 802.11 clause 9.2.
 */
import { type Frame, STATUS } from './frame.ts'
import { decodeLlc } from './llc.ts'

const LEAST_BYTES = 24
const MAC_BYTES = 6
const QOS_BYTES = 2
const HT_CONTROL_BYTES = 4
const TYPE = 0x0c
const TYPE_DATA = 0x08
/** Of the subtype: no data in it, and a quality of service field. */
const NO_DATA = 0x40
const QOS = 0x80
/** Of the flags. */
const TO_NETWORK = 0x01
const FROM_NETWORK = 0x02
const MORE_FRAGMENTS = 0x04
const PROTECTED = 0x40
const ORDER = 0x80
const FRAGMENT_NUMBER = 0x000f
const AGGREGATE = 0x80

/** @param isSwapped the two bytes of the frame control are the other way round */
export function decodeWlan(view: DataView, start: number, end: number, frame: Frame, isSwapped: boolean): void {
  if (end - start < 2) {
    frame.status = STATUS['link-header-cut']
    return
  }
  const control = view.getUint8(isSwapped ? start + 1 : start)
  const flags = view.getUint8(isSwapped ? start : start + 1)
  if ((control & TYPE) !== TYPE_DATA || (control & NO_DATA) !== 0) {
    frame.status = STATUS['802.11-not-data']
    return
  }
  const at = start + headerBytes(control, flags)
  if (at > end) {
    frame.status = STATUS['link-header-cut']
    return
  }
  noteAddresses(view, start, flags, frame)
  const hasQos = (control & QOS) !== 0
  const qosAt = start + LEAST_BYTES + (isRelayed(flags) ? MAC_BYTES : 0)
  if ((flags & PROTECTED) !== 0) frame.status = STATUS['802.11-encrypted']
  else if ((flags & MORE_FRAGMENTS) !== 0 || (view.getUint16(start + 22, true) & FRAGMENT_NUMBER) !== 0) {
    frame.status = STATUS['802.11-fragment']
  } else if (hasQos && (view.getUint8(qosAt) & AGGREGATE) !== 0) frame.status = STATUS['802.11-aggregate']
  else decodeLlc(view, at, end, frame)
}

function headerBytes(control: number, flags: number): number {
  const hasQos = (control & QOS) !== 0
  const extra = hasQos ? QOS_BYTES + ((flags & ORDER) !== 0 ? HT_CONTROL_BYTES : 0) : 0
  return LEAST_BYTES + (isRelayed(flags) ? MAC_BYTES : 0) + extra
}

function isRelayed(flags: number): boolean {
  return (flags & TO_NETWORK) !== 0 && (flags & FROM_NETWORK) !== 0
}

/** Which of the four addresses are those of the ends depends on who relays (table 9-30). */
function noteAddresses(view: DataView, start: number, flags: number, frame: Frame): void {
  const toNetwork = (flags & TO_NETWORK) !== 0
  const fromNetwork = (flags & FROM_NETWORK) !== 0
  const targetAt = start + (toNetwork ? 16 : 4)
  const sourceAt = start + (fromNetwork ? (toNetwork ? 24 : 16) : 10)
  frame.hasMac = true
  frame.targetMacHigh = view.getUint16(targetAt)
  frame.targetMacLow = view.getInt32(targetAt + 2)
  frame.sourceMacHigh = view.getUint16(sourceAt)
  frame.sourceMacLow = view.getInt32(sourceAt + 2)
}
