/*
 * The envelope of every message: FF-588 (Field Device Access agent), message header and trailer.
 */
import type { Cursor } from '../kit/cursor.ts'

export const HEADER_LENGTH = 12
/** The least that a session allows for, many times over: values are not longer than 128 bytes, segments than 1 kB. */
export const MAX_MESSAGE = 0x1_0000
const VERSION = 1
const OPTIONS_AT = 1
const PROTOCOL_AT = 2
const SERVICE_AT = 3
const ADDRESS_AT = 4
const LENGTH_AT = 8
/** Options: what stands in the trailer, in this order. */
const HAS_NUMBER = 0x80
const HAS_INVOKE_ID = 0x40
const HAS_TIME = 0x20
const RESERVED = 0x10
const HAS_EXTENSION = 0x08
const PAD = 0x07

export const PROTOCOL = { session: 1, management: 2, fms: 3, redundancy: 4 } as const
export const KIND = { request: 0, response: 1, error: 2 } as const
/** Above the number of a service: it is answered. */
export const CONFIRMED = 0x80

/** Whether the fixed parts of a header stand at the cursor, which has that many bytes. */
export function isHeader(bytes: Cursor): boolean {
  if (bytes.peek(0) !== VERSION || (bytes.peek(OPTIONS_AT) & RESERVED) !== 0) return false
  const protocol = bytes.peek(PROTOCOL_AT) >> 2
  if (protocol < PROTOCOL.session || protocol > PROTOCOL.redundancy || kindOf(bytes) > KIND.error) return false
  const isConfirmed = (bytes.peek(SERVICE_AT) & CONFIRMED) !== 0
  if (!isConfirmed && kindOf(bytes) !== KIND.request) return false
  const length = lengthOf(bytes)
  return length >= HEADER_LENGTH + trailerLength(bytes) && length <= MAX_MESSAGE
}

export function kindOf(bytes: Cursor): number {
  return bytes.peek(PROTOCOL_AT) & 3
}

/** Protocol and service, with the bit of those that are answered. */
export function codeOf(bytes: Cursor): number {
  return ((bytes.peek(PROTOCOL_AT) >> 2) << 8) | bytes.peek(SERVICE_AT)
}

export function lengthOf({ view, pos }: Cursor): number {
  return view.getUint32(pos + LENGTH_AT)
}

/** The object that is addressed: link (16 bits), node (8) and selector (8); 0 for what concerns the device as such. */
export function addressOf({ view, pos }: Cursor): number {
  return view.getUint32(pos + ADDRESS_AT)
}

/** What lies between header and trailer; negative of a message that is cut. */
export function bodyLength(message: Cursor): number {
  return message.left - HEADER_LENGTH - trailerLength(message)
}

/** By which a request and its answer are matched; -1 when there is none. */
export function invokeIdOf(message: Cursor): number {
  const options = message.peek(OPTIONS_AT)
  const body = bodyLength(message)
  if ((options & HAS_INVOKE_ID) === 0 || body < 0) return -1
  const at = HEADER_LENGTH + body + (options & PAD) + ((options & HAS_NUMBER) === 0 ? 0 : 4)
  return message.view.getUint32(message.pos + at)
}

function trailerLength(message: Cursor): number {
  const options = message.peek(OPTIONS_AT)
  const number = (options & HAS_NUMBER) === 0 ? 0 : 4
  const invokeId = (options & HAS_INVOKE_ID) === 0 ? 0 : 4
  const time = (options & HAS_TIME) === 0 ? 0 : 8
  return (options & PAD) + number + invokeId + time + ((options & HAS_EXTENSION) === 0 ? 0 : 4)
}
