/*
 * Commands of the EtherNet/IP encapsulation. The CIP Networks Library, Volume 2, table 2-3.2 (commands), table 2-3.3
 * (status), Volume 8, section 3-4 (StartDTLS). 0x0001, 0x0072 and 0x0073 are reserved for legacy use, and still heard.
 */
import type { OperationClass } from '../kit/observation.ts'

export const NOP = 0x0000
export const LIST_TARGETS = 0x0001
export const LIST_SERVICES = 0x0004
export const LIST_IDENTITY = 0x0063
export const LIST_INTERFACES = 0x0064
export const REGISTER_SESSION = 0x0065
export const UNREGISTER_SESSION = 0x0066
export const SEND_RR_DATA = 0x006f
export const SEND_UNIT_DATA = 0x0070
const INDICATE_STATUS = 0x0072
const CANCEL = 0x0073
const START_DTLS = 0x00c8

const COMMANDS: Readonly<Record<number, readonly [string, OperationClass]>> = {
  [NOP]: ['NOP', 'session'],
  [LIST_TARGETS]: ['List Targets (legacy)', 'discover'],
  [LIST_SERVICES]: ['ListServices', 'discover'],
  [LIST_IDENTITY]: ['ListIdentity', 'discover'],
  [LIST_INTERFACES]: ['ListInterfaces', 'discover'],
  [REGISTER_SESSION]: ['RegisterSession', 'session'],
  [UNREGISTER_SESSION]: ['UnRegisterSession', 'session'],
  // What these two carry is CIP, and counted there.
  [SEND_RR_DATA]: ['SendRRData', 'session'],
  [SEND_UNIT_DATA]: ['SendUnitData', 'session'],
  [INDICATE_STATUS]: ['IndicateStatus', 'diagnose'],
  [CANCEL]: ['Cancel', 'session'],
  [START_DTLS]: ['StartDTLS', 'session'],
}

export function isKnownCommand(command: number): boolean {
  return COMMANDS[command] !== undefined
}

export function commandName(command: number): string {
  return COMMANDS[command]?.[0] ?? `command 0x${command.toString(16).padStart(2, '0')}`
}

export function commandClass(command: number): OperationClass {
  return COMMANDS[command]?.[1] ?? 'unknown'
}

/** Whether the command asks a device what it is and has. */
export function isList(command: number): boolean {
  return (
    command === LIST_TARGETS || command === LIST_SERVICES || command === LIST_IDENTITY || command === LIST_INTERFACES
  )
}

/** Whether the command carries CIP. */
export function isSend(command: number): boolean {
  return command === SEND_RR_DATA || command === SEND_UNIT_DATA
}

/** Whether the standard has this status. */
export function isKnownStatus(status: number): boolean {
  return status <= 3 || status === 0x64 || status === 0x65 || status === 0x69 || status === 0x6a
}
