/*
 * The commands, with what each does to production. Those of one CPU follow each other: CPU 0 to 6 (cold and warm restarts
 * have no CPU 0), the one that is spoken to, and all.
 */
import type { OperationClass } from '../kit/observation.ts'
import { describeTransfer, transferClass } from './block-transfer.ts'

export const COMMAND = {
  status: 0x14,
  ownStatus: 0x1b,
  stationNumber: 0x1d,
  firmware: 0x20,
  readEeprom: 0xa1,
  writeEeprom: 0xa3,
  transfer: 0xa9,
  information: 0xab,
  web: 0xaf,
} as const

/** An answer whose request was not seen: nothing in it says what was asked. */
export const UNKNOWN_ANSWER = 0x10_0000
/** What a command does is told by a second number: above the command, plus one. */
const PART = 0x100

type Command = readonly [name: string, operationClass: OperationClass]

const COMMANDS: Readonly<Record<number, Command>> = {
  0x00: ['Read counters', 'read'],
  0x01: ['Read display register', 'read'],
  0x02: ['Read flags', 'read'],
  0x03: ['Read inputs', 'read'],
  0x04: ['Read clock', 'read'],
  0x05: ['Read outputs', 'read'],
  0x06: ['Read registers', 'read'],
  0x07: ['Read timers', 'read'],
  0x0a: ['Write counters', 'write'],
  0x0b: ['Write flags', 'write'],
  0x0c: ['Write clock', 'time'],
  0x0d: ['Write outputs', 'write'],
  0x0e: ['Write registers', 'write'],
  0x0f: ['Write timers', 'write'],
  0x13: ['Read and write several media', 'write'],
  ...ofCpus(0x14, 'Read status of', 'diagnose', ['CPU 0', ...cpus(), 'this CPU']),
  0x1d: ['Read station number', 'discover'],
  0x1e: ['Read user memory', 'upload'],
  0x1f: ['Read program line', 'upload'],
  0x20: ['Read firmware version', 'discover'],
  0x21: ['Read text', 'read'],
  0x22: ['Read active transition', 'diagnose'],
  0x23: ['Write user memory', 'download'],
  0x24: ['Write program line', 'download'],
  0x25: ['Write text', 'write'],
  ...ofCpus(0x28, 'Run', 'mode', ['CPU 0', ...cpus(), 'this CPU', 'all CPUs']),
  ...ofCpus(0x32, 'Restart cold', 'mode', [...cpus(), 'this CPU', 'all CPUs']),
  ...ofCpus(0x3c, 'Stop', 'mode', ['CPU 0', ...cpus(), 'this CPU', 'all CPUs']),
  0x46: ['Read accumulator and status flags', 'diagnose'],
  0x47: ['Read bytes', 'upload'],
  0x48: ['Read halt failure register', 'diagnose'],
  0x49: ['Read index register', 'diagnose'],
  0x4a: ['Read instruction pointer', 'diagnose'],
  0x4b: ['Find history', 'diagnose'],
  0x50: ['Write accumulator and status flags', 'write'],
  0x51: ['Write bytes', 'download'],
  0x52: ['Write index register', 'write'],
  0x53: ['Write instruction pointer', 'control'],
  0x5a: ['Clear flags, outputs, registers and timers', 'write'],
  0x5b: ['Clear flags', 'write'],
  0x5c: ['Clear outputs', 'write'],
  0x5d: ['Clear registers', 'write'],
  0x5e: ['Clear timers', 'write'],
  ...ofCpus(0x64, 'Restart warm', 'mode', [...cpus(), 'this CPU', 'all CPUs']),
  0x6e: ['Change block', 'download'],
  0x6f: ['Clear history of failures', 'configure'],
  0x70: ['Delete program line', 'download'],
  // Steps of the debugger: the program does not run on by itself.
  0x71: ['Run to condition', 'mode'],
  0x72: ['Insert program line', 'download'],
  0x73: ['Local cycles', 'mode'],
  0x74: ['All cycles', 'mode'],
  0x75: ['Make text', 'download'],
  0x76: ['Execute one instruction', 'mode'],
  0x77: ['Single step', 'mode'],
  0x82: ['Interrupt XOB 17', 'control'],
  0x83: ['Interrupt XOB 18', 'control'],
  0x84: ['Interrupt XOB 19', 'control'],
  0x91: ['Read hang-up timeout', 'read'],
  0x96: ['Read data block', 'read'],
  0x97: ['Write data block', 'write'],
  0x98: ['Make data block', 'download'],
  0x99: ['Clear data block', 'download'],
  0x9a: ['Clear text', 'download'],
  0x9b: ['Read block address', 'diagnose'],
  0x9c: ['Read block sizes', 'diagnose'],
  0x9d: ['Read current block', 'diagnose'],
  0x9e: ['Read call stack', 'diagnose'],
  0x9f: ['Read DBX', 'read'],
  0xa1: ['Read EEPROM registers', 'read'],
  0xa3: ['Write EEPROM registers', 'write'],
  0xa5: ['Erase flash', 'download'],
  0xa6: ['Restart cold with flag', 'mode'],
  0xa7: ['Write system buffer', 'write'],
  0xa8: ['Read system buffer', 'read'],
  0xa9: ['Transfer block', 'unknown'],
  0xaa: ['Get diagnostic', 'diagnose'],
  0xab: ['Read system information', 'discover'],
  0xac: ['Change blocks while running', 'download'],
  0xad: ['Flash card', 'file'],
  0xae: ['Download firmware', 'firmware'],
  0xaf: ['Web server', 'file'],
}

export function isKnownCommand(command: number): boolean {
  return COMMANDS[command] !== undefined
}

/** The number of an operation: the command, and the kind of transfer or the number of the information, where it has one. */
export function codeOf(command: number, part: number): number {
  return command === COMMAND.transfer || command === COMMAND.information ? command + (part + 1) * PART : command
}

export function commandOf(code: number): number {
  return code % PART
}

export function classOfCode(code: number): OperationClass {
  const command = commandOf(code)
  return command === COMMAND.transfer ? transferClass(partOf(code)) : (COMMANDS[command]?.[1] ?? 'unknown')
}

export function describeCode(code: number): { function: string; name: string } {
  if (code === UNKNOWN_ANSWER) return { function: 'answer', name: 'Answer' }
  const command = commandOf(code)
  const name = COMMANDS[command]?.[0] ?? `Command ${hex(command)}`
  if (code < PART) return { function: hex(command), name }
  const part = partOf(code)
  return {
    function: `${hex(command)}/${hex(part)}`,
    name: command === COMMAND.transfer ? describeTransfer(part) : `${name} ${part}`,
  }
}

function partOf(code: number): number {
  return Math.floor(code / PART) - 1
}

function ofCpus(first: number, what: string, operationClass: OperationClass, of: readonly string[]) {
  return Object.fromEntries(of.map((cpu, i): [number, Command] => [first + i, [`${what} ${cpu}`, operationClass]]))
}

function cpus(): string[] {
  return [1, 2, 3, 4, 5, 6].map((number) => `CPU ${number}`)
}

function hex(value: number): string {
  return `0x${value.toString(16).padStart(2, '0')}`
}
