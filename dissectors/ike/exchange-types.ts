/*
 * Exchange types of IKE. Version 1: RFC 2408 clause 3.1, RFC 2409 clause 5 (quick mode, new group); version 2: RFC 7296
 * clause 3.1, RFC 5723 (resumption), RFC 6467, RFC 9242, RFC 9370. The two share one registry of IANA.
 */
import type { OperationClass } from '../kit/observation.ts'

/** Codes of what is no exchange, beyond those of 8 bits. */
export const ESP_IN_UDP = 0x100
export const KEEPALIVE = 0x101
export const ENCRYPTED_PAYLOADS = 0x102

/** Security associations are set up, kept and taken down: session; who it is, is shown: authenticate. */
const EXCHANGES: Readonly<Record<number, readonly [name: string, OperationClass]>> = {
  1: ['Base', 'session'],
  2: ['Identity Protection (Main Mode)', 'authenticate'],
  3: ['Authentication Only', 'authenticate'],
  4: ['Aggressive', 'authenticate'],
  5: ['Informational', 'session'],
  6: ['Transaction (Config Mode)', 'session'],
  32: ['Quick Mode', 'session'],
  33: ['New Group Mode', 'session'],
  34: ['IKE_SA_INIT', 'session'],
  35: ['IKE_AUTH', 'authenticate'],
  36: ['CREATE_CHILD_SA', 'session'],
  37: ['INFORMATIONAL', 'session'],
  38: ['IKE_SESSION_RESUME', 'session'],
  39: ['GSA_AUTH', 'authenticate'],
  40: ['GSA_REGISTRATION', 'session'],
  41: ['GSA_REKEY', 'session'],
  43: ['IKE_INTERMEDIATE', 'session'],
  44: ['IKE_FOLLOWUP_KE', 'session'],
  [ESP_IN_UDP]: ['ESP in UDP', 'unknown'],
  [KEEPALIVE]: ['NAT keepalive', 'session'],
}

export function isExchange(type: number): boolean {
  return type < ESP_IN_UDP && EXCHANGES[type] !== undefined
}

export function classOf(code: number): OperationClass {
  return EXCHANGES[code]?.[1] ?? 'unknown'
}

export function describeExchange(code: number): { function: string; name: string } {
  if (code === ESP_IN_UDP) return { function: 'esp', name: 'ESP in UDP' }
  if (code === ENCRYPTED_PAYLOADS) return { function: 'payloads', name: 'encrypted payloads' }
  if (code === KEEPALIVE) return { function: 'keepalive', name: 'NAT keepalive' }
  return { function: String(code), name: EXCHANGES[code]?.[0] ?? `exchange type ${code}` }
}
