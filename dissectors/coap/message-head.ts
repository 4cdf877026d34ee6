/*
 * What stands before the options: over UDP four bytes and the token (RFC 7252, clause 3), over TCP a length, the code and the
 * token (RFC 8323, 3.2). Big-endian.
 */
import type { Cursor } from '../kit/cursor.ts'
import { NEED_MORE, NOT_A_MESSAGE } from '../kit/dissector.ts'
import { EMPTY, isKnownCode } from './codes.ts'

export const UDP_HEADER = 4
const VERSION = 1
const MAX_TOKEN = 8
/** Longer messages over TCP are not held. */
export const MAX_MESSAGE = 0x2_0000
const FIRST_EXTENDED = 13
const LENGTH_BASES = [13, 269, 65_805] as const

/** One message's head. One object, reused. */
export interface Head {
  /** Over UDP: confirmable, non-confirmable, acknowledgement, reset; over TCP -1. */
  type: number
  code: number
  tokenAt: number
  optionsAt: number
}

export function newHead(): Head {
  return { type: -1, code: 0, tokenAt: 0, optionsAt: 0 }
}

/** Whether a datagram begins as a message; takes its head. The cursor stays. */
export function readUdpHead(message: Cursor, head: Head): boolean {
  if (message.left < UDP_HEADER) return false
  const first = message.peek(0)
  const tokenLength = first & 15
  head.type = (first >> 4) & 3
  head.code = message.peek(1)
  head.tokenAt = message.pos + UDP_HEADER
  head.optionsAt = head.tokenAt + tokenLength
  if (first >> 6 !== VERSION || tokenLength > MAX_TOKEN || head.optionsAt > message.end) return false
  // Clause 4.1: an empty message is its header.
  return head.code !== EMPTY || message.left === UDP_HEADER
}

/** Length of the message at the cursor, NEED_MORE, or NOT_A_MESSAGE. */
export function tcpLength(bytes: Cursor): number {
  if (bytes.left < 2) return NEED_MORE
  const first = bytes.peek(0)
  const start = tokenStart(first)
  if ((first & 15) > MAX_TOKEN) return NOT_A_MESSAGE
  if (bytes.left < start) return NEED_MORE
  const code = bytes.peek(start - 1)
  if (code !== EMPTY && !isKnownCode(code)) return NOT_A_MESSAGE
  const total = start + (first & 15) + optionsLength(bytes, first >> 4, start - 2)
  return total > MAX_MESSAGE ? NOT_A_MESSAGE : total
}

function optionsLength(bytes: Cursor, nibble: number, ownBytes: number): number {
  if (ownBytes === 0) return nibble
  let value = 0
  for (let i = 1; i <= ownBytes; i++) value = value * 256 + bytes.peek(i)
  return value + (LENGTH_BASES[nibble - FIRST_EXTENDED] as number)
}

/** Takes the head of a whole message. */
export function readTcpHead(message: Cursor, head: Head): boolean {
  if (message.left < 2) return false
  const first = message.peek(0)
  const start = tokenStart(first)
  head.type = -1
  head.tokenAt = message.pos + start
  head.optionsAt = head.tokenAt + (first & 15)
  if (head.optionsAt > message.end) return false
  head.code = message.peek(start - 1)
  return true
}

/** From the start of the message: behind the length and the code. Lengths have 0, 1, 2 or 4 bytes of their own. */
function tokenStart(first: number): number {
  const extended = Math.max(0, (first >> 4) - FIRST_EXTENDED + 1)
  return 2 + (extended === 3 ? 4 : extended)
}
