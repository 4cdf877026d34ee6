/* Methods of SIP: RFC 3261, 7.1; RFC 3262, 3311, 3428, 3515, 3903, 6086, 6665. */
import type { OperationClass } from '../kit/observation.ts'
import { isWord } from '../kit/text-line.ts'

export const OTHER_METHOD = 0
export const ACK = 2
export const REGISTER = 6

/** What a call is made of is a session; REFER has somebody else make one (RFC 3515, clause 2.4). */
const METHODS: readonly (readonly [name: string, operationClass: OperationClass])[] = [
  ['other', 'unknown'],
  ['INVITE', 'session'],
  ['ACK', 'session'],
  ['BYE', 'session'],
  ['CANCEL', 'session'],
  ['OPTIONS', 'discover'],
  ['REGISTER', 'session'],
  ['PRACK', 'session'],
  ['UPDATE', 'session'],
  ['SUBSCRIBE', 'session'],
  ['NOTIFY', 'publish'],
  ['PUBLISH', 'publish'],
  ['MESSAGE', 'publish'],
  ['INFO', 'publish'],
  ['REFER', 'control'],
]

/** Code of the method that `view[from, to)` names. */
export function methodCode(view: DataView, from: number, to: number): number {
  for (let code = 1; code < METHODS.length; code++) if (isWord(view, from, to, nameOf(code))) return code
  return OTHER_METHOD
}

export function classOfMethod(code: number): OperationClass {
  return METHODS[code]?.[1] ?? 'unknown'
}

export function describeMethod(code: number): { function: string; name: string } {
  const name = nameOf(code)
  return { function: name, name: code === OTHER_METHOD ? 'Another method' : name }
}

function nameOf(code: number): string {
  return METHODS[code]?.[0] ?? 'other'
}
