/*
 * Frame types and command words. IEEE C37.118.2-2011, table 2 (SYNC) and table 15 (CMD).
 */
import type { OperationClass } from '../kit/observation.ts'

export const FRAME_TYPE = { data: 0, header: 1, cfg1: 2, cfg2: 3, command: 4, cfg3: 5 } as const

const TYPES: readonly { readonly function: string; readonly name: string }[] = [
  { function: 'data', name: 'Data frame' },
  { function: 'header', name: 'Header frame' },
  { function: 'cfg1', name: 'Configuration frame 1' },
  { function: 'cfg2', name: 'Configuration frame 2' },
  { function: 'command', name: 'Command frame' },
  { function: 'cfg3', name: 'Configuration frame 3' },
]

/** The texts of a frame type. */
export function describeFrameType(type: number): { function: string; name: string } {
  return TYPES[type] ?? { function: `type ${type}`, name: `Frame type ${type}` }
}

/** The message that says a fact, in the words of the standard. */
export function nameOfFrameType(type: number): string {
  return describeFrameType(type).name
}

const COMMANDS: Readonly<Record<number, string>> = {
  1: 'turn off transmission',
  2: 'turn on transmission',
  3: 'send header',
  4: 'send cfg1',
  5: 'send cfg2',
  6: 'send cfg3',
  8: 'extended frame',
}

export function commandText(command: number): string {
  return COMMANDS[command] ?? `command 0x${command.toString(16).padStart(4, '0')}`
}

/** Whether the standard says what this command does. Table 15: 0x0100 to 0x0FFF are for the user, others are reserved. */
export function isKnownCommand(command: number): boolean {
  return COMMANDS[command] !== undefined
}

/** Configuration and header frames name and describe the device. */
export function classOfFrame(type: number): OperationClass {
  if (type === FRAME_TYPE.data) return 'publish'
  return type > FRAME_TYPE.data && type <= FRAME_TYPE.cfg3 ? 'discover' : 'unknown'
}

export function classOfCommand(command: number): OperationClass {
  switch (command) {
    case 1:
    case 2:
      // Clause 6.6: begins and ends the stream of data of a connection; what the PMU measures stays the same.
      return 'session'
    case 3:
    case 4:
    case 5:
    case 6:
      return 'discover'
    default:
      // Extended frames carry what their user defines, which can be a control.
      return 'unknown'
  }
}
