/* Tables and procedures of end devices: IEEE 1377-2012 (ANSI C12.19), clause 9. */
import type { OperationClass } from '../kit/observation.ts'

export const TABLE = {
  generalConfiguration: 0,
  manufacturer: 1,
  mode: 3,
  identification: 5,
  procedure: 7,
  security: 42,
  keys: 45,
  extendedKeys: 46,
  clock: 52,
} as const

/** TABLE_IDA_BFLD: eleven bits of number, then what kind of table. */
const NUMBER = 0x7ff
const MANUFACTURER = 0x800
const PENDING = 0x1000
const USER_DEFINED = 0x2000

const NAMES: Readonly<Record<number, string>> = {
  0: 'General Configuration',
  1: 'General Manufacturer Identification',
  2: 'Device Nameplate',
  3: 'End Device Mode Status',
  4: 'Pending Status',
  5: 'Device Identification',
  6: 'Utility Information',
  7: 'Procedure Initiate',
  8: 'Procedure Response',
  11: 'Actual Data Sources Limiting',
  12: 'Unit of Measure Entry',
  13: 'Demand Control',
  14: 'Data Control',
  15: 'Constants',
  16: 'Source Definition',
  21: 'Actual Register',
  22: 'Data Selection',
  23: 'Current Register Data',
  24: 'Previous Season Data',
  25: 'Previous Demand Reset Data',
  26: 'Self-read Data',
  27: 'Present Register Selection',
  28: 'Present Register Data',
  41: 'Actual Security Limiting',
  42: 'Security',
  43: 'Default Access Control',
  44: 'Access Control',
  45: 'Key',
  46: 'Extended Key',
  51: 'Actual Time and TOU',
  52: 'Clock',
  53: 'Time Offset',
  54: 'Calendar',
  55: 'Clock State',
  61: 'Actual Load Profile',
  62: 'Load Profile Control',
  63: 'Load Profile Status',
  64: 'Load Profile Data Set 1',
  65: 'Load Profile Data Set 2',
  66: 'Load Profile Data Set 3',
  67: 'Load Profile Data Set 4',
  71: 'Actual Log',
  72: 'Events Identification',
  73: 'History Log Control',
  74: 'History Log Data',
  75: 'Event Log Control',
  76: 'Event Log Data',
  111: 'Actual Load Control Limiting',
  112: 'Load Control Status',
  113: 'Load Control Configuration',
  114: 'Load Control Schedule',
  115: 'Load Control Conditions',
  116: 'Prepayment Status',
  117: 'Prepayment Control',
  118: 'Billing Control',
  121: 'Actual Network',
  122: 'Interface Control',
  123: 'Exception Report',
  124: 'Filtering Rules',
  125: 'Interface Status',
  126: 'Registration Status',
  127: 'Network Statistics',
}

/** 'ST ' for standard tables, 'MT ' for those of the manufacturer; 'pending ST ', 'UDT '. */
export function kindOfTable(id: number): string {
  const kind = id & USER_DEFINED ? 'UDT ' : id & MANUFACTURER ? 'MT ' : 'ST '
  return id & PENDING ? `pending ${kind}` : kind
}

export function numberOfTable(id: number): number {
  return id & NUMBER
}

export function tableText(id: number): string {
  const name = isStandard(id & ~PENDING) ? NAMES[numberOfTable(id)] : undefined
  return `${kindOfTable(id)}${numberOfTable(id)}${name === undefined ? '' : ` ${name}`}`
}

function isStandard(id: number): boolean {
  return id <= NUMBER
}

/** What writing a table does: the clock, who may do what and in which mode a device is are no values. */
export function classOfWrite(id: number): OperationClass {
  switch (id) {
    case TABLE.clock:
      return 'time'
    case TABLE.mode:
      return 'mode'
    case TABLE.security:
    case TABLE.keys:
    case TABLE.extendedKeys:
    case 43:
    case 44:
    case 122:
    case 124:
      return 'configure'
    default:
      return id & PENDING ? 'configure' : 'write'
  }
}

/** TABLE_IDB_BFLD: eleven bits of number; procedures of the manufacturer; above, whether it is answered in table 8. */
export const PROCEDURE_BITS = 0xfff

/** Clause 9.1.8.3. What a procedure of the manufacturer does, nobody else knows: the worst is taken. */
const PROCEDURES: Readonly<Record<number, readonly [name: string, OperationClass]>> = {
  0: ['Cold Start', 'mode'],
  1: ['Warm Start', 'mode'],
  2: ['Save Configuration', 'configure'],
  3: ['Clear Data', 'control'],
  4: ['Reset List Pointers', 'control'],
  5: ['Update Last Read Entry', 'write'],
  6: ['Change End Device Mode', 'mode'],
  7: ['Clear Standard Status Flags', 'write'],
  8: ['Clear Manufacturer Status Flags', 'write'],
  9: ['Remote Reset', 'control'],
  10: ['Set Date and/or Time', 'time'],
  11: ['Execute Diagnostics Procedure', 'diagnose'],
  12: ['Activate All Pending Tables', 'configure'],
  13: ['Activate Specific Pending Tables', 'configure'],
  14: ['Clear All Pending Tables', 'configure'],
  15: ['Clear Specific Pending Tables', 'configure'],
  16: ['Start Load Profile', 'control'],
  17: ['Stop Load Profile', 'control'],
  18: ['Log In', 'authenticate'],
  19: ['Log Out', 'session'],
  20: ['Initiate an Immediate Call', 'control'],
  21: ['Direct Load Control', 'control'],
  22: ['Modify Credit', 'control'],
  27: ['Clear Pending Call Status', 'write'],
  28: ['Start Quality-of-Service Monitors', 'control'],
  29: ['Stop Quality-of-Service Monitors', 'control'],
  30: ['Start Secured Registers', 'configure'],
  31: ['Stop Secured Registers', 'configure'],
  32: ['Set Precision Date and/or Time', 'time'],
}

export function classOfProcedure(procedure: number): OperationClass {
  return PROCEDURES[procedure]?.[1] ?? 'control'
}

export function procedureText(procedure: number): string {
  const isManufacturers = (procedure & MANUFACTURER) !== 0
  return (
    PROCEDURES[procedure]?.[0] ?? `${isManufacturers ? 'manufacturer procedure' : 'procedure'} ${procedure & NUMBER}`
  )
}
