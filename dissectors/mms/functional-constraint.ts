/*
 * What access to a name means in IEC 61850-8-1 Ed. 2.1: clause 7.3.3 (names: LN$FC$DO$…), clause 20 (control),
 * table 12 and IEC 61850-7-2 table 20 (functional constraints). Names of other MMS servers have no such parts.
 */
import { OPERATION_CLASSES, type OperationClass } from '../kit/observation.ts'

/** Clause 20: the attributes of a controllable object that are services, and the words of IEC 61850-7-2 for them. */
const CONTROL_SERVICES: Readonly<Record<string, string>> = {
  Oper: 'operate',
  SBO: 'select',
  SBOw: 'select with value',
  Cancel: 'cancel',
}

/** Attributes of a report control block by which a client subscribes, as each does when it connects. */
const SUBSCRIPTION = new Set(['RptEna', 'Resv', 'ResvTms', 'GI', 'PurgeBuf', 'LogEna'])

/** The class of writing these names: that of the gravest. */
export function classOfWrite(names: readonly string[]): OperationClass {
  let gravest: OperationClass | undefined
  for (const name of names) {
    const one = classOfOneWrite(name.split('$'))
    if (gravest === undefined || OPERATION_CLASSES.indexOf(one) > OPERATION_CLASSES.indexOf(gravest)) gravest = one
  }
  return gravest ?? 'write'
}

/** Clause 20.5: the service Select is mapped to a read of SBO; it reserves the object, all other reads only read. */
export function classOfRead(names: readonly string[]): OperationClass {
  return names.length > 0 && names.every((name) => name.includes('$CO$') && name.endsWith('$SBO')) ? 'control' : 'read'
}

/** The name with the control service it stands for: 'LD0/CSWI1$CO$Pos$Oper (operate)'. */
export function withControlService(name: string): string {
  const parts = name.split('$')
  const service =
    parts[1] === 'CO' ? parts.map((part) => CONTROL_SERVICES[part]).find((each) => each !== undefined) : ''
  return service ? `${name} (${service})` : name
}

function classOfOneWrite(parts: readonly string[]): OperationClass {
  switch (parts[1]) {
    case 'CO':
      return 'control'
    // Settings, configuration, descriptions, extended definitions; GOOSE and Sampled Values control blocks.
    case 'SG':
    case 'SE':
    case 'CF':
    case 'DC':
    case 'EX':
    case 'GO':
    case 'MS':
    case 'US':
      return 'configure'
    case 'RP':
    case 'BR':
    case 'LG':
      return SUBSCRIPTION.has(parts[parts.length - 1] as string) ? 'session' : 'configure'
    case 'SP':
      // The setting group control block has this constraint too: it chooses the settings in force.
      return parts[2] === 'SGCB' ? 'configure' : 'write'
    default:
      return 'write'
  }
}
