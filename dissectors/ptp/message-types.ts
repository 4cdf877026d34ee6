/*
 * Messages of PTP. IEEE 1588-2008 table 19 (and IEEE 1588-2019 table 36), IEEE 1588-2002 clause 8.2 (version 1);
 * actions of management: 1588-2008 table 38.
 */
import type { OperationClass } from '../kit/observation.ts'

export const TYPE = {
  sync: 0,
  delayRequest: 1,
  peerDelayRequest: 2,
  peerDelayResponse: 3,
  followUp: 8,
  delayResponse: 9,
  peerDelayFollowUp: 10,
  announce: 11,
  signaling: 12,
  management: 13,
} as const
/** Beside the types of version 2: the control field of version 1, and the action of a management message. */
export const VERSION_1 = 0x100
const ACTION = 0x1000

interface MessageType {
  readonly name: string
  readonly class: OperationClass
  /** Bytes with the header. */
  readonly least: number
}

/**
 * Slaves set their clocks by Sync and Follow_Up: time. Delays are measured: diagnose. Announce says how good a clock is, so
 * that the best one is chosen: discover. Signaling agrees on who sends what: session.
 */
const TYPES: Readonly<Record<number, MessageType>> = {
  0: { name: 'Sync', class: 'time', least: 44 },
  1: { name: 'Delay_Req', class: 'diagnose', least: 44 },
  2: { name: 'Pdelay_Req', class: 'diagnose', least: 54 },
  3: { name: 'Pdelay_Resp', class: 'diagnose', least: 54 },
  8: { name: 'Follow_Up', class: 'time', least: 44 },
  9: { name: 'Delay_Resp', class: 'diagnose', least: 54 },
  10: { name: 'Pdelay_Resp_Follow_Up', class: 'diagnose', least: 54 },
  11: { name: 'Announce', class: 'discover', least: 64 },
  12: { name: 'Signaling', class: 'session', least: 44 },
  13: { name: 'Management', class: 'read', least: 48 },
}
const CONTROLS: readonly (readonly [string, OperationClass])[] = [
  ['Sync', 'time'],
  ['Delay_Req', 'diagnose'],
  ['Follow_Up', 'time'],
  ['Delay_Resp', 'diagnose'],
  ['Management', 'configure'],
]
/** Setting a data set is configure, a command (to start anew, to switch a port) is control. */
const ACTIONS: readonly (readonly [string, OperationClass])[] = [
  ['GET', 'read'],
  ['SET', 'configure'],
  ['RESPONSE', 'read'],
  ['COMMAND', 'control'],
  ['ACKNOWLEDGE', 'session'],
]
const SET = 1
const COMMAND = 3
const INITIALIZE = 0x0005
const TIME = 0x200f
const REQUESTS: readonly string[] = ['GET', 'SET', 'COMMAND']

export function messageType(type: number): MessageType | undefined {
  return TYPES[type]
}

export function codeOfControl(control: number): number {
  return VERSION_1 + control
}

export function codeOfAction(action: number): number {
  return TYPE.management + (action + 1) * ACTION
}

/** True for the codes that `codeOfAction` gives. */
export function isManagement(code: number): boolean {
  return code >= ACTION
}

export function isRequest(action: number): boolean {
  return REQUESTS.includes(ACTIONS[action]?.[0] ?? '')
}

export function classOf(code: number): OperationClass {
  if (code >= ACTION) return ACTIONS[(code >> 12) - 1]?.[1] ?? 'unknown'
  if (code >= VERSION_1) return CONTROLS[code - VERSION_1]?.[1] ?? 'unknown'
  return TYPES[code]?.class ?? 'unknown'
}

/** What is managed does more to a clock than its action tells: to set the time, to start anew. */
export function classOfManagement(code: number, id: number): OperationClass {
  if (code === codeOfAction(SET) && id === TIME) return 'time'
  return code === codeOfAction(COMMAND) && id === INITIALIZE ? 'mode' : classOf(code)
}

/** '0x0'; 'v1 0' of version 1; '0xd 1' of a management message, with its action. */
export function describeMessage(code: number): { function: string; name: string } {
  if (code >= ACTION) {
    const action = (code >> 12) - 1
    return { function: `0xd ${action}`, name: `Management ${ACTIONS[action]?.[0] ?? `action ${action}`}` }
  }
  if (code >= VERSION_1) {
    const control = code - VERSION_1
    return { function: `v1 ${control}`, name: CONTROLS[control]?.[0] ?? `control ${control}` }
  }
  return { function: `0x${code.toString(16)}`, name: TYPES[code]?.name ?? `message type ${code}` }
}
