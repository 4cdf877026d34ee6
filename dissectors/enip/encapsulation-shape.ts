/*
 * What EtherNet/IP looks like, by content alone. Little-endian; 16 bits peeked are compared big-endian.
 * The CIP Networks Library, Volume 2, sections 2-3 and 2-4.
 */
import { isKnownItem, MAX_ITEMS } from '../cip/common-packet.ts'
import type { Cursor } from '../kit/cursor.ts'
import type { Direction, Verdict } from '../kit/dissector.ts'
import {
  isKnownCommand,
  isKnownStatus,
  isList,
  isSend,
  NOP,
  REGISTER_SESSION,
  SEND_UNIT_DATA,
  UNREGISTER_SESSION,
} from './encapsulation-commands.ts'

const HEADER_LENGTH = 24
const MAX_DATA = 65_511
/** Interface handle, timeout, item count, and the type and length of the first item. */
const SEND_LENGTH = 12
const ITEMS_AT = HEADER_LENGTH + 6
/** A connected message has its data item behind the address item of four bytes, and a sequence count before the service. */
const ANSWER = 0x80

/** Could a dialogue begin with these bytes? A NOP may hold anything, so that the message behind it has to tell. */
export function probeStream(bytes: Cursor): Verdict {
  const start = bytes.pos
  let verdict: Verdict = 'need-more'
  while (verdict === 'need-more' && bytes.left > 0) {
    const isNop = bytes.left >= HEADER_LENGTH && u16(bytes, 0) === NOP
    verdict = probeMessage(bytes)
    if (!isNop || verdict === 'no' || bytes.left < HEADER_LENGTH + u16(bytes, 2)) break
    bytes.pos += HEADER_LENGTH + u16(bytes, 2)
  }
  bytes.pos = start
  bytes.short = false
  return verdict
}

function u16(bytes: Cursor, at: number): number {
  return bytes.peek(at) | (bytes.peek(at + 1) << 8)
}

function u32(bytes: Cursor, at: number): number {
  return (u16(bytes, at) | (u16(bytes, at + 2) << 16)) >>> 0
}

function probeMessage(bytes: Cursor): Verdict {
  const { left } = bytes
  if (left >= 2 && !isKnownCommand(u16(bytes, 0))) return 'no'
  if (left >= 4 && !isLength(u16(bytes, 0), u16(bytes, 2))) return 'no'
  if (left >= 12 && !isKnownStatus(u32(bytes, 8))) return 'no'
  if (left < HEADER_LENGTH) return 'need-more'
  if (u32(bytes, 20) !== 0) return 'no'
  const command = u16(bytes, 0)
  if (isSend(command)) return probeSend(bytes)
  if (command === NOP) return isBlank(bytes) ? 'no' : 'need-more'
  if (command === REGISTER_SESSION) return probeRegister(bytes)
  // All that is known of the others is in the header, so that a length that is not 0 has to begin a list of items.
  if (u16(bytes, 2) === 0) return command === UNREGISTER_SESSION && u32(bytes, 4) === 0 ? 'no' : probeNext(bytes)
  if (!isList(command)) return 'no'
  if (left < HEADER_LENGTH + 2) return 'need-more'
  return u16(bytes, HEADER_LENGTH) <= MAX_ITEMS ? 'yes' : 'no'
}

/** Behind a header without data is nothing, or another one: zeros with some few other bytes are no list that is asked for. */
function probeNext(bytes: Cursor): Verdict {
  const rest = bytes.left - HEADER_LENGTH
  if (rest < 2) return 'yes'
  const command = u16(bytes, HEADER_LENGTH)
  if (!isKnownCommand(command)) return 'no'
  if (rest >= 4 && !isLength(command, u16(bytes, HEADER_LENGTH + 2))) return 'no'
  return command !== NOP ? 'yes' : rest < HEADER_LENGTH ? 'need-more' : 'no'
}

/** Lengths that the data of a command may have. */
function isLength(command: number, length: number): boolean {
  if (isSend(command)) return length === 0 || (length >= SEND_LENGTH && length <= MAX_DATA)
  if (command === REGISTER_SESSION) return length === 4 || length === 0
  if (command === UNREGISTER_SESSION) return length === 0
  return isList(command) ? length === 0 || (length >= 2 && length < 0x1000) : length <= MAX_DATA
}

/** A run of zeros is a NOP to the letter, and everything else in practice. */
function isBlank(bytes: Cursor): boolean {
  for (let at = 4; at < 8; at++) if (bytes.peek(at) !== 0) return false
  for (let at = 12; at < 20; at++) if (bytes.peek(at) !== 0) return false
  return true
}

/** Protocol version 1, options 0; a refusal may leave them out. */
function probeRegister(bytes: Cursor): Verdict {
  if (u16(bytes, 2) === 0) return u32(bytes, 8) === 0 ? 'no' : 'yes'
  if (bytes.left < HEADER_LENGTH + 4) return 'need-more'
  const version = u16(bytes, HEADER_LENGTH)
  return version >= 1 && version <= 2 && u16(bytes, HEADER_LENGTH + 2) === 0 ? 'yes' : 'no'
}

function probeSend(bytes: Cursor): Verdict {
  const length = u16(bytes, 2)
  if (length === 0) return u32(bytes, 8) === 0 ? 'no' : 'yes'
  if (bytes.left < HEADER_LENGTH + SEND_LENGTH) return 'need-more'
  const items = u16(bytes, ITEMS_AT)
  if (u32(bytes, HEADER_LENGTH) !== 0 || items === 0 || items > MAX_ITEMS) return 'no'
  const itemLength = u16(bytes, ITEMS_AT + 4)
  return isKnownItem(u16(bytes, ITEMS_AT + 2)) && itemLength <= length - SEND_LENGTH ? 'yes' : 'no'
}

/** Which way the message at the cursor goes; undefined when it could be either. */
export function directionOfMessage(bytes: Cursor): Direction | undefined {
  if (bytes.left < HEADER_LENGTH) return undefined
  const command = u16(bytes, 0)
  if (u32(bytes, 8) !== 0) return 'to-client'
  if (isList(command)) return u16(bytes, 2) === 0 ? 'to-server' : 'to-client'
  if (command === REGISTER_SESSION) return u32(bytes, 4) === 0 ? 'to-server' : 'to-client'
  if (!isSend(command) || bytes.left < ITEMS_AT + 6) return undefined
  const at = serviceAt(bytes, command)
  if (at < 0 || at >= bytes.left) return undefined
  return bytes.peek(at) & ANSWER ? 'to-client' : 'to-server'
}

/** Where the service of the message stands, when address and data are its first two items. */
function serviceAt(bytes: Cursor, command: number): number {
  const dataAt = ITEMS_AT + 6 + u16(bytes, ITEMS_AT + 4)
  if (dataAt + 4 > bytes.left) return -1
  return dataAt + 4 + (command === SEND_UNIT_DATA ? 2 : 0)
}
