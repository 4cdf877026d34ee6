/*
 * The header that all C37.118 frames have, and what can be told by it alone. Big-endian.
 * IEEE C37.118.2-2011, clause 6.2, table 2: SYNC, FRAMESIZE, IDCODE, SOC, FRACSEC; CHK at the end.
 */
import { crcCcitt } from '../kit/crc-ccitt.ts'
import type { Cursor } from '../kit/cursor.ts'
import { NEED_MORE, NOT_A_MESSAGE, type Verdict } from '../kit/dissector.ts'
import { FRAME_TYPE } from './frame-types.ts'

export const HEADER_LENGTH = 14
export const CHECKSUM_LENGTH = 2
/** FRAMESIZE is a number of 16 bits. */
export const MAX_FRAME = 65_535

/** Offsets from the start of a frame. */
export const FIELD = { type: 1, size: 2, idCode: 4, soc: 6, timeQuality: 10 } as const

const SYNC = 0xaa
/** Annex B. */
const CHECKSUM_START = 0xffff
const TYPE_MASK = 0x70
const VERSION_MASK = 0x0f
/** Editions 2005 and 2011. */
const NEWEST_VERSION = 2
/** A header, two bytes of content, a checksum: the command frame. */
const LEAST_COMMAND = HEADER_LENGTH + 2 + CHECKSUM_LENGTH
/** A probe is shown no more than about this much; a longer frame must do with its head. */
const ENOUGH_TO_JUDGE = 900
/** Seconds of 2000-01-01 and of 2036-01-01: what clocks in service say. */
const SOC_2000 = 0x386d_4380
const SOC_2036 = 0x7c25_b080

/** The frame type of the bytes at the cursor, 0 to 7. */
export function typeAt(bytes: Cursor): number {
  return (bytes.peek(FIELD.type) & TYPE_MASK) >> 4
}

export function frameLength(bytes: Cursor): number {
  if (bytes.left < 1) return NEED_MORE
  if (bytes.peek(0) !== SYNC) return NOT_A_MESSAGE
  if (bytes.left < 2) return NEED_MORE
  const second = bytes.peek(FIELD.type)
  // Bit 7 is reserved and 0; version 0 does not exist.
  if ((second & 0x80) !== 0 || (second & VERSION_MASK) === 0) return NOT_A_MESSAGE
  if (bytes.left < FIELD.idCode) return NEED_MORE
  const size = bytes.peek16(FIELD.size)
  return size < leastOf(typeAt(bytes)) ? NOT_A_MESSAGE : size
}

/** 16 bits of checksum decide when the frame is whole; of one that is too long to be shown whole, the head must do. */
export function probeFrame(bytes: Cursor): Verdict {
  const length = frameLength(bytes)
  if (length === NOT_A_MESSAGE) return 'no'
  if (length === NEED_MORE) return 'need-more'
  if ((bytes.peek(FIELD.type) & VERSION_MASK) > NEWEST_VERSION || typeAt(bytes) > FRAME_TYPE.cfg3) return 'no'
  if (length <= bytes.left) return isIntact(bytes, length) ? 'yes' : 'no'
  if (bytes.left < HEADER_LENGTH + 6) return 'need-more'
  if (!isPlausibleHead(bytes)) return 'no'
  return bytes.left >= ENOUGH_TO_JUDGE ? 'yes' : 'need-more'
}

/** Whether the frame of `length` bytes at the cursor ends with its checksum. */
export function isIntact(bytes: Cursor, length: number): boolean {
  const { view, pos } = bytes
  const end = pos + length - CHECKSUM_LENGTH
  return view.getUint16(end) === crcCcitt(view, pos, end, CHECKSUM_START)
}

function isPlausibleHead(bytes: Cursor): boolean {
  const soc = bytes.peek16(FIELD.soc) * 0x1_0000 + bytes.peek16(FIELD.soc + 2)
  // Clause 6.2.2, table 3: bit 7 of the time quality is reserved, codes above 11 but 15 are not given out.
  const quality = bytes.peek(FIELD.timeQuality)
  if (soc < SOC_2000 || soc > SOC_2036 || (quality & 0x80) !== 0 || ((quality & 15) > 11 && (quality & 15) < 15)) {
    return false
  }
  switch (typeAt(bytes)) {
    case FRAME_TYPE.data:
      // Table 6: bits 15 and 14 of STAT are 0 for good data.
      return (bytes.peek(HEADER_LENGTH) & 0xc0) === 0
    case FRAME_TYPE.cfg1:
    case FRAME_TYPE.cfg2:
      // Table 9: the flags of TIME_BASE are 0, and nobody puts 256 PMUs into a stream.
      return bytes.peek(HEADER_LENGTH) === 0 && bytes.peek(HEADER_LENGTH + 4) === 0
    case FRAME_TYPE.cfg3:
      return bytes.peek(HEADER_LENGTH + 2) === 0 && bytes.peek(HEADER_LENGTH + 6) === 0
    default:
      return false
  }
}

function leastOf(type: number): number {
  return type === FRAME_TYPE.command || type === FRAME_TYPE.data ? LEAST_COMMAND : HEADER_LENGTH + CHECKSUM_LENGTH
}
