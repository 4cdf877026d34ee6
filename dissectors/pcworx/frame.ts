/* Messages of PC Worx: which way, service, length of all of it, sequence number; big-endian. */
import type { Cursor } from '../kit/cursor.ts'
import { NEED_MORE, NOT_A_MESSAGE, type Verdict } from '../kit/dissector.ts'

const REQUEST = 0x01
export const ANSWER = 0x81
export const SERVICE = { open: 0x01, close: 0x02, send: 0x05, fetch: 0x06 } as const
export const FIELD = { service: 1, length: 2, sequence: 4, inner: 18, answered: 24 } as const
export const MAX_MESSAGE = 0x2000
const LAST_SERVICE = 0x0f
/** A request to close has a session, and nothing behind it. */
const SHORTEST = 12

/** What engineering software calls itself when it opens a session, with its length before it. */
const NAME = '\0\x0cIBETH01N0_M\0'
const NAME_LENGTH_AT = 12
const SESSION_AT = 10
/** How much of an answer is wanted at most: 1024 bytes. */
const FETCH_LENGTH = 14
const FETCH_SIZE_AT = 12
const FETCH_SIZE = 0x0400
const SEND_LENGTH_AT = 16
const SEND_HEAD = 18
const ANSWER_STATE_AT = 6
const ANSWER_ZEROS_AT = 8
const OPENED_LENGTH = 20
const SENT_LENGTH = 18
const FETCHED_LENGTH_AT = 22

export function messageLength(bytes: Cursor): number {
  if (bytes.left < 1) return NEED_MORE
  if (bytes.peek(0) !== REQUEST && bytes.peek(0) !== ANSWER) return NOT_A_MESSAGE
  if (bytes.left < FIELD.sequence) return NEED_MORE
  const service = bytes.peek(FIELD.service)
  const length = bytes.peek16(FIELD.length)
  const isOurs = service > 0 && service <= LAST_SERVICE && length >= SHORTEST && length <= MAX_MESSAGE
  return isOurs ? length : NOT_A_MESSAGE
}

/* Kind, service and length; then the name of the software, a second length that agrees, or 48 bits of every answer. */
export function probe(bytes: Cursor): Verdict {
  const length = messageLength(bytes)
  if (length === NOT_A_MESSAGE) return 'no'
  if (length === NEED_MORE || bytes.left < length) return 'need-more'
  return (isAnswer(bytes) ? isKnownAnswer(bytes, length) : isKnownRequest(bytes, length)) ? 'yes' : 'no'
}

export function isAnswer(bytes: Cursor): boolean {
  return bytes.peek(0) === ANSWER
}

/** Whether a request that is sent has its length where it should be. */
export function isSent(bytes: Cursor, length: number): boolean {
  return length >= FIELD.inner + 2 && bytes.peek16(SEND_LENGTH_AT) === length - SEND_HEAD
}

/** Whether an answer that was fetched is there, with its length where it should be. */
export function isFetched(bytes: Cursor, length: number): boolean {
  return length >= FIELD.answered + 2 && bytes.peek16(FETCHED_LENGTH_AT) === length - FIELD.answered
}

function isKnownRequest(bytes: Cursor, length: number): boolean {
  switch (bytes.peek(FIELD.service)) {
    case SERVICE.open:
      return length === NAME_LENGTH_AT + NAME.length && isText(bytes, NAME_LENGTH_AT, NAME)
    case SERVICE.send:
      return isSent(bytes, length) && bytes.peek(SESSION_AT) === 0 && bytes.peek16(SESSION_AT + 2) === 0
    case SERVICE.fetch:
      return length === FETCH_LENGTH && bytes.peek(SESSION_AT) === 0 && bytes.peek16(FETCH_SIZE_AT) === FETCH_SIZE
    default:
      return false
  }
}

function isKnownAnswer(bytes: Cursor, length: number): boolean {
  if (bytes.peek16(ANSWER_STATE_AT) !== 1) return false
  if (bytes.peek16(ANSWER_ZEROS_AT) !== 0 || bytes.peek16(ANSWER_ZEROS_AT + 2) !== 0) return false
  switch (bytes.peek(FIELD.service)) {
    case SERVICE.open:
      return length === OPENED_LENGTH
    case SERVICE.send:
      return length === SENT_LENGTH
    case SERVICE.fetch:
      return isFetched(bytes, length)
    default:
      return false
  }
}

function isText(bytes: Cursor, at: number, text: string): boolean {
  for (let i = 0; i < text.length; i++) if (bytes.peek(at + i) !== text.charCodeAt(i)) return false
  return true
}
