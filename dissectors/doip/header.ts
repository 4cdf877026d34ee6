/*
 * The generic header of ISO 13400-2, clause 7.1: version, its inverse, type of the payload, length of what follows.
 * Nothing here moves a cursor, which stands at the start of a message.
 */
import type { Cursor } from '../kit/cursor.ts'
import type { OperationClass, OperationRole } from '../kit/observation.ts'

export const HEADER_LENGTH = 8
/** A block of a download; what gateways announce as their largest (table 11) is less. */
export const MAX_PAYLOAD = 0x10_0000

export const TYPE = {
  nack: 0x0000,
  identify: 0x0001,
  identifyByEid: 0x0002,
  identifyByVin: 0x0003,
  announcement: 0x0004,
  activation: 0x0005,
  activationAnswer: 0x0006,
  aliveCheck: 0x0007,
  aliveAnswer: 0x0008,
  status: 0x4001,
  statusAnswer: 0x4002,
  powerMode: 0x4003,
  powerModeAnswer: 0x4004,
  diagnostic: 0x8001,
  diagnosticAck: 0x8002,
  diagnosticNack: 0x8003,
} as const

export interface PayloadType {
  readonly name: string
  readonly class: OperationClass
  readonly role: OperationRole
  /** The type that answers it; 0 for none. */
  readonly answer: number
  /** Lengths of the payload: those of each edition, or of what is optional. */
  readonly lengths: readonly number[]
}

const TYPES: ReadonlyMap<number, PayloadType> = new Map([
  [TYPE.nack, type('Header negative acknowledgement', 'session', 'event', 0, 1)],
  [TYPE.identify, type('Vehicle identification', 'discover', 'request', TYPE.announcement, 0)],
  [TYPE.identifyByEid, type('Vehicle identification by EID', 'discover', 'request', TYPE.announcement, 6)],
  [TYPE.identifyByVin, type('Vehicle identification by VIN', 'discover', 'request', TYPE.announcement, 17)],
  [TYPE.announcement, type('Vehicle announcement', 'discover', 'response', 0, 32, 33)],
  [TYPE.activation, type('Routing activation', 'session', 'request', TYPE.activationAnswer, 7, 8, 11, 20)],
  [TYPE.activationAnswer, type('Routing activation', 'session', 'response', 0, 9, 13, 21)],
  // Asked by the server.
  [TYPE.aliveCheck, type('Alive check', 'session', 'event', 0, 0)],
  [TYPE.aliveAnswer, type('Alive check answer', 'session', 'event', 0, 2)],
  [TYPE.status, type('Entity status', 'diagnose', 'request', TYPE.statusAnswer, 0)],
  [TYPE.statusAnswer, type('Entity status', 'diagnose', 'response', 0, 3, 7)],
  [TYPE.powerMode, type('Diagnostic power mode', 'diagnose', 'request', TYPE.powerModeAnswer, 0)],
  [TYPE.powerModeAnswer, type('Diagnostic power mode', 'diagnose', 'response', 0, 1)],
  [TYPE.diagnostic, type('Diagnostic message', 'unknown', 'event', 0)],
  [TYPE.diagnosticAck, type('Diagnostic message acknowledgement', 'session', 'event', 0)],
  [TYPE.diagnosticNack, type('Diagnostic message negative acknowledgement', 'session', 'event', 0)],
])

/** Addresses of source and target, then a service or a code. */
const LEAST_DIAGNOSTIC = 5
/** Editions of 2010, 2012, 2019, and the amendment to it; 0xff asks who is there without knowing which. */
const NEWEST_VERSION = 4
const ANY_VERSION = 0xff

export function payloadType(code: number): PayloadType | undefined {
  return TYPES.get(code)
}

export function typeOf(bytes: Cursor): number {
  return bytes.peek16(2)
}

export function payloadLength(bytes: Cursor): number {
  return bytes.peek16(4) * 0x1_0000 + bytes.peek16(6)
}

/** Whether the eight bytes, which are there, are a header. */
export function isHeader(bytes: Cursor): boolean {
  const version = bytes.peek(0)
  const isVersion = (version > 0 && version <= NEWEST_VERSION) || version === ANY_VERSION
  return isVersion && bytes.peek(1) === (version ^ 0xff) && payloadLength(bytes) <= MAX_PAYLOAD
}

/** Whether the payload is as long as one of its type can be. */
export function hasLengthOfType(bytes: Cursor, known: PayloadType): boolean {
  const length = payloadLength(bytes)
  return known.lengths.length === 0 ? length >= LEAST_DIAGNOSTIC : known.lengths.includes(length)
}

function type(
  name: string,
  operationClass: OperationClass,
  role: OperationRole,
  answer: number,
  ...lengths: readonly number[]
): PayloadType {
  return { name, class: operationClass, role, answer, lengths }
}
