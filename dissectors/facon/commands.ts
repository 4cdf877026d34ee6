import type { OperationClass } from '../kit/observation.ts'

export const COMMAND = {
  status: 0x40,
  control: 0x41,
  discrete: 0x42,
  readEnabled: 0x43,
  readDiscretes: 0x44,
  writeDiscretes: 0x45,
  readRegisters: 0x46,
  writeRegisters: 0x47,
  readMixed: 0x48,
  writeMixed: 0x49,
  loop: 0x4e,
} as const
/** What is done to one discrete stands in its data: above the command. */
const PART = 0x100
export const SET = 3
export const RESET = 4

type Command = readonly [name: string, operationClass: OperationClass]

const COMMANDS: ReadonlyMap<number, Command> = new Map([
  [COMMAND.status, ['Read system status', 'diagnose']],
  [COMMAND.control, ['Run or stop', 'mode']],
  // A discrete that is disabled keeps its state, whatever the program says.
  [COMMAND.discrete + PART, ['Disable discrete', 'control']],
  [COMMAND.discrete + 2 * PART, ['Enable discrete', 'control']],
  [COMMAND.discrete + SET * PART, ['Set discrete', 'write']],
  [COMMAND.discrete + RESET * PART, ['Reset discrete', 'write']],
  [COMMAND.readEnabled, ['Read which discretes are enabled', 'read']],
  [COMMAND.readDiscretes, ['Read discretes', 'read']],
  [COMMAND.writeDiscretes, ['Write discretes', 'write']],
  [COMMAND.readRegisters, ['Read registers', 'read']],
  [COMMAND.writeRegisters, ['Write registers', 'write']],
  [COMMAND.readMixed, ['Read registers and discretes', 'read']],
  [COMMAND.writeMixed, ['Write registers and discretes', 'write']],
  [COMMAND.loop, ['Loop back', 'diagnose']],
])

export function codeOf(command: number, part: number): number {
  return command === COMMAND.discrete ? command + part * PART : command
}

export function commandOfCode(code: number): number {
  return code % PART
}

export function partOf(code: number): number {
  return Math.floor(code / PART)
}

export function isKnown(code: number): boolean {
  return COMMANDS.has(code)
}

export function classOf(code: number): OperationClass {
  return COMMANDS.get(code)?.[1] ?? 'unknown'
}

export function describeCode(code: number): { function: string; name: string } {
  const command = commandOfCode(code).toString(16).toUpperCase().padStart(2, '0')
  const text = code < PART ? command : `${command}/${partOf(code)}`
  return { function: text, name: COMMANDS.get(code)?.[0] ?? `Command ${text}` }
}
