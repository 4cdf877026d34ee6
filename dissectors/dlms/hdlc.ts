/*
 * HDLC frames of IEC 62056-46, clauses 6.4.1 (format type 3) to 6.4.4: flags, format with segmentation bit and length,
 * addresses of one, two or four octets, control, header check sequence where information follows, information, frame
 * check sequence. Two frames may share a flag. ISO/IEC 13239 for the check sequences.
 */
import { CRC_REFLECTED_START, crcReflectedStep } from '../kit/crc-reflected.ts'
import type { Cursor } from '../kit/cursor.ts'

export const FLAG = 0x7e
export const CHECK_LENGTH = 2
/** Control octets, without the poll bit. */
export const CONTROL = { snrm: 0x83, disc: 0x43, ua: 0x63, dm: 0x0f, frmr: 0x87, ui: 0x03 } as const
const POLL = 0x10
const FORMAT_TYPE = 0xa0
const FORMAT_MASK = 0xf0
const SEGMENTED = 0x08
const LENGTH_HIGH = 0x07
/** Format, one octet of each address, control, frame check sequence. */
const LEAST = 7
const ADDRESS_LENGTHS: readonly number[] = [1, 2, 4]
const LLC_LENGTH = 3

/** One frame, taken apart. One object, reused. */
export class HdlcFrame {
  control = 0
  isSegmented = false
  /** The address that it goes to and the one that it comes from: upper (logical device, client) and lower (physical). */
  target = 0
  targetLower = 0
  source = 0
  sourceLower = 0
  /** Information: `[from, to)` of the view. */
  from = 0
  to = 0

  get isInformation(): boolean {
    return (this.control & 1) === 0
  }

  /** The control octet without the poll bit, of frames that have no numbers. */
  get command(): number {
    return this.control & ~POLL
  }

  /** Takes the frame at the cursor, which is whole, apart; false when a check sequence is wrong or addresses do not end. */
  read(bytes: Cursor): boolean {
    const { view } = bytes
    const start = bytes.pos + flagsBefore(bytes)
    const end = start + frameSize(view.getUint8(start), view.getUint8(start + 1)) - CHECK_LENGTH
    this.isSegmented = (view.getUint8(start) & SEGMENTED) !== 0
    const source = addressEnd(view, start + 2, end)
    const control = source < 0 ? -1 : addressEnd(view, source, end)
    if (control < 0 || control >= end || !isChecked(view, start, end)) return false
    this.target = upperOf(view, start + 2, source)
    this.targetLower = lowerOf(view, start + 2, source)
    this.source = upperOf(view, source, control)
    this.sourceLower = lowerOf(view, source, control)
    this.control = view.getUint8(control)
    this.from = Math.min(end, control + 1 + CHECK_LENGTH)
    this.to = end
    return this.from === end || isChecked(view, start, control + 1)
  }
}

/** How many flags are before the frame: none where it shares the one that ended the frame before it. */
export function flagsBefore(bytes: Cursor): number {
  let flags = 0
  while (flags < bytes.left && bytes.peek(flags) === FLAG) flags++
  return flags
}

/** Length of the flags and the frame with its closing flag; 0 where more must come, -1 where it is none. */
export function hdlcLength(bytes: Cursor): number {
  const flags = flagsBefore(bytes)
  if (bytes.left < flags + 2) {
    return bytes.left > flags && (bytes.peek(flags) & FORMAT_MASK) !== FORMAT_TYPE ? -1 : 0
  }
  const size = frameSize(bytes.peek(flags), bytes.peek(flags + 1))
  if ((bytes.peek(flags) & FORMAT_MASK) !== FORMAT_TYPE || size < LEAST) return -1
  const length = flags + size + 1
  return bytes.left < length || bytes.peek(length - 1) === FLAG ? length : -1
}

/** LLC of a request: E6 E6 00; of an answer: E6 E7 00. Where it is missing, a segment goes on. */
export function llcLength(view: DataView, from: number, to: number): number {
  if (to - from < LLC_LENGTH || view.getUint8(from) !== 0xe6) return 0
  return (view.getUint8(from + 1) & 0xfe) === 0xe6 && view.getUint8(from + 2) === 0 ? LLC_LENGTH : 0
}

/** The check sequence of `view[from, to)`: reflected, begun with ones, inverted. */
export function hdlcCheck(view: DataView, from: number, to: number): number {
  let crc = CRC_REFLECTED_START
  for (let at = from; at < to; at++) crc = crcReflectedStep(crc, view.getUint8(at))
  return crc ^ 0xffff
}

/** Whether what is `[from, to)` is followed by its check sequence, low octet first. */
function isChecked(view: DataView, from: number, to: number): boolean {
  return hdlcCheck(view, from, to) === view.getUint16(to, true)
}

function frameSize(first: number, second: number): number {
  return (first & LENGTH_HIGH) * 0x100 + second
}

/** The last octet of an address has bit 0 set (clause 6.4.2.3). */
function addressEnd(view: DataView, from: number, end: number): number {
  for (let at = from; at < end && at < from + 4; at++) {
    if (view.getUint8(at) & 1) return ADDRESS_LENGTHS.includes(at + 1 - from) ? at + 1 : -1
  }
  return -1
}

function upperOf(view: DataView, from: number, to: number): number {
  return to - from === 4 ? pairOf(view, from) : view.getUint8(from) >> 1
}

function lowerOf(view: DataView, from: number, to: number): number {
  if (to - from === 4) return pairOf(view, from + 2)
  return to - from === 2 ? view.getUint8(from + 1) >> 1 : 0
}

function pairOf(view: DataView, at: number): number {
  return ((view.getUint8(at) >> 1) << 7) | (view.getUint8(at + 1) >> 1)
}
