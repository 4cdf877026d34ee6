/* Numbers of CODESYS V3 that are public: name service, channels, components. */
import type { OperationClass, OperationRole } from '../kit/observation.ts'

export const NAME_SERVICE = { address: 0xc201, name: 0xc202, device: 0xc280 } as const
export const CHANNEL = {
  block: 0x01,
  acknowledge: 0x02,
  keepAlive: 0x03,
  opened: 0x83,
  information: 0xc2,
  open: 0xc3,
  close: 0xc4,
} as const
/** Codes of operations by layer; a service has its component in the upper half and its command in the lower one. */
export const CODE = { nameService: 0, channel: 0x1_0000, datagram: 0x2_0000, service: 0x1000_0000 } as const

const NAME_SERVICE_NAMES: Readonly<Record<number, string>> = {
  [NAME_SERVICE.address]: 'resolve address',
  [NAME_SERVICE.name]: 'resolve name',
  [NAME_SERVICE.device]: 'device information',
}

const CHANNEL_NAMES: Readonly<Record<number, string>> = {
  [CHANNEL.block]: 'application block',
  [CHANNEL.acknowledge]: 'acknowledgement',
  [CHANNEL.keepAlive]: 'keep alive',
  [CHANNEL.opened]: 'open channel response',
  [CHANNEL.information]: 'channel information',
  [CHANNEL.open]: 'open channel request',
  [CHANNEL.close]: 'close channel',
}

/** Components of a runtime, and what can be said of all their commands. */
const COMPONENTS: Readonly<Record<number, readonly [string, OperationClass]>> = {
  0x01: ['CmpDevice', 'session'],
  0x02: ['CmpApp', 'unknown'],
  0x04: ['CmpVisuServer', 'unknown'],
  0x05: ['CmpLog', 'diagnose'],
  0x06: ['CmpSettings', 'unknown'],
  0x07: ['SysEthernet', 'unknown'],
  0x08: ['CmpFileTransfer', 'file'],
  0x09: ['CmpIecVarAccess', 'unknown'],
  0x0b: ['CmpIoMgr', 'unknown'],
  0x0c: ['CmpUserMgr', 'configure'],
  0x0f: ['CmpTraceMgr', 'diagnose'],
  0x11: ['PlcShell', 'control'],
  0x12: ['CmpAppBP', 'control'],
  0x13: ['CmpAppForce', 'control'],
  0x18: ['CmpAlarmManager', 'alarm'],
  0x1b: ['CmpMonitor', 'read'],
  0x1d: ['CmpCodeMeter', 'unknown'],
  0x1f: ['CmpCoreDump', 'diagnose'],
  0x22: ['CmpOpenSSL', 'configure'],
}

export function isChannelType(type: number): boolean {
  return CHANNEL_NAMES[type] !== undefined
}

export function channelRole(type: number): OperationRole {
  if (type === CHANNEL.open) return 'request'
  return type === CHANNEL.opened ? 'response' : 'event'
}

const SIGN_IN = 0x02

/** By component alone, but for the sign-in of CmpDevice: break points and forced values act on the running program. */
export function classOfGroup(group: number, command: number): OperationClass {
  if (group === 0x01 && command === SIGN_IN) return 'authenticate'
  return COMPONENTS[group]?.[1] ?? 'unknown'
}

export function describeCodesys(code: number): { function: string; name: string } {
  const low = code & 0xffff
  if (code >= CODE.service) {
    const group = (code - CODE.service) >> 16
    const name = COMPONENTS[group]?.[0] ?? `component ${hex(group)}`
    return { function: `${hex(group)}/${hex(low)}`, name: `${name} command ${hex(low)}` }
  }
  switch (code - low) {
    case CODE.nameService:
      return { function: `ns ${hex(low)}`, name: NAME_SERVICE_NAMES[low] ?? 'name service' }
    case CODE.channel:
      return { function: `channel ${hex(low)}`, name: CHANNEL_NAMES[low] ?? 'channel message' }
    default:
      return { function: `datagram ${low}`, name: 'address notification' }
  }
}

function hex(value: number): string {
  return `0x${value.toString(16).padStart(2, '0')}`
}
