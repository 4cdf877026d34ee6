/*
 * The AMS/TCP header and the AMS header. Little-endian, but for net ids, which are six numbers in order.
 * Beckhoff Information System, TwinCAT ADS/AMS specification: "AMS/TCP Packet".
 */
import type { Cursor } from '../kit/cursor.ts'

/** Reserved, length. */
export const TCP_HEADER_LENGTH = 6
/** Target, source, command, flags, length, error, invoke id. */
export const AMS_HEADER_LENGTH = 32
export const LEAST_MESSAGE = TCP_HEADER_LENGTH + AMS_HEADER_LENGTH
/** Symbol tables come in one piece. */
export const MAX_ADS_MESSAGE = 0x10_0000
export const LAST_COMMAND = 9

/** Places in a message that begins with the AMS/TCP header. */
export const FIELD = {
  target: 6,
  targetPort: 12,
  source: 14,
  sourcePort: 20,
  command: 22,
  flags: 24,
  length: 26,
  error: 30,
  invoke: 34,
  data: 38,
} as const

/** State flags: an answer; an ADS command. */
const ANSWER = 0x0001
const ADS_COMMAND = 0x0004
/** Without an answer, time stamps, high priority, UDP: flags that a sender may add. */
const KNOWN_FLAGS = 0x01ff

export function u16At(bytes: Cursor, at: number): number {
  return bytes.left >= at + 2 ? bytes.view.getUint16(bytes.pos + at, true) : 0
}

export function u32At(bytes: Cursor, at: number): number {
  return bytes.left >= at + 4 ? bytes.view.getUint32(bytes.pos + at, true) : 0
}

/** The six bytes of a net id as a number of 48 bits. */
export function netAt(bytes: Cursor, at: number): number {
  if (bytes.left < at + 6) return 0
  return bytes.view.getUint16(bytes.pos + at) * 0x1_0000_0000 + bytes.view.getUint32(bytes.pos + at + 2)
}

export function netText(net: number): string {
  const parts: number[] = []
  for (let rest = net, i = 0; i < 6; i++) {
    parts.unshift(rest % 256)
    rest = Math.floor(rest / 256)
  }
  return parts.join('.')
}

export function isAnswer(bytes: Cursor): boolean {
  return (u16At(bytes, FIELD.flags) & ANSWER) !== 0
}

/** Whether the bytes, at least one message header, begin with an ADS command over TCP. */
export function looksLikeAms(bytes: Cursor): boolean {
  const flags = u16At(bytes, FIELD.flags)
  const command = u16At(bytes, FIELD.command)
  return (
    u16At(bytes, 0) === 0 &&
    u32At(bytes, 2) === u32At(bytes, FIELD.length) + AMS_HEADER_LENGTH &&
    (flags & ADS_COMMAND) !== 0 &&
    (flags & ~KNOWN_FLAGS) === 0 &&
    command > 0 &&
    command <= LAST_COMMAND
  )
}
