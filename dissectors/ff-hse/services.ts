/*
 * Services by protocol: FF-588 (sessions, FMS), FF-803 annex (system management over HSE), FF-593 (LAN redundancy).
 */
import type { OperationClass } from '../kit/observation.ts'
import { CONFIRMED, PROTOCOL } from './fda-message.ts'

/** What a request names: an object, one element of it, an object and the number of an event, or a device by its tag. */
export type Names = 'nothing' | 'index' | 'element' | 'event' | 'device'

export interface Service {
  readonly name: string
  readonly class: OperationClass
  readonly names: Names
  /** The body of a request has at least this many bytes, and that of a response. */
  readonly request: number
  readonly response: number
}

/** A tag or an identifier of a device. */
export const TAG_LENGTH = 32

export const SERVICE = {
  openSession: confirmed(PROTOCOL.session, 1),
  findTagReply: PROTOCOL.management * 0x100 + 2,
  annunciation: PROTOCOL.management * 0x100 + 16,
  smIdentify: confirmed(PROTOCOL.management, 3),
  fmsIdentify: confirmed(PROTOCOL.fms, 1),
  initiate: confirmed(PROTOCOL.fms, 96),
  diagnostic: PROTOCOL.redundancy * 0x100 + 1,
} as const

const SESSIONS: Readonly<Record<number, Service>> = {
  [CONFIRMED + 1]: service('FDA Open Session', 'session', 'nothing', 52, 52),
  [CONFIRMED + 3]: service('FDA Idle', 'session'),
}
const MANAGEMENT: Readonly<Record<number, Service>> = {
  1: service('SM Find Tag Query', 'discover', 'nothing', 72),
  2: service('SM Find Tag Reply', 'discover', 'nothing', 100),
  16: service('SM Device Annunciation', 'discover', 'nothing', 108),
  [CONFIRMED + 3]: service('SM Identify', 'discover', 'nothing', 0, 108),
  [CONFIRMED + 12]: service('SM Clear Address', 'configure', 'device', 68),
  [CONFIRMED + 14]: service('SM Set Assignment Info', 'configure', 'device', 96, 8),
  [CONFIRMED + 15]: service('SM Clear Assignment Info', 'configure', 'device', 64),
}
const FMS: Readonly<Record<number, Service>> = {
  0: service('FMS Information Report', 'publish', 'index', 4),
  1: service('FMS Unsolicited Status', 'diagnose', 'nothing', 8),
  2: service('FMS Event Notification', 'alarm', 'event', 8),
  16: service('FMS Information Report with Subindex', 'publish', 'element', 8),
  17: service('FMS Information Report On Change', 'publish', 'index', 4),
  18: service('FMS Information Report On Change with Subindex', 'publish', 'element', 8),
  112: service('FMS Abort', 'session', 'nothing', 20),
  [CONFIRMED + 0]: service('FMS Status', 'diagnose', 'nothing', 0, 8),
  [CONFIRMED + 1]: service('FMS Identify', 'discover', 'nothing', 0, 96),
  [CONFIRMED + 2]: service('FMS Read', 'read', 'index', 4),
  [CONFIRMED + 3]: service('FMS Write', 'write', 'index', 4),
  [CONFIRMED + 4]: service('FMS Get OD', 'discover', 'nothing', 8, 4),
  [CONFIRMED + 7]: service('FMS Define Variable List', 'configure', 'nothing', 4, 4),
  [CONFIRMED + 8]: service('FMS Delete Variable List', 'configure', 'index', 4),
  [CONFIRMED + 9]: service('FMS Initiate Download Sequence', 'download', 'index', 4),
  [CONFIRMED + 10]: service('FMS Download Segment', 'download', 'index', 4, 4),
  [CONFIRMED + 11]: service('FMS Terminate Download Sequence', 'download', 'index', 8),
  [CONFIRMED + 12]: service('FMS Initiate Upload Sequence', 'upload', 'index', 4),
  [CONFIRMED + 13]: service('FMS Upload Segment', 'upload', 'index', 4, 4),
  [CONFIRMED + 14]: service('FMS Terminate Upload Sequence', 'upload', 'index', 4),
  [CONFIRMED + 15]: service('FMS Request Domain Download', 'download', 'index', 4),
  [CONFIRMED + 16]: service('FMS Request Domain Upload', 'upload', 'index', 4),
  [CONFIRMED + 17]: service('FMS Create Program Invocation', 'configure', 'nothing', 4, 4),
  [CONFIRMED + 18]: service('FMS Delete Program Invocation', 'configure', 'index', 4),
  [CONFIRMED + 19]: service('FMS Start', 'mode', 'index', 4),
  [CONFIRMED + 20]: service('FMS Stop', 'mode', 'index', 4),
  [CONFIRMED + 21]: service('FMS Resume', 'mode', 'index', 4),
  [CONFIRMED + 22]: service('FMS Reset', 'mode', 'index', 4),
  [CONFIRMED + 23]: service('FMS Kill', 'mode', 'index', 4),
  [CONFIRMED + 24]: service('FMS Alter Event Condition Monitoring', 'configure', 'index', 8),
  [CONFIRMED + 25]: service('FMS Acknowledge Event Notification', 'alarm', 'event', 8),
  [CONFIRMED + 28]: service('FMS Initiate Put OD', 'configure', 'nothing', 4),
  [CONFIRMED + 29]: service('FMS Put OD', 'configure', 'nothing', 4),
  [CONFIRMED + 30]: service('FMS Terminate Put OD', 'configure'),
  [CONFIRMED + 31]: service('FMS Generic Initiate Download Sequence', 'download', 'index', 4),
  [CONFIRMED + 32]: service('FMS Generic Download Segment', 'download', 'index', 8),
  [CONFIRMED + 33]: service('FMS Generic Terminate Download Sequence', 'download', 'index', 4, 4),
  [CONFIRMED + 82]: service('FMS Read with Subindex', 'read', 'element', 8),
  [CONFIRMED + 83]: service('FMS Write with Subindex', 'write', 'element', 8),
  [CONFIRMED + 96]: service('FMS Initiate', 'session', 'nothing', 40, 4),
}
const REDUNDANCY: Readonly<Record<number, Service>> = {
  1: service('LAN Redundancy Diagnostic Message', 'diagnose', 'nothing', 44),
  [CONFIRMED + 1]: service('LAN Redundancy Get Information', 'diagnose', 'nothing', 0, 80),
  [CONFIRMED + 2]: service('LAN Redundancy Put Information', 'configure', 'nothing', 80, 80),
  [CONFIRMED + 3]: service('LAN Redundancy Get Statistics', 'diagnose', 'nothing', 0, 28),
}
const PROTOCOLS: Readonly<Record<number, readonly [string, Readonly<Record<number, Service>>]>> = {
  [PROTOCOL.session]: ['FDA', SESSIONS],
  [PROTOCOL.management]: ['SM', MANAGEMENT],
  [PROTOCOL.fms]: ['FMS', FMS],
  [PROTOCOL.redundancy]: ['LR', REDUNDANCY],
}
/** Starting, stopping, resuming and resetting: their errors begin with the state of the program. */
const WITH_STATE = new Set([19, 20, 21, 22].map((id) => confirmed(PROTOCOL.fms, id)))

function confirmed(protocol: number, id: number): number {
  return protocol * 0x100 + CONFIRMED + id
}

function service(
  name: string,
  operationClass: OperationClass,
  names: Names = 'nothing',
  request = 0,
  response = 0,
): Service {
  return { name, class: operationClass, names, request, response }
}

export function serviceOf(code: number): Service | undefined {
  return PROTOCOLS[code >> 8]?.[1][code & 0xff]
}

/** Where class and code of an error stand in its body. */
export function errorAt(code: number): number {
  return WITH_STATE.has(code) ? 4 : 0
}

/** 'FMS 2', 'SM 16 unconfirmed'. */
export function describeService(code: number): { function: string; name: string } {
  const id = code & (CONFIRMED - 1)
  const group = PROTOCOLS[code >> 8]?.[0] ?? `protocol ${code >> 8}`
  const text = `${group} ${id}${(code & CONFIRMED) === 0 ? ' unconfirmed' : ''}`
  return { function: text, name: serviceOf(code)?.name ?? text }
}
