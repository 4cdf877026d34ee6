import type { OperationClass } from '../kit/observation.ts'

export const OPCODE = {
  configuration: 6,
  readClock: 7,
  setClock: 8,
  readTable: 10,
  writeTable: 11,
  login: 17,
  forward: 24,
  historyInformation: 139,
  writePoint: 166,
  readPoint: 167,
  readParameters: 180,
  writeParameters: 181,
  file: 203,
  peer: 205,
  transactions: 206,
  signal: 224,
  signalAcknowledged: 225,
  error: 255,
} as const

/** Commands of opcode 203, chapter 2. Delete is asked with 6 and answered with 5; a directory has 6, or 64 for many files. */
export const FILE = { open: 1, read: 2, write: 3, close: 4, remove: 5, list: 6, listMany: 64 } as const

const COMMAND = 0x100

/** The number of an operation: the opcode, and the command, or the opcode carried, of those that have one. */
export function codeOf(opcode: number, command: number): number {
  return opcode + command * COMMAND
}

export function opcodeOf(code: number): number {
  return code % COMMAND
}

/** Opcodes of chapter 2; 103, 107, 120 to 122, 128 and 130 are of the older ROC protocol, which has the same frame. */
const OPCODES: Readonly<Record<number, readonly [name: string, OperationClass]>> = {
  6: ['System Configuration', 'discover'],
  7: ['Read Real-time Clock', 'read'],
  8: ['Set Real-time Clock', 'time'],
  10: ['Read Configurable Opcode Point Data', 'read'],
  11: ['Write Configurable Opcode Point Data', 'write'],
  17: ['Login Request', 'authenticate'],
  24: ['Store and Forward', 'unknown'],
  50: ['Request I/O Point Position', 'discover'],
  100: ['Access User-defined Information', 'read'],
  103: ['Request System Information', 'discover'],
  105: ['Request Today and Yesterday Min/Max Values', 'read'],
  107: ['Request History Point Tag', 'read'],
  108: ['Request History Tag and Periodic Index', 'read'],
  118: ['Request Alarm Data', 'read'],
  119: ['Request Event Data', 'read'],
  120: ['Request Log Pointers', 'read'],
  121: ['Request Alarm Log', 'read'],
  122: ['Request Event Log', 'read'],
  128: ['Request Archived Day', 'read'],
  130: ['Request Archived History', 'read'],
  135: ['Request Single History Point Data', 'read'],
  136: ['Request Multiple History Point Data', 'read'],
  137: ['Request History Index', 'read'],
  138: ['Request Daily and Periodic History', 'read'],
  139: ['History Information Data', 'read'],
  166: ['Set Single Point Parameters', 'write'],
  167: ['Request Single Point Parameters', 'read'],
  180: ['Request Parameters', 'read'],
  181: ['Write Parameters', 'write'],
  203: ['General File Transfer', 'file'],
  205: ['Peer-to-Peer Network Messages', 'unknown'],
  206: ['Read Transaction History', 'read'],
  224: ['SRBX Signal', 'alarm'],
  225: ['Acknowledge SRBX', 'alarm'],
  255: ['Error Indicator', 'unknown'],
}

const FILE_COMMANDS: Readonly<Record<number, readonly [name: string, OperationClass]>> = {
  [FILE.open]: ['Open', 'file'],
  [FILE.read]: ['Read', 'upload'],
  [FILE.write]: ['Write', 'download'],
  [FILE.close]: ['Close', 'file'],
  [FILE.remove]: ['Delete', 'configure'],
  [FILE.list]: ['Read Directory', 'file'],
  [FILE.listMany]: ['Read Directory', 'file'],
}

export function isKnownOpcode(opcode: number): boolean {
  return OPCODES[opcode] !== undefined
}

/** What a message is that carries another for another controller is what that one is. */
function isCarrier(opcode: number): boolean {
  return opcode === OPCODE.forward || opcode === OPCODE.peer
}

/** A file that is read leaves the controller, one that is written goes into it. */
export function classOf(code: number): OperationClass {
  const opcode = opcodeOf(code)
  const command = (code - opcode) / COMMAND
  if (isCarrier(opcode)) return OPCODES[command]?.[1] ?? 'unknown'
  return (opcode === OPCODE.file ? FILE_COMMANDS[command] : undefined)?.[1] ?? OPCODES[opcode]?.[1] ?? 'unknown'
}

export function describeCode(code: number): { function: string; name: string } {
  const opcode = opcodeOf(code)
  const command = (code - opcode) / COMMAND
  const name = OPCODES[opcode]?.[0] ?? `Opcode ${opcode}`
  if (command === 0) return { function: String(opcode), name }
  const part = isCarrier(opcode)
    ? (OPCODES[command]?.[0] ?? `Opcode ${command}`)
    : ((opcode === OPCODE.file ? FILE_COMMANDS[command]?.[0] : undefined) ?? `command ${command}`)
  return { function: `${opcode}/${command}`, name: `${name}: ${part}` }
}
