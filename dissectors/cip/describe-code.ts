import { pcccName } from './pccc-codes.ts'
import { classOfCode, IO_CODE, PCCC_COMMAND, pcccOfClass, serviceOfCode } from './service-codes.ts'
import { classServiceName, commonServiceName } from './service-names.ts'

/** The texts of a code in an export. */
export function describeCode(code: number): { function: string; name: string } {
  if (code === IO_CODE) return { function: 'io', name: 'Implicit I/O' }
  const service = serviceOfCode(code)
  const classId = classOfCode(code)
  const text = hex8(service)
  const pccc = pcccOfClass(classId)
  if (pccc >= 0) {
    const command = Math.floor(pccc / PCCC_COMMAND)
    const fnc = (pccc % PCCC_COMMAND) - 1
    const suffix = fnc < 0 ? '' : `/${hex8(fnc)}`
    return { function: `${text}/${hex8(command)}${suffix}`, name: pcccName(command, fnc) }
  }
  const name = classServiceName(service, classId) || commonServiceName(service)
  return { function: text, name: name === '' ? `CIP service ${text}` : name }
}

function hex8(value: number): string {
  return `0x${value.toString(16).padStart(2, '0')}`
}
