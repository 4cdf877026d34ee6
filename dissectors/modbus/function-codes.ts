/*
 * MODBUS Application Protocol Specification V1.1b3: section 5.1 (public functions), section 6.8 (sub-functions of 8),
 * section 6.19 to 6.21 (43), section 5.2 (user defined), annex A (reserved: used by legacy products, among them
 * 9 to 14, 18, 19, 40 to 42, 90, 125 to 127; their names are those of Modicon's PI-MBUS-300 and of Schneider).
 */
import type { OperationClass } from '../kit/observation.ts'
import { describeUmas, umasClass } from './umas-codes.ts'

export const DIAGNOSTICS = 8
export const REPORT_SERVER_ID = 17
export const ENCAPSULATED = 43
export const UMAS = 90
export const CANOPEN = 13
export const DEVICE_ID = 14
export const EXCEPTION = 0x80

type Meaning = readonly [name: string, operationClass: OperationClass]

const FUNCTIONS: Readonly<Record<number, Meaning>> = {
  1: ['Read Coils', 'read'],
  2: ['Read Discrete Inputs', 'read'],
  3: ['Read Holding Registers', 'read'],
  4: ['Read Input Registers', 'read'],
  5: ['Write Single Coil', 'write'],
  6: ['Write Single Register', 'write'],
  7: ['Read Exception Status', 'diagnose'],
  8: ['Diagnostics', 'diagnose'],
  // The Program functions carry loads, starts and stops alike: named after the worst that they are known to do.
  9: ['Program 484', 'download'],
  10: ['Poll 484', 'diagnose'],
  11: ['Get Comm Event Counter', 'diagnose'],
  12: ['Get Comm Event Log', 'diagnose'],
  13: ['Program 584/984', 'download'],
  14: ['Poll 584/984', 'diagnose'],
  15: ['Write Multiple Coils', 'write'],
  16: ['Write Multiple Registers', 'write'],
  17: ['Report Server ID', 'discover'],
  18: ['Program 884/M84', 'download'],
  19: ['Reset Comm Link 884/M84', 'mode'],
  // Section 6.14: the "files" are extended memory, in registers.
  20: ['Read File Record', 'read'],
  21: ['Write File Record', 'write'],
  22: ['Mask Write Register', 'write'],
  23: ['Read/Write Multiple Registers', 'write'],
  24: ['Read FIFO Queue', 'read'],
  40: ['Program Concept', 'download'],
  41: ['Multiple Function Codes', 'unknown'],
  42: ['Reserved Function 42', 'unknown'],
  43: ['Encapsulated Interface Transport', 'discover'],
  90: ['UMAS', 'unknown'],
  125: ['Firmware Replacement', 'firmware'],
  126: ['Program 584/984 (2)', 'download'],
  127: ['Report Local Address', 'discover'],
}

/** Section 6.8.1. Restart and Force Listen Only take the server off the line: 'mode'. */
const SUB_FUNCTIONS: Readonly<Record<number, Meaning>> = {
  0: ['Return Query Data', 'diagnose'],
  1: ['Restart Communications Option', 'mode'],
  2: ['Return Diagnostic Register', 'diagnose'],
  3: ['Change ASCII Input Delimiter', 'configure'],
  4: ['Force Listen Only Mode', 'mode'],
  10: ['Clear Counters and Diagnostic Register', 'diagnose'],
  11: ['Return Bus Message Count', 'diagnose'],
  12: ['Return Bus Communication Error Count', 'diagnose'],
  13: ['Return Bus Exception Error Count', 'diagnose'],
  14: ['Return Server Message Count', 'diagnose'],
  15: ['Return Server No Response Count', 'diagnose'],
  16: ['Return Server NAK Count', 'diagnose'],
  17: ['Return Server Busy Count', 'diagnose'],
  18: ['Return Bus Character Overrun Count', 'diagnose'],
  20: ['Clear Overrun Counter and Flag', 'diagnose'],
  21: ['Get/Clear Modbus Plus Statistics', 'diagnose'],
}

const UNKNOWN: Meaning = ['', 'unknown']

/** The code of an operation: the function itself, or above 16 bits with its sub-function, MEI type or UMAS code below. */
export function packCode(functionCode: number, sub: number): number {
  return functionCode * 0x1_0000 + sub
}

/** The function of a packed code, without its sub-function. */
export function functionOf(code: number): number {
  return code > 0xff ? code >>> 16 : code
}

/** Whether a standard, or a product known to do so, gives this function a meaning. */
export function isKnownFunction(functionCode: number): boolean {
  return functionCode in FUNCTIONS || isUserDefined(functionCode)
}

export function classOfCode(code: number): OperationClass {
  if (code <= 0xff) return (FUNCTIONS[code] ?? UNKNOWN)[1]
  const sub = code & 0xffff
  switch (code >>> 16) {
    case DIAGNOSTICS:
      return (SUB_FUNCTIONS[sub] ?? UNKNOWN)[1]
    case ENCAPSULATED:
      return sub === DEVICE_ID ? 'discover' : 'unknown'
    default:
      return umasClass(sub)
  }
}

export function describeCode(code: number): { function: string; name: string } {
  if (code <= 0xff) return { function: String(code), name: nameOfFunction(code) }
  const sub = code & 0xffff
  switch (code >>> 16) {
    case DIAGNOSTICS:
      return { function: `8/${sub}`, name: `Diagnostics: ${(SUB_FUNCTIONS[sub] ?? [`Sub-function ${sub}`])[0]}` }
    case ENCAPSULATED:
      return { function: `43/${sub}`, name: nameOfMei(sub) }
    default:
      return { function: `90/0x${sub.toString(16).padStart(2, '0')}`, name: `UMAS ${describeUmas(sub)}` }
  }
}

function nameOfFunction(code: number): string {
  const known = FUNCTIONS[code]
  if (known !== undefined) return known[0]
  return isUserDefined(code) ? `User Defined Function ${code}` : `Function ${code}`
}

function nameOfMei(mei: number): string {
  if (mei === DEVICE_ID) return 'Read Device Identification'
  return mei === CANOPEN ? 'CANopen General Reference' : `MEI Type ${mei}`
}

function isUserDefined(code: number): boolean {
  return (code >= 65 && code <= 72) || (code >= 100 && code <= 110)
}
