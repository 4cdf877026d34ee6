/* Frame types and the commands that open a Fox session. */
import type { Direction } from '../kit/dissector.ts'
import type { OperationClass, OperationRole } from '../kit/observation.ts'

const COMMANDS: readonly string[] = [
  '',
  'hello',
  'challenge',
  'login',
  'response',
  'welcome',
  'rejected',
  'keepAlive',
  'close',
]
export const HELLO = 1
const SIGN_IN = ['challenge', 'login', 'response', 'welcome', 'rejected']
/** Codes of all other commands: by their frame type. */
const OTHER = 0x100

const FRAME_TYPES: Readonly<Record<string, string>> = {
  a: 'asynchronous frame',
  s: 'synchronous frame',
  k: 'keep-alive',
  r: 'reply',
  e: 'error',
  n: 'null frame',
}

/** Those of the channel 'fox' open and close the session; what other channels do is the station's own business. */
export function codeOf(type: string, channel: string, command: string): number {
  const known = channel === 'fox' ? COMMANDS.indexOf(command) : -1
  return known > 0 ? known : OTHER + (type.charCodeAt(0) & 0xff)
}

export function operationClassOf(code: number): OperationClass {
  if (code >= OTHER) return code === OTHER + 0x6b ? 'session' : 'unknown'
  return SIGN_IN.includes(COMMANDS[code] ?? '') ? 'authenticate' : 'session'
}

export function roleOf(type: string, code: number, direction: Direction): OperationRole {
  if (type === 'r' || type === 'e') return 'response'
  if (direction === 'to-server') return type === 'k' ? 'event' : 'request'
  return code === HELLO ? 'response' : 'event'
}

export function isError(type: string): boolean {
  return type === 'e'
}

export function describeFox(code: number): { function: string; name: string } {
  if (code < OTHER) return { function: COMMANDS[code] ?? String(code), name: `fox ${COMMANDS[code] ?? code}` }
  const type = String.fromCharCode(code - OTHER)
  return { function: type, name: FRAME_TYPES[type] ?? `frame type ${type}` }
}
