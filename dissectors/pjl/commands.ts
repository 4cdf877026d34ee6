/*
 * Commands of PJL, and their classes. HP, Printer Job Language Technical Reference Manual (5021-0380), chapters 4 to 9;
 * file commands: PJL Technical Reference Addendum. A job can carry a password or a PIN: no argument is shown but the
 * category that INFO asks for, and the variable of INQUIRE. SET and RESET are about the job at hand (chapter 6): session.
 */
import type { OperationClass } from '../kit/observation.ts'

export const OTHER = 0

type Command = readonly [verb: string, operationClass: OperationClass]

const COMMANDS: readonly Command[] = [
  ['other', 'unknown'],
  ['INFO', 'discover'],
  ['INQUIRE', 'read'],
  ['DINQUIRE', 'read'],
  ['ENTER', 'session'],
  ['COMMENT', 'session'],
  ['ECHO', 'session'],
  ['JOB', 'session'],
  ['EOJ', 'session'],
  ['USTATUS', 'session'],
  ['USTATUSOFF', 'session'],
  ['SET', 'session'],
  ['DEFAULT', 'configure'],
  ['INITIALIZE', 'configure'],
  ['RESET', 'session'],
  ['OPMSG', 'configure'],
  ['RDYMSG', 'configure'],
  ['STMSG', 'configure'],
  ['FSQUERY', 'file'],
  ['FSDIRLIST', 'file'],
  ['FSUPLOAD', 'file'],
  ['FSDOWNLOAD', 'file'],
  ['FSAPPEND', 'file'],
  ['FSDELETE', 'file'],
  ['FSMKDIR', 'file'],
  ['FSINIT', 'configure'],
]

/** Codes of commands that a dissector acts on. */
export const INFO = 1
export const ENTER = 4
const INQUIRE = 2
const DINQUIRE = 3
export const USTATUS = 9

/** Code of a verb, in any case. */
export function commandCode(verb: string): number {
  const found = COMMANDS.findIndex(([each]) => each === verb.toUpperCase())
  return found < 0 ? OTHER : found
}

export function showsArgument(code: number): boolean {
  return code === INFO || code === INQUIRE || code === DINQUIRE
}

export function classOfCommand(code: number): OperationClass {
  return COMMANDS[code]?.[1] ?? 'unknown'
}

export function describeCommand(code: number): { function: string; name: string } {
  const verb = COMMANDS[code]?.[0] ?? 'other'
  return { function: verb, name: code === OTHER ? 'Another command' : `PJL ${verb}` }
}
