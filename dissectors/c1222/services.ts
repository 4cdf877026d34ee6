/* Services of EPSEM: IEEE 1703-2012, 5.3.2.4. Those from 0x53 on are of the older C12.21, which C12.18 devices have as well. */
import type { OperationClass } from '../kit/observation.ts'
import { classOfProcedure, procedureText } from './tables.ts'

export const SERVICE = {
  identify: 0x20,
  terminate: 0x21,
  disconnect: 0x22,
  deregister: 0x24,
  resolve: 0x25,
  trace: 0x26,
  register: 0x27,
  fullRead: 0x30,
  defaultRead: 0x3e,
  offsetRead: 0x3f,
  fullWrite: 0x40,
  defaultWrite: 0x4e,
  offsetWrite: 0x4f,
  logon: 0x50,
  security: 0x51,
  logoff: 0x52,
} as const

/** Numbers that are no service: an answer to what was not seen, and what is encrypted. */
export const ANSWER = 0
export const ENCRYPTED = 0xff
/** The space of the codes of procedures, by their number and one. */
const PROCEDURE = 0x100
/** 5.3.4.6: what is written is what the sender has to tell. */
const NOTIFICATION = 0x100_0000
const MAX_INDEXES = 9
const NEGOTIATE = 0x60
const LAST_NEGOTIATE = 0x6b

const SERVICES: Readonly<Record<number, readonly [name: string, OperationClass]>> = {
  [ANSWER]: ['Answer', 'unknown'],
  [SERVICE.identify]: ['Identification', 'discover'],
  [SERVICE.terminate]: ['Terminate', 'session'],
  [SERVICE.disconnect]: ['Disconnect', 'session'],
  [SERVICE.deregister]: ['Deregister', 'configure'],
  [SERVICE.resolve]: ['Resolve', 'discover'],
  [SERVICE.trace]: ['Trace', 'diagnose'],
  [SERVICE.register]: ['Register', 'session'],
  [SERVICE.fullRead]: ['Full Read', 'read'],
  [SERVICE.defaultRead]: ['Default Read', 'read'],
  [SERVICE.offsetRead]: ['Partial Read by Offset', 'read'],
  [SERVICE.fullWrite]: ['Full Write', 'write'],
  [SERVICE.defaultWrite]: ['Default Write', 'write'],
  [SERVICE.offsetWrite]: ['Partial Write by Offset', 'write'],
  [SERVICE.logon]: ['Logon', 'authenticate'],
  [SERVICE.security]: ['Security', 'authenticate'],
  [SERVICE.logoff]: ['Logoff', 'session'],
  83: ['Authenticate', 'authenticate'],
  112: ['Wait', 'session'],
  113: ['Timing Setup', 'session'],
  [ENCRYPTED]: ['Encrypted message', 'unknown'],
}

/** How many indexes a partial read or write by index has, which its code tells; 0 for every other service. */
export function indexesOf(service: number): number {
  const count = service & 0x0f
  return (isRead(service) || isWrite(service)) && count <= MAX_INDEXES ? count : 0
}

export function isRead(service: number): boolean {
  return service >> 4 === 3
}

export function isWrite(service: number): boolean {
  return service >> 4 === 4
}

function serviceOf(service: number): readonly [name: string, OperationClass] | undefined {
  const indexes = indexesOf(service)
  if (indexes > 0)
    return isRead(service)
      ? [`Partial Read by ${indexes} Indexes`, 'read']
      : [`Partial Write by ${indexes} Indexes`, 'write']
  if (service >= NEGOTIATE && service <= LAST_NEGOTIATE) return ['Negotiate', 'session']
  return SERVICES[service]
}

export function isKnownService(service: number): boolean {
  return service > ANSWER && service < ENCRYPTED && serviceOf(service) !== undefined
}

export function codeOf(service: number, procedure: number, isNotification: boolean): number {
  return service + (procedure + 1) * PROCEDURE + (isNotification ? NOTIFICATION : 0)
}

export function serviceOfCode(code: number): number {
  return code % PROCEDURE
}

/** `written`: what the table that is written does. */
export function classOf(code: number, written: OperationClass): OperationClass {
  const service = serviceOfCode(code)
  if (code >= NOTIFICATION && isWrite(service)) return 'publish'
  const procedure = procedureOf(code)
  if (procedure >= 0) return classOfProcedure(procedure)
  return isWrite(service) ? written : (serviceOf(service)?.[1] ?? 'unknown')
}

function procedureOf(code: number): number {
  return Math.floor((code % NOTIFICATION) / PROCEDURE) - 1
}

export function describeCode(code: number): { function: string; name: string } {
  const service = serviceOfCode(code)
  const procedure = procedureOf(code)
  const number = service === ENCRYPTED ? 'encrypted' : `0x${service.toString(16).padStart(2, '0')}`
  const name = serviceOf(service)?.[0] ?? `Service ${number}`
  if (procedure >= 0) return { function: `${number}/${procedure}`, name: `${name}: ${procedureText(procedure)}` }
  return { function: number, name: code >= NOTIFICATION ? `${name}, notification` : name }
}
