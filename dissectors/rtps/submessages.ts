import type { OperationClass } from '../kit/observation.ts'

/** DDSI-RTPS 2.5, 9.4.5.1.1, and those that the OMG lists for RTI (from 0x14) and for DDS Security 1.1, 7.3.6. */
export const KIND = {
  pad: 0x01,
  infoTimestamp: 0x09,
  infoSource: 0x0c,
  infoReplyIp4: 0x0d,
  infoDestination: 0x0e,
  infoReply: 0x0f,
  data: 0x15,
  dataFragment: 0x16,
  secureBody: 0x30,
  securePrefix: 0x31,
  securePostfix: 0x32,
  secureMessagePrefix: 0x33,
  secureMessagePostfix: 0x34,
} as const
/** From here on a maker's own, which others pass over (9.4.5.1.1). */
const FIRST_OF_MAKERS = 0x80

const NAMES: Readonly<Record<number, string>> = {
  0x06: 'ACKNACK',
  0x07: 'HEARTBEAT',
  0x08: 'GAP',
  0x12: 'NACK_FRAG',
  0x13: 'HEARTBEAT_FRAG',
  0x14: 'DATA_SESSION',
  [KIND.data]: 'DATA',
  [KIND.dataFragment]: 'DATA_FRAG',
  0x17: 'ACKNACK_BATCH',
  0x18: 'DATA_BATCH',
  0x19: 'HEARTBEAT_BATCH',
  0x1a: 'ACKNACK_SESSION',
  0x1b: 'HEARTBEAT_SESSION',
  0x1c: 'APP_ACK',
  0x1d: 'APP_ACK_CONF',
  0x1e: 'HEARTBEAT_VIRTUAL',
  [KIND.secureBody]: 'SEC_BODY',
  [KIND.securePrefix]: 'SEC_PREFIX',
  [KIND.secureMessagePrefix]: 'SRTPS_PREFIX',
}
/** 8.3.8: they say how those behind them are to be read, and nothing by themselves. */
const QUALIFIERS: readonly number[] = [
  KIND.pad,
  KIND.infoTimestamp,
  KIND.infoSource,
  KIND.infoReplyIp4,
  KIND.infoDestination,
  KIND.infoReply,
  KIND.securePostfix,
  KIND.secureMessagePostfix,
]
const DATA: readonly number[] = [KIND.data, KIND.dataFragment, 0x14, 0x18]
/** 9.3.1.5: writers that every participant has, and what they tell. */
const BUILT_IN: Readonly<Record<number, readonly [string, OperationClass]>> = {
  0x0001_00c2: ['participants', 'discover'],
  0x0000_02c2: ['topics', 'discover'],
  0x0000_03c2: ['publications', 'discover'],
  0x0000_04c2: ['subscriptions', 'discover'],
  0x0002_00c2: ['liveliness', 'diagnose'],
  0x0003_00c3: ['type lookup requests', 'discover'],
  0x0003_01c3: ['type lookup replies', 'discover'],
  0x0002_01c3: ['authentication', 'authenticate'],
}
export const PARTICIPANTS = 0x0001_00c2
export const PUBLICATIONS = 0x0000_03c2

export function isQualifier(kind: number): boolean {
  return QUALIFIERS.includes(kind)
}

export function isData(kind: number): boolean {
  return DATA.includes(kind)
}

/** DDS Security 1.1, 7.3.6: what follows is for those who have the key. */
export function isEncrypted(kind: number): boolean {
  return kind === KIND.secureBody || kind === KIND.securePrefix || kind === KIND.secureMessagePrefix
}

/** Whether anybody has said what it is, or a maker may. */
export function isKnown(kind: number): boolean {
  return kind >= FIRST_OF_MAKERS || NAMES[kind] !== undefined || isQualifier(kind)
}

/** What a built-in writer tells, and the class of that; undefined of a writer of the application. */
export function builtIn(writer: number): readonly [string, OperationClass] | undefined {
  return BUILT_IN[writer]
}

export function describeKind(kind: number): { function: string; name: string } {
  return {
    function: `0x${kind.toString(16).padStart(2, '0')}`,
    name: NAMES[kind] ?? (kind === 0 ? 'message without data' : `submessage ${kind}`),
  }
}
