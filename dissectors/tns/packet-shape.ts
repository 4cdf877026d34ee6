/*
 * Where a packet of Oracle Net begins and ends: 16 bits of length and a checksum that nobody uses, or 32 bits of length once
 * both sides speak version 315 (12c); a type, flags, a checksum of the header, which is not used either. Big-endian.
 */
import type { Cursor } from '../kit/cursor.ts'
import { type Direction, NEED_MORE, NOT_A_MESSAGE, type Verdict } from '../kit/dissector.ts'
import { isCall, isType, TTC, TYPE } from './packet-types.ts'

export const HEADER_LENGTH = 8
/** Bytes of a packet that are looked at; what is longer passes. */
export const MAX_PACKET = 4096
/** The largest session data unit. */
const MAX_LENGTH = 0x20_0000
/** Data begins with two bytes of flags. */
export const DATA_AT = HEADER_LENGTH + 2
const KNOWN_FLAGS = 0x20ff
/** Offsets of a connect packet. */
const AT = { version: 8, compatible: 10, hardware: 22, length: 24, offset: 26 } as const
const LEAST_CONNECT = 34
const FIRST_VERSION = 256
const LAST_VERSION = 511
const OPEN = 0x28

export function lengthOfPacket(bytes: Cursor): number {
  if (bytes.left < HEADER_LENGTH) return bytes.left > 4 && !isType(bytes.peek(4)) ? NOT_A_MESSAGE : NEED_MORE
  const length = statedLength(bytes)
  if (!isType(bytes.peek(4)) || bytes.peek16(6) !== 0 || length < HEADER_LENGTH || length > MAX_LENGTH) {
    return NOT_A_MESSAGE
  }
  return Math.min(length, MAX_PACKET)
}

/** Lengths of both kinds: one of 16 bits has an empty checksum behind it. */
export function statedLength(bytes: Cursor): number {
  const high = bytes.peek16(0)
  const low = bytes.peek16(2)
  return high >= HEADER_LENGTH && low === 0 ? high : high * 0x1_0000 + low
}

export function directionOfPacket(bytes: Cursor): Direction | undefined {
  if (bytes.left < HEADER_LENGTH) return undefined
  switch (bytes.peek(4)) {
    case TYPE.connect:
      return 'to-server'
    case TYPE.accept:
    case TYPE.refuse:
    case TYPE.redirect:
    case TYPE.resend:
      return 'to-client'
    case TYPE.data:
      return bytes.left > DATA_AT && isAsked(bytes.peek(DATA_AT)) ? 'to-server' : undefined
    default:
      return undefined
  }
}

export function probePacket(bytes: Cursor): Verdict {
  const length = lengthOfPacket(bytes)
  if (length === NEED_MORE) return bytes.left > 0 && bytes.peek(0) > 0x7f ? 'no' : 'need-more'
  if (length === NOT_A_MESSAGE) return 'no'
  const type = bytes.peek(4)
  if (type === TYPE.connect) return bytes.left < LEAST_CONNECT ? shorter(length, LEAST_CONNECT) : probeConnect(bytes)
  if (bytes.left < length) return type === TYPE.data || type === TYPE.refuse ? 'need-more' : 'no'
  if (type === TYPE.refuse) return isDescribed(bytes, 12, bytes.peek16(10)) ? 'yes' : 'no'
  if (type !== TYPE.data) return 'no'
  return isData(bytes, length) ? 'yes' : hasKnownFlags(bytes, length) ? 'need-more' : 'no'
}

/** Where the descriptor of a connect packet lies; -1 where it follows in a packet of its own. */
export function descriptorAt(bytes: Cursor): number {
  const at = bytes.peek16(AT.offset)
  return at >= LEAST_CONNECT && at < bytes.left ? at : -1
}

function shorter(length: number, needed: number): Verdict {
  return length < needed ? 'no' : 'need-more'
}

/** Versions in their order, a one in the byte order of the host, and a descriptor in its place. */
function probeConnect(bytes: Cursor): Verdict {
  const version = bytes.peek16(AT.version)
  const compatible = bytes.peek16(AT.compatible)
  const hardware = bytes.peek16(AT.hardware)
  if (version < FIRST_VERSION || version > LAST_VERSION || compatible > version) return 'no'
  if (hardware !== 1 && hardware !== 0x100) return 'no'
  const at = bytes.peek16(AT.offset)
  const stated = statedLength(bytes)
  const length = bytes.peek16(AT.length)
  // A longer descriptor comes behind, in a data packet.
  if (at === stated) return length > 0 ? 'yes' : 'no'
  if (at < LEAST_CONNECT || at + length > stated) return 'no'
  if (at >= bytes.left) return 'need-more'
  return bytes.peek(at) === OPEN ? 'yes' : 'no'
}

function isDescribed(bytes: Cursor, at: number, length: number): boolean {
  return length > 2 && at + length === statedLength(bytes) && bytes.peek(at) === OPEN
}

/** Flags that exist, and a call of a client or the beginning of a session. */
function isData(bytes: Cursor, length: number): boolean {
  if (
    length < DATA_AT + 3 ||
    statedLength(bytes) !== bytes.left ||
    (bytes.peek16(HEADER_LENGTH) & ~KNOWN_FLAGS) !== 0
  ) {
    return false
  }
  const first = bytes.peek(DATA_AT)
  if (first === TTC.security) return bytes.peek16(DATA_AT) === 0xdead && bytes.peek16(DATA_AT + 2) === 0xbeef
  return first === TTC.call && isCall(bytes.peek(DATA_AT + 1)) && bytes.peek(DATA_AT + 2) !== 0
}

function hasKnownFlags(bytes: Cursor, length: number): boolean {
  return length >= DATA_AT && (bytes.peek16(HEADER_LENGTH) & ~KNOWN_FLAGS) === 0
}

function isAsked(first: number): boolean {
  return first === TTC.call || first === TTC.piggyback
}
