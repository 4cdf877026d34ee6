/* Types of TDS packets: MS-TDS, clause 2.2.3.1.1. */
import type { OperationClass } from '../kit/observation.ts'

export const SQL_BATCH = 1
export const RPC = 3
export const RESULT = 4
export const LOGIN = 16
export const SSPI = 17
export const PRELOGIN = 18
/** Code of an answer whose request was not seen. */
export const UNSEEN = 255

/*
 * Statements and procedures may read or write anything: which of it they do is in text that is not read, as it may hold
 * values and passwords. So they are unknown.
 */
const TYPES: Readonly<Record<number, readonly [name: string, operationClass: OperationClass]>> = {
  [SQL_BATCH]: ['SQL batch', 'unknown'],
  2: ['Pre-TDS7 login', 'authenticate'],
  [RPC]: ['Remote procedure call', 'unknown'],
  [RESULT]: ['Tabular result', 'unknown'],
  6: ['Attention signal', 'session'],
  7: ['Bulk load data', 'write'],
  8: ['Federated authentication token', 'authenticate'],
  14: ['Transaction manager request', 'session'],
  [LOGIN]: ['TDS7 login', 'authenticate'],
  [SSPI]: ['SSPI', 'authenticate'],
  [PRELOGIN]: ['Pre-login', 'session'],
}

export function isType(type: number): boolean {
  return TYPES[type] !== undefined
}

export function classOfType(type: number): OperationClass {
  return TYPES[type]?.[1] ?? 'unknown'
}

export function describeType(code: number): { function: string; name: string } {
  if (code === UNSEEN) return { function: 'response', name: 'Response to a request that was not seen' }
  return { function: `${code}`, name: TYPES[code]?.[0] ?? 'Another packet' }
}
