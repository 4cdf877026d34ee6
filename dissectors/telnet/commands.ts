/*
 * Commands of Telnet: RFC 854 ("TELNET COMMANDS"), 855 (subnegotiation), 885 (EOR), 1184 (EOF, SUSP, ABORT). Options by
 * their assigned numbers; COM-PORT-OPTION: RFC 2217, clause 3.
 */
import type { OperationClass } from '../kit/observation.ts'

export const IAC = 255
const DONT = 254
export const DO = 253
const WONT = 252
export const WILL = 251
export const SB = 250
export const SE = 240
export const FIRST_COMMAND = 236
/** Code of a line that a client typed; no command has it. */
export const LINE = 0

/*
 * BRK and IP stop what runs: "Suspend, interrupt, abort or terminate the operation of a user process". A line may be any
 * command of the device, or a password: it is not read, so what it does is unknown.
 */
const COMMANDS: Readonly<Record<number, readonly [word: string, name: string, operationClass: OperationClass]>> = {
  [LINE]: ['line', 'Line typed by the client', 'unknown'],
  236: ['EOF', 'End of file', 'session'],
  237: ['SUSP', 'Suspend process', 'control'],
  238: ['ABORT', 'Abort process', 'control'],
  239: ['EOR', 'End of record', 'session'],
  [SE]: ['SE', 'End of subnegotiation parameters', 'session'],
  241: ['NOP', 'No operation', 'session'],
  242: ['DM', 'Data mark', 'session'],
  243: ['BRK', 'Break', 'control'],
  244: ['IP', 'Interrupt process', 'control'],
  245: ['AO', 'Abort output', 'session'],
  246: ['AYT', 'Are you there', 'diagnose'],
  247: ['EC', 'Erase character', 'session'],
  248: ['EL', 'Erase line', 'session'],
  249: ['GA', 'Go ahead', 'session'],
  [SB]: ['SB', 'Subnegotiation', 'session'],
  [WILL]: ['WILL', 'Will use an option', 'session'],
  [WONT]: ['WONT', 'Will not use an option', 'session'],
  [DO]: ['DO', 'Do use an option', 'session'],
  [DONT]: ['DONT', 'Do not use an option', 'session'],
}

export const TERMINAL_TYPE = 24
export const WINDOW_SIZE = 31
export const ENVIRONMENT = 36
export const AUTHENTICATION = 37
export const ENCRYPTION = 38
export const NEW_ENVIRONMENT = 39
export const SEND_LOCATION = 23
export const COM_PORT = 44
/** The highest number that is assigned in the range that is used; 255 is the extended list of RFC 861. */
export const LAST_OPTION = 49
export const EXTENDED_OPTIONS = 255

const OPTIONS = [
  'BINARY',
  'ECHO',
  'RECONNECTION',
  'SUPPRESS-GO-AHEAD',
  'NAMS',
  'STATUS',
  'TIMING-MARK',
  'RCTE',
  'NAOL',
  'NAOP',
  'NAOCRD',
  'NAOHTS',
  'NAOHTD',
  'NAOFFD',
  'NAOVTS',
  'NAOVTD',
  'NAOLFD',
  'EXTEND-ASCII',
  'LOGOUT',
  'BM',
  'DET',
  'SUPDUP',
  'SUPDUP-OUTPUT',
  'SEND-LOCATION',
  'TERMINAL-TYPE',
  'END-OF-RECORD',
  'TUID',
  'OUTMRK',
  'TTYLOC',
  '3270-REGIME',
  'X.3-PAD',
  'NAWS',
  'TERMINAL-SPEED',
  'TOGGLE-FLOW-CONTROL',
  'LINEMODE',
  'X-DISPLAY-LOCATION',
  'ENVIRON',
  'AUTHENTICATION',
  'ENCRYPT',
  'NEW-ENVIRON',
  'TN3270E',
  'XAUTH',
  'CHARSET',
  'RSP',
  'COM-PORT-OPTION',
]

/** RFC 2217: what a client sets of a serial port; the server answers with the number and 100. */
const SERIAL_PARAMETERS = ['SIGNATURE', 'SET-BAUDRATE', 'SET-DATASIZE', 'SET-PARITY', 'SET-STOPSIZE', 'SET-CONTROL']

export function isCommand(byte: number): boolean {
  return byte >= FIRST_COMMAND && byte < IAC
}

export function classOfCommand(code: number): OperationClass {
  return COMMANDS[code]?.[2] ?? 'unknown'
}

export function describeCommand(code: number): { function: string; name: string } {
  const [word = `${code}`, name = 'Another command'] = COMMANDS[code] ?? []
  return { function: word, name }
}

export function optionName(option: number): string {
  return OPTIONS[option] ?? `option ${option}`
}

export function serialParameter(number: number): string {
  return SERIAL_PARAMETERS[number] ?? `parameter ${number}`
}
