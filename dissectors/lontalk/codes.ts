import type { OperationClass } from '../kit/observation.ts'

/** EN 14908-4: kinds of packets between routers and the configuration server, and what they do. */
export const DATA_PACKET = 0x01
const PACKETS: Readonly<Record<number, readonly [string, OperationClass]>> = {
  [DATA_PACKET]: ['Data Packet', 'unknown'],
  0x03: ['Device Registration', 'session'],
  0x04: ['Channel Membership', 'configure'],
  0x06: ['Send List', 'configure'],
  0x07: ['Acknowledge', 'session'],
  0x08: ['Channel Routing', 'configure'],
  0x60: ['Status Request', 'diagnose'],
  0x63: ['Device Configuration Request', 'discover'],
  0x64: ['Channel Membership Request', 'discover'],
  0x66: ['Send List Request', 'discover'],
  0x68: ['Channel Routing Request', 'discover'],
  0x70: ['Status Response', 'diagnose'],
  0x71: ['Device Configuration', 'configure'],
  0x7f: ['Segment', 'session'],
}

/** Which packet answers which; what was not asked for is given all the same. */
const ANSWERS: Readonly<Record<number, number>> = { 0x04: 0x64, 0x06: 0x66, 0x08: 0x68, 0x70: 0x60, 0x71: 0x63 }
const REQUESTS = Object.values(ANSWERS)

/** EN 14908-1, annex B: network management and diagnostics, and what they do to a node. */
export const QUERY_ID = 0x61
export const UPDATE_KEY = 0x65
export const SERVICE_PIN = 0x7f
const COMMANDS: Readonly<Record<number, readonly [string, OperationClass]>> = {
  0x51: ['ND Query Status', 'diagnose'],
  0x52: ['ND Proxy Command', 'diagnose'],
  0x53: ['ND Clear Status', 'configure'],
  0x54: ['ND Query Transceiver Status', 'diagnose'],
  [QUERY_ID]: ['NM Query ID', 'discover'],
  0x62: ['NM Respond to Query', 'configure'],
  0x63: ['NM Update Domain', 'configure'],
  0x64: ['NM Leave Domain', 'configure'],
  [UPDATE_KEY]: ['NM Update Key', 'configure'],
  0x66: ['NM Update Address', 'configure'],
  0x67: ['NM Query Address', 'discover'],
  0x68: ['NM Query Network Variable Configuration', 'discover'],
  0x69: ['NM Update Group Address', 'configure'],
  0x6a: ['NM Query Domain', 'discover'],
  0x6b: ['NM Update Network Variable Configuration', 'configure'],
  0x6c: ['NM Set Node Mode', 'mode'],
  0x6d: ['NM Read Memory', 'read'],
  0x6e: ['NM Write Memory', 'download'],
  0x6f: ['NM Checksum Recalculate', 'configure'],
  0x70: ['NM Wink', 'control'],
  0x71: ['NM Memory Refresh', 'configure'],
  0x72: ['NM Query SNVT', 'discover'],
  0x73: ['NM Network Variable Fetch', 'read'],
  [SERVICE_PIN]: ['NM Service Pin', 'discover'],
}
/** Number spaces beyond those of packets and of what an APDU begins with. */
export const SPACE = { packet: 0, apdu: 0x100 } as const
/** What an APDU is counted as that has no code of its own. */
export const VARIABLE = 0x80
const ACKNOWLEDGED = 0x81
const AUTHENTICATION = 0x82
const REMINDER = 0x83
const UNKNOWN_PDU = 0x84
export const CONTROL = {
  acknowledged: ACKNOWLEDGED,
  authentication: AUTHENTICATION,
  reminder: REMINDER,
  unknown: UNKNOWN_PDU,
} as const
const LAST_OF_APPLICATION = 0x3f
const LAST_OF_FOREIGN = 0x4f

export function isPacket(type: number): boolean {
  return PACKETS[type] !== undefined
}

export function packetClass(type: number): OperationClass {
  return PACKETS[type]?.[1] ?? 'unknown'
}

/** What a packet answers; 0 of others. */
export function answeredBy(type: number): number {
  return ANSWERS[type] ?? 0
}

export function isRequest(type: number): boolean {
  return REQUESTS.includes(type)
}

/** What a message of this code does; those of an application are its own. */
export function commandClass(code: number): OperationClass {
  return COMMANDS[code]?.[1] ?? 'unknown'
}

/** Whether anybody has said what the code is. */
export function isCommand(code: number): boolean {
  return code <= LAST_OF_FOREIGN || COMMANDS[code] !== undefined
}

export function describeCode(code: number): { function: string; name: string } {
  if (code < SPACE.apdu) {
    return { function: `cnip 0x${hex(code)}`, name: PACKETS[code]?.[0] ?? `packet type ${code}` }
  }
  const number = code - SPACE.apdu
  switch (number) {
    case VARIABLE:
      return { function: 'nv', name: 'Network Variable' }
    case ACKNOWLEDGED:
      return { function: 'ack', name: 'Acknowledgement' }
    case AUTHENTICATION:
      return { function: 'auth', name: 'Authentication' }
    case REMINDER:
      return { function: 'reminder', name: 'Reminder' }
    case UNKNOWN_PDU:
      return { function: '?', name: 'unknown PDU' }
    default:
      return { function: `0x${hex(number)}`, name: COMMANDS[number]?.[0] ?? applicationName(number) }
  }
}

function applicationName(code: number): string {
  if (code <= LAST_OF_APPLICATION) return `Application Message ${code}`
  return code <= LAST_OF_FOREIGN ? `Foreign Frame ${code - LAST_OF_APPLICATION - 1}` : `message 0x${hex(code)}`
}

function hex(value: number): string {
  return value.toString(16).padStart(2, '0')
}
