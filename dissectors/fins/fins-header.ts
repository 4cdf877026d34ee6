/*
 * The FINS header, and the header that FINS/TCP puts before it. Big-endian.
 * Omron W342, section 3-4 (ICF to SID); W420, section 7-4 (FINS/TCP).
 */
import type { Cursor } from '../kit/cursor.ts'

export const FINS_HEADER_LENGTH = 10
/** With the command code. */
export const LEAST_FRAME = FINS_HEADER_LENGTH + 2
/** With the command code and the end code. */
export const LEAST_ANSWER = LEAST_FRAME + 2
/** 'FINS', length, command, error. */
export const TCP_HEADER_LENGTH = 16
export const TCP_FRAME_SEND = 2

/** 'FI', 'NS'. */
const MAGIC_HIGH = 0x4649
const MAGIC_LOW = 0x4e53
/** ICF: bridges are used (always), command or answer, answer required or not; the rest is zero. */
const ICF_FIXED_MASK = 0xbe
const ICF_FIXED = 0x80
const ICF_ANSWER = 0x40
const ICF_NO_ANSWER_REQUIRED = 0x01
/** W342, 3-4: eight network levels at most. */
const MAX_GATEWAYS = 7
/** W342, 3-4: networks 0 to 127. */
const MAX_NETWORK = 127

export function hasTcpMagic(bytes: Cursor): boolean {
  return bytes.peek16(0) === MAGIC_HIGH && bytes.peek16(2) === MAGIC_LOW
}

/** Whether the header `at` bytes ahead is that of an answer. */
export function isAnswer(bytes: Cursor, at: number): boolean {
  return (bytes.peek(at) & ICF_ANSWER) !== 0
}

/** Whether the command at the cursor asks for no answer. */
export function needsNoAnswer(frame: Cursor): boolean {
  return (frame.peek(0) & ICF_NO_ANSWER_REQUIRED) !== 0
}

/** Whether what lies `at` bytes ahead can be a FINS header: all that it fixes. */
export function looksLikeHeader(bytes: Cursor, at: number): boolean {
  return (
    (bytes.peek(at) & ICF_FIXED_MASK) === ICF_FIXED &&
    bytes.peek(at + 1) === 0 &&
    bytes.peek(at + 2) <= MAX_GATEWAYS &&
    bytes.peek(at + 3) <= MAX_NETWORK &&
    bytes.peek(at + 6) <= MAX_NETWORK
  )
}

/** Fields of the header at the cursor. */
export const FIELD = { dna: 3, da1: 4, da2: 5, sna: 6, sa1: 7, sa2: 8, sid: 9, command: 10, endCode: 12 } as const

/**
 * The part behind the host that this message is for, or comes from when it is an answer; '' for the host itself.
 * A node of another network than the sender's is reached through the host; on the host's own, a unit other than the
 * CPU Unit (0) is one of its rack.
 */
export function moduleOf(bytes: Cursor, answer: boolean): string {
  const network = bytes.peek(answer ? FIELD.sna : FIELD.dna)
  const from = bytes.peek(answer ? FIELD.dna : FIELD.sna)
  const unit = bytes.peek(answer ? FIELD.sa2 : FIELD.da2)
  if (network !== 0 && network !== from) {
    return `network ${network} node ${bytes.peek(answer ? FIELD.sa1 : FIELD.da1)} unit ${unit}`
  }
  return unit === 0 ? '' : `unit ${unit}`
}

/** Network, node and unit that an answer comes from, as a number: what is said of each of them is news of its own. */
export function senderNumber(bytes: Cursor): number {
  return (bytes.peek(FIELD.sna) * 0x100 + bytes.peek(FIELD.sa1)) * 0x100 + bytes.peek(FIELD.sa2)
}
