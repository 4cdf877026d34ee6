/*
 * What the standard fixes of a PDU before its meaning: how long it is, and which values it can hold.
 * MODBUS Application Protocol Specification V1.1b3, section 6, one figure per function; section 7 for exceptions.
 * Every cursor stands at the function code; nothing here moves it.
 */
import type { Cursor } from '../kit/cursor.ts'
import type { Direction } from '../kit/dissector.ts'
import { DEVICE_ID, EXCEPTION, isKnownFunction, UMAS } from './function-codes.ts'
import { ANSWER_ERROR, ANSWER_OK } from './umas-codes.ts'

/** The bytes that tell the length are not there. */
export const UNKNOWN_YET = 0
/** The standard fixes no length for this function. */
export const ANY_LENGTH = -1

const MODBUS_PLUS_STATISTICS = 21
const MAX_BITS = 2000
const MAX_REGISTERS = 125
/** Sections 6.11 and 6.12. */
const MAX_BITS_WRITTEN = 1968
const MAX_REGISTERS_WRITTEN = 123
const DEVICE_ID_HEADER = 7

/** Bytes of the request PDU that begins here, UNKNOWN_YET or ANY_LENGTH. */
export function requestLength(pdu: Cursor): number {
  switch (pdu.left > 0 ? pdu.peek(0) : EXCEPTION) {
    case 1:
    case 2:
    case 3:
    case 4:
    case 5:
    case 6:
      return 5
    case 7:
    case 11:
    case 12:
    case 17:
      return 1
    case 8:
      return diagnosticsLength(pdu)
    case 15:
    case 16:
      return counted(pdu, 5)
    case 20:
    case 21:
      return counted(pdu, 1)
    case 22:
      return 7
    case 23:
      return counted(pdu, 9)
    case 24:
      return 3
    case 43:
      return pdu.left < 2 ? UNKNOWN_YET : pdu.peek(1) === DEVICE_ID ? 4 : ANY_LENGTH
    default:
      return ANY_LENGTH
  }
}

/** Bytes of the response PDU that begins here, UNKNOWN_YET or ANY_LENGTH. */
export function responseLength(pdu: Cursor): number {
  const code = pdu.left > 0 ? pdu.peek(0) : 0
  if (code >= EXCEPTION) return 2
  switch (code) {
    case 1:
    case 2:
    case 3:
    case 4:
    case 12:
    case 17:
    case 20:
    case 21:
    case 23:
      return counted(pdu, 1)
    case 5:
    case 6:
    case 11:
    case 15:
    case 16:
      return 5
    case 7:
      return 2
    case 8:
      return diagnosticsLength(pdu)
    case 22:
      return 7
    case 24:
      return pdu.left < 3 ? UNKNOWN_YET : 3 + pdu.peek16(1)
    case 43:
      return pdu.left < 2 ? UNKNOWN_YET : pdu.peek(1) === DEVICE_ID ? deviceIdLength(pdu) : ANY_LENGTH
    default:
      return ANY_LENGTH
  }
}

/** Whether the bytes up to the cursor's end can be one request, whole. */
export function fitsRequest(pdu: Cursor): boolean {
  const code = pdu.left > 0 ? pdu.peek(0) : 0
  if (!isKnownFunction(code)) return false
  const length = requestLength(pdu)
  if (length !== ANY_LENGTH && length !== pdu.left) return false
  switch (code) {
    case 1:
    case 2:
      return pdu.peek16(3) <= MAX_BITS
    case 3:
    case 4:
      return pdu.peek16(3) <= MAX_REGISTERS
    case 5:
      return isCoilValue(pdu)
    case 15:
      return pdu.peek(5) === bytesOfBits(pdu.peek16(3))
    case 16:
      return pdu.peek(5) === pdu.peek16(3) * 2
    case 23:
      return pdu.peek(9) === pdu.peek16(7) * 2
    case 43:
      return pdu.peek(1) !== DEVICE_ID || isBetween(pdu.peek(2), 1, 4)
    case UMAS:
      return pdu.left > 2 && pdu.peek(2) !== ANSWER_OK && pdu.peek(2) !== ANSWER_ERROR
    default:
      return true
  }
}

/** Whether the bytes up to the cursor's end can be one response, whole. */
export function fitsResponse(pdu: Cursor): boolean {
  const code = pdu.left > 0 ? pdu.peek(0) : 0
  if (!isKnownFunction(code & ~EXCEPTION)) return false
  const length = responseLength(pdu)
  if (length !== ANY_LENGTH && length !== pdu.left) return false
  // Section 7: exception codes run from 1 to 0x0B.
  if (code >= EXCEPTION) return isBetween(pdu.peek(1), 1, 0x0b)
  switch (code) {
    case 1:
    case 2:
      return pdu.peek(1) > 0
    case 3:
    case 4:
    case 23:
      return pdu.peek(1) > 0 && pdu.peek(1) % 2 === 0
    case 5:
      return isCoilValue(pdu)
    case 15:
      return isBetween(pdu.peek16(3), 1, MAX_BITS_WRITTEN)
    case 16:
      return isBetween(pdu.peek16(3), 1, MAX_REGISTERS_WRITTEN)
    case 43:
      return pdu.peek(1) !== DEVICE_ID || isBetween(pdu.peek(2), 1, 4)
    case UMAS:
      return pdu.left > 2 && (pdu.peek(2) === ANSWER_OK || pdu.peek(2) === ANSWER_ERROR)
    default:
      return true
  }
}

/**
 * Whether the bytes are one request or response of a function whose length the standard fixes. To read nothing is no request
 * (sections 6.1 to 6.4), though testers try it: zeros amid other protocols seem to.
 */
export function hasShape(pdu: Cursor): boolean {
  const asks = requestLength(pdu) !== ANY_LENGTH && fitsRequest(pdu)
  if (asks && (!isBetween(pdu.peek(0), 1, 4) || pdu.peek16(3) > 0)) return true
  return responseLength(pdu) !== ANY_LENGTH && fitsResponse(pdu)
}

/** Whether the answer of a function is its request again: sections 6.5, 6.6, 6.8 and 6.16. */
export function isEchoed(code: number): boolean {
  return code === 5 || code === 6 || code === 8 || code === 22
}

/** Which way a whole PDU goes; undefined when it could be either. */
export function directionOfPdu(pdu: Cursor): Direction | undefined {
  // No request has the exception bit, however wrong the rest of an exception is.
  if (pdu.left > 0 && pdu.peek(0) >= EXCEPTION) return 'to-client'
  const request = fitsRequest(pdu)
  if (request === fitsResponse(pdu)) return undefined
  return request ? 'to-server' : 'to-client'
}

/** Section 6.11: eight coils a byte, the last one filled up. */
export function bytesOfBits(quantity: number): number {
  return (quantity + 7) >>> 3
}

/** Section 6.5: a coil is written as 0x0000 or 0xFF00. */
export function isCoilValue(pdu: Cursor): boolean {
  return pdu.peek16(3) === 0 || pdu.peek16(3) === 0xff00
}

function isBetween(value: number, low: number, high: number): boolean {
  return value >= low && value <= high
}

/** A PDU whose last part is as long as the byte at `at` says. */
function counted(pdu: Cursor, at: number): number {
  return pdu.left > at ? at + 1 + pdu.peek(at) : UNKNOWN_YET
}

/** Section 6.8: two bytes of data, but for Return Query Data, whose data is the client's choice. */
function diagnosticsLength(pdu: Cursor): number {
  if (pdu.left < 3) return UNKNOWN_YET
  const sub = pdu.peek16(1)
  return sub === 0 || sub >= MODBUS_PLUS_STATISTICS ? ANY_LENGTH : 5
}

/** Section 6.21: as many objects as the header counts, each with its own length. */
function deviceIdLength(pdu: Cursor): number {
  if (pdu.left < DEVICE_ID_HEADER) return UNKNOWN_YET
  let at = DEVICE_ID_HEADER
  for (let objects = pdu.peek(6); objects > 0; objects--) {
    if (pdu.left < at + 2) return UNKNOWN_YET
    at += 2 + pdu.peek(at + 1)
  }
  return at
}
