/*
 * The header of every telegram. Sercos III, communication specification V1.3.1, clause 4 (MST); IEC 61784-2, CPF 16.
 */
import type { Cursor } from '../kit/cursor.ts'

export const HEADER_LENGTH = 6
const SECONDARY = 0x80
const ANSWER = 0x40
const RESERVED = 0x10
const NUMBER = 0x0f
const LAST_NUMBER = 3
const CHANGES = 0x80
const PHASE = 0x0f
const LAST_PHASE = 4

/** Devices that one telegram of the phases 1 and 2 has room for: first their service channels, then a word for each. */
export const DEVICES = 128
export const CHANNEL_LENGTH = 6
export const WORDS_AT = HEADER_LENGTH + DEVICES * CHANNEL_LENGTH
export const WORD_STEP = 4
const FIXED_LENGTH = WORDS_AT + DEVICES * WORD_STEP
/** In phase 0: the version of the master; how many devices there are, and the address of each. */
const VERSION_LENGTH = 40
const ADDRESSES_LENGTH = 1024
/** In phases 3 and 4 the first telegram has a field for a device that comes late. */
const HOT_PLUG_LENGTH = 8

/** Whether the bytes are as long as a telegram of their phase is, and their header is one. */
export function isTelegram(bytes: Cursor): boolean {
  if (bytes.left < HEADER_LENGTH) return false
  const type = bytes.peek(0)
  if ((type & RESERVED) !== 0 || numberOf(bytes) > LAST_NUMBER || phaseOf(bytes) > LAST_PHASE) return false
  if (phaseOf(bytes) === 0 && numberOf(bytes) !== 0) return false
  return isChange(bytes) || bytes.left >= HEADER_LENGTH + bodyLength(bytes)
}

function bodyLength(bytes: Cursor): number {
  switch (phaseOf(bytes)) {
    case 0:
      return isAnswer(bytes) ? ADDRESSES_LENGTH : VERSION_LENGTH
    case 1:
    case 2:
      return FIXED_LENGTH - HEADER_LENGTH
    default:
      return numberOf(bytes) === 0 ? HOT_PLUG_LENGTH : 0
  }
}

/** An AT, which devices fill in; else an MDT of the master. */
export function isAnswer(bytes: Cursor): boolean {
  return (bytes.peek(0) & ANSWER) !== 0
}

/** 0 for the primary one of a ring. */
export function channelOfRing(bytes: Cursor): number {
  return bytes.peek(0) & SECONDARY
}

export function numberOf(bytes: Cursor): number {
  return bytes.peek(0) & NUMBER
}

export function phaseOf(bytes: Cursor): number {
  return bytes.peek(1) & PHASE
}

/** The phase is the next one: there is nothing else in the telegram. */
export function isChange(bytes: Cursor): boolean {
  return (bytes.peek(1) & CHANGES) !== 0
}

/** All that tells one telegram of the cycle from another. */
export function codeOf(bytes: Cursor): number {
  return ((bytes.peek(0) & (SECONDARY | ANSWER | NUMBER)) << 8) | (bytes.peek(1) & (CHANGES | PHASE))
}

/** 'MDT0 CP4', 'AT0 to CP2'. */
export function telegramText(code: number): string {
  const type = code >> 8
  const kind = (type & ANSWER) === 0 ? 'MDT' : 'AT'
  return `${kind}${type & NUMBER} ${(code & CHANGES) === 0 ? '' : 'to '}CP${code & PHASE}`
}

export function channelText(code: number): string {
  return ((code >> 8) & SECONDARY) === 0 ? '' : 'secondary channel'
}
