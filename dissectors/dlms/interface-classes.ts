/*
 * Interface classes of COSEM: IEC 62056-6-2. What setting an attribute or invoking a method of one does to production.
 */
import type { OperationClass } from '../kit/observation.ts'

export const CLASS = {
  data: 1,
  register: 3,
  extendedRegister: 4,
  demandRegister: 5,
  profile: 7,
  clock: 8,
  scripts: 9,
  associationSn: 12,
  association: 15,
  sapAssignment: 17,
  image: 18,
  macSetup: 43,
  registerTable: 61,
  security: 64,
  disconnect: 70,
} as const

const NAMES: Readonly<Record<number, string>> = {
  [CLASS.data]: 'data',
  [CLASS.register]: 'register',
  [CLASS.extendedRegister]: 'extended register',
  [CLASS.demandRegister]: 'demand register',
  6: 'register activation',
  [CLASS.profile]: 'profile',
  [CLASS.clock]: 'clock',
  [CLASS.scripts]: 'script table',
  10: 'schedule',
  11: 'special days table',
  [CLASS.associationSn]: 'association SN',
  [CLASS.association]: 'association LN',
  [CLASS.sapAssignment]: 'SAP assignment',
  [CLASS.image]: 'image transfer',
  19: 'local port setup',
  20: 'activity calendar',
  21: 'register monitor',
  22: 'single action schedule',
  23: 'HDLC setup',
  25: 'M-Bus slave port setup',
  27: 'modem configuration',
  28: 'auto answer',
  29: 'auto connect',
  40: 'push setup',
  41: 'TCP-UDP setup',
  42: 'IPv4 setup',
  [CLASS.macSetup]: 'MAC address setup',
  44: 'PPP setup',
  45: 'GPRS modem setup',
  47: 'GSM diagnostic',
  48: 'IPv6 setup',
  [CLASS.registerTable]: 'register table',
  62: 'compact data',
  63: 'status mapping',
  [CLASS.security]: 'security setup',
  65: 'parameter monitor',
  [CLASS.disconnect]: 'disconnect control',
  71: 'limiter',
  72: 'M-Bus client',
  111: 'account',
  112: 'credit',
  113: 'charge',
  115: 'token gateway',
}

const CLOCK_TIME = 2
const REPLY_TO_AUTHENTICATION: Readonly<Record<number, number>> = { [CLASS.association]: 1, [CLASS.associationSn]: 8 }

export function nameOfClass(id: number): string {
  return NAMES[id] ?? `class ${id}`
}

export function classOfSet(id: number, attribute: number): OperationClass {
  switch (id) {
    case CLASS.data:
    case CLASS.register:
    case CLASS.extendedRegister:
    case CLASS.demandRegister:
      return 'write'
    case CLASS.clock:
      return attribute === CLOCK_TIME ? 'time' : 'configure'
    case CLASS.disconnect:
      return 'control'
    case CLASS.image:
      return 'firmware'
    default:
      return 'configure'
  }
}

export function classOfMethod(id: number, method: number): OperationClass {
  if (REPLY_TO_AUTHENTICATION[id] === method) return 'authenticate'
  switch (id) {
    // Reset to the value at the beginning.
    case CLASS.register:
    case CLASS.extendedRegister:
    case CLASS.demandRegister:
      return 'write'
    case CLASS.clock:
      return 'time'
    case CLASS.image:
      return 'firmware'
    // Open or close the breaker; scripts do whatever they were written for.
    case CLASS.disconnect:
    case CLASS.scripts:
      return 'control'
    default:
      return 'configure'
  }
}

/** Whether the value of this attribute is one of the process: not a scaler, a unit or a setting. */
export function isPoint(id: number, attribute: number): boolean {
  switch (id) {
    case CLASS.data:
    case CLASS.register:
    case CLASS.extendedRegister:
    case CLASS.disconnect:
      return attribute === 2
    case CLASS.demandRegister:
      return attribute === 2 || attribute === 3
    default:
      return false
  }
}

/** The secret of an association: LLS password or HLS key (IEC 62056-6-2, clause 4.4.4). */
export function isSecret(id: number, attribute: number): boolean {
  return id === CLASS.association && attribute === 7
}
