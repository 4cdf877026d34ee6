/* Functions that messages are for, and what they ask of the remote data base: D301401X012; icsnpp-bsap of CISA. */
import type { OperationClass } from '../kit/observation.ts'

export const FUNCTION = { data: 0xa0, dataExtension: 0xa1, timeAndRouting: 0x88 } as const
export const RDB = {
  readByAddress: 0x00,
  readByName: 0x04,
  writeByAddress: 0x80,
  writeByName: 0x84,
} as const

type Named = readonly [name: string, operationClass: OperationClass]

/** Codes of the link, which stand where others have the function. */
const LINK: Readonly<Record<number, Named>> = {
  129: ['Dial-up Acknowledge', 'session'],
  131: ['Message Discarded', 'session'],
  133: ['Poll', 'read'],
  134: ['Down-transmit Acknowledge', 'session'],
  135: ['Acknowledge, No Data', 'session'],
  138: ['Up-acknowledge with Poll', 'read'],
  139: ['Up-acknowledge', 'session'],
  149: ['Not Acknowledged, No Buffer', 'session'],
}
export const LINK_CODE = { poll: 133, noData: 135, pollAgain: 138 } as const
const FROM_MASTER: ReadonlySet<number> = new Set([133, 138, 139])

const FUNCTIONS: Readonly<Record<number, Named>> = {
  3: ['Engineer Interface', 'unknown'],
  64: ['Controller Interface', 'unknown'],
  72: ['Diagnostics', 'diagnose'],
  80: ['Transmitter Request', 'unknown'],
  81: ['Transmitter Response', 'unknown'],
  96: ['Communication Buffer', 'unknown'],
  104: ['Flash Download', 'download'],
  106: ['Flash Configuration', 'configure'],
  112: ['Command Handler Request', 'control'],
  113: ['Command Handler Response', 'control'],
  120: ['Download', 'download'],
  136: ['Time Synchronisation and Node Routing Table', 'time'],
  137: ['Request of Time and Node Routing Table', 'session'],
  160: ['Remote Data Base', 'unknown'],
  161: ['Remote Data Base Extension', 'unknown'],
  162: ['Report by Exception', 'publish'],
  163: ['Report-by-Exception Manager', 'publish'],
  168: ['Alarm Acknowledge', 'alarm'],
  169: ['Alarm Initialisation', 'alarm'],
  170: ['Alarm Report', 'alarm'],
  176: ['Peer-to-peer Master', 'unknown'],
  177: ['Peer-to-peer Slave', 'unknown'],
  191: ['Tunnel', 'unknown'],
  192: ['IP Processing', 'session'],
}
const PASS_THROUGH = [
  [0x98, 0x9f],
  [0xc1, 0xcb],
] as const

const RDB_FUNCTIONS: Readonly<Record<number, string>> = {
  [RDB.readByAddress]: 'Read Signal by Address',
  2: 'Read Logical by Address',
  [RDB.readByName]: 'Read Signal by Name',
  6: 'Read Logical by Name',
  12: 'Read Signals by List, Start',
  13: 'Read Signals by List, Continue',
  14: 'Read Logicals by List, Start',
  15: 'Read Logicals by List, Continue',
  [RDB.writeByAddress]: 'Write Signal by Address',
  [RDB.writeByName]: 'Write Signal by Name',
  140: 'Write Signals by List, Start',
  141: 'Write Signals by List, Continue',
}
/** Functions from here on write. */
const FIRST_WRITE = 0x80

const EXTENSIONS: Readonly<Record<number, Named>> = {
  257: ['Reset System', 'mode'],
  258: ['Reset Diagnostics', 'control'],
  513: ['Read Date and Time', 'read'],
  514: ['Read Date', 'read'],
  515: ['Read Time', 'read'],
  641: ['Write Date and Time', 'time'],
  1024: ['Change Local Node Address', 'configure'],
}

/** Spaces of codes: of functions, with what they are asked to do in the low 16 bits, of the link, of packets. */
const PART = 0x1_0000
export const LINK_SPACE = 0x100_0000
export const ACKNOWLEDGE = 0x200_0000
/** An answer to what was not seen, of which nothing says what it is. */
export const ANSWER = 0x200_0001

export function isLinkCode(code: number): boolean {
  return LINK[code] !== undefined
}

export function isLinkFromMaster(code: number): boolean {
  return FROM_MASTER.has(code)
}

export function isKnownFunction(code: number): boolean {
  return FUNCTIONS[code] !== undefined || PASS_THROUGH.some(([first, last]) => code >= first && code <= last)
}

export function codeOf(asked: number, part: number): number {
  return asked * PART + part
}

/** The part of the data base's functions that a code is of; -1 when it is of another. */
export function rdbFunctionOf(code: number): number {
  return Math.floor(code / PART) === FUNCTION.data ? code % PART : -1
}

export function isWrite(rdb: number): boolean {
  return rdb >= FIRST_WRITE
}

export function isKnownPart(asked: number, part: number): boolean {
  if (asked === FUNCTION.data) return RDB_FUNCTIONS[part] !== undefined
  return asked !== FUNCTION.dataExtension || EXTENSIONS[part] !== undefined
}

export function classOf(code: number): OperationClass {
  if (code >= ACKNOWLEDGE) return code === ACKNOWLEDGE ? 'session' : 'unknown'
  if (code >= LINK_SPACE) return LINK[code - LINK_SPACE]?.[1] ?? 'unknown'
  const rdb = rdbFunctionOf(code)
  if (rdb >= 0) return isWrite(rdb) ? 'write' : 'read'
  const asked = Math.floor(code / PART)
  if (asked === FUNCTION.dataExtension) return EXTENSIONS[code % PART]?.[1] ?? 'unknown'
  return FUNCTIONS[asked]?.[1] ?? 'unknown'
}

export function describeCode(code: number): { function: string; name: string } {
  if (code === ACKNOWLEDGE) return { function: 'acknowledge', name: 'Acknowledge' }
  if (code === ANSWER) return { function: 'answer', name: 'Answer' }
  if (code >= LINK_SPACE) {
    const link = code - LINK_SPACE
    return { function: `link ${hex(link)}`, name: LINK[link]?.[0] ?? `Link ${hex(link)}` }
  }
  const asked = Math.floor(code / PART)
  const part = code % PART
  if (asked === FUNCTION.data)
    return { function: `RDB ${hex(part)}`, name: RDB_FUNCTIONS[part] ?? `Remote Data Base ${hex(part)}` }
  if (asked === FUNCTION.dataExtension)
    return { function: `RDB extension ${part}`, name: EXTENSIONS[part]?.[0] ?? `Remote Data Base Extension ${part}` }
  const known = isKnownFunction(asked) ? 'Pass-through' : 'Function'
  return { function: hex(asked), name: FUNCTIONS[asked]?.[0] ?? `${known} ${hex(asked)}` }
}

function hex(code: number): string {
  return `0x${code.toString(16).padStart(2, '0')}`
}
