/* Commands of PCOM/ASCII: two letters, or three where a further one tells the operand. An answer repeats two of them. */
import type { OperationClass } from '../kit/observation.ts'
import { OPERAND, type Operand } from './operands.ts'

export interface AsciiCommand {
  readonly name: string
  readonly class: OperationClass
  /** What it acts on, where address and count follow the code. */
  readonly operand: Operand | undefined
}

const COMMANDS: Readonly<Record<string, AsciiCommand>> = {
  ID: command('Identify', 'discover'),
  UG: command('Get unit ID', 'discover'),
  US: command('Set unit ID', 'configure'),
  RC: command('Read clock', 'read'),
  SC: command('Set clock', 'time'),
  CC: command('Set state', 'mode'),
  CCR: command('Run', 'mode'),
  CCS: command('Stop', 'mode'),
  CCE: command('Reset', 'mode'),
  CCI: command('Initialize', 'mode'),
  RE: read('inputs', OPERAND.input),
  RA: read('outputs', OPERAND.output),
  RB: read('memory bits', OPERAND.memoryBit),
  GS: read('system bits', OPERAND.systemBit),
  RT: read('timer bits', OPERAND.timerBit),
  RM: read('counter bits', OPERAND.counterBit),
  RW: read('memory integers', OPERAND.memoryInteger),
  GF: read('system integers', OPERAND.systemInteger),
  RN: command('Read values of 32 bits', 'read'),
  RNL: read('memory longs', OPERAND.memoryLong),
  RND: read('double words', OPERAND.doubleWord),
  RNH: read('system longs', OPERAND.systemLong),
  RNJ: read('system double words', OPERAND.systemDoubleWord),
  RNF: read('memory floats', OPERAND.memoryFloat),
  GT: read('timers', OPERAND.timer),
  GP: read('presets of timers', OPERAND.timerPreset),
  GX: read('counters', OPERAND.counter),
  GY: read('presets of counters', OPERAND.counterPreset),
  RZ: command('Read fast operands', 'read'),
  RZB: command('Read fast bits', 'read'),
  RZI: command('Read fast integers', 'read'),
  RZL: command('Read fast longs', 'read'),
  RZD: command('Read fast double words', 'read'),
  SA: write('outputs', OPERAND.output),
  SB: write('memory bits', OPERAND.memoryBit),
  SS: write('system bits', OPERAND.systemBit),
  // A forced point no longer follows the plant, or the program.
  SD: command('Force inputs', 'control'),
  SE: command('Force outputs', 'control'),
  SW: write('memory integers', OPERAND.memoryInteger),
  SF: write('system integers', OPERAND.systemInteger),
  SN: command('Write values of 32 bits', 'write'),
  SNL: write('memory longs', OPERAND.memoryLong),
  SND: write('double words', OPERAND.doubleWord),
  SNH: write('system longs', OPERAND.systemLong),
  SNJ: write('system double words', OPERAND.systemDoubleWord),
  SNF: write('memory floats', OPERAND.memoryFloat),
  SNT: write('presets of timers', OPERAND.timerPreset),
  SNK: write('timers', OPERAND.timer),
  SJ: write('presets of counters', OPERAND.counterPreset),
  SK: write('counters', OPERAND.counter),
  SZ: command('Write fast operands', 'write'),
  SZB: command('Write fast bits', 'write'),
  SZI: command('Write fast integers', 'write'),
  SZL: command('Write fast longs', 'write'),
  SZD: command('Write fast double words', 'write'),
}

/** Two or three letters as a number: the third byte is 0 where there are two. */
const BY_CODE: ReadonlyMap<number, AsciiCommand> = new Map(
  Object.entries(COMMANDS).map(([letters, each]) => [asciiCode(letters), each]),
)
const TWO_LETTERS = 0xff_ff00

export function asciiCode(letters: string): number {
  const third = letters.length > 2 ? letters.charCodeAt(2) : 0
  return (letters.charCodeAt(0) << 16) | (letters.charCodeAt(1) << 8) | third
}

export function asciiCommand(code: number): AsciiCommand | undefined {
  return BY_CODE.get(code)
}

/** The code that three bytes begin with: of three letters where there is such a command, of two else. */
export function codeAmong(bytes: number): number {
  return BY_CODE.has(bytes) ? bytes : bytes & TWO_LETTERS
}

/** Whether an answer that repeats these two letters may be to a command. */
export function isAnsweredBy(code: number, letters: number): boolean {
  return (code & TWO_LETTERS) === letters
}

export function lettersOf(code: number): string {
  const letters = String.fromCharCode(code >> 16, (code >> 8) & 0xff, code & 0xff)
  return letters.replace(/\0$/, '').replace(/[^A-Z0-9]/g, '.')
}

function command(name: string, operationClass: OperationClass): AsciiCommand {
  return { name, class: operationClass, operand: undefined }
}

function read(what: string, operand: Operand): AsciiCommand {
  return { name: `Read ${what}`, class: 'read', operand }
}

function write(what: string, operand: Operand): AsciiCommand {
  return { name: `Write ${what}`, class: 'write', operand }
}
