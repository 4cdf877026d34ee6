import type { OperationClass } from '../kit/observation.ts'

/** Messages of the communication module. */
export const TCM = {
  connect: 1,
  connected: 2,
  disconnected: 3,
  disconnect: 4,
  command: 5,
  ping: 6,
} as const
export const LAST_TCM = 11
const MESSAGES: Readonly<Record<number, string>> = {
  1: 'Connection request',
  2: 'Connection response',
  3: 'Disconnection response',
  4: 'Disconnection request',
  5: 'Command',
  6: 'Ping',
  7: 'Connection limit reached',
  8: 'Not connected',
  9: 'Main processors are dead',
  10: 'Access denied',
  11: 'Connection failed',
}

/** Commands of the engineering station. */
export const COMMAND = {
  attach: 13,
  allocateProgram: 55,
  allocateFunction: 56,
  uploadProgram: 65,
  uploadFunction: 66,
} as const
const COMMANDS: Readonly<Record<number, readonly [string, OperationClass]>> = {
  0: ['Start download all', 'download'],
  1: ['Start download change', 'download'],
  2: ['Update configuration', 'configure'],
  3: ['Upload configuration', 'upload'],
  4: ['Set I/O addresses', 'configure'],
  5: ['Allocate network', 'download'],
  6: ['Load vector table', 'download'],
  7: ['Set calendar', 'time'],
  8: ['Get calendar', 'read'],
  9: ['Set scan time', 'configure'],
  10: ['End download all', 'download'],
  11: ['End download change', 'download'],
  12: ['Cancel download change', 'download'],
  13: ['Attach Tricon', 'session'],
  14: ['Set I/O address limits', 'configure'],
  15: ['Configure module', 'configure'],
  16: ['Set multiple point values', 'write'],
  17: ['Enable all points', 'control'],
  18: ['Upload vector table', 'upload'],
  19: ['Get CP status', 'diagnose'],
  20: ['Run program', 'mode'],
  21: ['Halt program', 'mode'],
  22: ['Pause program', 'mode'],
  23: ['Do single scan', 'mode'],
  24: ['Get chassis status', 'diagnose'],
  25: ['Get minimum scan time', 'read'],
  26: ['Set node number', 'configure'],
  27: ['Set I/O point values', 'write'],
  28: ['Get I/O point values', 'read'],
  29: ['Get MP status', 'diagnose'],
  30: ['Set retentive values', 'write'],
  31: ['Adjust clock calendar', 'time'],
  32: ['Clear module alarms', 'control'],
  33: ['Get event log', 'read'],
  34: ['Set SOE block', 'configure'],
  35: ['Record event log', 'configure'],
  36: ['Get SOE data', 'read'],
  37: ['Enable OVD', 'configure'],
  38: ['Disable OVD', 'configure'],
  39: ['Enable all OVDs', 'configure'],
  40: ['Disable all OVDs', 'configure'],
  41: ['Process Modbus', 'unknown'],
  42: ['Upload network', 'upload'],
  43: ['Set label', 'configure'],
  44: ['Configure system variables', 'configure'],
  45: ['Deconfigure module', 'configure'],
  46: ['Get system variables', 'read'],
  47: ['Get module types', 'discover'],
  48: ['Begin conversion table download', 'download'],
  49: ['Continue conversion table download', 'download'],
  50: ['End conversion table download', 'download'],
  51: ['Get conversion table', 'upload'],
  52: ['Set ICM status', 'configure'],
  53: ['Broadcast SOE data available', 'publish'],
  54: ['Get module versions', 'discover'],
  55: ['Allocate program', 'download'],
  56: ['Allocate function', 'download'],
  57: ['Clear retentives', 'write'],
  58: ['Set initial values', 'download'],
  59: ['Start TS2 program download', 'download'],
  60: ['Set TS2 data area', 'configure'],
  61: ['Get TS2 data', 'read'],
  62: ['Set TS2 data', 'write'],
  63: ['Set program information', 'download'],
  64: ['Get program information', 'discover'],
  65: ['Upload program', 'upload'],
  66: ['Upload function', 'upload'],
  67: ['Get point groups', 'read'],
  68: ['Allocate symbol table', 'download'],
  69: ['Get I/O address', 'read'],
  70: ['Resend I/O address', 'read'],
  71: ['Get program timing', 'diagnose'],
  72: ['Allocate multiple functions', 'download'],
  73: ['Get node number', 'discover'],
  74: ['Get symbol table', 'upload'],
  80: ['Go to download mode', 'mode'],
  255: ['Loader connect', 'session'],
}
/** What comes back: 101 to 170 for each command that was done, 200 on why it was not. */
export const RESPONSE = {
  rejected: 100,
  attached: 106,
  cpStatus: 108,
  chassisStatus: 119,
  moduleVersions: 151,
} as const
const LAST_OF_DONE = 170
const FIRST_OF_REFUSED = 200

/** Number spaces: messages, commands, and answers to what was not seen. */
export const SPACE = { message: 0, command: 0x100, response: 0x200 } as const

export function isMessage(type: number): boolean {
  return type >= TCM.connect && type <= LAST_TCM
}

export function isCommand(command: number): boolean {
  return COMMANDS[command] !== undefined
}

export function commandClass(command: number): OperationClass {
  return COMMANDS[command]?.[1] ?? 'unknown'
}

/** 0 of what was done, else the code that says why it was not. */
export function statusOf(response: number): number {
  return response === RESPONSE.rejected || response >= FIRST_OF_REFUSED ? response : 0
}

export function isResponse(response: number): boolean {
  return (response >= RESPONSE.rejected && response <= LAST_OF_DONE) || response >= FIRST_OF_REFUSED
}

export function describeCode(code: number): { function: string; name: string } {
  const number = code & 0xff
  if (code >= SPACE.response) return { function: `5.${number}`, name: `Response ${number}` }
  if (code >= SPACE.command) return { function: `5.${number}`, name: COMMANDS[number]?.[0] ?? `Command ${number}` }
  return { function: String(number), name: MESSAGES[number] ?? 'unknown message' }
}
