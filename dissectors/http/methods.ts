/*
 * Methods of HTTP: RFC 9110, clause 9; PATCH RFC 5789; WebDAV RFC 4918, 3253 and 5323; events of UPnP Device Architecture
 * 2.0, clause 4.
 */
import type { OperationClass } from '../kit/observation.ts'

type Method = readonly [name: string, operationClass: OperationClass]

/** Code of a method that is not in the table, and of an answer whose request was not seen. */
export const OTHER_METHOD = 0
export const UNSEEN_REQUEST = 255
export const HEAD = 2
export const POST = 3
export const CONNECT = 8

/*
 * Safe methods (RFC 9110, 9.2.1) only read. POST has its data processed "according to the resource's own semantics"
 * (9.3.3): a form sent to a controller writes values as well as settings, and which of them it is the message does not
 * say. With PUT, PATCH and DELETE it is a 'write', the least that a change amounts to; SOAP and IPP say what they do (see
 * soap-action.ts and order.ts). WebDAV acts on files.
 */
const METHODS: readonly Method[] = [
  ['other', 'unknown'],
  ['GET', 'read'],
  ['HEAD', 'read'],
  ['POST', 'write'],
  ['PUT', 'write'],
  ['DELETE', 'write'],
  ['PATCH', 'write'],
  ['OPTIONS', 'discover'],
  ['CONNECT', 'session'],
  ['TRACE', 'diagnose'],
  ['PROPFIND', 'file'],
  ['PROPPATCH', 'file'],
  ['MKCOL', 'file'],
  ['COPY', 'file'],
  ['MOVE', 'file'],
  ['LOCK', 'file'],
  ['UNLOCK', 'file'],
  ['SEARCH', 'read'],
  ['REPORT', 'read'],
  ['SUBSCRIBE', 'session'],
  ['UNSUBSCRIBE', 'session'],
  ['NOTIFY', 'publish'],
]

const LONGEST = 11

/** Code of the method that `view[from, to)` names. */
export function methodCode(view: DataView, from: number, to: number): number {
  const length = to - from
  if (length > LONGEST) return OTHER_METHOD
  for (let code = 1; code < METHODS.length; code++) {
    const name = nameOf(code)
    if (name.length === length && startsWith(view, from, name)) return code
  }
  return OTHER_METHOD
}

/** Code of the method of this name. */
export function codeOfMethod(name: string): number {
  return Math.max(
    OTHER_METHOD,
    METHODS.findIndex(([known]) => known === name),
  )
}

/** Whether bytes `view[from, to)`, which may be few, begin with a method that is known. */
export function mayBeMethod(view: DataView, from: number, to: number): boolean {
  for (let code = 1; code < METHODS.length; code++) {
    const name = nameOf(code)
    let at = 0
    while (at < name.length && from + at < to && view.getUint8(from + at) === name.charCodeAt(at)) at++
    if (from + at === to) return true
    if (at === name.length && view.getUint8(from + at) === 0x20) return true
  }
  return false
}

export function classOfMethod(code: number): OperationClass {
  return METHODS[code]?.[1] ?? 'unknown'
}

export function describeMethod(code: number): { function: string; name: string } {
  if (code === UNSEEN_REQUEST) return { function: 'response', name: 'Response to a request that was not seen' }
  const name = nameOf(code)
  return { function: name, name: code === OTHER_METHOD ? 'Another method' : name }
}

function nameOf(code: number): string {
  return METHODS[code]?.[0] ?? 'other'
}

function startsWith(view: DataView, from: number, text: string): boolean {
  for (let i = 0; i < text.length; i++) if (view.getUint8(from + i) !== text.charCodeAt(i)) return false
  return true
}
