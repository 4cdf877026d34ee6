/*
 * MQTT control packets. MQTT 5.0 (OASIS, 2019), table 2-1, and reason codes; 3.1.1 has the same numbers without AUTH.
 */
import type { OperationClass } from '../kit/observation.ts'

export const PACKET = {
  connect: 1,
  connack: 2,
  publish: 3,
  puback: 4,
  pubrec: 5,
  pubrel: 6,
  pubcomp: 7,
  subscribe: 8,
  suback: 9,
  unsubscribe: 10,
  unsuback: 11,
  pingreq: 12,
  pingresp: 13,
  disconnect: 14,
  auth: 15,
} as const

const NAMES: Readonly<Record<number, string>> = {
  1: 'CONNECT',
  2: 'CONNACK',
  3: 'PUBLISH',
  4: 'PUBACK',
  5: 'PUBREC',
  6: 'PUBREL',
  7: 'PUBCOMP',
  8: 'SUBSCRIBE',
  9: 'SUBACK',
  10: 'UNSUBSCRIBE',
  11: 'UNSUBACK',
  12: 'PINGREQ',
  13: 'PINGRESP',
  14: 'DISCONNECT',
  15: 'AUTH',
}

export function describePacket(type: number): { function: string; name: string } {
  return { function: String(type), name: NAMES[type] ?? `Packet type ${type}` }
}

export function classOfPacket(type: number): OperationClass {
  switch (type) {
    case PACKET.publish:
    case PACKET.puback:
    case PACKET.pubrec:
    case PACKET.pubrel:
    case PACKET.pubcomp:
      // Clause 4.3: the parts of one delivery.
      return 'publish'
    case PACKET.auth:
      return 'authenticate'
    default:
      // Clause 3.8: a subscription sets up what the broker will send; the values themselves come as PUBLISH.
      return type === 0 ? 'unknown' : 'session'
  }
}
