import type { Cursor } from '../kit/cursor.ts'
import type { OperationClass } from '../kit/observation.ts'
import { wordEnd, wordIn } from '../kit/text-line.ts'

/** What follows a command: nothing, a device, a device and a count, devices, numbers. */
export type Operands = 'none' | 'device' | 'run' | 'devices' | 'numbers'

interface Command {
  readonly text: string
  readonly name: string
  readonly class: OperationClass
  readonly operands: Operands
  /** How many values follow the operands: one, as many as the run has, or none. */
  readonly values: 'one' | 'run' | 'none'
  /** What it sets a bit to, without saying so. */
  readonly sets?: '0' | '1'
}

const COMMANDS: readonly Command[] = [
  command('RD', 'Read', 'read', 'device'),
  command('RDS', 'Read several', 'read', 'run'),
  command('RDE', 'Read several', 'read', 'run'),
  command('WR', 'Write', 'write', 'device', 'one'),
  command('WRS', 'Write several', 'write', 'run', 'run'),
  command('WRE', 'Write several', 'write', 'run', 'run'),
  command('WS', 'Write set value', 'write', 'device', 'one'),
  command('WSS', 'Write set values', 'write', 'run', 'run'),
  { ...command('ST', 'Force on', 'write', 'device'), sets: '1' },
  { ...command('RS', 'Force off', 'write', 'device'), sets: '0' },
  { ...command('STS', 'Force several on', 'write', 'run'), sets: '1' },
  { ...command('RSS', 'Force several off', 'write', 'run'), sets: '0' },
  command('MBS', 'Register monitored bits', 'read', 'devices'),
  command('MWS', 'Register monitored words', 'read', 'devices'),
  command('MBR', 'Monitor bits', 'read', 'none'),
  command('MWR', 'Monitor words', 'read', 'none'),
  command('RDC', 'Read comment', 'read', 'device'),
  command('BE', 'Switch bank', 'configure', 'numbers'),
  command('WRT', 'Set clock', 'time', 'numbers'),
  command('?K', 'Ask model', 'discover', 'none'),
  command('?E', 'Ask error', 'diagnose', 'none'),
  command('?M', 'Ask mode', 'diagnose', 'none'),
  command('M0', 'Change to program mode', 'mode', 'none'),
  command('M1', 'Change to run mode', 'mode', 'none'),
  command('ER', 'Clear error', 'control', 'none'),
]
const TEXTS = COMMANDS.map(({ text }) => text)

export const UNKNOWN = COMMANDS.length
export const CODE = { model: TEXTS.indexOf('?K'), error: TEXTS.indexOf('?E'), mode: TEXTS.indexOf('?M') } as const

/** The command that the line begins with; `UNKNOWN` where it is none. */
export function codeAt({ view, pos }: Cursor, end: number): number {
  const code = wordIn(TEXTS, view, pos, wordEnd(view, pos, end))
  return code < 0 ? UNKNOWN : code
}

/** Whether the bytes up to `end` may become a command. */
export function isBegun({ view, pos }: Cursor, end: number): boolean {
  const to = wordEnd(view, pos, end)
  if (to < end) return wordIn(TEXTS, view, pos, to) >= 0
  return TEXTS.some((text) => {
    for (let i = 0; i < to - pos; i++) if ((view.getUint8(pos + i) & 0xdf) !== (text.charCodeAt(i) & 0xdf)) return false
    return true
  })
}

export function commandOf(code: number): Command | undefined {
  return COMMANDS[code]
}

export function describeCode(code: number): { function: string; name: string } {
  const known = COMMANDS[code]
  return known === undefined ? { function: '?', name: 'Command' } : { function: known.text, name: known.name }
}

function command(
  text: string,
  name: string,
  operationClass: OperationClass,
  operands: Operands,
  values: Command['values'] = 'none',
): Command {
  return { text, name, class: operationClass, operands, values }
}
