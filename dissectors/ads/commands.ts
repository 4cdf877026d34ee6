/*
 * ADS commands, and the services of the discovery port. Beckhoff Information System, "ADS Commands"; the UDP services
 * are not documented: they are those of the open ADS library of Beckhoff and of public captures.
 */
import type { OperationClass } from '../kit/observation.ts'

/** Codes from here on are services of UDP port 48899. */
export const UDP_SPACE = 0x1_0000
/** Codes from here on are messages of the router itself, over TCP. */
export const ROUTER_SPACE = 0x2_0000

export const COMMAND = {
  readDeviceInfo: 1,
  read: 2,
  write: 3,
  readState: 4,
  writeControl: 5,
  addNotification: 6,
  deleteNotification: 7,
  notification: 8,
  readWrite: 9,
} as const

export const SERVICE = { serverInfo: 1, addRoute: 6 } as const

const NAMES: readonly string[] = [
  'Invalid',
  'Read Device Info',
  'Read',
  'Write',
  'Read State',
  'Write Control',
  'Add Device Notification',
  'Delete Device Notification',
  'Device Notification',
  'Read Write',
]
export const PORT_CONNECT = 0x1000
const ROUTER: Readonly<Record<number, string>> = {
  1: 'Port Close',
  [PORT_CONNECT]: 'Port Connect',
  4097: 'Router Notification',
  4098: 'Get Local Net Id',
}
const SERVICES: Readonly<Record<number, string>> = { 1: 'Server Info', 6: 'Add Route' }

/** What a command does when its index group says no more. */
export const CLASSES: readonly OperationClass[] = [
  'unknown',
  'discover',
  'read',
  'write',
  'diagnose',
  'mode',
  // Asks for values, from now on unasked.
  'read',
  'session',
  'publish',
  // Writes and reads: by group, see index-groups.ts.
  'write',
]

export function describeCode(code: number): { function: string; name: string } {
  if (code < UDP_SPACE) return { function: String(code), name: `ADS ${NAMES[code] ?? `Command ${code}`}` }
  if (code >= ROUTER_SPACE) {
    const kind = code - ROUTER_SPACE
    return { function: `router 0x${kind.toString(16).padStart(4, '0')}`, name: `AMS ${routerName(kind)}` }
  }
  const service = code - UDP_SPACE
  return { function: `udp ${service}`, name: `AMS ${SERVICES[service] ?? `Service ${service}`}` }
}

/** The name of a message of the router; undefined when there is none of this kind. */
export function routerName(kind: number): string | undefined {
  return ROUTER[kind]
}

/** A route lets a host in: it changes the configuration. */
export function classOfService(service: number): OperationClass {
  switch (service) {
    case SERVICE.serverInfo:
      return 'discover'
    case SERVICE.addRoute:
      return 'configure'
    default:
      return 'unknown'
  }
}
