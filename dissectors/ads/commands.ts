/*
 * ADS commands, and the services of the discovery port. Beckhoff Information System, "ADS Commands"; the UDP services
 * are not documented: they are those of the open ADS library of Beckhoff and of public captures.
 */
import type { OperationClass } from '../kit/observation.ts'

/** Codes from here on are services of UDP port 48899. */
export const UDP_SPACE = 0x1_0000

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
  const service = code - UDP_SPACE
  return { function: `udp ${service}`, name: `AMS ${SERVICES[service] ?? `Service ${service}`}` }
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
