/*
 * What an index group and offset name. Beckhoff Information System, "Specification of the ADS services": PLC runtime
 * (0x4020, 0xF0xx and 0xF100; newer ones from TcAdsDef.h), and those of the system service, port 10000, from the TcSystem library.
 */
import type { OperationClass } from '../kit/observation.ts'
import { CLASSES, COMMAND } from './commands.ts'

export const GROUP = {
  handleByName: 0xf003,
  valueByName: 0xf004,
  valueByHandle: 0xf005,
  releaseHandle: 0xf006,
  infoByName: 0xf007,
  infoByNameEx: 0xf009,
  typeByName: 0xf011,
  sumRead: 0xf080,
  sumWrite: 0xf081,
  sumReadWrite: 0xf082,
  sumReadEx: 0xf083,
  sumReadEx2: 0xf084,
  sumSubscribe: 0xf085,
  sumUnsubscribe: 0xf086,
  deviceData: 0xf100,
} as const

/** Of the system service: what describes the target, its host name. */
export const TARGET_DESCRIPTION = 'target description'
export const HOST_NAME = 'host name'
export const SYSTEM_PORT = 10000

const REGISTRY = 200
const SYSTEM_STATE = 240
const TIME = 400
const START_PROCESS = 500
const CHANGE_NET_ID = 600
const FIRST_TABLE = 0xf00a
const LAST_TABLE = 0xf00f
const FIRST_FILE = 100
const LAST_FILE = 199

const NAMES: Readonly<Record<number, string>> = {
  0x4025: 'size of %M',
  0xf008: 'version of the symbols',
  0xf00a: 'symbol table by handle',
  0xf00b: 'symbol table',
  0xf00c: 'symbol table info',
  0xf00e: 'data type table',
  0xf00f: 'symbol table info 2',
  0xf010: 'notification errors',
  0xf025: 'size of %I',
  0xf035: 'size of %Q',
  0xf085: 'several subscriptions',
  0xf086: 'several subscriptions',
  0xf100: 'device state',
}
const SYSTEM: Readonly<Record<number, string>> = {
  120: 'file open',
  121: 'file close',
  122: 'file read',
  123: 'file write',
  124: 'file seek',
  131: 'file delete',
  132: 'file rename',
  133: 'file find',
  138: 'directory create',
  139: 'directory remove',
  200: 'registry',
  240: 'system state',
  400: 'time',
  500: 'start process',
  600: 'net id',
  700: TARGET_DESCRIPTION,
  702: HOST_NAME,
  703: 'adapters',
}
/** Process images: bytes under the even group, bits under the next. */
const IMAGES: Readonly<Record<number, string>> = { 0x4020: '%M', 0xf020: '%I', 0xf030: '%Q' }

/** Whether what is written to this group is the name of what is meant. */
export function isNamed(group: number, port: number): boolean {
  if (port === SYSTEM_PORT)
    return group === 120 || group === 131 || group === 138 || group === 139 || group === REGISTRY
  const { handleByName, valueByName, infoByName, infoByNameEx, typeByName } = GROUP
  return (
    group === handleByName ||
    group === valueByName ||
    group === infoByName ||
    group === infoByNameEx ||
    group === typeByName
  )
}

/** '%MB100+4', '%QX3.7', 'target description', 'group 0x1 offset 0x6+4'. */
export function groupText(group: number, offset: number, length: number, port: number): string {
  const bytes = IMAGES[group]
  if (bytes !== undefined) return `${bytes}B${offset}+${length}`
  const bits = IMAGES[group - 1]
  if (bits !== undefined) return `${bits}X${Math.floor(offset / 8)}.${offset % 8}`
  const known = port === SYSTEM_PORT ? SYSTEM[group] : NAMES[group]
  if (known !== undefined) return group === TARGET_GROUP && offset !== 1 ? `${known} ${offset}` : known
  return `group 0x${group.toString(16)} offset 0x${offset.toString(16)}${length === 0 ? '' : `+${length}`}`
}

const TARGET_GROUP = 700

/** What an access to a group does; by its command alone where the group says no more. */
export function classOfAccess(command: number, group: number, port: number): OperationClass {
  if (port === SYSTEM_PORT) return classOfSystem(command, group)
  if (command === COMMAND.write && group === GROUP.releaseHandle) return 'session'
  if (command === COMMAND.read) return classOfRead(group)
  if (command !== COMMAND.readWrite) return CLASSES[command] ?? 'unknown'
  switch (group) {
    case GROUP.infoByName:
    case GROUP.infoByNameEx:
    case GROUP.typeByName:
      return 'discover'
    case GROUP.handleByName:
    case GROUP.valueByName:
    case GROUP.sumRead:
    case GROUP.sumReadEx:
    case GROUP.sumReadEx2:
    // As a subscription of its own.
    case GROUP.sumSubscribe:
      return 'read'
    case GROUP.sumUnsubscribe:
      return 'session'
    default:
      return 'write'
  }
}

/** Symbols and types are read to learn what is there, the state of the device to learn how it is. */
function classOfRead(group: number): OperationClass {
  if (group === GROUP.deviceData) return 'diagnose'
  return group >= FIRST_TABLE && group <= LAST_TABLE ? 'discover' : 'read'
}

function classOfSystem(command: number, group: number): OperationClass {
  const changes = command === COMMAND.write
  if (group >= FIRST_FILE && group <= LAST_FILE) return 'file'
  switch (group) {
    case REGISTRY:
    case CHANGE_NET_ID:
      return changes ? 'configure' : 'read'
    case SYSTEM_STATE:
      return changes ? 'write' : 'diagnose'
    case TIME:
      return changes ? 'time' : 'read'
    case START_PROCESS:
      return changes ? 'control' : 'read'
    default:
      return command === COMMAND.readWrite ? 'read' : (CLASSES[command] ?? 'unknown')
  }
}
