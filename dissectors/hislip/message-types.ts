/* Messages of HiSLIP: IVI-6.1, revision 2.0, clause 2.6 (table 4: numbers, who sends them), clause 6 (what they mean). */
import type { Direction } from '../kit/dissector.ts'
import type { OperationClass, OperationRole } from '../kit/observation.ts'

export const T = {
  initialize: 0,
  initializeResponse: 1,
  fatalError: 2,
  error: 3,
  lock: 4,
  lockResponse: 5,
  data: 6,
  dataEnd: 7,
  remoteLocal: 10,
  asyncInitializeResponse: 18,
  startTls: 28,
  asyncStartTlsResponse: 30,
  authenticationStart: 36,
} as const
const FIRST_OF_VENDORS = 128
/** Payloads: none, of any length, or that of a number of 64 bits. */
const NONE = 0
const NUMBER = 8
const ANY = -1
/** Whose names, errors and mechanisms are text stay below this. */
const MAX_TEXT = 1024

type From = 'client' | 'server' | 'either'
interface MessageType {
  readonly name: string
  readonly from: From
  readonly role: OperationRole
  readonly operationClass: OperationClass
  readonly payload: number
  /** What it answers. */
  readonly answers: number
}

const TYPES: readonly MessageType[] = [
  asked('Initialize', 'session', ANY),
  answer('InitializeResponse', 0),
  told('FatalError', 'either', 'session', ANY),
  told('Error', 'either', 'session', ANY),
  asked('AsyncLock', 'session', ANY),
  answer('AsyncLockResponse', 4),
  told('Data', 'either', 'unknown', ANY),
  told('DataEnd', 'either', 'unknown', ANY),
  asked('DeviceClearComplete', 'control'),
  answer('DeviceClearAcknowledge', 8),
  asked('AsyncRemoteLocalControl', 'control'),
  answer('AsyncRemoteLocalResponse', 10),
  { ...asked('Trigger', 'control'), role: 'order' },
  told('Interrupted', 'server', 'session'),
  told('AsyncInterrupted', 'server', 'session'),
  asked('AsyncMaximumMessageSize', 'session', NUMBER),
  answer('AsyncMaximumMessageSizeResponse', 15, NUMBER),
  asked('AsyncInitialize', 'session'),
  answer('AsyncInitializeResponse', 17),
  asked('AsyncDeviceClear', 'control'),
  told('AsyncServiceRequest', 'server', 'publish'),
  asked('AsyncStatusQuery', 'diagnose'),
  answer('AsyncStatusResponse', 21),
  answer('AsyncDeviceClearAcknowledge', 19),
  asked('AsyncLockInfo', 'diagnose'),
  answer('AsyncLockInfoResponse', 24),
  asked('GetDescriptors', 'discover'),
  answer('GetDescriptorsResponse', 26, ANY),
  { ...asked('StartTLS', 'session'), role: 'order' },
  asked('AsyncStartTLS', 'session', ANY),
  answer('AsyncStartTLSResponse', 29),
  { ...asked('EndTLS', 'session'), role: 'order' },
  asked('AsyncEndTLS', 'session', ANY),
  answer('AsyncEndTLSResponse', 32),
  asked('GetSaslMechanismList', 'authenticate'),
  answer('GetSaslMechanismListResponse', 34, ANY),
  asked('AuthenticationStart', 'authenticate', ANY),
  told('AuthenticationExchange', 'either', 'authenticate', ANY),
  answer('AuthenticationResult', 36, ANY),
]

/** Answers that say in their control code whether what was asked was done. */
const OUTCOMES: ReadonlySet<number> = new Set([5, 30, 33, 38])
const DONE = 1
/** A lock that was shared is given back. */
const DONE_SHARED = 2
const REFUSED = 0x100
const REMOTE_LOCAL = [
  'disable remote',
  'enable remote',
  'disable remote, go to local',
  'enable remote, go to remote',
  'enable remote, lock out local',
  'enable remote, go to remote, lock out local',
  'go to local',
]

export function isType(type: number): boolean {
  return type < TYPES.length || type >= FIRST_OF_VENDORS
}

/** Whether a message of this type that the standard knows may have such a payload. */
export function mayHavePayload(type: number, length: number): boolean {
  const payload = TYPES[type]?.payload
  if (payload === undefined) return false
  if (type === T.data || type === T.dataEnd) return true
  return payload === ANY ? length <= MAX_TEXT : length === payload
}

export function directionOfType(type: number): Direction | undefined {
  const from = TYPES[type]?.from ?? 'either'
  if (from === 'either') return undefined
  return from === 'client' ? 'to-server' : 'to-client'
}

export function roleOfType(type: number): OperationRole {
  return TYPES[type]?.role ?? 'event'
}

export function classOfType(type: number): OperationClass {
  return TYPES[type]?.operationClass ?? 'unknown'
}

/** The type of what a message of this type answers; -1 when it is no answer. */
export function answersType(type: number): number {
  return TYPES[type]?.answers ?? -1
}

/** 0 when it was done, else the control code that says why not, as 0x100 and more: 'failure' is 0. */
export function outcomeOf(type: number, control: number): number {
  if (!OUTCOMES.has(type) || control === DONE || (type === T.lockResponse && control === DONE_SHARED)) return 0
  return REFUSED + control
}

/** What a lock, or a switch between panel and network, is about; '' for other messages. */
export function subjectOf(type: number, control: number, hasPayload: boolean): string {
  if (type === T.remoteLocal) return REMOTE_LOCAL[control] ?? `code ${control}`
  if (type !== T.lock) return ''
  if (control === 0) return 'release'
  return hasPayload ? 'shared lock' : 'exclusive lock'
}

export function describeType(type: number): { function: string; name: string } {
  const name = TYPES[type]?.name
  if (name !== undefined) return { function: String(type), name }
  return { function: String(type), name: type >= FIRST_OF_VENDORS ? 'Message of the vendor' : 'Unknown message' }
}

function asked(name: string, operationClass: OperationClass, payload = NONE): MessageType {
  return { name, from: 'client', role: 'request', operationClass, payload, answers: -1 }
}

function answer(name: string, answers: number, payload = NONE): MessageType {
  return { name, from: 'server', role: 'response', operationClass: 'unknown', payload, answers }
}

function told(name: string, from: From, operationClass: OperationClass, payload = NONE): MessageType {
  return { name, from, role: 'event', operationClass, payload, answers: -1 }
}
