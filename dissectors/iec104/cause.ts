import type { OperationRole } from '../kit/observation.ts'

/* Causes of transmission: IEC 60870-5-101, 7.2.3, table 14. */
export const SPONTANEOUS = 3
export const REQUEST = 5
export const ACTIVATION = 6
export const ACTIVATION_CONFIRMATION = 7
export const DEACTIVATION = 8
export const DEACTIVATION_CONFIRMATION = 9
export const ACTIVATION_TERMINATION = 10
const UNKNOWN_TYPE = 44
const UNKNOWN_ADDRESS = 47
const FIRST_FILE_TYPE = 120
const SELECT_FILE = 122
const QUERY_LOG = 127
const READ_COMMAND = 102

/** Set in the cause when an activation is refused. */
export const NEGATIVE = 0x40

/**
 * What a message is in a dialogue. A command and its confirmation are asked and answered; the termination that comes
 * when the process has followed is a report of its own, as are the data that an interrogation or a read brings: they
 * have their own type, and would not be counted under it otherwise.
 */
export function roleOf(type: number, cause: number, toServer: boolean): OperationRole {
  if (type >= FIRST_FILE_TYPE) {
    if (type !== SELECT_FILE && type !== QUERY_LOG) return isUnknown(cause) ? 'response' : 'event'
    return toServer ? 'request' : 'response'
  }
  switch (cause) {
    case ACTIVATION:
    case DEACTIVATION:
      return 'request'
    case ACTIVATION_CONFIRMATION:
    case DEACTIVATION_CONFIRMATION:
      return 'response'
    case REQUEST:
      return type === READ_COMMAND ? 'request' : 'event'
    default:
      return isUnknown(cause) ? 'response' : 'event'
  }
}

/** The status of an answer: 0, or the cause with its negative bit. */
export function statusOf(cause: number, isNegative: boolean): number {
  return isNegative || isUnknown(cause) ? (isNegative ? NEGATIVE : 0) | cause : 0
}

/** Unknown type identification, cause, common address or object address. */
export function isUnknown(cause: number): boolean {
  return cause >= UNKNOWN_TYPE && cause <= UNKNOWN_ADDRESS
}
