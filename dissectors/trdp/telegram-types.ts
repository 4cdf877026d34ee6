import type { OperationClass, OperationRole } from '../kit/observation.ts'

/** IEC 61375-2-3, A.6.5 and A.7.4: the two letters of a telegram's type. */
export const TYPE = {
  data: 0x5064,
  pulled: 0x5070,
  pull: 0x5072,
  dataError: 0x5065,
  notification: 0x4d6e,
  request: 0x4d72,
  reply: 0x4d70,
  replyToConfirm: 0x4d71,
  confirm: 0x4d63,
  error: 0x4d65,
} as const

interface TelegramType {
  readonly name: string
  readonly role: OperationRole
  readonly isMessage: boolean
}

const TYPES: Readonly<Record<number, TelegramType>> = {
  [TYPE.data]: { name: 'process data', role: 'event', isMessage: false },
  [TYPE.pulled]: { name: 'process data, pulled', role: 'response', isMessage: false },
  [TYPE.pull]: { name: 'process data request', role: 'request', isMessage: false },
  [TYPE.dataError]: { name: 'process data error', role: 'event', isMessage: false },
  [TYPE.notification]: { name: 'notification', role: 'event', isMessage: true },
  [TYPE.request]: { name: 'request', role: 'request', isMessage: true },
  [TYPE.reply]: { name: 'reply', role: 'response', isMessage: true },
  [TYPE.replyToConfirm]: { name: 'reply to be confirmed', role: 'response', isMessage: true },
  [TYPE.confirm]: { name: 'confirmation', role: 'event', isMessage: true },
  [TYPE.error]: { name: 'error', role: 'response', isMessage: true },
}

/** What the standard reserves of the numbers of a telegram (ComId), and what it is for. */
const RESERVED: Readonly<Record<number, readonly [string, OperationClass]>> = {
  1: ['ETB control', 'session'],
  2: ['consist information', 'discover'],
  3: ['consist information request', 'discover'],
  10: ['echo', 'diagnose'],
  31: ['statistics request', 'diagnose'],
  35: ['global statistics', 'diagnose'],
  36: ['subscription statistics', 'diagnose'],
  37: ['publication statistics', 'diagnose'],
  38: ['redundancy statistics', 'diagnose'],
  39: ['join statistics', 'diagnose'],
  40: ['UDP list statistics', 'diagnose'],
  41: ['TCP list statistics', 'diagnose'],
  100: ['operational train directory status', 'discover'],
  101: ['operational train directory', 'discover'],
  102: ['train directory request', 'discover'],
  103: ['train directory', 'discover'],
  104: ['static consist information request', 'discover'],
  105: ['static consist information', 'discover'],
  106: ['train network directory request', 'discover'],
  107: ['train network directory', 'discover'],
  108: ['operational train directory request', 'discover'],
  109: ['operational train directory reply', 'discover'],
  110: ['read complete request', 'discover'],
  111: ['read complete', 'discover'],
  120: ['ECSP control', 'control'],
  121: ['ECSP status', 'diagnose'],
  122: ['ECSP confirmation or correction request', 'configure'],
  123: ['ECSP confirmation or correction', 'configure'],
  130: ['ETBN control request', 'control'],
  131: ['ETBN status', 'diagnose'],
  132: ['ETBN train network directory request', 'discover'],
  133: ['ETBN train network directory', 'discover'],
  140: ['DNS request', 'discover'],
  141: ['DNS reply', 'discover'],
}

export function telegramType(type: number): TelegramType | undefined {
  return TYPES[type]
}

/** 'ComId 1001', 'ComId 1 (ETB control)'. */
export function comIdText(comId: number): string {
  const name = RESERVED[comId]?.[0]
  return name === undefined ? `ComId ${comId}` : `ComId ${comId} (${name})`
}

/** What a telegram does: those of the standard by their number, the train's own by their kind, for what they mean is the maker's. */
export function telegramClass(type: number, comId: number): OperationClass {
  const known = RESERVED[comId]?.[1]
  if (known !== undefined) return known
  if (type === TYPE.data || type === TYPE.pulled) return 'publish'
  if (type === TYPE.pull) return 'read'
  if (type === TYPE.dataError || type === TYPE.error) return 'diagnose'
  if (type === TYPE.notification) return 'publish'
  return type === TYPE.confirm ? 'session' : 'unknown'
}

/** 'Pd', 'Mr': the letters of a type. */
export function describeType(type: number): { function: string; name: string } {
  const known = TYPES[type]
  if (known === undefined) return { function: '0', name: 'unknown telegram' }
  return {
    function: String.fromCharCode(type >> 8, type & 0xff),
    name: `${known.isMessage ? 'MD' : 'PD'} ${known.name}`,
  }
}
