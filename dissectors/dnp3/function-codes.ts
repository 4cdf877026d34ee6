import type { Cursor } from '../kit/cursor.ts'
import type { OperationClass } from '../kit/observation.ts'

/*
 * Function codes of IEEE 1815-2012: application layer 4.2.2.6 and clause 4.4, data link layer 9.2.4.1.3. The link layer
 * has two number spaces of its own, which `code` keeps apart above the application's.
 */
export const CONFIRM = 0
export const READ = 1
export const WRITE = 2
export const SELECT = 3
export const DIRECT_OPERATE_NO_RESPONSE = 6
export const FREEZE_AT_TIME = 11
export const FREEZE_AT_TIME_NO_RESPONSE = 12
export const OPEN_FILE = 25
export const ACTIVATE_CONFIG = 31
export const AUTHENTICATE = 32
export const AUTHENTICATE_NO_RESPONSE = 33
export const RESPONSE = 129
export const UNSOLICITED_RESPONSE = 130
export const AUTHENTICATION_RESPONSE = 131

export const PRIMARY = 0x100
export const SECONDARY = 0x200

const TIME_AND_DATE = 50

interface ApplicationFunction {
  readonly name: string
  readonly class: OperationClass
}

const application: Readonly<Record<number, ApplicationFunction>> = {
  0: { name: 'Confirm', class: 'session' },
  1: { name: 'Read', class: 'read' },
  2: { name: 'Write', class: 'write' },
  3: { name: 'Select', class: 'control' },
  4: { name: 'Operate', class: 'control' },
  5: { name: 'Direct Operate', class: 'control' },
  6: { name: 'Direct Operate, No Response', class: 'control' },
  // 4.4.7: copies counters, and 'clear' zeroes them: stored values change, no output does.
  7: { name: 'Immediate Freeze', class: 'write' },
  8: { name: 'Immediate Freeze, No Response', class: 'write' },
  9: { name: 'Freeze and Clear', class: 'write' },
  10: { name: 'Freeze and Clear, No Response', class: 'write' },
  // 4.4.8: sets a schedule of freezes.
  11: { name: 'Freeze at Time', class: 'configure' },
  12: { name: 'Freeze at Time, No Response', class: 'configure' },
  13: { name: 'Cold Restart', class: 'mode' },
  14: { name: 'Warm Restart', class: 'mode' },
  15: { name: 'Initialize Data', class: 'configure' },
  16: { name: 'Initialize Application', class: 'mode' },
  17: { name: 'Start Application', class: 'mode' },
  18: { name: 'Stop Application', class: 'mode' },
  19: { name: 'Save Configuration', class: 'configure' },
  // 4.4.13: changes what the outstation reports by itself, until its next restart. To enable it is how a master begins.
  20: { name: 'Enable Unsolicited Responses', class: 'session' },
  21: { name: 'Disable Unsolicited Responses', class: 'configure' },
  22: { name: 'Assign Class', class: 'configure' },
  // 10.3: both are the first half of setting the clock.
  23: { name: 'Delay Measurement', class: 'time' },
  24: { name: 'Record Current Time', class: 'time' },
  25: { name: 'Open File', class: 'file' },
  26: { name: 'Close File', class: 'file' },
  27: { name: 'Delete File', class: 'file' },
  28: { name: 'Get File Information', class: 'file' },
  29: { name: 'Authenticate File', class: 'authenticate' },
  30: { name: 'Abort File', class: 'file' },
  31: { name: 'Activate Configuration', class: 'configure' },
  32: { name: 'Authentication Request', class: 'authenticate' },
  33: { name: 'Authentication Request, No Acknowledgement', class: 'authenticate' },
  129: { name: 'Response', class: 'read' },
  130: { name: 'Unsolicited Response', class: 'publish' },
  131: { name: 'Authentication Response', class: 'authenticate' },
}

const primary: Readonly<Record<number, string>> = {
  0: 'Reset Link States',
  1: 'Reset User Process',
  2: 'Test Link States',
  3: 'Confirmed User Data',
  4: 'Unconfirmed User Data',
  9: 'Request Link Status',
}

const secondary: Readonly<Record<number, string>> = {
  0: 'ACK',
  1: 'NACK',
  11: 'Link Status',
  14: 'Link Not Functioning',
  15: 'Not Supported',
}

/** What an application function does, as far as it tells without its objects. */
export function classOf(code: number): OperationClass {
  return application[code]?.class ?? 'unknown'
}

export function isKnownFunction(code: number): boolean {
  return application[code] !== undefined
}

/** Whether a link function of the primary (or secondary) station is in table 9-1 (or 9-2). */
export function isKnownLinkFunction(code: number, isPrimary: boolean): boolean {
  return (isPrimary ? primary : secondary)[code] !== undefined
}

export function isAnswered(code: number): boolean {
  switch (code) {
    case CONFIRM:
    case DIRECT_OPERATE_NO_RESPONSE:
    case 8:
    case 10:
    case FREEZE_AT_TIME_NO_RESPONSE:
    case AUTHENTICATE_NO_RESPONSE:
      return false
    default:
      return true
  }
}

/**
 * Whether the objects of the header at the cursor are there; a read or a class assignment only names them. 4.4.8: a
 * freeze at time gives the time, then names counters.
 */
export function carriesObjects(code: number, fragment: Cursor): boolean {
  if (code === FREEZE_AT_TIME || code === FREEZE_AT_TIME_NO_RESPONSE) {
    return fragment.left > 0 && fragment.peek(0) === TIME_AND_DATE
  }
  if (code === WRITE) return true
  if (code >= SELECT && code <= DIRECT_OPERATE_NO_RESPONSE) return true
  return code >= OPEN_FILE && code <= AUTHENTICATE_NO_RESPONSE && code !== ACTIVATE_CONFIG
}

export function describeCode(code: number): { function: string; name: string } {
  const number = code & 0xff
  if (code >= SECONDARY) return { function: `link secondary ${number}`, name: secondary[number] ?? 'Reserved' }
  if (code >= PRIMARY) return { function: `link ${number}`, name: primary[number] ?? 'Reserved' }
  return { function: String(code), name: application[code]?.name ?? 'Reserved' }
}
