/*
 * Service types of KNXnet/IP (ISO 22510; KNX Standard 03/08/01 to 03/08/05, 03/08/09) and what each does. An answer counts
 * under the code of its request.
 */
import type { Direction } from '../kit/dissector.ts'
import type { OperationClass, OperationRole } from '../kit/observation.ts'

export const SERVICE = {
  searchRequest: 0x0201,
  searchResponse: 0x0202,
  descriptionRequest: 0x0203,
  descriptionResponse: 0x0204,
  connectRequest: 0x0205,
  connectResponse: 0x0206,
  searchResponseExtended: 0x020c,
  deviceConfigurationRequest: 0x0310,
  tunnellingRequest: 0x0420,
  tunnellingAck: 0x0421,
  routingIndication: 0x0530,
  secureWrapper: 0x0950,
} as const

type Service = readonly [name: string, operationClass: OperationClass, role: OperationRole, request?: number]

const SERVICES: Readonly<Record<number, Service>> = {
  0x0201: ['SEARCH_REQUEST', 'discover', 'request'],
  0x0202: ['SEARCH_RESPONSE', 'discover', 'response', 0x0201],
  0x0203: ['DESCRIPTION_REQUEST', 'discover', 'request'],
  0x0204: ['DESCRIPTION_RESPONSE', 'discover', 'response', 0x0203],
  0x0205: ['CONNECT_REQUEST', 'session', 'request'],
  0x0206: ['CONNECT_RESPONSE', 'session', 'response', 0x0205],
  0x0207: ['CONNECTIONSTATE_REQUEST', 'session', 'request'],
  0x0208: ['CONNECTIONSTATE_RESPONSE', 'session', 'response', 0x0207],
  0x0209: ['DISCONNECT_REQUEST', 'session', 'request'],
  0x020a: ['DISCONNECT_RESPONSE', 'session', 'response', 0x0209],
  0x020b: ['SEARCH_REQUEST_EXTENDED', 'discover', 'request'],
  0x020c: ['SEARCH_RESPONSE_EXTENDED', 'discover', 'response', 0x020b],
  0x0310: ['DEVICE_CONFIGURATION_REQUEST', 'unknown', 'request'],
  0x0311: ['DEVICE_CONFIGURATION_ACK', 'session', 'event'],
  0x0420: ['TUNNELLING_REQUEST', 'unknown', 'request'],
  0x0421: ['TUNNELLING_ACK', 'session', 'event'],
  0x0422: ['TUNNELLING_FEATURE_GET', 'read', 'request'],
  0x0423: ['TUNNELLING_FEATURE_RESPONSE', 'read', 'response', 0x0422],
  0x0424: ['TUNNELLING_FEATURE_SET', 'configure', 'request'],
  0x0425: ['TUNNELLING_FEATURE_INFO', 'publish', 'event'],
  0x0530: ['ROUTING_INDICATION', 'unknown', 'event'],
  0x0531: ['ROUTING_LOST_MESSAGE', 'alarm', 'event'],
  0x0532: ['ROUTING_BUSY', 'session', 'event'],
  0x0533: ['ROUTING_SYSTEM_BROADCAST', 'discover', 'event'],
  0x0740: ['REMOTE_DIAGNOSTIC_REQUEST', 'diagnose', 'request'],
  0x0741: ['REMOTE_DIAGNOSTIC_RESPONSE', 'diagnose', 'response', 0x0740],
  0x0742: ['REMOTE_BASIC_CONFIGURATION_REQUEST', 'configure', 'request'],
  0x0743: ['REMOTE_RESET_REQUEST', 'mode', 'request'],
  0x0950: ['SECURE_WRAPPER', 'unknown', 'event'],
  0x0951: ['SESSION_REQUEST', 'session', 'request'],
  0x0952: ['SESSION_RESPONSE', 'session', 'response', 0x0951],
  0x0953: ['SESSION_AUTHENTICATE', 'authenticate', 'request'],
  0x0954: ['SESSION_STATUS', 'session', 'event'],
  0x0955: ['TIMER_NOTIFY', 'time', 'event'],
}

export function isKnownService(service: number): boolean {
  return SERVICES[service] !== undefined
}

/** The code that a message counts under. */
export function requestOf(service: number): number {
  return SERVICES[service]?.[3] ?? service
}

export function classOfService(service: number): OperationClass {
  return SERVICES[service]?.[1] ?? 'unknown'
}

export function roleOfService(service: number): OperationRole {
  return SERVICES[service]?.[2] ?? 'event'
}

export function serviceName(service: number): string {
  return SERVICES[service]?.[0] ?? 'unknown service'
}

/** What by its role alone goes one way; tunnelling and configuration go both ways. */
export function directionOfService(service: number): Direction | undefined {
  if (service === SERVICE.tunnellingRequest || service === SERVICE.deviceConfigurationRequest) return undefined
  switch (roleOfService(service)) {
    case 'request':
      return 'to-server'
    case 'response':
      return 'to-client'
    default:
      return undefined
  }
}
