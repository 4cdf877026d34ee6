/*
 * The frame of MS/TP, the token bus of BACnet over RS-485, from its type on: recorders leave out the preamble.
 * ANSI/ASHRAE 135-2020: clause 9.3 (format), 9.3.1 (types), annex G.1 (CRC of the header), G.2 (CRC of the data).
 */
import { CRC_REFLECTED_START, crcReflectedStep } from './crc-reflected.ts'
import type { Cursor } from './cursor.ts'

/** Type, destination, source, length, CRC. */
export const MSTP_HEADER = 6
const MSTP_CRC = 2
const TYPE_AT = 0
const TARGET_AT = 1
const SOURCE_AT = 2
const LENGTH_AT = 3
/** 9.3.1: longer data is sent in frames of types of their own. */
const MAX_DATA = 501
export const MAX_MSTP_FRAME = 2048
const BROADCAST = 255
/** BACnet data that expects a reply, and that does not. */
const DATA_EXPECTING_REPLY = 5
const DATA_NOT_EXPECTING_REPLY = 6
/** What is left of a CRC when the one that was sent is counted in (G.1, G.2). */
const HEADER_REMAINDER = 0x55
const DATA_REMAINDER = 0xf0b8

export function mstpType(bytes: Cursor): number {
  return bytes.peek(TYPE_AT)
}

/** Bytes of data that the header announces. */
export function mstpDataLength(bytes: Cursor): number {
  return bytes.peek16(LENGTH_AT)
}

/** Whether a header with the right CRC is at the cursor, from one station to another or to all. */
export function isMstpHeader(bytes: Cursor): boolean {
  if (bytes.left < MSTP_HEADER || bytes.peek(SOURCE_AT) === BROADCAST) return false
  if (bytes.peek(SOURCE_AT) === bytes.peek(TARGET_AT)) return false
  let crc = 0xff
  for (let at = TYPE_AT; at < MSTP_HEADER; at++) crc = headerCrcStep(crc, bytes.peek(at))
  return crc === HEADER_REMAINDER
}

/** Whether the frame at the cursor has an NPDU of BACnet for its data, whatever its CRCs are. */
export function isMstpData(bytes: Cursor): boolean {
  const type = mstpType(bytes)
  return bytes.left >= MSTP_HEADER && (type === DATA_EXPECTING_REPLY || type === DATA_NOT_EXPECTING_REPLY)
}

/** Whether nothing is at the cursor but a frame as long as its header says. */
export function isMstpFrame(bytes: Cursor): boolean {
  const length = mstpDataLength(bytes)
  return isMstpHeader(bytes) && bytes.left === MSTP_HEADER + (length > 0 ? length + MSTP_CRC : 0)
}

/** Whether the data behind the header is all there, with the right CRC. */
export function isMstpDataRight(bytes: Cursor): boolean {
  const length = mstpDataLength(bytes)
  if (length === 0 || length > MAX_DATA || bytes.left < MSTP_HEADER + length + MSTP_CRC) return false
  let crc = CRC_REFLECTED_START
  for (let at = MSTP_HEADER; at < MSTP_HEADER + length + MSTP_CRC; at++) crc = crcReflectedStep(crc, bytes.peek(at))
  return crc === DATA_REMAINDER
}

/** x^8 + x^7 + 1, as the standard has it: all bits at once. */
function headerCrcStep(before: number, byte: number): number {
  let crc = before ^ byte
  crc ^= (crc << 1) ^ (crc << 2) ^ (crc << 3) ^ (crc << 4) ^ (crc << 5) ^ (crc << 6) ^ (crc << 7)
  return (crc & 0xfe) ^ ((crc >>> 8) & 1)
}
