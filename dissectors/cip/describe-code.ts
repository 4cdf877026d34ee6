import { pcccName } from './pccc-codes.ts'
import { classOfCode, IO_CODE, PCCC_COMMAND, pcccOfClass, serviceOfCode } from './service-codes.ts'
import { classServiceName, commonServiceName } from './service-names.ts'

/** The texts of a code in an export. */
export function describeCode(code: number): { function: string; name: string } {
  if (code === IO_CODE) return { function: 'io', name: 'Implicit I/O' }
  const service = serviceOfCode(code)
  const classId = classOfCode(code)
  const text = hex8(service)
  if (pcccOfClass(classId) >= 0) {
    const { function: command, name } = describePccc(code)
    return { function: `${text}/${command}`, name }
  }
  const name = classServiceName(service, classId) || commonServiceName(service)
  return { function: text, name: name === '' ? `CIP service ${text}` : name }
}

/** The texts of a code of PCCC, without the service of CIP that carries it. */
export function describePccc(code: number): { function: string; name: string } {
  const pccc = pcccOfClass(classOfCode(code))
  const command = Math.floor(pccc / PCCC_COMMAND)
  const fnc = (pccc % PCCC_COMMAND) - 1
  const suffix = fnc < 0 ? '' : `/${hex8(fnc)}`
  return { function: `${hex8(command)}${suffix}`, name: pcccName(command, fnc) }
}

function hex8(value: number): string {
  return `0x${value.toString(16).padStart(2, '0')}`
}
