/* Frames of format class FT1.2: IEC 60870-5-1:1990, 6.2.4.2; their link services: IEC 60870-5-2:1992, 5 and 6. */
import type { Cursor } from '../kit/cursor.ts'
import { NEED_MORE, NOT_A_MESSAGE } from '../kit/dissector.ts'

const VARIABLE = 0x68
const FIXED = 0x10
const END = 0x16
/** 6.2.4.2: single characters, of which the second has no use in -101. */
const POSITIVE = 0xe5
const OTHER_CHARACTER = 0xa2
/** Start, two lengths, start. */
export const VARIABLE_HEADER = 4
/** Checksum and end. */
const TRAILER = 2
/** Start, control, checksum, end: without the address. */
const FIXED_OVERHEAD = 4
/** Link addresses have no, one or two octets (IEC 60870-5-101, 6.2); one is looked for first. */
const FIXED_ADDRESS_LENGTHS = [1, 2, 0] as const
export const MAX_FRAME = VARIABLE_HEADER + 255 + TRAILER
const FROM_PRIMARY = 0x40
/** Balanced transmission: from the controlling station (5-2, 6.1.2). */
const FROM_CONTROLLING = 0x80
const FUNCTION = 0x0f

/** One frame as places in the message. One object, reused. */
export class LinkFrame {
  kind: 'variable' | 'fixed' | 'character' = 'character'
  /** The control octet; 0 for a single character. */
  control = 0
  /** User data: link address and ASDU of a variable frame, the address alone of a fixed one. */
  from = 0
  to = 0

  /** Reads the whole frame that the cursor spans, as `frameLength` found it; false when it is cut. */
  read(message: Cursor): boolean {
    const { view, pos, left } = message
    if (left === 0) return false
    const first = view.getUint8(pos)
    this.kind = first === VARIABLE ? 'variable' : first === FIXED ? 'fixed' : 'character'
    this.control = 0
    this.from = pos
    this.to = pos
    if (this.kind === 'character') return first === POSITIVE || first === OTHER_CHARACTER
    const controlAt = pos + (this.kind === 'variable' ? VARIABLE_HEADER : 1)
    if (message.end - TRAILER <= controlAt) return false
    this.control = view.getUint8(controlAt)
    this.from = controlAt + 1
    this.to = message.end - TRAILER
    return true
  }

  get isFromPrimary(): boolean {
    return (this.control & FROM_PRIMARY) !== 0
  }

  get isFromControlling(): boolean {
    return (this.control & FROM_CONTROLLING) !== 0
  }

  get function(): number {
    return this.control & FUNCTION
  }
}

/** Length of the frame at the cursor, NEED_MORE, or NOT_A_MESSAGE. */
export function frameLength(bytes: Cursor): number {
  if (bytes.left === 0) return NEED_MORE
  switch (bytes.peek(0)) {
    case POSITIVE:
    case OTHER_CHARACTER:
      return 1
    case FIXED:
      return fixedLength(bytes)
    case VARIABLE:
      return variableLength(bytes)
    default:
      return NOT_A_MESSAGE
  }
}

function variableLength(bytes: Cursor): number {
  if (bytes.left < VARIABLE_HEADER) return bytes.left > 2 && bytes.peek(1) !== bytes.peek(2) ? NOT_A_MESSAGE : NEED_MORE
  const length = bytes.peek(1)
  if (length !== bytes.peek(2) || bytes.peek(3) !== VARIABLE || length === 0) return NOT_A_MESSAGE
  const total = VARIABLE_HEADER + length + TRAILER
  return bytes.left >= total && bytes.peek(total - 1) !== END ? NOT_A_MESSAGE : total
}

/** Nothing says how long the link address is but where the checksum and the end are. */
function fixedLength(bytes: Cursor): number {
  for (const address of FIXED_ADDRESS_LENGTHS) {
    const length = FIXED_OVERHEAD + address
    if (bytes.left < length || bytes.peek(length - 1) !== END) continue
    if (sum(bytes.view, bytes.pos + 1, bytes.pos + length - TRAILER) === bytes.peek(length - TRAILER)) return length
  }
  return bytes.left < FIXED_OVERHEAD + 2 ? NEED_MORE : NOT_A_MESSAGE
}

/** Whether the checksum of the variable frame that the cursor spans is right: the sum of its user data (5-1, 6.2.4.2). */
export function checksumIsRight(message: Cursor): boolean {
  const { view, pos, end } = message
  return sum(view, pos + VARIABLE_HEADER, end - TRAILER) === view.getUint8(end - TRAILER)
}

function sum(view: DataView, from: number, to: number): number {
  let total = 0
  for (let at = from; at < to; at++) total += view.getUint8(at)
  return total & 0xff
}
