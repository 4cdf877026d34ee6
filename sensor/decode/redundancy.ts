/*
 * High-availability seamless redundancy and the parallel redundancy protocol. Big-endian.
 * IEC 62439-3 clause 4.1.10 (PRP redundancy control trailer) and 5.3.2 (HSR tag).
 */
import { ETHERTYPE_PRP } from './ether-types.ts'
import { type Frame, STATUS } from './frame.ts'
import { FCS_BYTES } from './frame-check-sequence.ts'
import { etherTypeInside } from './inside.ts'

const TRAILER_BYTES = 6
/** Behind its EtherType: path and size, sequence number, the EtherType of what follows. */
const TAG_BYTES = 6
/** Above every sequence number. */
const NUMBERED = 0x1_0000
const LAN_A = 0xa
const LAN_B = 0xb

/** Whether a frame can end with a PRP trailer: few do, and every link-layer message is asked. */
export function endsWithPrpSuffix(view: DataView, end: number): boolean {
  return view.getUint16(end - 2) === ETHERTYPE_PRP
}

/** Takes a PRP trailer, if it is one, off the payload at `[at, end)`. */
export function leavePrpTrailer(view: DataView, at: number, end: number, frame: Frame): void {
  if (!isPrpTrailer(view, at, end)) return
  frame.payloadEnd = end - TRAILER_BYTES
  frame.redundancy = numberOf(view, end)
}

/**
 * Notes the number of a PRP trailer between the end of the IP packet at `at` and that of its frame. A short frame is padded
 * before the trailer is put to it, and behind it once more if a bridge takes a tag off; or a check sequence follows.
 */
export function notePrpTrailer(view: DataView, at: number, packetEnd: number, end: number, frame: Frame): void {
  const least = packetEnd + TRAILER_BYTES
  let to = end
  while (to >= least && view.getUint8(to - 1) === 0) to--
  if (to >= least && isPrpTrailer(view, at, to)) frame.redundancy = numberOf(view, to)
  else if (end - FCS_BYTES >= least && isPrpTrailer(view, at, end - FCS_BYTES)) {
    frame.redundancy = numberOf(view, end - FCS_BYTES)
  }
}

function isPrpTrailer(view: DataView, at: number, end: number): boolean {
  if (end - at < TRAILER_BYTES || !endsWithPrpSuffix(view, end)) return false
  const lanAndSize = view.getUint16(end - 4)
  const lan = lanAndSize >>> 12
  // The size counts from behind the EtherType, and the trailer with it.
  return (lan === LAN_A || lan === LAN_B) && (lanAndSize & 0x0fff) === end - at
}

function numberOf(view: DataView, end: number): number {
  return NUMBERED | view.getUint16(end - TRAILER_BYTES)
}

export function hsrInside(view: DataView, at: number, end: number, frame: Frame): void {
  if (end - at < TAG_BYTES) {
    frame.status = STATUS['encapsulation-cut']
    return
  }
  frame.redundancy = NUMBERED | view.getUint16(at + 2)
  etherTypeInside(frame, at + TAG_BYTES, end, view.getUint16(at + 4))
}
