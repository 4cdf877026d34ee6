/*
 * The codes of operations: HART commands by their number, and apart from them the messages of HART-IP itself and the
 * commands of direct PDUs, which have no token.
 */
import type { OperationClass } from '../kit/observation.ts'
import { classOfHartCommand, nameOfHartCommand } from './command-codes.ts'
import { ID } from './hartip-header.ts'
import { EXTENDED_COMMAND } from './token-frame.ts'

/** Commands 0 to 255; from here on those of 16 bits. */
const EXTENDED_CODES = 0x1_0000
const DIRECT_CODES = 0x10_0000
/** Several commands in one direct PDU. */
export const DIRECT_LIST = 0x1f_ffff
const MESSAGE_CODES = 0x20_0000
/** A frame of which not even the command is there. */
export const CUT_FRAME = 0x30_0000

/** The HART command a code stands for. */
export function commandOf(code: number): number {
  return code & 0xffff
}

export function codeOfDirect(command: number): number {
  return DIRECT_CODES + command
}

export function codeOfMessage(id: number): number {
  return MESSAGE_CODES + id
}

export function describeHartIp(code: number): { function: string; name: string } {
  if (code === CUT_FRAME) return { function: 'token-passing pdu', name: 'Token-Passing PDU' }
  if (code >= MESSAGE_CODES) return describeMessage(code - MESSAGE_CODES)
  if (code === DIRECT_LIST) return { function: 'direct pdu', name: 'Direct PDU' }
  const name = nameOfHartCommand(commandOf(code))
  if (code >= DIRECT_CODES) return { function: `direct ${commandOf(code)}`, name }
  return { function: code >= EXTENDED_CODES ? `${EXTENDED_COMMAND}/${commandOf(code)}` : String(code), name }
}

function describeMessage(id: number): { function: string; name: string } {
  const known = MESSAGES[id]
  return known === undefined
    ? { function: `message ${id}`, name: `Message ${id}` }
    : { function: known, name: known.charAt(0).toUpperCase() + known.slice(1) }
}

const MESSAGES: Readonly<Record<number, string>> = {
  [ID.initiate]: 'session initiate',
  [ID.close]: 'session close',
  [ID.keepAlive]: 'keep alive',
  [ID.tokenPassing]: 'token-passing pdu',
  [ID.direct]: 'direct pdu',
  [ID.auditLog]: 'read audit log',
}

export function classOfMessage(id: number): OperationClass {
  if (id <= ID.keepAlive) return 'session'
  return id === ID.auditLog ? 'diagnose' : 'unknown'
}

export function classOfCode(code: number): OperationClass {
  return classOfHartCommand(commandOf(code))
}
