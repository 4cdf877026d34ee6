/*
 * The header of 56 bytes. Little-endian. See srtp.ts for the sources.
 */
import type { Cursor } from '../kit/cursor.ts'

export const HEADER_LENGTH = 56
/** A program comes in pieces of a few kilobytes. */
export const MAX_SRTP_MESSAGE = 0x4000

/** The first byte. */
export const TYPE = { initialise: 0, initialised: 1, request: 2, answer: 3 } as const
/** Mailbox types. */
export const MAILBOX = {
  requestWithText: 0x80,
  answerWithText: 0x94,
  request: 0xc0,
  error: 0xd1,
  answer: 0xd4,
} as const

export const FIELD = {
  type: 0,
  sequence: 2,
  textLength: 4,
  mailbox: 31,
  source: 32,
  destination: 36,
  packet: 40,
  service: 42,
  packetWithText: 48,
  serviceWithText: 50,
  privilege: 51,
  status: 54,
} as const

/** Where CPUs have their mailboxes: the second byte of its address. */
const CPU_MAILBOX = 0x0e
const DEFAULT_SLOTS = [0x00, 0x10]

export function u16At(bytes: Cursor, at: number): number {
  return bytes.left >= at + 2 ? bytes.view.getUint16(bytes.pos + at, true) : 0
}

export function hasText(bytes: Cursor): boolean {
  const mailbox = bytes.peek(FIELD.mailbox)
  return mailbox === MAILBOX.requestWithText || mailbox === MAILBOX.answerWithText
}

/** Where the service code of a request stands: behind the packet numbers, which a text moves. */
export function serviceAt(bytes: Cursor): number {
  return bytes.peek(FIELD.mailbox) === MAILBOX.requestWithText ? FIELD.serviceWithText : FIELD.service
}

/** Whether the header at the cursor, all of which is there, can be one. */
export function looksLikeHeader(bytes: Cursor): boolean {
  const type = bytes.peek(FIELD.type)
  if (bytes.peek(1) !== 0) return false
  if (type === TYPE.initialise) return isZero(bytes, 0)
  if (type === TYPE.initialised) return bytes.peek16(FIELD.sequence) === 0 && isZero(bytes, 10)
  if (type > TYPE.answer || bytes.peek16(6) !== 0) return false
  const mailbox = bytes.peek(FIELD.mailbox)
  const isOfType =
    type === TYPE.request
      ? mailbox === MAILBOX.request || mailbox === MAILBOX.requestWithText
      : mailbox === MAILBOX.answer || mailbox === MAILBOX.answerWithText || mailbox === MAILBOX.error
  if (!isOfType) return false
  if (!hasText(bytes) && bytes.peek16(FIELD.textLength) !== 0) return false
  const packets = hasText(bytes) ? FIELD.packetWithText : FIELD.packet
  return bytes.peek(packets) > 0 && bytes.peek(packets) <= bytes.peek(packets + 1)
}

/**
 * 'slot 2' for a CPU elsewhere than where programs look for it first; '' for that one. What the rest of a mailbox
 * address means is not known.
 */
export function moduleOf(bytes: Cursor, at: number): string {
  const place = bytes.peek(at)
  if (bytes.peek(at + 1) !== CPU_MAILBOX || DEFAULT_SLOTS.includes(place)) return ''
  return `slot ${place >> 4}`
}

function isZero(bytes: Cursor, from: number): boolean {
  for (let at = from; at < HEADER_LENGTH; at++) {
    if (bytes.peek(at) !== 0) return false
  }
  return true
}
