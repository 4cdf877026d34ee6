/*
 * The functions of S7comm-plus as operation codes: texts, names, and the class where the function alone decides it.
 */
import { COTP_CODES, describeCotp } from '../kit/cotp-transport.ts'
import type { OperationClass } from '../kit/observation.ts'

export const FUNCTION = {
  error: 0x04b1,
  explore: 0x04bb,
  createObject: 0x04ca,
  deleteObject: 0x04d4,
  setVariable: 0x04f2,
  getVariable: 0x04fc,
  addLink: 0x0506,
  removeLink: 0x051a,
  getLink: 0x0524,
  setMultiVariables: 0x0542,
  getMultiVariables: 0x054c,
  beginSequence: 0x0556,
  endSequence: 0x0560,
  invoke: 0x056b,
  setSubstreamed: 0x057c,
  getSubstreamed: 0x0586,
  getAddress: 0x0590,
  abort: 0x059a,
  error2: 0x05a9,
  initSsl: 0x05b3,
} as const

/** What has no function code; functions are below 0x10000. */
export const NOTIFICATION = 0x1_0000
export const SYSTEM_EVENT = 0x1_0001
export const KEEP_ALIVE = 0x1_0002

const NAMES: Readonly<Record<number, string>> = {
  [FUNCTION.error]: 'Error',
  [FUNCTION.explore]: 'Explore',
  [FUNCTION.createObject]: 'Create object',
  [FUNCTION.deleteObject]: 'Delete object',
  [FUNCTION.setVariable]: 'Set variable',
  [FUNCTION.getVariable]: 'Get variable',
  [FUNCTION.addLink]: 'Add link',
  [FUNCTION.removeLink]: 'Remove link',
  [FUNCTION.getLink]: 'Get link',
  [FUNCTION.setMultiVariables]: 'Set multiple variables',
  [FUNCTION.getMultiVariables]: 'Get multiple variables',
  [FUNCTION.beginSequence]: 'Begin sequence',
  [FUNCTION.endSequence]: 'End sequence',
  [FUNCTION.invoke]: 'Invoke',
  [FUNCTION.setSubstreamed]: 'Set variable substreamed',
  [FUNCTION.getSubstreamed]: 'Get variable substreamed',
  [FUNCTION.getAddress]: 'Get variables address',
  [FUNCTION.abort]: 'Abort',
  [FUNCTION.error2]: 'Error 2',
  [FUNCTION.initSsl]: 'Initialise TLS',
}

const OTHERS: Readonly<Record<number, { function: string; name: string }>> = {
  [NOTIFICATION]: { function: 'notification', name: 'Notification' },
  [SYSTEM_EVENT]: { function: 'system event', name: 'System event' },
  [KEEP_ALIVE]: { function: 'keep alive', name: 'Keep alive' },
}

/** The texts of `function` and `functionName`. */
export function describeCode(code: number): { function: string; name: string } {
  if (code >= COTP_CODES) return describeCotp(code)
  const other = OTHERS[code]
  if (other !== undefined) return other
  const text = `0x${code.toString(16).padStart(4, '0')}`
  return { function: text, name: NAMES[code] ?? `Function ${text}` }
}

export function isKnownFunction(code: number): boolean {
  return NAMES[code] !== undefined
}

/** The class that a request has unless its object says otherwise. */
export function classOfFunction(code: number): OperationClass {
  switch (code) {
    case FUNCTION.explore:
      return 'discover'
    case FUNCTION.getVariable:
    case FUNCTION.getLink:
    case FUNCTION.getMultiVariables:
    case FUNCTION.getSubstreamed:
    case FUNCTION.getAddress:
      return 'read'
    case FUNCTION.setVariable:
    case FUNCTION.setMultiVariables:
    case FUNCTION.setSubstreamed:
      return 'write'
    case FUNCTION.createObject:
    case FUNCTION.deleteObject:
    case FUNCTION.addLink:
    case FUNCTION.removeLink:
      return 'configure'
    case FUNCTION.invoke:
      return 'control'
    case FUNCTION.beginSequence:
    case FUNCTION.endSequence:
    case FUNCTION.abort:
    case FUNCTION.initSsl:
    case SYSTEM_EVENT:
    case KEEP_ALIVE:
      return 'session'
    default:
      return 'unknown'
  }
}
