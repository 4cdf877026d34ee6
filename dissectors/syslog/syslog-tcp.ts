/*
 * Syslog over TCP. RFC 6587, 3.4.1 (octet counting: a length, a blank, the message) and 3.4.2 (a message ends with LF, or
 * with NUL or CR LF, as devices do); ports 514 and 601 (RFC 3195). What is in TLS (RFC 5425) is TLS.
 */
import type { Cursor } from '../kit/cursor.ts'
import {
  type Direction,
  defineDissector,
  type MessageInfo,
  NEED_MORE,
  NOT_A_MESSAGE,
  type Sink,
  type Verdict,
} from '../kit/dissector.ts'
import { describeSyslog, dissectSyslog, isSyslogMessage, SyslogState } from './messages.ts'

/** RFC 5424, 6.1 asks for 2048 at least; longer ones are seen. */
export const MAX_MESSAGE = 16_384
/** Digits of a length, and characters of a priority. */
const MAX_DIGITS = 5
const MAX_PRIORITY_LENGTH = 5
/** What is looked at of a message before it counts as one. */
const LEAST_PROBED = 20

const BLANK = 0x20
const TAB = 9
const ZERO = 0x30
const message = { at: 0, end: 0 }

export const syslogTcp = defineDissector<SyslogState>({
  name: 'syslog-tcp',
  title: 'Syslog over TCP',
  carriers: [{ over: 'tcp', ports: [514, 601] }],
  depth: {
    decodes: 'octet counting and messages that end with a line; else as over UDP',
    identity: 'host name and programs of the sender',
    missing: 'what messages say (on purpose); structured data; BEEP (RFC 3195)',
  },
  maxMessage: MAX_MESSAGE,

  probe(bytes: Cursor): Verdict {
    const { pos, end } = bytes
    const length = messageLength(bytes)
    if (length === NOT_A_MESSAGE) return 'no'
    const isWhole = length !== NEED_MORE && length <= bytes.left
    if (!isWhole && bytes.left < LEAST_PROBED) return 'need-more'
    locate(bytes, isWhole ? length : bytes.left)
    bytes.pos = message.at
    bytes.end = message.end
    const verdict = isSyslogMessage(bytes) ? 'yes' : 'no'
    bytes.pos = pos
    bytes.end = end
    return verdict
  },

  directionOf: (): Direction => 'to-server',

  messageLength,

  newState: () => new SyslogState(),

  dissect(bytes: Cursor, info: MessageInfo, state: SyslogState, sink: Sink): void {
    locate(bytes, bytes.left)
    bytes.pos = message.at
    bytes.end = message.end
    if (bytes.left > 0) dissectSyslog(bytes, info, state, sink)
  },

  describe: describeSyslog,
})

/** Notes where the message itself lies in `length` bytes: without its count, or without its line end. */
function locate({ view, pos }: Cursor, length: number): void {
  let at = pos
  let end = pos + length
  if (length > 0 && isDigit(view.getUint8(at))) {
    while (at < end && view.getUint8(at) !== BLANK) at++
    at = Math.min(at + 1, end)
  }
  while (end > at && isLineEnd(view.getUint8(end - 1))) end--
  message.at = at
  message.end = end
}

/** A line without a priority is one, too: what goes on after a line end inside a message. */
function messageLength(bytes: Cursor): number {
  const { view, pos, end } = bytes
  if (pos === end) return NEED_MORE
  const first = view.getUint8(pos)
  if (first < BLANK && first !== TAB && !isLineEnd(first)) return NOT_A_MESSAGE
  let count = 0
  for (let i = 0; i <= MAX_DIGITS; i++) {
    if (pos + i === end) return NEED_MORE
    const each = view.getUint8(pos + i)
    if (each === BLANK && i > 0 && isPriority(bytes, i + 1) && count <= MAX_MESSAGE - i - 1) return i + 1 + count
    if (!isDigit(each) || (i === 0 && each === ZERO)) break
    count = count * 10 + each - ZERO
  }
  return lineLength(bytes)
}

/** '<', one to three digits, '>', as far as it has come. */
function isPriority({ view, pos, end }: Cursor, ahead: number): boolean {
  for (let i = 0; i < MAX_PRIORITY_LENGTH; i++) {
    const at = pos + ahead + i
    if (at >= end) return true
    const each = view.getUint8(at)
    if (i === 0 ? each !== 0x3c : !isDigit(each)) return i > 1 && each === 0x3e
  }
  return false
}

function lineLength({ view, pos, end }: Cursor): number {
  let at = pos
  while (at < end && view.getUint8(at) !== 10 && view.getUint8(at) !== 0) at++
  return at < end ? at + 1 - pos : NEED_MORE
}

function isDigit(byte: number): boolean {
  return byte >= 0x30 && byte <= 0x39
}

function isLineEnd(byte: number): boolean {
  return byte === 10 || byte === 13 || byte === 0
}
