/* Management of nodes: CiA 301 V4.2.0, 7.2.8 (services, error control), 7.3.2 (states). */

export const NODE_BOOT_UP = 0
/** In an answer of node guarding it is the other one each time. */
export const GUARDING_TOGGLE = 0x80

const COMMANDS: Readonly<Record<number, string>> = {
  1: 'Start remote node',
  2: 'Stop remote node',
  128: 'Enter pre-operational',
  129: 'Reset node',
  130: 'Reset communication',
}
const STATES: Readonly<Record<number, string>> = {
  4: 'stopped',
  5: 'operational',
  127: 'pre-operational',
}

export function isNmtCommand(command: number): boolean {
  return COMMANDS[command] !== undefined
}

export function nmtCommandName(command: number): string {
  return COMMANDS[command] ?? `NMT command ${command}`
}

/** A state that a node which has begun can be in. */
export function isNodeState(value: number): boolean {
  return stateName(value) !== ''
}

/** '' of a number that is none. */
export function stateName(value: number): string {
  return STATES[value & ~GUARDING_TOGGLE] ?? ''
}
