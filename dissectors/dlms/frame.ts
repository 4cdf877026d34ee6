/*
 * What carries APDUs over IP: the wrapper of IEC 62056-47, clause 7.3.3 (version 1, source and destination wrapper port,
 * length), or HDLC frames as they are on a serial line, which many meters and converters put into TCP.
 */
import type { Cursor } from '../kit/cursor.ts'
import { type Direction, NEED_MORE, NOT_A_MESSAGE, type Verdict } from '../kit/dissector.ts'
import { CHECK_LENGTH, CONTROL, FLAG, flagsBefore, HdlcFrame, hdlcCheck, hdlcLength, llcLength } from './hdlc.ts'
import { choicesOf, isCiphered, isKnownTag, PART, partOfTag, TAG } from './services.ts'

export const WRAPPER = { version: 0, source: 2, target: 4, length: 6, apdu: 8 } as const
export const MAX_MESSAGE = WRAPPER.apdu + 0xffff

const VERSION = 1
const LAST_ADDRESS = 0x3fff
/** Clients have small numbers: 16 is the public one (IEC 62056-5-3, clause 4.1.2). */
const LAST_CLIENT = 0x7f
const FORMAT_MASK = 0xf0
const FORMAT_TYPE = 0xa0
const TITLE_LENGTH = 8
const NOTIFICATION_TIME = 5
/** Bytes of an address of HDLC. */
const MAX_ADDRESS = 4
const frame = new HdlcFrame()

export function isHdlc(bytes: Cursor): boolean {
  const first = bytes.peek(0)
  return first === FLAG || (first & FORMAT_MASK) === FORMAT_TYPE
}

export function messageLength(bytes: Cursor): number {
  if (bytes.left === 0) return NEED_MORE
  if (isHdlc(bytes)) {
    const length = hdlcLength(bytes)
    return length < 0 ? NOT_A_MESSAGE : length === 0 ? NEED_MORE : length
  }
  if (bytes.left < 2) return bytes.peek(0) === 0 ? NEED_MORE : NOT_A_MESSAGE
  if (bytes.peek16(WRAPPER.version) !== VERSION) return NOT_A_MESSAGE
  if (bytes.left < WRAPPER.apdu) return NEED_MORE
  const length = bytes.peek16(WRAPPER.length)
  return length === 0 ? NOT_A_MESSAGE : WRAPPER.apdu + length
}

export function probeMessage(bytes: Cursor): Verdict {
  if (bytes.left === 0) return 'need-more'
  const length = messageLength(bytes)
  if (length === NOT_A_MESSAGE) return 'no'
  if (isHdlc(bytes)) return probeHdlc(bytes, length)
  if (bytes.left < WRAPPER.apdu + 1) return 'need-more'
  const source = bytes.peek16(WRAPPER.source)
  const target = bytes.peek16(WRAPPER.target)
  const areSides = source > 0 && target > 0 && source <= LAST_ADDRESS && target <= LAST_ADDRESS
  if (!areSides || Math.min(source, target) > LAST_CLIENT) return 'no'
  return probeApdu(bytes, length - WRAPPER.apdu)
}

/** By content alone: which APDUs only a client sends, and which only a server does. */
export function directionOfMessage(bytes: Cursor): Direction | undefined {
  if (messageLength(bytes) <= 0) return undefined
  if (!isHdlc(bytes)) return bytes.left > WRAPPER.apdu ? directionOfTag(bytes.peek(WRAPPER.apdu)) : undefined
  if (hdlcLength(bytes) > bytes.left || !frame.read(bytes)) return undefined
  if (frame.command === CONTROL.snrm || frame.command === CONTROL.disc) return 'to-server'
  if (frame.command === CONTROL.ua || frame.command === CONTROL.dm) return 'to-client'
  if (llcLength(bytes.view, frame.from, frame.to) === 0) return undefined
  return bytes.view.getUint8(frame.from + 1) === 0xe6 ? 'to-server' : 'to-client'
}

function directionOfTag(tag: number): Direction | undefined {
  switch (partOfTag(tag)) {
    case PART.request:
    case PART.order:
      return 'to-server'
    case PART.answer:
    case PART.event:
      return 'to-client'
    default:
      return undefined
  }
}

/** Two check sequences of 16 bits; of a frame that is not shown whole, that of its header, which follows a flag. */
function probeHdlc(bytes: Cursor, length: number): Verdict {
  if (length > 0 && length <= bytes.left) return frame.read(bytes) ? 'yes' : 'no'
  const flags = flagsBefore(bytes)
  const start = bytes.pos + flags
  const end = headerEnd(bytes.view, start, bytes.end)
  if (end < 0) return 'no'
  if (end + CHECK_LENGTH > bytes.end) return 'need-more'
  if (hdlcCheck(bytes.view, start, end) !== bytes.view.getUint16(end, true)) return 'no'
  return flags > 0 ? 'yes' : 'need-more'
}

/** Behind format, both addresses, of which the lowest bit ends each, and control (IEC 62056-46, clause 6.4.2); -1 for none. */
function headerEnd(view: DataView, start: number, end: number): number {
  let at = start + 2
  for (let address = 0; address < 2; address++) {
    const first = at
    while (at < end && (view.getUint8(at) & 1) === 0) at++
    at++
    if (at - first > MAX_ADDRESS) return -1
  }
  return at + 1
}

/** Behind version and wrapper ports: a tag, and a length or choice that it can have. */
function probeApdu(bytes: Cursor, length: number): Verdict {
  const at = WRAPPER.apdu
  const tag = bytes.peek(at)
  if (!isKnownTag(tag)) return 'no'
  if (bytes.left < at + Math.min(length, NOTIFICATION_TIME + 1)) return 'need-more'
  const next = length > 1 ? bytes.peek(at + 1) : 0
  if (choicesOf(tag) > 0) {
    // Bits 4 and 5 of invoke id and priority are reserved but for the access service.
    return length >= 4 && next > 0 && next <= choicesOf(tag) && (bytes.peek(at + 2) & 0x30) === 0 ? 'yes' : 'no'
  }
  if (partOfTag(tag) === PART.either) return isCiphered(tag) && next === TITLE_LENGTH ? 'yes' : 'no'
  if (isCiphered(tag) || (tag >= TAG.associate && tag <= TAG.released)) return holds(bytes, at, length) ? 'yes' : 'no'
  switch (tag) {
    case TAG.exception:
      return length === 3 || length === 7 ? 'yes' : 'no'
    case TAG.dataNotification:
      return length > NOTIFICATION_TIME && isTimeLength(bytes.peek(at + NOTIFICATION_TIME)) ? 'yes' : 'no'
    case TAG.eventNotification:
      return next <= 1 && length > 11 ? 'yes' : 'no'
    case TAG.read:
    case TAG.write:
      return next > 0 && next < 0x80 && length >= 5 && (bytes.peek(at + 2) & ~6) === 0 ? 'yes' : 'no'
    default:
      return 'no'
  }
}

/** Whether the length behind the tag is that of the rest of the APDU. */
function holds(bytes: Cursor, at: number, length: number): boolean {
  const first = bytes.peek(at + 1)
  if (first < 0x80) return 2 + first === length
  if (first === 0x81) return 3 + bytes.peek(at + 2) === length
  return first === 0x82 && 4 + bytes.peek16(at + 2) === length
}

function isTimeLength(length: number): boolean {
  return length === 0 || length === 12
}
