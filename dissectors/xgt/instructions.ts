import type { OperationClass } from '../kit/observation.ts'

/** An answer has the number of its request, plus one. */
export const INSTRUCTION = { read: 0x54, write: 0x58, status: 0xb0 } as const
/** Types of data: a bit, bytes of one to eight, and a run of bytes. */
export const RUN_OF_BYTES = 0x14
const LAST_TYPE = 4
/** Added to an instruction that acts on a run of bytes. */
const RUN = 0x1_0000

const CODES: ReadonlyMap<number, readonly [name: string, operationClass: OperationClass]> = new Map([
  [INSTRUCTION.read, ['Read variables', 'read']],
  [INSTRUCTION.read + RUN, ['Read run of bytes', 'read']],
  [INSTRUCTION.write, ['Write variables', 'write']],
  [INSTRUCTION.write + RUN, ['Write run of bytes', 'write']],
  [INSTRUCTION.status, ['Read status', 'diagnose']],
])

export function codeOf(instruction: number, type: number): number {
  return type === RUN_OF_BYTES && instruction !== INSTRUCTION.status ? instruction + RUN : instruction
}

export function instructionOf(code: number): number {
  return code % RUN
}

export function isRun(code: number): boolean {
  return code >= RUN
}

export function isKnown(code: number, type: number): boolean {
  return CODES.has(code) && (isRun(code) || type <= LAST_TYPE || code === INSTRUCTION.status)
}

export function classOf(code: number): OperationClass {
  return CODES.get(code)?.[1] ?? 'unknown'
}

export function describeCode(code: number): { function: string; name: string } {
  const text = `0x${instructionOf(code).toString(16).padStart(4, '0')}`
  return { function: text, name: CODES.get(code)?.[0] ?? `Instruction ${text}` }
}
