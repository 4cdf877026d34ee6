/*
 * Types of PDU: RFC 3416, clause 3 (its names in ASN.1), and the Trap-PDU of RFC 1157, clause 4.1.6. The code is the number
 * of the tag; what is encrypted has a code of its own.
 */
import type { OperationClass, OperationRole } from '../kit/observation.ts'

export const PDU = {
  get: 0,
  getNext: 1,
  response: 2,
  set: 3,
  trapV1: 4,
  getBulk: 5,
  inform: 6,
  trap: 7,
  report: 8,
  encrypted: 32,
} as const

type Meaning = readonly [function_: string, name: string, operationClass: OperationClass, role: OperationRole]

/*
 * A set writes names, addresses and states of interfaces, with which a device is configured (RFC 3416, 4.2.5). Traps and
 * informs report events. A report is about the protocol itself: unknown users, wrong clocks.
 */
const TYPES: Readonly<Record<number, Meaning>> = {
  0: ['get-request', 'GetRequest-PDU', 'read', 'request'],
  1: ['get-next-request', 'GetNextRequest-PDU', 'read', 'request'],
  2: ['response', 'Response-PDU', 'read', 'response'],
  3: ['set-request', 'SetRequest-PDU', 'configure', 'request'],
  4: ['trap', 'Trap-PDU', 'alarm', 'event'],
  5: ['get-bulk-request', 'GetBulkRequest-PDU', 'read', 'request'],
  6: ['inform-request', 'InformRequest-PDU', 'alarm', 'request'],
  7: ['snmpV2-trap', 'SNMPv2-Trap-PDU', 'alarm', 'event'],
  8: ['report', 'Report-PDU', 'diagnose', 'response'],
  32: ['encrypted', 'Encrypted PDU', 'unknown', 'request'],
}

export function classOfPdu(code: number): OperationClass {
  return TYPES[code]?.[2] ?? 'unknown'
}

export function roleOfPdu(code: number): OperationRole {
  return TYPES[code]?.[3] ?? 'request'
}

export function describePdu(code: number): { function: string; name: string } {
  const [text, name] = TYPES[code] ?? [`pdu ${code}`, `PDU ${code}`]
  return { function: text, name }
}
