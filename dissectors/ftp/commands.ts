/*
 * Commands of FTP: RFC 959, clause 4.1; RFC 2228 (security), 2389 (features), 2428 (EPRT, EPSV), 3659 (listings), 775 (X…).
 * What a command does to a device is not in it: a file that is stored may be a program. So all that touches files is 'file'.
 */
import type { OperationClass } from '../kit/observation.ts'

export const OTHER = 0
export const UNASKED = 255

/** What of the argument is shown: a path, the first word of a command to the system, or nothing. */
export type Argument = 'path' | 'word' | 'none'
type Command = readonly [verb: string, name: string, operationClass: OperationClass, argument: Argument]

const COMMANDS: readonly Command[] = [
  ['other', 'Another command', 'unknown', 'none'],
  ['USER', 'USER NAME', 'authenticate', 'none'],
  ['PASS', 'PASSWORD', 'authenticate', 'none'],
  ['ACCT', 'ACCOUNT', 'authenticate', 'none'],
  ['AUTH', 'AUTHENTICATION/SECURITY MECHANISM', 'session', 'none'],
  ['SYST', 'SYSTEM', 'discover', 'none'],
  ['FEAT', 'FEATURES', 'discover', 'none'],
  ['HELP', 'HELP', 'discover', 'none'],
  ['STAT', 'STATUS', 'diagnose', 'path'],
  ['RETR', 'RETRIEVE', 'file', 'path'],
  ['STOR', 'STORE', 'file', 'path'],
  ['STOU', 'STORE UNIQUE', 'file', 'path'],
  ['APPE', 'APPEND', 'file', 'path'],
  ['DELE', 'DELETE', 'file', 'path'],
  ['RNFR', 'RENAME FROM', 'file', 'path'],
  ['RNTO', 'RENAME TO', 'file', 'path'],
  ['MKD', 'MAKE DIRECTORY', 'file', 'path'],
  ['XMKD', 'MAKE DIRECTORY', 'file', 'path'],
  ['RMD', 'REMOVE DIRECTORY', 'file', 'path'],
  ['XRMD', 'REMOVE DIRECTORY', 'file', 'path'],
  ['CWD', 'CHANGE WORKING DIRECTORY', 'file', 'path'],
  ['XCWD', 'CHANGE WORKING DIRECTORY', 'file', 'path'],
  ['CDUP', 'CHANGE TO PARENT DIRECTORY', 'file', 'none'],
  ['PWD', 'PRINT WORKING DIRECTORY', 'file', 'none'],
  ['XPWD', 'PRINT WORKING DIRECTORY', 'file', 'none'],
  ['LIST', 'LIST', 'file', 'path'],
  ['NLST', 'NAME LIST', 'file', 'path'],
  ['MLSD', 'LIST DIRECTORY', 'file', 'path'],
  ['MLST', 'LIST OBJECT', 'file', 'path'],
  ['SIZE', 'SIZE OF FILE', 'file', 'path'],
  ['MDTM', 'FILE MODIFICATION TIME', 'file', 'path'],
  ['SITE', 'SITE PARAMETERS', 'configure', 'word'],
  ['PORT', 'DATA PORT', 'session', 'none'],
  ['PASV', 'PASSIVE', 'session', 'none'],
  ['EPRT', 'EXTENDED PORT', 'session', 'none'],
  ['EPSV', 'EXTENDED PASSIVE', 'session', 'none'],
  ['TYPE', 'REPRESENTATION TYPE', 'session', 'none'],
  ['STRU', 'FILE STRUCTURE', 'session', 'none'],
  ['MODE', 'TRANSFER MODE', 'session', 'none'],
  ['REST', 'RESTART', 'session', 'none'],
  ['ALLO', 'ALLOCATE', 'session', 'none'],
  ['ABOR', 'ABORT', 'session', 'none'],
  ['NOOP', 'NOOP', 'session', 'none'],
  ['OPTS', 'OPTIONS', 'session', 'none'],
  ['PBSZ', 'PROTECTION BUFFER SIZE', 'session', 'none'],
  ['PROT', 'DATA CHANNEL PROTECTION LEVEL', 'session', 'none'],
  ['CCC', 'CLEAR COMMAND CHANNEL', 'session', 'none'],
  ['CLNT', 'CLIENT', 'session', 'none'],
  ['REIN', 'REINITIALIZE', 'session', 'none'],
  ['QUIT', 'LOGOUT', 'session', 'none'],
]

/** Codes of commands that a dissector acts on. */
export const USER = 1
export const PASS = 2
export const AUTH = 4
export const SYST = 5
export const PORT = COMMANDS.findIndex(([verb]) => verb === 'PORT')
export const EPRT = COMMANDS.findIndex(([verb]) => verb === 'EPRT')
const SITE = COMMANDS.findIndex(([verb]) => verb === 'SITE')
/** What clients send after an upload and from their lists of files: times, rights, copies and links of files. */
const SITE_OF_FILES = ['UTIME', 'CHMOD', 'CHOWN', 'CHGRP', 'CPFR', 'CPTO', 'MKDIR', 'RMDIR', 'SYMLINK']

/** Commands that mail and news do not have, with which a dialogue can be joined. */
const EVIDENT = ['SYST', 'STOR', 'CWD', 'XPWD', 'PASV', 'EPSV', 'PORT', 'EPRT', 'NLST', 'MLSD', 'RNFR', 'MDTM', 'SITE']

/** Code of the verb in `view[from, to)`, in any case. */
export function commandCode(view: DataView, from: number, to: number): number {
  for (let code = 1; code < COMMANDS.length; code++) if (isVerb(view, from, to, verbOf(code))) return code
  return OTHER
}

export function isEvident(view: DataView, from: number, to: number): boolean {
  for (let i = 0; i < EVIDENT.length; i++) if (isVerb(view, from, to, EVIDENT[i] as string)) return true
  return false
}

/** `argument`: what is shown of it. */
export function classOfCommand(code: number, argument: string): OperationClass {
  if (code === SITE && SITE_OF_FILES.includes(argument.toUpperCase())) return 'file'
  return COMMANDS[code]?.[2] ?? 'unknown'
}

export function argumentOf(code: number): Argument {
  return COMMANDS[code]?.[3] ?? 'none'
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
