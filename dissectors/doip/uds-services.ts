/*
 * Services of ISO 14229-1:2020, table 2, with what each does to a vehicle: the clause is that of the service. An answer is
 * the service with bit 6 set, a refusal 0x7f, the service and a code of annex A.
 */
import type { OperationClass } from '../kit/observation.ts'

export const SERVICE = {
  session: 0x10,
  reset: 0x11,
  readByIdentifier: 0x22,
  readMemory: 0x23,
  readScaling: 0x24,
  securityAccess: 0x27,
  readPeriodic: 0x2a,
  define: 0x2c,
  writeByIdentifier: 0x2e,
  control: 0x2f,
  routine: 0x31,
  download: 0x34,
  upload: 0x35,
  transfer: 0x36,
  transferExit: 0x37,
  file: 0x38,
  writeMemory: 0x3d,
  testerPresent: 0x3e,
  secured: 0x84,
} as const

export const ANSWER_BIT = 0x40
export const NEGATIVE = 0x7f
/** Code of a refusal that is none: the answer comes later (annex A.1). */
export const RESPONSE_PENDING = 0x78
/** Bit of a sub-function: no answer is wanted when all is well (clause 8.2.2). */
export const SUPPRESS = 0x80

interface Service {
  readonly name: string
  readonly class: OperationClass
  /** Names of its sub-functions; missing where it has none. */
  readonly parts?: Readonly<Record<number, string>>
}

const START_STOP: Readonly<Record<number, string>> = { 1: 'start', 2: 'stop', 3: 'results' }

const SERVICES: Readonly<Record<number, Service>> = {
  // OBD, which every tester may ask of every car: ISO 15031-5:2015, clause 8.
  0x01: { name: 'OBD current data', class: 'read' },
  0x02: { name: 'OBD freeze frame', class: 'diagnose' },
  0x03: { name: 'OBD trouble codes', class: 'diagnose' },
  0x04: { name: 'OBD clear trouble codes', class: 'configure' },
  0x05: { name: 'OBD oxygen sensor tests', class: 'diagnose' },
  0x06: { name: 'OBD monitoring tests', class: 'diagnose' },
  0x07: { name: 'OBD pending trouble codes', class: 'diagnose' },
  0x08: { name: 'OBD control of a system or test', class: 'control' },
  0x09: { name: 'OBD vehicle information', class: 'discover' },
  0x0a: { name: 'OBD permanent trouble codes', class: 'diagnose' },
  [SERVICE.session]: {
    name: 'Diagnostic session control',
    class: 'session',
    parts: { 1: 'default session', 2: 'programming session', 3: 'extended session', 4: 'safety system session' },
  },
  [SERVICE.reset]: {
    name: 'ECU reset',
    class: 'mode',
    parts: {
      1: 'hard',
      2: 'key off on',
      3: 'soft',
      4: 'enable rapid power shutdown',
      5: 'disable rapid power shutdown',
    },
  },
  0x14: { name: 'Clear diagnostic information', class: 'configure' },
  0x19: { name: 'Read DTC information', class: 'diagnose', parts: {} },
  [SERVICE.readByIdentifier]: { name: 'Read data by identifier', class: 'read' },
  [SERVICE.readMemory]: { name: 'Read memory by address', class: 'upload' },
  [SERVICE.readScaling]: { name: 'Read scaling data by identifier', class: 'read' },
  [SERVICE.securityAccess]: { name: 'Security access', class: 'authenticate', parts: {} },
  // Clause 10.5: messages of normal operation are switched off and on.
  0x28: {
    name: 'Communication control',
    class: 'control',
    parts: {
      0: 'enable',
      1: 'receive alone',
      2: 'send alone',
      3: 'disable',
      4: 'enhanced, receive alone',
      5: 'enhanced',
    },
  },
  0x29: { name: 'Authentication', class: 'authenticate', parts: {} },
  [SERVICE.readPeriodic]: { name: 'Read data by periodic identifier', class: 'read' },
  [SERVICE.define]: {
    name: 'Dynamically define data identifier',
    class: 'configure',
    parts: { 1: 'by identifier', 2: 'by memory address', 3: 'clear' },
  },
  [SERVICE.writeByIdentifier]: { name: 'Write data by identifier', class: 'write' },
  [SERVICE.control]: { name: 'Input output control by identifier', class: 'control' },
  [SERVICE.routine]: { name: 'Routine control', class: 'control', parts: START_STOP },
  [SERVICE.download]: { name: 'Request download', class: 'download' },
  [SERVICE.upload]: { name: 'Request upload', class: 'upload' },
  // Clause 15.4: which way is told by the request before, and by where the data is.
  [SERVICE.transfer]: { name: 'Transfer data', class: 'download' },
  [SERVICE.transferExit]: { name: 'Request transfer exit', class: 'file' },
  [SERVICE.file]: { name: 'Request file transfer', class: 'file' },
  [SERVICE.writeMemory]: { name: 'Write memory by address', class: 'download' },
  [SERVICE.testerPresent]: { name: 'Tester present', class: 'session', parts: { 0: 'keep session' } },
  0x83: { name: 'Access timing parameter', class: 'configure', parts: {} },
  [SERVICE.secured]: { name: 'Secured data transmission', class: 'unknown' },
  0x85: { name: 'Control DTC setting', class: 'configure', parts: { 1: 'on', 2: 'off' } },
  0x86: { name: 'Response on event', class: 'configure', parts: {} },
  0x87: { name: 'Link control', class: 'configure', parts: {} },
}

/** Operations of UDS have codes above the types of DoIP: service, then sub-function. */
export const UDS = 0x1_0000
const PENDING_CODE = UDS + NEGATIVE * 0x100

export function isKnownService(service: number): boolean {
  return SERVICES[service] !== undefined
}

/** A request can begin with such a byte: below are the services of OBD (ISO 15031-5), from 0xba on those of suppliers. */
function isRequest(first: number): boolean {
  return isKnownService(first) || (first >= 0x01 && first <= 0x0f) || (first >= 0xba && first <= 0xbe)
}

export function isAnswer(first: number): boolean {
  return (first & ANSWER_BIT) !== 0
}

/** Whether a message of UDS can begin with such a byte. */
export function isUds(first: number): boolean {
  return first === NEGATIVE || isRequest(first & ~ANSWER_BIT)
}

export function hasParts(service: number): boolean {
  return SERVICES[service]?.parts !== undefined
}

export function classOfService(service: number, part: number): OperationClass {
  // Clause 14.2: the results of a routine are asked for.
  if (service === SERVICE.routine && part === 3) return 'diagnose'
  return SERVICES[service]?.class ?? 'unknown'
}

/** The code of an operation. */
export function codeOfService(service: number, part: number): number {
  return UDS + service * 0x100 + (hasParts(service) ? part : 0)
}

export function describeService(code: number): { function: string; name: string } {
  if (code === PENDING_CODE) return { function: 'UDS 0x7f', name: 'Response pending' }
  const service = (code - UDS) >> 8
  const part = code & 0xff
  const known = SERVICES[service]
  const name = known?.name ?? (service < 0x10 ? `OBD service ${service}` : `UDS service ${hex(service)}`)
  if (known?.parts === undefined) return { function: `UDS ${hex(service)}`, name }
  return {
    function: `UDS ${hex(service)}/${hex(part)}`,
    name: `${name}, ${known.parts[part] ?? partText(service, part)}`,
  }
}

/** Sub-functions that are levels: an odd number asks for a seed, the next one sends a key (clause 10.4). */
function partText(service: number, part: number): string {
  if (service !== SERVICE.securityAccess) return `sub-function ${hex(part)}`
  return part % 2 === 1 ? `request seed ${part}` : `send key ${part}`
}

function hex(value: number): string {
  return `0x${value.toString(16).padStart(2, '0')}`
}
