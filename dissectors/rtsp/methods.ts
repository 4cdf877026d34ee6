/* Methods of RTSP: RFC 2326, clause 10; RFC 7826, clause 13. */
import type { OperationClass } from '../kit/observation.ts'

type Method = readonly [name: string, operationClass: OperationClass]

export const OTHER_METHOD = 0
/** Code of an answer whose request was not seen, and of data between the messages. */
export const UNSEEN_REQUEST = 255
export const INTERLEAVED = 254

/*
 * PLAY, PAUSE and RECORD start and stop a transport that the same client set up: RFC 7826, clause 13, calls them part of
 * the session. What a server records is written; SET_PARAMETER "requests setting the value of a parameter".
 */
const METHODS: readonly Method[] = [
  ['other', 'unknown'],
  ['OPTIONS', 'discover'],
  ['DESCRIBE', 'read'],
  ['ANNOUNCE', 'write'],
  ['SETUP', 'session'],
  ['PLAY', 'session'],
  ['PAUSE', 'session'],
  ['TEARDOWN', 'session'],
  ['GET_PARAMETER', 'read'],
  ['SET_PARAMETER', 'write'],
  ['REDIRECT', 'session'],
  ['RECORD', 'write'],
  ['PLAY_NOTIFY', 'publish'],
]

/** Code of the method that `view[from, to)` names. */
export function methodCode(view: DataView, from: number, to: number): number {
  for (let code = 1; code < METHODS.length; code++) {
    const name = nameOf(code)
    if (name.length === to - from && commonLength(view, from, to, name) === name.length) return code
  }
  return OTHER_METHOD
}

/** Whether bytes `view[from, to)`, which may be few, begin with a method that is known. */
export function mayBeMethod(view: DataView, from: number, to: number): boolean {
  for (let code = 1; code < METHODS.length; code++) {
    const name = nameOf(code)
    const common = commonLength(view, from, to, name)
    if (from + common === to) return true
    if (common === name.length && view.getUint8(from + common) === 0x20) return true
  }
  return false
}

export function classOfMethod(code: number): OperationClass {
  return METHODS[code]?.[1] ?? 'unknown'
}

export function describeMethod(code: number): { function: string; name: string } {
  if (code === UNSEEN_REQUEST) return { function: 'response', name: 'Response to a request that was not seen' }
  if (code === INTERLEAVED) return { function: '$', name: 'Embedded binary data' }
  const name = nameOf(code)
  return { function: name, name: code === OTHER_METHOD ? 'Another method' : name }
}

/** How many of the first characters are those of `text`. */
export function commonLength(view: DataView, from: number, to: number, text: string): number {
  let count = 0
  while (count < text.length && from + count < to && view.getUint8(from + count) === text.charCodeAt(count)) count++
  return count
}

function nameOf(code: number): string {
  return METHODS[code]?.[0] ?? 'other'
}
