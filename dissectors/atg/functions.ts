/*
 * Function codes: section 7 of the manual. The first digit of the number tells the group; an inquiry (I) reads, the same
 * number set (S) changes. The last two digits are a tank, sensor or other device; 00 is all of them, or the system itself.
 */
import type { OperationClass } from '../kit/observation.ts'

export const FUNCTION = {
  logIn: 0x09e,
  statusReports: 0x100,
  inventory: 0x201,
  tankStatus: 0x205,
  setUps: 0x500,
  timeOfDay: 0x501,
  securityCode: 0x504,
  productLabel: 0x602,
  revision: 0x902,
  revisionTwo: 0x905,
} as const

const RESET = 0x001
const GROUP = 0x100
const DEVICES = 100
/** The code of an answer that refuses a command that was not seen. */
export const REFUSED = 0x2000

const NAMES: Readonly<Record<number, string>> = {
  0x001: 'System reset',
  0x002: 'Clear power reset flag',
  0x003: 'Remote alarm reset',
  [FUNCTION.logIn]: 'Set-up password log-in',
  0x101: 'System status report',
  0x102: 'System configuration report',
  0x111: 'Priority alarm history',
  0x112: 'Non-priority alarm history',
  0x113: 'Active alarm report',
  0x114: 'Cleared alarm report',
  [FUNCTION.inventory]: 'In-tank inventory report',
  0x202: 'In-tank delivery report',
  0x203: 'In-tank leak detect report',
  0x204: 'In-tank shift inventory report',
  [FUNCTION.tankStatus]: 'In-tank status report',
  0x206: 'In-tank alarm history report',
  0x214: 'Mass and density inventory report',
  0x234: 'Mass and density report',
  0x301: 'Liquid sensor status report',
  0x302: 'Liquid sensor alarm history report',
  0x401: 'Input status report',
  0x406: 'Relay status report',
  [FUNCTION.timeOfDay]: 'Time of day',
  0x503: 'Station header text',
  [FUNCTION.securityCode]: 'Security code of the serial port',
  0x601: 'Tank configuration',
  [FUNCTION.productLabel]: 'Tank product label',
  0x60d: 'Fixed product label',
  0x628: 'Tank maximum volume limit',
  0x901: 'Self test report',
  [FUNCTION.revision]: 'System revision level report',
  [FUNCTION.revisionTwo]: 'System revision level report II',
  0xa01: 'In-tank diagnostic report',
  0xb01: 'Sensor diagnostic report',
}

const GROUPS: readonly string[] = [
  'Control function',
  'System report',
  'In-tank report',
  'Sensor report',
  'Input and relay report',
  'System set-up',
  'In-tank set-up',
  'Sensor set-up',
  'Input and relay set-up',
  'System diagnostic',
  'In-tank diagnostic',
  'Sensor diagnostic',
]

/** The number of an operation: the function, and whether it is set. */
export function codeOf(number: number, isSet: boolean): number {
  return number * 2 + (isSet ? 1 : 0)
}

export function numberOf(code: number): number {
  return code >> 1
}

export function isSetting(code: number): boolean {
  return (code & 1) === 1
}

export function classOfCode(code: number): OperationClass {
  if (code === REFUSED) return 'unknown'
  const number = numberOf(code)
  return isSetting(code) ? classOfSetting(number) : classOfInquiry(number)
}

function classOfSetting(number: number): OperationClass {
  if (number === FUNCTION.logIn) return 'authenticate'
  if (number === FUNCTION.timeOfDay) return 'time'
  if (number === RESET) return 'mode'
  return number < FUNCTION.setUps ? 'control' : 'configure'
}

function classOfInquiry(number: number): OperationClass {
  if (number === FUNCTION.revision || number === FUNCTION.revisionTwo) return 'discover'
  return number >= 0x900 ? 'diagnose' : 'read'
}

export function describeCode(code: number): { function: string; name: string } {
  if (code === REFUSED) return { function: '9999', name: 'Not understood' }
  const number = numberOf(code)
  const digits = number.toString(16).toUpperCase().padStart(3, '0')
  const name = NAMES[number] ?? `${GROUPS[Math.floor(number / GROUP)] ?? 'Function'} ${digits}`
  const isVerb = number < FUNCTION.statusReports
  return isSetting(code)
    ? { function: `S${digits}`, name: isVerb ? name : `Set: ${name}` }
    : { function: `I${digits}`, name }
}

/** 'tank 3', 'all tanks'; '' where the system itself is meant. */
export function targetOf(number: number, device: number): string {
  const kind = kindOf(number)
  if (device === 0) return kind === 'tank' ? 'all tanks' : ''
  return `${kind} ${device}`
}

export function keyOf(code: number, device: number): number {
  return code * DEVICES + device
}

function kindOf(number: number): string {
  switch (Math.floor(number / GROUP)) {
    case 2:
    case 6:
    case 0xa:
      return 'tank'
    case 3:
    case 7:
    case 0xb:
      return 'sensor'
    default:
      return 'device'
  }
}
