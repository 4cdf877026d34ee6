/*
 * Commands of PCCC. Rockwell Automation 1770-6.5.16, "DF1 Protocol and Command Set", chapter 7 (names and codes).
 * 0x0f/0xa3 is not published: in public captures RSLogix 500 asks it of MicroLogix controllers to show values online.
 */
import type { OperationClass } from '../kit/observation.ts'

type Command = readonly [name: string, operationClass: OperationClass]

/** Commands without a function code. */
const COMMANDS: Readonly<Record<number, Command>> = {
  0: ['Protected write', 'write'],
  1: ['Unprotected read', 'read'],
  2: ['Protected bit write', 'write'],
  5: ['Unprotected bit write', 'write'],
  8: ['Unprotected write', 'write'],
}

/** -1: an answer, which does not repeat its function. */
const COMMAND_06: Readonly<Record<number, Command>> = {
  [-1]: ['Diagnostic command', 'diagnose'],
  0: ['Echo', 'diagnose'],
  1: ['Read diagnostic counters', 'diagnose'],
  2: ['Set variables', 'configure'],
  3: ['Diagnostic status', 'diagnose'],
  4: ['Set timeout', 'configure'],
  5: ['Set NAKs', 'configure'],
  6: ['Set ENQs', 'configure'],
  7: ['Reset diagnostic counters', 'diagnose'],
  8: ['Set data table size', 'configure'],
  9: ['Read link parameters', 'diagnose'],
  10: ['Set link parameters', 'configure'],
}

const COMMAND_07: Readonly<Record<number, Command>> = {
  0: ['Disable outputs', 'control'],
  1: ['Enable outputs', 'control'],
  3: ['Enable PLC scanning', 'mode'],
  4: ['Enter download mode', 'download'],
  5: ['Exit download/upload mode', 'download'],
  6: ['Enter upload mode', 'upload'],
}

const COMMAND_0F: Readonly<Record<number, Command>> = {
  0: ['Word range write', 'write'],
  1: ['Word range read', 'read'],
  2: ['Bit write', 'write'],
  3: ['File write', 'write'],
  4: ['File read', 'read'],
  5: ['Download request', 'download'],
  6: ['Upload', 'upload'],
  7: ['Shutdown', 'mode'],
  8: ['Physical write', 'download'],
  9: ['Physical read', 'upload'],
  10: ['Restart request', 'mode'],
  17: ['Get edit resource', 'session'],
  18: ['Return edit resource', 'session'],
  23: ['Read bytes physical', 'upload'],
  24: ['Write bytes physical', 'download'],
  38: ['Read-modify-write', 'write'],
  41: ['Read section size', 'discover'],
  58: ['Set CPU mode', 'mode'],
  65: ['Disable forces', 'control'],
  80: ['Download all request', 'download'],
  82: ['Download completed', 'download'],
  83: ['Upload all request', 'upload'],
  85: ['Upload completed', 'upload'],
  87: ['Initialize memory', 'download'],
  94: ['Modify PLC-2 compatibility file', 'configure'],
  103: ['Typed write', 'write'],
  104: ['Typed read', 'read'],
  121: ['Read-modify-write N', 'write'],
  128: ['Change mode', 'mode'],
  129: ['Open file', 'file'],
  130: ['Close file', 'file'],
  136: ['Execute multiple commands', 'write'],
  143: ['Apply port configuration', 'configure'],
  161: ['Protected typed logical read with two address fields', 'read'],
  162: ['Protected typed logical read with three address fields', 'read'],
  163: ['Protected typed logical read of several addresses', 'read'],
  167: ['Protected typed file read', 'upload'],
  169: ['Protected typed logical write with two address fields', 'write'],
  170: ['Protected typed logical write with three address fields', 'write'],
  171: ['Protected typed logical write with mask', 'write'],
  175: ['Protected typed file write', 'download'],
}

/** Whether a command is followed by a function code. */
export function hasFunction(command: number): boolean {
  return command === 0x06 || command === 0x07 || command === 0x0f
}

/** The name of a command; of one unknown, its numbers. `fnc`: -1 when there is none, or it is not told. */
export function pcccName(command: number, fnc: number): string {
  const known = commandOf(command, fnc)
  if (known !== undefined) return known[0]
  return fnc < 0 ? `PCCC command ${command}` : `PCCC command ${command} function ${fnc}`
}

/** The class of a command; 'unknown' when the manual does not have it. */
export function pcccClass(command: number, fnc: number): OperationClass {
  return commandOf(command, fnc)?.[1] ?? 'unknown'
}

function commandOf(command: number, fnc: number): Command | undefined {
  switch (command) {
    case 0x06:
      return COMMAND_06[fnc]
    case 0x07:
      return COMMAND_07[fnc]
    case 0x0f:
      return COMMAND_0F[fnc]
    default:
      return COMMANDS[command]
  }
}
