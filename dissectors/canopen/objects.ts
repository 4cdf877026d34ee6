/*
 * Objects of a node, as CANopen has them over CAN, EtherCAT (CoE) and POWERLINK: which they are, and what their use does to
 * a device. CiA 301 V4.2.0, 7.4 and 7.5; CiA 302-2 and 302-3 (start of nodes, programs); CiA 402-2 (drives).
 */
import type { Fact, OperationClass } from '../kit/observation.ts'

export const OBJECT = {
  deviceType: 0x1000,
  deviceName: 0x1008,
  hardwareVersion: 0x1009,
  softwareVersion: 0x100a,
  identity: 0x1018,
  programData: 0x1f50,
  programControl: 0x1f51,
  controlword: 0x6040,
} as const

const NAMES: Readonly<Record<number, string>> = {
  [OBJECT.deviceType]: 'device type',
  0x1001: 'error register',
  0x1003: 'errors',
  0x1005: 'COB-ID of SYNC',
  0x1006: 'communication cycle period',
  [OBJECT.deviceName]: 'device name',
  [OBJECT.hardwareVersion]: 'hardware version',
  [OBJECT.softwareVersion]: 'software version',
  0x100c: 'guard time',
  0x100d: 'life time factor',
  0x1010: 'store parameters',
  0x1011: 'restore default parameters',
  0x1014: 'COB-ID of EMCY',
  0x1016: 'consumer heartbeat time',
  0x1017: 'producer heartbeat time',
  [OBJECT.identity]: 'identity',
  0x1c12: 'RxPDO assignment',
  0x1c13: 'TxPDO assignment',
  [OBJECT.programData]: 'program data',
  [OBJECT.programControl]: 'program control',
  0x1f56: 'program software identification',
  0x1f57: 'flash status',
  0x1f80: 'NMT start-up',
  0x1f81: 'NMT slave assignment',
  [OBJECT.controlword]: 'controlword',
  0x6041: 'statusword',
  0x6060: 'modes of operation',
  0x6061: 'modes of operation display',
}

/** Runs of 512 objects, one of each for every PDO. */
const OF_PDOS: Readonly<Record<number, string>> = {
  0x1400: 'RPDO communication',
  0x1600: 'RPDO mapping',
  0x1800: 'TPDO communication',
  0x1a00: 'TPDO mapping',
}
const FIRST_OF_MAKER = 0x2000

const IDENTITY: readonly number[] = [
  OBJECT.deviceType,
  OBJECT.deviceName,
  OBJECT.hardwareVersion,
  OBJECT.softwareVersion,
  OBJECT.identity,
]
/** What the entries of the identity object say, by subindex. */
export const IDENTITY_FACTS: readonly (Fact | undefined)[] = [
  undefined,
  'vendor-id',
  'product-code',
  'configuration-revision',
  'serial',
]

/** Profiles that a device can follow, the lower half of its device type. */
const PROFILES: Readonly<Record<number, string>> = {
  401: 'generic I/O module',
  402: 'drives and motion control',
  403: 'human-machine interface',
  404: 'measuring device or closed-loop controller',
  405: 'programmable logic controller',
  406: 'encoder',
}

/** '0x1018:01 identity'. */
export function objectText(index: number, subindex: number): string {
  const object = `0x${index.toString(16).padStart(4, '0')}:${subindex.toString(16).padStart(2, '0')}`
  const name = NAMES[index] ?? OF_PDOS[index & 0xfe00]
  return name === undefined ? object : `${object} ${name}`
}

/** Whether it tells who a device is. */
export function isIdentityObject(index: number): boolean {
  return IDENTITY.includes(index)
}

export function readClass(index: number): OperationClass {
  return isIdentityObject(index) ? 'discover' : 'read'
}

/** CiA 301, 7.4: 0x1000 on is communication, 0x2000 on the maker's and the profile's. CiA 302-3: programs. */
export function writeClass(index: number): OperationClass {
  if (index === OBJECT.programData) return 'download'
  if (index === OBJECT.programControl) return 'mode'
  if (index === OBJECT.controlword) return 'control'
  return index < FIRST_OF_MAKER ? 'configure' : 'write'
}

/** '' where a device follows none. */
export function profileText(deviceType: number): string {
  const profile = deviceType & 0xffff
  return PROFILES[profile] ?? (profile === 0 ? '' : `CiA profile ${profile}`)
}
