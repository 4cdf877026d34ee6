/*
 * FINS commands. Omron W342 (Communications Commands Reference Manual, CS/CJ/CP/NSJ), section 5-1 and 5-3; those of the
 * C and CV series by W227 (FINS Commands Reference Manual), section 3.
 */
import type { OperationClass } from '../kit/observation.ts'

/** Codes from here on are commands of the FINS/TCP header (W420, section 7-4), not of FINS. */
export const TCP_COMMANDS = 0x1_0000

interface Meaning {
  readonly name: string
  readonly class: OperationClass
  /** Bytes that follow the command code. */
  readonly least: number
  readonly most: number
}

const ANY = 0x4000

const COMMANDS: ReadonlyMap<number, Meaning> = new Map([
  command(0x0101, 'Memory Area Read', 'read', 6, 6),
  command(0x0102, 'Memory Area Write', 'write', 6),
  command(0x0103, 'Memory Area Fill', 'write', 7, 8),
  command(0x0104, 'Multiple Memory Area Read', 'read', 4),
  command(0x0105, 'Memory Area Transfer', 'write', 10, 10),
  // 5-3-7: the parameter areas are PLC Setup, I/O tables, routing tables: configuration, not values.
  command(0x0201, 'Parameter Area Read', 'upload', 6, 6),
  command(0x0202, 'Parameter Area Write', 'configure', 6),
  command(0x0203, 'Parameter Area Clear', 'configure', 6, 8),
  command(0x0220, 'Data Link Table Read', 'upload', 8, 8),
  command(0x0221, 'Data Link Table Write', 'configure', 8),
  command(0x0304, 'Program Area Protect', 'configure', 11, 15),
  command(0x0305, 'Program Area Protect Clear', 'configure', 11, 15),
  command(0x0306, 'Program Area Read', 'upload', 8, 8),
  command(0x0307, 'Program Area Write', 'download', 8),
  // 5-3-12: clears the user program.
  command(0x0308, 'Program Area Clear', 'download', 3, 3),
  command(0x0401, 'Run', 'mode', 0, 3),
  command(0x0402, 'Stop', 'mode', 0, 2),
  command(0x0403, 'Reset', 'mode', 0, 2),
  command(0x0501, 'Controller Data Read', 'discover', 0, 1),
  command(0x0502, 'Connection Data Read', 'discover', 1, 2),
  command(0x0601, 'Controller Status Read', 'diagnose', 0, 0),
  command(0x0602, 'Network Status Read', 'diagnose', 0, 0),
  command(0x0603, 'Data Link Status Read', 'diagnose', 0, 0),
  command(0x0620, 'Cycle Time Read', 'diagnose', 1, 1),
  command(0x0701, 'Clock Read', 'read', 0, 0),
  command(0x0702, 'Clock Write', 'time', 5, 7),
  command(0x0801, 'Loop-back Test', 'diagnose', 0),
  command(0x0802, 'Broadcast Test Results Read', 'diagnose', 0, 0),
  command(0x0803, 'Broadcast Test Data Send', 'diagnose', 0),
  // 5-3-21: clears messages, too; these carry no more than text for the operator.
  command(0x0920, 'Message Read | Message Clear | FAL/FALS Read', 'alarm', 2, 2),
  command(0x0c01, 'Access Right Acquire', 'session', 2, 2),
  // 5-3-23: takes the access right away from the node that holds it.
  command(0x0c02, 'Access Right Forced Acquire', 'configure', 2, 2),
  command(0x0c03, 'Access Right Release', 'session', 2, 2),
  // 5-3-25: resets the CPU Unit's error state, which lets it run again.
  command(0x2101, 'Error Clear', 'control', 2, 2),
  command(0x2102, 'Error Log Read', 'diagnose', 4, 4),
  command(0x2103, 'Error Log Clear', 'configure', 0, 0),
  command(0x2140, 'FINS Write Access Log Read', 'diagnose', 4, 4),
  command(0x2141, 'FINS Write Access Log Clear', 'configure', 0, 0),
  command(0x2201, 'File Name Read', 'file', 6),
  command(0x2202, 'Single File Read', 'file', 20),
  command(0x2203, 'Single File Write', 'file', 22),
  command(0x2204, 'Memory Card Format', 'file', 2, 2),
  command(0x2205, 'File Delete', 'file', 4),
  command(0x2206, 'Volume Label Create/Delete', 'file', 4, 16),
  command(0x2207, 'File Copy', 'file', 28),
  command(0x2208, 'File Name Change', 'file', 26),
  command(0x2209, 'File Data Check', 'file', 14),
  command(0x220a, 'Memory Area File Transfer', 'file', 22),
  command(0x220b, 'Parameter Area File Transfer', 'file', 22),
  command(0x220c, 'Program Area File Transfer', 'file', 26),
  command(0x220f, 'File Memory Index Read', 'file', 3, 3),
  command(0x2210, 'File Memory Read', 'file', 2, 2),
  command(0x2211, 'File Memory Write', 'file', 2),
  command(0x2215, 'Create/Delete Directory', 'file', 16),
  command(0x2220, 'Memory Cassette Transfer', 'file', 4),
  // 5-3-44: holds a bit or a contact on or off against the program.
  command(0x2301, 'Forced Set/Reset', 'control', 8),
  command(0x2302, 'Forced Set/Reset Cancel', 'control', 0, 0),
  command(0x230a, 'Multiple Forced Status Read', 'read', 6, 6),
  command(0x2601, 'Name Set', 'configure', 1, 8),
  command(0x2602, 'Name Delete', 'configure', 0, 0),
  command(0x2603, 'Name Read', 'discover', 0, 0),
])

const TCP_NAMES: Readonly<Record<number, string>> = {
  0: 'Node Address Data Send (Client to Server)',
  1: 'Node Address Data Send (Server to Client)',
  2: 'Frame Send',
  3: 'Frame Send Error Notification',
  6: 'Connection Confirmation',
}

/** Whether a manual gives this command code a meaning. */
export function isKnownCommand(code: number): boolean {
  return COMMANDS.has(code)
}

/** Whether a command may have this many bytes behind its code; true for commands that are not known. */
export function fitsCommand(code: number, parameters: number): boolean {
  const meaning = COMMANDS.get(code)
  return meaning === undefined || (parameters >= meaning.least && parameters <= meaning.most)
}

export function classOfCommand(code: number): OperationClass {
  return COMMANDS.get(code)?.class ?? 'unknown'
}

export function describeCode(code: number): { function: string; name: string } {
  if (code >= TCP_COMMANDS) {
    const tcp = code - TCP_COMMANDS
    return { function: `tcp ${tcp}`, name: TCP_NAMES[tcp] ?? `FINS/TCP command ${tcp}` }
  }
  const hex = `0x${code.toString(16).padStart(4, '0')}`
  return { function: hex, name: COMMANDS.get(code)?.name ?? `Command ${hex}` }
}

function command(
  code: number,
  name: string,
  operationClass: OperationClass,
  least: number,
  most = ANY,
): readonly [number, Meaning] {
  return [code, { name, class: operationClass, least, most }]
}
