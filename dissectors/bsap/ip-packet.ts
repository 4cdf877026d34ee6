/*
 * BSAP over IP, little-endian: length of the header, number of messages, what they are, sequence numbers of this packet and of
 * the one acknowledged. Each message: length, type, exchange code, sequence of the application, address, then of a request the
 * function that it is for and the state of the node.
 */
import type { Cursor } from '../kit/cursor.ts'

export const HEADER_LENGTH = 14
export const MESSAGE = { length: 0, sequence: 5, address: 7, body: 9 } as const
/** Function and node status, before what a request asks. */
export const REQUEST_HEAD = 2
const MAX_MESSAGES = 32
const PACKET = { acknowledge: 0, answerAgain: 1, answer: 5, request: 6 } as const
/** Kinds that the parser of CISA has seen beside. */
const FURTHER_REQUESTS: ReadonlySet<number> = new Set([0x84, 0x86])

export type PacketKind = 'acknowledge' | 'answer' | 'request'

export function kindOf(packet: Cursor): PacketKind | undefined {
  const kind = u16At(packet, 4)
  if (kind === PACKET.acknowledge) return 'acknowledge'
  if (kind === PACKET.answer || kind === PACKET.answerAgain) return 'answer'
  return kind === PACKET.request || FURTHER_REQUESTS.has(kind) ? 'request' : undefined
}

/** Whether the datagram at the cursor is one: its messages fill it, and a bare header acknowledges. */
export function isPacket(bytes: Cursor): boolean {
  const { left } = bytes
  if (left < HEADER_LENGTH || u16At(bytes, 0) !== HEADER_LENGTH) return false
  const count = u16At(bytes, 2)
  const kind = kindOf(bytes)
  if (count === 0) return kind === 'acknowledge' && left === HEADER_LENGTH
  if (kind === undefined || kind === 'acknowledge' || count > MAX_MESSAGES) return false
  let at = HEADER_LENGTH
  const least = MESSAGE.body + (kind === 'request' ? REQUEST_HEAD : 1)
  for (let i = 0; i < count; i++) {
    if (at + MESSAGE.body > left) return false
    const length = u16At(bytes, at)
    if (length < least) return false
    at += length
  }
  return at === left
}

export function countOf(packet: Cursor): number {
  return Math.min(u16At(packet, 2), MAX_MESSAGES)
}

export function u16At(bytes: Cursor, ahead: number): number {
  return bytes.peek(ahead) | (bytes.peek(ahead + 1) << 8)
}
