/*
 * Messages of PostgreSQL's frontend/backend protocol 3: "Message Formats" of the manual. The first messages of a client have
 * no type; the others have a letter, of which each side has its own.
 */
import type { OperationClass } from '../kit/observation.ts'

/** Numbers in place of a version: "Message Formats", CancelRequest, SSLRequest, GSSENCRequest. */
export const CANCEL = 80_877_102
export const TLS_REQUEST = 80_877_103
export const GSS_REQUEST = 80_877_104
/** Protocol 3, with its minor numbers up to that of version 18. */
export const STARTUP = 0x3_0000
const LAST_STARTUP = 0x3_0002

export const CODE = { startup: 1, tls: 2, gss: 3, cancel: 4, unseen: 5, status: 6 } as const

/** The letter of a message, as a number. */
export function letter(text: string): number {
  return text.charCodeAt(0)
}

/** What comes of a request: an answer of its own, that of the whole batch, or none. */
type Answered = 'itself' | 'never'
type Request = readonly [name: string, operationClass: OperationClass, answered: Answered]

/*
 * Statements may read or write anything: which of it they do is in text that is not read, as it may hold values and
 * passwords. So they are unknown.
 */
const REQUESTS: Readonly<Record<string, Request>> = {
  B: ['Bind', 'session', 'itself'],
  C: ['Close', 'session', 'itself'],
  D: ['Describe', 'discover', 'itself'],
  E: ['Execute', 'unknown', 'itself'],
  F: ['FunctionCall', 'unknown', 'itself'],
  H: ['Flush', 'session', 'never'],
  P: ['Parse', 'session', 'itself'],
  Q: ['Query', 'unknown', 'itself'],
  S: ['Sync', 'session', 'itself'],
  X: ['Terminate', 'session', 'never'],
  c: ['CopyDone', 'session', 'never'],
  d: ['CopyData', 'write', 'never'],
  f: ['CopyFail', 'session', 'never'],
  p: ['PasswordMessage', 'authenticate', 'itself'],
}
const OTHERS: Readonly<Record<number, readonly [text: string, name: string, operationClass: OperationClass]>> = {
  [CODE.startup]: ['startup', 'StartupMessage', 'session'],
  [CODE.tls]: ['ssl', 'SSLRequest', 'session'],
  [CODE.gss]: ['gssenc', 'GSSENCRequest', 'session'],
  [CODE.cancel]: ['cancel', 'CancelRequest', 'session'],
  [CODE.unseen]: ['response', 'Response to a request that was not seen', 'unknown'],
  [CODE.status]: ['status', 'Replication status', 'session'],
  65: ['A', 'NotificationResponse', 'publish'],
}
const ANSWERS = '123ACDEGHIKNRSTVWZcdnstv'
/** Which request a message of the server ends. One that ends several is told by what waits. */
const ENDS: Readonly<Record<string, string>> = {
  '1': 'P',
  '2': 'B',
  '3': 'C',
  T: 'D',
  n: 'D',
  C: 'E',
  I: 'E',
  s: 'E',
  Z: 'QSF',
  R: 'p',
}
/** Letters that only one side has. */
const OF_SERVER = '123AGIKNRTVWZnstv'
const OF_CLIENT = 'BFPQXfp'

/** Codes of letters that any message begins with, so that text is compared once. */
const LETTERS = lettersIn(Object.keys(REQUESTS).join('') + ANSWERS)
const SERVER_LETTERS = lettersIn(OF_SERVER)
const CLIENT_LETTERS = lettersIn(OF_CLIENT)
const ANSWERED = lettersIn(
  Object.entries(REQUESTS)
    .filter(([, [, , answered]]) => answered === 'itself')
    .map(([type]) => type)
    .join(''),
)
const IN_BATCH = lettersIn('BCDEP')
const ENDED_BY = new Map(Object.entries(ENDS).map(([type, ended]) => [letter(type), lettersIn(ended)]))

function lettersIn(text: string): ReadonlySet<number> {
  return new Set([...text].map(letter))
}

export function isLetter(type: number): boolean {
  return LETTERS.has(type)
}

export function isOfServer(type: number): boolean {
  return SERVER_LETTERS.has(type)
}

export function isOfClient(type: number): boolean {
  return CLIENT_LETTERS.has(type)
}

export function isStartup(code: number): boolean {
  return code >= STARTUP && code <= LAST_STARTUP
}

/** Whether a message without a type may have this number. */
export function isUntyped(code: number): boolean {
  return isStartup(code) || (code >= CANCEL && code <= GSS_REQUEST)
}

/** Whether the server answers a request of this type. */
export function isAnswered(code: number): boolean {
  return ANSWERED.has(code)
}

/** Clause 54.2.3: whether a request is part of a batch, which a Sync ends. */
export function isOfBatch(code: number): boolean {
  return IN_BATCH.has(code)
}

/** Whether a message of the server ends what waits. */
export function ends(type: number, asked: number): boolean {
  return ENDED_BY.get(type)?.has(asked) === true
}

export function classOf(code: number): OperationClass {
  return OTHERS[code]?.[2] ?? REQUESTS[String.fromCharCode(code)]?.[1] ?? 'unknown'
}

export function describeMessage(code: number): { function: string; name: string } {
  const other = OTHERS[code]
  if (other !== undefined) return { function: other[0], name: other[1] }
  const type = String.fromCharCode(code)
  return { function: type, name: REQUESTS[type]?.[0] ?? `Message ${code}` }
}
