/*
 * Commands of SMTP: RFC 5321, clause 4.1; RFC 4954 (AUTH), 3207 (STARTTLS), 3030 (BDAT), 1870; LHLO of LMTP (RFC 2033).
 * Mail is what somebody is told unasked: 'publish'. No argument is shown: addresses are people, and AUTH holds secrets.
 */
import type { OperationClass } from '../kit/observation.ts'

export const OTHER = 0
export const UNASKED = 255

type Command = readonly [verb: string, name: string, operationClass: OperationClass]

const COMMANDS: readonly Command[] = [
  ['other', 'Another command', 'unknown'],
  ['EHLO', 'Extended hello', 'session'],
  ['HELO', 'Hello', 'session'],
  ['LHLO', 'Hello of local delivery', 'session'],
  ['AUTH', 'Authentication', 'authenticate'],
  ['STARTTLS', 'Start TLS', 'session'],
  ['MAIL', 'Mail from', 'publish'],
  ['RCPT', 'Recipient', 'publish'],
  ['DATA', 'Data', 'publish'],
  ['BDAT', 'Data of a length', 'publish'],
  ['RSET', 'Reset', 'session'],
  ['VRFY', 'Verify a mailbox', 'discover'],
  ['EXPN', 'Expand a list', 'discover'],
  ['HELP', 'Help', 'discover'],
  ['NOOP', 'No operation', 'session'],
  ['QUIT', 'Quit', 'session'],
  ['ETRN', 'Send what waits', 'session'],
]

/** Codes of commands that a dissector acts on. */
export const EHLO = 1
export const LHLO = 3
export const AUTH = 4
export const STARTTLS = 5
const MAIL = 6
const RCPT = 7
export const DATA = 8
export const BDAT = 9

/** Code of the verb in `view[from, to)`, in any case. */
export function commandCode(view: DataView, from: number, to: number): number {
  for (let code = 1; code < COMMANDS.length; code++) if (isVerb(view, from, to, verbOf(code))) return code
  return OTHER
}

/** Commands that FTP and news do not have. */
export function isEvident(code: number): boolean {
  return (code >= EHLO && code <= LHLO) || code === MAIL || code === RCPT || code === BDAT
}

export function classOfCommand(code: number): OperationClass {
  return COMMANDS[code]?.[2] ?? 'unknown'
}

export function describeCommand(code: number): { function: string; name: string } {
  if (code === UNASKED) return { function: 'reply', name: 'Reply to a command that was not seen' }
  return { function: verbOf(code), name: COMMANDS[code]?.[1] ?? '' }
}

function verbOf(code: number): string {
  return COMMANDS[code]?.[0] ?? 'other'
}

function isVerb(view: DataView, from: number, to: number, verb: string): boolean {
  if (verb.length !== to - from) return false
  for (let i = 0; i < verb.length; i++) if ((view.getUint8(from + i) & 0xdf) !== verb.charCodeAt(i)) return false
  return true
}
