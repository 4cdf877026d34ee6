/*
 * Functions of BACnet and what they do. ASHRAE 135-2020 clauses 13 to 17 (services), 21 (their numbers); clause 6.2.4
 * (network layer messages); annex J.2 (BVLC functions) and annex U.2 (the same for IPv6).
 */
import { OPERATION_CLASSES, type OperationClass } from '../kit/observation.ts'

/** Number spaces of functions, packed above the function's own number. */
export const CONFIRMED = 0x000
export const UNCONFIRMED = 0x100
export const BVLC = 0x200
export const NETWORK = 0x300
export const BVLC6 = 0x400
const SPACE_MASK = 0x700
const NUMBER_MASK = 0xff
/** PDUs that name no service, when the request they belong to was not seen. */
export const SEGMENT_ACK = 0x500
export const REJECT = 0x501
export const ABORT = 0x502

export const COV_NOTIFICATION = 1
export const EVENT_NOTIFICATION = 2
export const READ_PROPERTY = 12
export const READ_PROPERTY_MULTIPLE = 14
export const COV_NOTIFICATION_MULTIPLE = 31
export const I_AM = 0
export const I_HAVE = 1
export const WHO_AM_I = 13

/**
 * Properties (clause 12) of which a write sets no value of the process: the command of a program (clause 12.22.5: load, run,
 * halt, restart, unload), and what a device or an object is called, where it is reached, and whom it tells.
 */
const CLASS_OF_WRITTEN: Readonly<Record<number, OperationClass>> = {
  90: 'mode',
  10: 'configure',
  11: 'configure',
  17: 'configure',
  28: 'configure',
  30: 'configure',
  58: 'configure',
  63: 'configure',
  64: 'configure',
  73: 'configure',
  75: 'configure',
  77: 'configure',
  78: 'configure',
  102: 'configure',
  116: 'configure',
}

/** How grave the consequence of writing a property is, by a number; 0 where it sets a value like any other. */
export function gravityOfWritten(property: number): number {
  const operationClass = CLASS_OF_WRITTEN[property]
  return operationClass === undefined ? 0 : OPERATION_CLASSES.indexOf(operationClass)
}

type Row = readonly [string, OperationClass]

const CONFIRMED_SERVICES: readonly Row[] = [
  ['AcknowledgeAlarm', 'alarm'],
  ['ConfirmedCOVNotification', 'publish'],
  ['ConfirmedEventNotification', 'alarm'],
  ['GetAlarmSummary', 'alarm'],
  ['GetEnrollmentSummary', 'alarm'],
  ['SubscribeCOV', 'publish'],
  ['AtomicReadFile', 'file'],
  ['AtomicWriteFile', 'file'],
  ['AddListElement', 'write'],
  ['RemoveListElement', 'write'],
  ['CreateObject', 'configure'],
  ['DeleteObject', 'configure'],
  ['ReadProperty', 'read'],
  ['ReadPropertyConditional', 'read'],
  ['ReadPropertyMultiple', 'read'],
  ['WriteProperty', 'write'],
  ['WritePropertyMultiple', 'write'],
  // Makes a device deaf, or dumb, for a time or for good (clause 16.1).
  ['DeviceCommunicationControl', 'mode'],
  // Means what the vendor wants (clause 16.2).
  ['ConfirmedPrivateTransfer', 'unknown'],
  ['ConfirmedTextMessage', 'publish'],
  // Restart, backup, restore (clause 16.4).
  ['ReinitializeDevice', 'mode'],
  // A terminal of the device's operating program (clause 17).
  ['VT-Open', 'session'],
  ['VT-Close', 'session'],
  ['VT-Data', 'configure'],
  ['Authenticate', 'authenticate'],
  ['RequestKey', 'authenticate'],
  ['ReadRange', 'read'],
  // Silences, unsilences, resets alarms of life safety (clause 13.13).
  ['LifeSafetyOperation', 'control'],
  ['SubscribeCOVProperty', 'publish'],
  ['GetEventInformation', 'alarm'],
  ['SubscribeCOVPropertyMultiple', 'publish'],
  ['ConfirmedCOVNotificationMultiple', 'publish'],
  ['ConfirmedAuditNotification', 'publish'],
  ['AuditLogQuery', 'read'],
]

const UNCONFIRMED_SERVICES: readonly Row[] = [
  ['I-Am', 'discover'],
  ['I-Have', 'discover'],
  ['UnconfirmedCOVNotification', 'publish'],
  ['UnconfirmedEventNotification', 'alarm'],
  ['UnconfirmedPrivateTransfer', 'unknown'],
  ['UnconfirmedTextMessage', 'publish'],
  ['TimeSynchronization', 'time'],
  ['Who-Has', 'discover'],
  ['Who-Is', 'discover'],
  ['UTCTimeSynchronization', 'time'],
  // Writes the present values of Channel objects (clause 15.11).
  ['WriteGroup', 'write'],
  ['UnconfirmedCOVNotificationMultiple', 'publish'],
  ['UnconfirmedAuditNotification', 'publish'],
  ['Who-Am-I', 'discover'],
  // Assigns a device its instance and address (clause 16.11).
  ['You-Are', 'configure'],
]

const BVLC_FUNCTIONS: readonly Row[] = [
  ['BVLC-Result', 'session'],
  ['Write-Broadcast-Distribution-Table', 'configure'],
  ['Read-Broadcast-Distribution-Table', 'diagnose'],
  ['Read-Broadcast-Distribution-Table-Ack', 'diagnose'],
  ['Forwarded-NPDU', 'unknown'],
  ['Register-Foreign-Device', 'session'],
  ['Read-Foreign-Device-Table', 'diagnose'],
  ['Read-Foreign-Device-Table-Ack', 'diagnose'],
  ['Delete-Foreign-Device-Table-Entry', 'configure'],
  ['Distribute-Broadcast-To-Network', 'unknown'],
  ['Original-Unicast-NPDU', 'unknown'],
  ['Original-Broadcast-NPDU', 'unknown'],
  ['Secure-BVLL', 'unknown'],
]

const BVLC6_FUNCTIONS: readonly Row[] = [
  ['BVLC-Result', 'session'],
  ['Original-Unicast-NPDU', 'unknown'],
  ['Original-Broadcast-NPDU', 'unknown'],
  ['Address-Resolution', 'discover'],
  ['Forwarded-Address-Resolution', 'discover'],
  ['Address-Resolution-ACK', 'discover'],
  ['Virtual-Address-Resolution', 'discover'],
  ['Virtual-Address-Resolution-ACK', 'discover'],
  ['Forwarded-NPDU', 'unknown'],
  ['Register-Foreign-Device', 'session'],
  ['Delete-Foreign-Device-Table-Entry', 'configure'],
  ['Secure-BVLL', 'unknown'],
  ['Distribute-Broadcast-To-Network', 'unknown'],
]

const NETWORK_MESSAGES: readonly Row[] = [
  ['Who-Is-Router-To-Network', 'discover'],
  ['I-Am-Router-To-Network', 'discover'],
  ['I-Could-Be-Router-To-Network', 'discover'],
  ['Reject-Message-To-Network', 'diagnose'],
  ['Router-Busy-To-Network', 'diagnose'],
  ['Router-Available-To-Network', 'diagnose'],
  // Writes, or reads, the routes of a router (clause 6.4.7).
  ['Initialize-Routing-Table', 'configure'],
  ['Initialize-Routing-Table-Ack', 'configure'],
  // Dials, and hangs up (clauses 6.4.9 and 6.4.10).
  ['Establish-Connection-To-Network', 'session'],
  ['Disconnect-Connection-To-Network', 'session'],
  ['Challenge-Request', 'authenticate'],
  ['Security-Payload', 'unknown'],
  ['Security-Response', 'authenticate'],
  ['Request-Key-Update', 'authenticate'],
  ['Update-Key-Set', 'configure'],
  ['Update-Distribution-Key', 'configure'],
  ['Request-Master-Key', 'authenticate'],
  ['Set-Master-Key', 'configure'],
  ['What-Is-Network-Number', 'discover'],
  ['Network-Number-Is', 'discover'],
]

const SPACES: Readonly<Record<number, { readonly word: string; readonly rows: readonly Row[] }>> = {
  [CONFIRMED]: { word: 'confirmed', rows: CONFIRMED_SERVICES },
  [UNCONFIRMED]: { word: 'unconfirmed', rows: UNCONFIRMED_SERVICES },
  [BVLC]: { word: 'bvlc', rows: BVLC_FUNCTIONS },
  [NETWORK]: { word: 'network', rows: NETWORK_MESSAGES },
  [BVLC6]: { word: 'bvlc6', rows: BVLC6_FUNCTIONS },
}

function rowOf(code: number): Row | undefined {
  return SPACES[code & SPACE_MASK]?.rows[code & NUMBER_MASK]
}

export function isKnown(code: number): boolean {
  return rowOf(code) !== undefined
}

export function classOf(code: number): OperationClass {
  return code === SEGMENT_ACK ? 'session' : (rowOf(code)?.[1] ?? 'unknown')
}

/** Of ReinitializeDevice, what its states do (clauses 16.4.1.1.1 and 19.1): those that restart are the service's own class. */
const REINITIALIZATIONS: Readonly<Record<string, OperationClass>> = {
  'start-backup': 'upload',
  'end-backup': 'upload',
  'start-restore': 'download',
  'end-restore': 'download',
  'abort-restore': 'download',
  'activate-changes': 'configure',
}
const REINITIALIZE_DEVICE = 20

/** What a function does to what it names: `word` as in a target, and the gravest property that it writes. */
export function classOn(code: number, word: string, property: number): OperationClass {
  const operationClass = classOf(code)
  if (code === (CONFIRMED | REINITIALIZE_DEVICE)) return REINITIALIZATIONS[word] ?? operationClass
  return operationClass === 'write' ? (CLASS_OF_WRITTEN[property] ?? operationClass) : operationClass
}

/** The texts of `function` and `functionName`. */
export function describeCode(code: number): { function: string; name: string } {
  switch (code) {
    case SEGMENT_ACK:
      return { function: 'segment-ack', name: 'SegmentACK' }
    case REJECT:
      return { function: 'reject', name: 'Reject' }
    case ABORT:
      return { function: 'abort', name: 'Abort' }
    default: {
      const text = `${SPACES[code & SPACE_MASK]?.word ?? 'pdu'} ${code & NUMBER_MASK}`
      return { function: text, name: rowOf(code)?.[0] ?? text }
    }
  }
}
