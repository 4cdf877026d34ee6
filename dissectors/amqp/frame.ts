/*
 * Protocol headers and frames. AMQP 0-9-1, 4.2: type, channel, length, payload, 0xCE. AMQP 1.0, part 2, 2.3: length of all,
 * offset of the body, type, channel. The first byte tells them apart: no frame of 1.0 has 16 megabytes. Big-endian.
 */
import type { Cursor } from '../kit/cursor.ts'
import { type Direction, NEED_MORE, NOT_A_MESSAGE, type Verdict } from '../kit/dissector.ts'
import { codeOf, methodWith } from './methods.ts'
import { isOfSasl, isPerformative, P } from './performatives.ts'

export const HEADER = 8
const MAGIC_HIGH = 0x414d
const MAGIC_LOW = 0x5150
/** Of AMQP 0-9-1. */
export const FRAME = { method: 1, header: 2, body: 3, heartbeat: 8 } as const
export const FRAME_HEAD = 7
const FRAME_END = 0xce
const IDS = 4
/** Longer methods and frames do not exist, or are not believed. */
const MAX_METHOD = 0x2_0000
const MAX_FRAME = 0x100_0000
/** Of a frame of 1.0 so much is looked at: the rest is the message that it transfers. */
export const MAX_LOOK = 4096
const SASL = 1
const TLS_PROTOCOL = 2

export function isHeader(bytes: Cursor): boolean {
  return bytes.left >= HEADER && bytes.peek16(0) === MAGIC_HIGH && bytes.peek16(2) === MAGIC_LOW
}

/** The client and the server go on with TLS (part 5, 5.2). */
export function asksForTls(bytes: Cursor): boolean {
  return bytes.peek(4) === TLS_PROTOCOL && bytes.peek(5) === 1
}

export function isOf1(bytes: Cursor): boolean {
  return bytes.peek(0) === 0
}

/** Length of a whole frame, NEED_MORE, or NOT_A_MESSAGE. */
function frameLength(bytes: Cursor): number {
  if (bytes.left < 1) return NEED_MORE
  const first = bytes.peek(0)
  if (first === MAGIC_HIGH >> 8) return bytes.left < HEADER ? NEED_MORE : isHeader(bytes) ? HEADER : NOT_A_MESSAGE
  if (bytes.left < FRAME_HEAD) return first <= FRAME.heartbeat ? NEED_MORE : NOT_A_MESSAGE
  if (first === 0) {
    const size = bytes.peek16(0) * 0x1_0000 + bytes.peek16(2)
    const offset = bytes.peek(4) * 4
    return offset < HEADER || size < offset || bytes.peek(5) > SASL ? NOT_A_MESSAGE : size
  }
  const size = bytes.peek16(3) * 0x1_0000 + bytes.peek16(5)
  const isMethodLike = first === FRAME.method || first === FRAME.header
  if (isMethodLike) return size >= IDS && size <= MAX_METHOD ? FRAME_HEAD + size + 1 : NOT_A_MESSAGE
  if (first === FRAME.body) return size < MAX_FRAME ? FRAME_HEAD + size + 1 : NOT_A_MESSAGE
  return first === FRAME.heartbeat && size === 0 && bytes.peek16(1) === 0 ? HEADER : NOT_A_MESSAGE
}

/** Of a message how much is looked at; `restLength` passes as content. */
export function messageLength(bytes: Cursor): number {
  const length = frameLength(bytes)
  if (length <= 0 || isHeader(bytes)) return length
  if (isOf1(bytes)) return Math.min(length, MAX_LOOK)
  return bytes.peek(0) === FRAME.body ? FRAME_HEAD : length
}

/** Bytes of the frame at the cursor behind what is looked at. */
export function restLength(frame: Cursor): number {
  const length = frameLength(frame)
  return length <= 0 ? 0 : length - messageLength(frame)
}

export function hasEnd(frame: Cursor): boolean {
  return frame.peek(frame.left - 1) === FRAME_END
}

export function methodCode(frame: Cursor): number {
  return codeOf(frame.peek16(FRAME_HEAD), frame.peek16(FRAME_HEAD + 2) & 0xff)
}

/** The code of what a frame of 1.0 holds; -1 where it is none that is known, 0 where the frame is empty. */
export function performativeCode(frame: Cursor): number {
  const at = frame.peek(4) * 4
  if (frame.left < at + 3) return frame.left <= at ? 0 : -1
  const isLong = frame.peek(at + 1) === 0x80
  const code = isLong ? frame.peek(at + 9) : frame.peek(at + 2)
  const isDescribed = frame.peek(at) === 0 && (isLong || frame.peek(at + 1) === 0x53)
  return isDescribed && isPerformative(code) && isOfSasl(code) === (frame.peek(5) === SASL) ? code : -1
}

/** A header names the protocol; a frame by itself must have known contents and end where it says. */
export function probeFrames(bytes: Cursor): Verdict {
  const length = frameLength(bytes)
  if (length === NOT_A_MESSAGE) return 'no'
  if (length === NEED_MORE) return 'need-more'
  if (isHeader(bytes)) return isVersion(bytes) ? 'yes' : 'no'
  const needed = isOf1(bytes) ? Math.min(length, bytes.peek(4) * 4 + 11) : Math.min(length, FRAME_HEAD + IDS)
  if (bytes.left < needed) return 'need-more'
  if (isOf1(bytes)) return performativeCode(bytes) >= 0 ? 'yes' : 'no'
  const type = bytes.peek(0)
  if (bytes.left >= length && bytes.peek(length - 1) !== FRAME_END) return 'no'
  if (type === FRAME.method) return bytes.peek16(FRAME_HEAD + 2) < 256 && methodWith(methodCode(bytes)) ? 'yes' : 'no'
  if (type === FRAME.heartbeat) return 'yes'
  // A content header is of class basic, with a weight of 0 and the length of the body.
  if (type === FRAME.header && (bytes.peek16(FRAME_HEAD) !== 60 || bytes.peek16(FRAME_HEAD + 2) !== 0)) return 'no'
  if (bytes.left < length) return 'need-more'
  return type === FRAME.header ? 'yes' : 'no'
}

/** 0-8 to 0-9-1 (major and minor in two places, or with a revision), and 1.0 with what it begins with. */
function isVersion(bytes: Cursor): boolean {
  const [id, major, minor, revision] = [bytes.peek(4), bytes.peek(5), bytes.peek(6), bytes.peek(7)]
  if (major === 1 && minor === 0 && revision === 0) return id <= 3
  return (id === 0 && major === 0 && minor === 9 && revision <= 1) || (id === 1 && major === 1)
}

export function directionOfFrame(bytes: Cursor): Direction | undefined {
  if (frameLength(bytes) <= 0 || isHeader(bytes)) return undefined
  if (isOf1(bytes)) {
    const code = performativeCode(bytes)
    if (code === P.init || code === P.response) return 'to-server'
    return code >= P.mechanisms ? 'to-client' : undefined
  }
  if (bytes.peek(0) !== FRAME.method || bytes.left < FRAME_HEAD + IDS) return undefined
  const from = methodWith(methodCode(bytes))?.from ?? 'b'
  return from === 'b' ? undefined : from === 'c' ? 'to-server' : 'to-client'
}
