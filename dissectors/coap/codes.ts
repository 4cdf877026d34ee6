/*
 * Methods, response and signalling codes. RFC 7252, clause 12.1; RFC 7959, 6; RFC 8132, 6; RFC 8323, 11.1; RFC 9175, 5 and
 * the registry "CoAP Response Codes" of IANA. A code is three bits of class and five of detail: 2.05 is 0x45.
 */
import type { OperationClass } from '../kit/observation.ts'

export const EMPTY = 0
export const GET = 1
export const POST = 2
export const DELETE = 4
const LAST_METHOD = 7
export const CONTENT = 0x45
export const CSM = 0xe1
const RELEASE = 0xe4
export const ABORT = 0xe5
const LAST_SIGNAL = ABORT
const FIRST_RESPONSE = 0x40
const FIRST_FAILURE = 0x80
const FIRST_SIGNAL = 0xe0

/** Beside the code of a message, what it is more: RFC 7641, 2. */
export const OBSERVE = 0x100
export const STOP = 0x200
export const NOTIFICATION = 0x400
/** Beside EMPTY: its type (RFC 7252, 4.2 and 4.3), behind 1 so that confirmable is not 0. */
export const TYPED = 0x1000

const NAMES: Readonly<Record<number, string>> = {
  0x01: 'GET',
  0x02: 'POST',
  0x03: 'PUT',
  0x04: 'DELETE',
  0x05: 'FETCH',
  0x06: 'PATCH',
  0x07: 'iPATCH',
  0x41: 'Created',
  0x42: 'Deleted',
  0x43: 'Valid',
  0x44: 'Changed',
  0x45: 'Content',
  0x5f: 'Continue',
  0x80: 'Bad Request',
  0x81: 'Unauthorized',
  0x82: 'Bad Option',
  0x83: 'Forbidden',
  0x84: 'Not Found',
  0x85: 'Method Not Allowed',
  0x86: 'Not Acceptable',
  0x88: 'Request Entity Incomplete',
  0x89: 'Conflict',
  0x8c: 'Precondition Failed',
  0x8d: 'Request Entity Too Large',
  0x8f: 'Unsupported Content-Format',
  0x96: 'Unprocessable Entity',
  0x9d: 'Too Many Requests',
  0xa0: 'Internal Server Error',
  0xa1: 'Not Implemented',
  0xa2: 'Bad Gateway',
  0xa3: 'Service Unavailable',
  0xa4: 'Gateway Timeout',
  0xa5: 'Proxying Not Supported',
  0xa8: 'Hop Limit Reached',
  0xe1: 'CSM',
  0xe2: 'Ping',
  0xe3: 'Pong',
  0xe4: 'Release',
  0xe5: 'Abort',
}
/** Of a message without a code, by its type. */
const EMPTY_NAMES = ['Ping', 'Empty', 'Acknowledgement', 'Reset']

export function isKnownCode(code: number): boolean {
  return NAMES[code] !== undefined
}

export function isMethod(code: number): boolean {
  return code > EMPTY && code <= LAST_METHOD
}

export function isResponse(code: number): boolean {
  return code >= FIRST_RESPONSE && code < FIRST_SIGNAL
}

export function isSignal(code: number): boolean {
  return code >= CSM && code <= LAST_SIGNAL
}

/** RFC 8323, 5.5 and 5.6: the sender ends the connection. */
export function endsConnection(code: number): boolean {
  return code === RELEASE || code === ABORT
}

/** 0 for a success, else the number that stands for the code in texts: 404 for 4.04. */
export function statusOf(code: number): number {
  return code < FIRST_FAILURE ? 0 : (code >> 5) * 100 + (code & 0x1f)
}

/**
 * RFC 7252, 5.8: GET only retrieves, and so does FETCH (RFC 8132, 2). What a POST does is up to the resource, as in HTTP: with
 * PUT, PATCH and DELETE it is a 'write', the least that a change amounts to.
 */
export function classOfCode(code: number): OperationClass {
  if (code & NOTIFICATION) return 'publish'
  const plain = code & 0xff
  if (plain === GET || plain === 5) return 'read'
  if (isMethod(plain)) return 'write'
  return isResponse(plain) ? 'unknown' : 'session'
}

export function describeCode(code: number): { function: string; name: string } {
  const plain = code & 0xff
  const dotted = `${plain >> 5}.${String(plain & 0x1f).padStart(2, '0')}`
  if (code & TYPED) return { function: dotted, name: EMPTY_NAMES[(code >> 8) & 3] as string }
  const name = NAMES[plain] ?? `Code ${dotted}`
  if (code & OBSERVE) return { function: dotted, name: `${name}, observe` }
  if (code & STOP) return { function: dotted, name: `${name}, stop observing` }
  if (code & NOTIFICATION) return { function: dotted, name: 'Notification' }
  return { function: dotted, name: isResponse(plain) ? `${name}, to a request that was not seen` : name }
}
