/* How a Kerberos message begins: RFC 4120, 5.2.1 and 5.4 to 5.9 (DER), 7.2.2 (length over TCP). */
import type { Cursor } from '../kit/cursor.ts'
import { type Direction, NEED_MORE, NOT_A_MESSAGE, type Verdict } from '../kit/dissector.ts'

/** Message types: the number of the application tag, too (RFC 4120, 5.10). */
export const MESSAGE = { asRequest: 10, asReply: 11, tgsRequest: 12, tgsReply: 13, error: 30 } as const
/** Tickets with the groups of a large Windows domain have up to 64 KiB. */
export const MAX_KERBEROS = 0x2_0000

const APPLICATION = 0x60
const SEQUENCE = 0x30
const VERSION = 5
const LENGTH_PREFIX = 4
/** Tag, length, SEQUENCE, length, then `[n] INTEGER 5` and `[n+1] INTEGER type`. */
const CHECKED = 10
const MAX_HEADER = 12

/** A `messageLength`: over TCP four bytes of length come first, the first of which is zero. */
export function kerberosLength(bytes: Cursor): number {
  if (bytes.left === 0) return NEED_MORE
  if (bytes.peek(0) !== 0) return couldBegin(bytes, 0) ? bytes.left : NOT_A_MESSAGE
  if (bytes.left < LENGTH_PREFIX) return NEED_MORE
  const length = bytes.view.getUint32(bytes.pos)
  if (length < CHECKED || length > MAX_KERBEROS) return NOT_A_MESSAGE
  return couldBegin(bytes, LENGTH_PREFIX) ? LENGTH_PREFIX + length : NOT_A_MESSAGE
}

export function probeKerberos(bytes: Cursor): Verdict {
  const length = kerberosLength(bytes)
  if (length === NOT_A_MESSAGE) return 'no'
  const from = startOf(bytes)
  if (length === NEED_MORE || bytes.left < Math.min(length, from + MAX_HEADER + CHECKED)) {
    return from === 0 ? 'no' : 'need-more'
  }
  return messageType(bytes, from, length) < 0 ? 'no' : 'yes'
}

export function kerberosDirection(bytes: Cursor): Direction | undefined {
  const at = startOf(bytes)
  if (bytes.left <= at) return undefined
  const type = bytes.peek(at) - APPLICATION
  if (type === MESSAGE.asRequest || type === MESSAGE.tgsRequest) return 'to-server'
  return TYPES.includes(type) ? 'to-client' : undefined
}

/** Bytes before the message: the length, over TCP. */
export function startOf(bytes: Cursor): number {
  return bytes.left > 0 && bytes.peek(0) === 0 ? LENGTH_PREFIX : 0
}

/** The type of the message at `from`, by its tag, lengths, version and type; -1 when these do not agree. */
export function messageType(bytes: Cursor, from: number, length: number): number {
  const { view, pos } = bytes
  const end = pos + length
  const type = view.getUint8(pos + from) - APPLICATION
  const outer = contentsAt(view, pos + from, end)
  const inner = outer < 0 || outer >= end || view.getUint8(outer) !== SEQUENCE ? -1 : contentsAt(view, outer, end)
  if (inner < 0 || inner + CHECKED > pos + bytes.left) return -1
  const first = type === MESSAGE.asRequest || type === MESSAGE.tgsRequest ? 0xa1 : 0xa0
  const fits =
    view.getUint8(inner) === first &&
    view.getUint32(inner + 1) === 0x0302_0100 + VERSION &&
    view.getUint8(inner + 5) === first + 1 &&
    view.getUint32(inner + 6) === 0x0302_0100 + type
  return fits && TYPES.includes(type) ? type : -1
}

const TYPES: readonly number[] = Object.values(MESSAGE)

function couldBegin(bytes: Cursor, from: number): boolean {
  return bytes.left <= from || TYPES.includes(bytes.peek(from) - APPLICATION)
}

/** Where the contents of the element at `at` begin, when they end where the message does; else -1. */
function contentsAt(view: DataView, at: number, end: number): number {
  if (at + 2 > view.byteLength) return -1
  const first = view.getUint8(at + 1)
  if (first < 0x80) return at + 2 + first === end ? at + 2 : -1
  const octets = first & 0x7f
  if (octets === 0 || octets > 3 || at + 2 + octets > view.byteLength) return -1
  let length = 0
  for (let i = 0; i < octets; i++) length = length * 256 + view.getUint8(at + 2 + i)
  return at + 2 + octets + length === end ? at + 2 + octets : -1
}
