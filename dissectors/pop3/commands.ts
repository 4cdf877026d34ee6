/*
 * Commands of POP3: RFC 1939, clauses 5 to 7; RFC 2449 (CAPA), 2595 (STLS), 5034 (AUTH), 6856 (UTF8, LANG). Mail is fetched as a
 * file is. No argument is shown.
 */
import type { OperationClass } from '../kit/observation.ts'

/** A reply of several lines: always, or where the command has no argument. */
export type Lines = 'one' | 'many' | 'many-of-all'
type Command = readonly [verb: string, name: string, operationClass: OperationClass, lines: Lines]

const COMMANDS: readonly Command[] = [
  ['other', 'Another command', 'unknown', 'one'],
  ['USER', 'Name of the mailbox', 'authenticate', 'one'],
  ['PASS', 'Password', 'authenticate', 'one'],
  ['APOP', 'Name and digest', 'authenticate', 'one'],
  ['AUTH', 'Authentication', 'authenticate', 'many-of-all'],
  ['STLS', 'Start TLS', 'session', 'one'],
  ['CAPA', 'Capabilities', 'discover', 'many'],
  ['STAT', 'State of the mailbox', 'read', 'one'],
  ['LIST', 'List of mails', 'read', 'many-of-all'],
  ['UIDL', 'Unique identifiers of mails', 'read', 'many-of-all'],
  ['RETR', 'Retrieve a mail', 'file', 'many'],
  ['TOP', 'Top of a mail', 'file', 'many'],
  ['DELE', 'Delete a mail', 'file', 'one'],
  ['RSET', 'Reset', 'session', 'one'],
  ['NOOP', 'No operation', 'session', 'one'],
  ['QUIT', 'Quit', 'session', 'one'],
  ['UTF8', 'UTF-8', 'session', 'one'],
  ['LANG', 'Language', 'session', 'many-of-all'],
]
export const VERBS = COMMANDS.map(([verb]) => verb)

/** Codes of commands that a dissector acts on. */
export const OTHER = 0
export const USER = 1
export const PASS = 2
export const APOP = 3
export const AUTH = 4
export const STLS = 5
export const UNASKED = 255
/** Commands that FTP and news do not have. */
const EVIDENT = ['APOP', 'STLS', 'CAPA', 'UIDL', 'TOP']

export function isEvident(code: number): boolean {
  return EVIDENT.includes(VERBS[code] ?? '')
}

export function classOfCommand(code: number): OperationClass {
  return COMMANDS[code]?.[2] ?? 'unknown'
}

export function linesOf(code: number): Lines {
  return COMMANDS[code]?.[3] ?? 'one'
}

export function describeCommand(code: number): { function: string; name: string } {
  if (code === UNASKED) return { function: 'reply', name: 'Reply to a command that was not seen' }
  return { function: VERBS[code] ?? 'other', name: COMMANDS[code]?.[1] ?? '' }
}
