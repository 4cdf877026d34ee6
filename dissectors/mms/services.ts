/*
 * ISO 9506-2:2003, clause 7 (ConfirmedServiceRequest) and its module ISO-9506-MMS-1: service numbers and names; the
 * file services: annex D. Classes: what the service does in ISO 9506-1.
 */
import type { OperationClass } from '../kit/observation.ts'

/** Codes above the confirmed services, which are their own numbers. */
export const INITIATE = 0x100
export const CONCLUDE = 0x101
export const CANCEL = 0x102
export const REJECT = 0x103
export const REPORT = 0x104
/** An error whose request was not seen. */
export const ERROR = 0x105
export const UNCONFIRMED = 0x200

export const GET_NAME_LIST = 1
export const IDENTIFY = 2
export const READ = 4
export const WRITE = 5
export const GET_VARIABLE_ACCESS_ATTRIBUTES = 6
export const DEFINE_NAMED_VARIABLE_LIST = 11
export const INITIATE_UPLOAD = 29
export const UPLOAD_SEGMENT = 30
export const TERMINATE_UPLOAD = 31
export const FILE_OPEN = 72
export const FILE_READ = 73
export const FILE_CLOSE = 74
export const FILE_DIRECTORY = 77

type Meaning = readonly [name: string, operationClass: OperationClass]

const CONFIRMED: Readonly<Record<number, Meaning>> = {
  0: ['Status', 'diagnose'],
  1: ['GetNameList', 'discover'],
  2: ['Identify', 'discover'],
  3: ['Rename', 'configure'],
  4: ['Read', 'read'],
  5: ['Write', 'write'],
  6: ['GetVariableAccessAttributes', 'discover'],
  7: ['DefineNamedVariable', 'configure'],
  8: ['DefineScatteredAccess', 'configure'],
  9: ['GetScatteredAccessAttributes', 'discover'],
  10: ['DeleteVariableAccess', 'configure'],
  11: ['DefineNamedVariableList', 'configure'],
  12: ['GetNamedVariableListAttributes', 'discover'],
  13: ['DeleteNamedVariableList', 'configure'],
  14: ['DefineNamedType', 'configure'],
  15: ['GetNamedTypeAttributes', 'discover'],
  16: ['DeleteNamedType', 'configure'],
  // Input and Output are those of an operator station: an entry is asked for, a text is shown.
  17: ['Input', 'read'],
  18: ['Output', 'write'],
  // A semaphore coordinates clients; it moves nothing by itself.
  19: ['TakeControl', 'session'],
  20: ['RelinquishControl', 'session'],
  21: ['DefineSemaphore', 'configure'],
  22: ['DeleteSemaphore', 'configure'],
  23: ['ReportSemaphoreStatus', 'diagnose'],
  24: ['ReportPoolSemaphoreStatus', 'diagnose'],
  25: ['ReportSemaphoreEntryStatus', 'diagnose'],
  26: ['InitiateDownloadSequence', 'download'],
  27: ['DownloadSegment', 'download'],
  28: ['TerminateDownloadSequence', 'download'],
  29: ['InitiateUploadSequence', 'upload'],
  30: ['UploadSegment', 'upload'],
  31: ['TerminateUploadSequence', 'upload'],
  32: ['RequestDomainDownload', 'download'],
  33: ['RequestDomainUpload', 'upload'],
  34: ['LoadDomainContent', 'download'],
  35: ['StoreDomainContent', 'upload'],
  36: ['DeleteDomain', 'download'],
  37: ['GetDomainAttributes', 'discover'],
  38: ['CreateProgramInvocation', 'mode'],
  39: ['DeleteProgramInvocation', 'mode'],
  40: ['Start', 'mode'],
  41: ['Stop', 'mode'],
  42: ['Resume', 'mode'],
  43: ['Reset', 'mode'],
  44: ['Kill', 'mode'],
  45: ['GetProgramInvocationAttributes', 'discover'],
  46: ['ObtainFile', 'file'],
  47: ['DefineEventCondition', 'configure'],
  48: ['DeleteEventCondition', 'configure'],
  49: ['GetEventConditionAttributes', 'discover'],
  50: ['ReportEventConditionStatus', 'diagnose'],
  51: ['AlterEventConditionMonitoring', 'configure'],
  // A triggered event runs the action that is bound to it.
  52: ['TriggerEvent', 'control'],
  53: ['DefineEventAction', 'configure'],
  54: ['DeleteEventAction', 'configure'],
  55: ['GetEventActionAttributes', 'discover'],
  56: ['ReportEventActionStatus', 'diagnose'],
  57: ['DefineEventEnrollment', 'configure'],
  58: ['DeleteEventEnrollment', 'configure'],
  59: ['AlterEventEnrollment', 'configure'],
  60: ['ReportEventEnrollmentStatus', 'diagnose'],
  61: ['GetEventEnrollmentAttributes', 'discover'],
  62: ['AcknowledgeEventNotification', 'alarm'],
  63: ['GetAlarmSummary', 'alarm'],
  64: ['GetAlarmEnrollmentSummary', 'alarm'],
  65: ['ReadJournal', 'read'],
  66: ['WriteJournal', 'write'],
  // Erases entries.
  67: ['InitializeJournal', 'configure'],
  68: ['ReportJournalStatus', 'diagnose'],
  69: ['CreateJournal', 'configure'],
  70: ['DeleteJournal', 'configure'],
  71: ['GetCapabilityList', 'discover'],
  72: ['FileOpen', 'file'],
  73: ['FileRead', 'file'],
  74: ['FileClose', 'file'],
  75: ['FileRename', 'file'],
  76: ['FileDelete', 'file'],
  77: ['FileDirectory', 'file'],
  78: ['AdditionalService', 'unknown'],
  80: ['GetDataExchangeAttributes', 'discover'],
  81: ['ExchangeData', 'write'],
  82: ['DefineAccessControlList', 'configure'],
  83: ['GetAccessControlListAttributes', 'discover'],
  84: ['ReportAccessControlledObjects', 'discover'],
  85: ['DeleteAccessControlList', 'configure'],
  86: ['ChangeAccessControl', 'configure'],
  87: ['ReconfigureProgramInvocation', 'mode'],
}

const UNCONFIRMED_SERVICES: Readonly<Record<number, Meaning>> = {
  0: ['InformationReport', 'publish'],
  1: ['UnsolicitedStatus', 'publish'],
  2: ['EventNotification', 'alarm'],
}

const OTHERS: Readonly<Record<number, readonly [code: string, name: string]>> = {
  [INITIATE]: ['initiate', 'Initiate'],
  [CONCLUDE]: ['conclude', 'Conclude'],
  [CANCEL]: ['cancel', 'Cancel'],
  [REJECT]: ['reject', 'Reject'],
  [REPORT]: ['report', 'InformationReport'],
  [ERROR]: ['error', 'Confirmed Error'],
}

export function isKnownService(service: number): boolean {
  return service in CONFIRMED
}

export function classOfService(service: number): OperationClass {
  return CONFIRMED[service]?.[1] ?? 'unknown'
}

export function classOfUnconfirmed(service: number): OperationClass {
  return UNCONFIRMED_SERVICES[service]?.[1] ?? 'unknown'
}

export function nameOfService(service: number): string {
  return CONFIRMED[service]?.[0] ?? `Service ${service}`
}

/** The texts of `function` and `functionName`. */
export function describeCode(code: number): { function: string; name: string } {
  if (code < INITIATE) return { function: String(code), name: nameOfService(code) }
  const other = OTHERS[code]
  if (other !== undefined) return { function: other[0], name: other[1] }
  const service = code - UNCONFIRMED
  return {
    function: `unconfirmed ${service}`,
    name: UNCONFIRMED_SERVICES[service]?.[0] ?? `Unconfirmed Service ${service}`,
  }
}
