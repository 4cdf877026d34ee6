/* RADIUS packets: RFC 2865, 3; RFC 2866, 3; RFC 5176, 3; RFC 5997, 3. */
import type { OperationClass } from '../kit/observation.ts'

export const PACKET = {
  accessRequest: 1,
  accessAccept: 2,
  accessReject: 3,
  accountingRequest: 4,
  accountingResponse: 5,
  accessChallenge: 11,
  statusServer: 12,
  disconnectRequest: 40,
  disconnectAck: 41,
  disconnectNak: 42,
  coaRequest: 43,
  coaAck: 44,
  coaNak: 45,
} as const

interface Packet {
  readonly name: string
  readonly operationClass: OperationClass
  /** The request that it answers; 0 for a request. */
  readonly answers: number
}

const PACKETS: Readonly<Record<number, Packet>> = {
  1: { name: 'Access-Request', operationClass: 'authenticate', answers: 0 },
  2: { name: 'Access-Accept', operationClass: 'authenticate', answers: 1 },
  3: { name: 'Access-Reject', operationClass: 'authenticate', answers: 1 },
  4: { name: 'Accounting-Request', operationClass: 'session', answers: 0 },
  5: { name: 'Accounting-Response', operationClass: 'session', answers: 4 },
  11: { name: 'Access-Challenge', operationClass: 'authenticate', answers: 1 },
  12: { name: 'Status-Server', operationClass: 'diagnose', answers: 0 },
  40: { name: 'Disconnect-Request', operationClass: 'configure', answers: 0 },
  41: { name: 'Disconnect-ACK', operationClass: 'configure', answers: 40 },
  42: { name: 'Disconnect-NAK', operationClass: 'configure', answers: 40 },
  43: { name: 'CoA-Request', operationClass: 'configure', answers: 0 },
  44: { name: 'CoA-ACK', operationClass: 'configure', answers: 43 },
  45: { name: 'CoA-NAK', operationClass: 'configure', answers: 43 },
}

export function packetOf(code: number): Packet | undefined {
  return PACKETS[code]
}

/** Answers that refuse. */
export function isRefusal(code: number): boolean {
  return code === PACKET.accessReject || code === PACKET.disconnectNak || code === PACKET.coaNak
}

export function describeRadius(code: number): { function: string; name: string } {
  return { function: String(code), name: PACKETS[code]?.name ?? `RADIUS code ${code}` }
}
