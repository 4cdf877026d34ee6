/*
 * UMAS, Schneider Electric's engineering protocol in Modbus function 90. Not published by its maker: names and meaning
 * as the public analyses agree on them, checked against a capture of Unity Pro with a Quantum PLC.
 */
import type { OperationClass } from '../kit/observation.ts'

export const READ_ID = 0x02
export const READ_PROJECT_INFO = 0x03
export const TAKE_RESERVATION = 0x10
export const RELEASE_RESERVATION = 0x11
export const READ_MEMORY_BLOCK = 0x20
export const READ_VARIABLES = 0x22
export const WRITE_VARIABLES = 0x23
export const ANSWER_ERROR = 0xfd
export const ANSWER_OK = 0xfe

type Meaning = readonly [name: string, operationClass: OperationClass]

/*
 * "Upload" and "download" are meant from the PLC in UMAS: 0x30 to 0x32 bring a program into the PLC, and the blocks of
 * 0x33 to 0x35 travel in the answers, out of it. Our classes are meant from the operator: the other way round.
 * Reservation makes one engineering station the owner of the PLC; no secret is checked by it: 'session'.
 */
const CODES: Readonly<Record<number, Meaning>> = {
  1: ['Init Comm', 'session'],
  2: ['Read ID', 'discover'],
  3: ['Read Project Info', 'discover'],
  4: ['Read PLC Info', 'diagnose'],
  6: ['Read Card Info', 'discover'],
  10: ['Repeat', 'diagnose'],
  16: ['Take PLC Reservation', 'session'],
  17: ['Release PLC Reservation', 'session'],
  18: ['Keep Alive', 'session'],
  32: ['Read Memory Block', 'read'],
  34: ['Read Variables', 'read'],
  35: ['Write Variables', 'write'],
  36: ['Read Coils/Registers', 'read'],
  37: ['Write Coils/Registers', 'write'],
  38: ['Read Data Dictionary', 'read'],
  48: ['Initialize Upload (to the PLC)', 'download'],
  49: ['Upload Block (to the PLC)', 'download'],
  50: ['End Upload (to the PLC)', 'download'],
  51: ['Initialize Download (from the PLC)', 'upload'],
  52: ['Download Block (from the PLC)', 'upload'],
  53: ['End Download (from the PLC)', 'upload'],
  57: ['Read Ethernet Master Data', 'read'],
  64: ['Start PLC', 'mode'],
  65: ['Stop PLC', 'mode'],
  80: ['Monitor PLC', 'read'],
  88: ['Check PLC', 'diagnose'],
  112: ['Read I/O Object', 'read'],
  113: ['Write I/O Object', 'write'],
  115: ['Get Status Module', 'diagnose'],
}

export function isKnownUmas(code: number): boolean {
  return code in CODES
}

export function umasClass(code: number): OperationClass {
  return CODES[code]?.[1] ?? 'unknown'
}

export function describeUmas(code: number): string {
  return CODES[code]?.[0] ?? `Code 0x${code.toString(16).padStart(2, '0')}`
}
