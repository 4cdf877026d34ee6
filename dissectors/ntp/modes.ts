/*
 * Modes of NTP, operations of its control messages, requests of its private ones.
 * RFC 5905 figure 10 (modes), RFC 9327 clause 3 (control messages, mode 6). Mode 7 has no standard: the codes are those of
 * the reference implementation.
 */
import type { OperationClass } from '../kit/observation.ts'

export const MODE = {
  active: 1,
  passive: 2,
  client: 3,
  server: 4,
  broadcast: 5,
  control: 6,
  private: 7,
} as const

const MODES = [
  'reserved',
  'symmetric active',
  'symmetric passive',
  'client',
  'server',
  'broadcast',
  'control',
  'private',
]
export const CONTROL: Readonly<Record<number, string>> = {
  1: 'read status',
  2: 'read variables',
  3: 'write variables',
  4: 'read clock variables',
  5: 'write clock variables',
  6: 'set trap',
  7: 'trap response',
  8: 'configure',
  9: 'export configuration',
  10: 'read MRU list',
  11: 'read ordered list',
  12: 'request nonce',
  31: 'unset trap',
}
const TRAP_RESPONSE = 7
const REQUEST_NONCE = 12
const CONTROL_CHANGES: ReadonlySet<number> = new Set([3, 5, 6, 8, 9, 31])
const PRIVATE = [
  'peer list',
  'peer list summary',
  'peer information',
  'peer statistics',
  'system information',
  'system statistics',
  'I/O statistics',
  'memory statistics',
  'loop information',
  'timer statistics',
  'configure peer',
  'unconfigure peer',
  'set system flag',
  'clear system flag',
  'start monitoring',
  'stop monitoring',
  'restrictions',
  'add restriction flags',
  'remove restriction flags',
  'remove restriction',
  'monitor list',
  'reset statistics',
  'reset peer',
  'read keys again',
  'set hack',
  'clear hack',
  'trust key',
  'untrust key',
  'authentication information',
  'traps',
  'add trap',
  'clear trap',
  'set request key',
  'set control key',
  'control statistics',
  'leap information',
  'clock information',
  'set clock fudge',
  'kernel information',
  'clock debug information',
  '',
  '',
  'monitor list 1',
  'host name of association',
  'interface statistics',
  'reload interfaces',
]
const PRIVATE_CHANGES: ReadonlySet<number> = new Set([
  10, 11, 12, 13, 14, 15, 17, 18, 19, 21, 22, 23, 24, 25, 26, 27, 30, 31, 32, 33, 37, 45,
])

/** A mode, and in modes 6 and 7 what is asked for. */
export function codeOf(mode: number, operation: number): number {
  return mode * 256 + operation
}

/**
 * Asking for the time leaves the server as it is: read, of the answer too, since the client may still refuse it. Peers
 * and broadcasts set the clocks of those who listen: time. Control messages ask how a server is, or change it.
 */
export function classOf(code: number): OperationClass {
  const mode = code >> 8
  const operation = code & 255
  switch (mode) {
    case MODE.client:
    case MODE.server:
      return 'read'
    case MODE.active:
    case MODE.passive:
    case MODE.broadcast:
      return 'time'
    case MODE.control:
      if (CONTROL[operation] === undefined) return 'unknown'
      if (operation === TRAP_RESPONSE) return 'alarm'
      if (operation === REQUEST_NONCE) return 'session'
      return CONTROL_CHANGES.has(operation) ? 'configure' : 'diagnose'
    case MODE.private:
      if (!PRIVATE[operation]) return 'unknown'
      return PRIVATE_CHANGES.has(operation) ? 'configure' : 'diagnose'
    default:
      return 'unknown'
  }
}

export function describeMode(code: number): { function: string; name: string } {
  const mode = code >> 8
  const operation = code & 255
  const name = MODES[mode] ?? ''
  if (mode < MODE.control) return { function: String(mode), name }
  const what = mode === MODE.control ? CONTROL[operation] : PRIVATE[operation]
  return { function: `${mode}/${operation}`, name: `${name}: ${what || `operation ${operation}`}` }
}
