/*
 * Commands of IMAP4: RFC 3501, clause 6; RFC 2971 (ID), 2177 (IDLE), 3691 (UNSELECT), 5161 (ENABLE), 6851 (MOVE), 2342
 * (NAMESPACE), 9208 (quotas). Mail is fetched and stored as files are. No argument is shown.
 */
import type { OperationClass } from '../kit/observation.ts'

type Command = readonly [verb: string, operationClass: OperationClass]

const COMMANDS: readonly Command[] = [
  ['other', 'unknown'],
  ['LOGIN', 'authenticate'],
  ['AUTHENTICATE', 'authenticate'],
  ['STARTTLS', 'session'],
  ['ID', 'discover'],
  ['CAPABILITY', 'discover'],
  ['NAMESPACE', 'discover'],
  ['ENABLE', 'session'],
  ['NOOP', 'session'],
  ['LOGOUT', 'session'],
  ['SELECT', 'session'],
  ['EXAMINE', 'session'],
  ['CLOSE', 'session'],
  ['UNSELECT', 'session'],
  ['CHECK', 'session'],
  ['IDLE', 'session'],
  ['LIST', 'read'],
  ['LSUB', 'read'],
  ['STATUS', 'read'],
  ['SEARCH', 'read'],
  ['SORT', 'read'],
  ['THREAD', 'read'],
  ['GETQUOTA', 'read'],
  ['GETQUOTAROOT', 'read'],
  ['FETCH', 'file'],
  ['APPEND', 'file'],
  ['STORE', 'file'],
  ['COPY', 'file'],
  ['MOVE', 'file'],
  ['EXPUNGE', 'file'],
  ['UID', 'file'],
  ['CREATE', 'file'],
  ['DELETE', 'file'],
  ['RENAME', 'file'],
  ['SUBSCRIBE', 'file'],
  ['UNSUBSCRIBE', 'file'],
]
export const VERBS = COMMANDS.map(([verb]) => verb)

/** Codes of commands that a dissector acts on. */
export const OTHER = 0
export const LOGIN = 1
export const AUTHENTICATE = 2
export const STARTTLS = 3
export const ID = 4
export const UNASKED = 255
/** Commands that no other protocol with words has behind a word. */
const EVIDENT = [
  'LOGIN',
  'AUTHENTICATE',
  'CAPABILITY',
  'NAMESPACE',
  'EXAMINE',
  'UNSELECT',
  'LSUB',
  'EXPUNGE',
  'FETCH',
  'UID',
]

export function isEvident(code: number): boolean {
  return EVIDENT.includes(VERBS[code] ?? '')
}

export function classOfCommand(code: number): OperationClass {
  return COMMANDS[code]?.[1] ?? 'unknown'
}

export function describeCommand(code: number): { function: string; name: string } {
  if (code === UNASKED) return { function: 'reply', name: 'Reply to a command that was not seen' }
  const verb = VERBS[code] ?? 'other'
  return { function: verb, name: code === OTHER ? 'Another command' : verb }
}
