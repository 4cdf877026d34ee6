/*
 * Frame bodies of AMQP 1.0 by the code of their descriptor. ISO/IEC 19464:2014 (OASIS AMQP 1.0, part 2, clause 2.7; part 5, 5.3.3).
 */
import type { OperationClass } from '../kit/observation.ts'

export const P = {
  open: 0x10,
  begin: 0x11,
  attach: 0x12,
  flow: 0x13,
  transfer: 0x14,
  disposition: 0x15,
  detach: 0x16,
  end: 0x17,
  close: 0x18,
  mechanisms: 0x40,
  init: 0x41,
  challenge: 0x42,
  response: 0x43,
  outcome: 0x44,
} as const

const NAMES: Readonly<Record<number, readonly [string, OperationClass]>> = {
  [P.open]: ['open', 'session'],
  [P.begin]: ['begin', 'session'],
  // A link is set up as a subscription is; what goes over it comes as transfers.
  [P.attach]: ['attach', 'session'],
  [P.flow]: ['flow', 'session'],
  [P.transfer]: ['transfer', 'publish'],
  [P.disposition]: ['disposition', 'publish'],
  [P.detach]: ['detach', 'session'],
  [P.end]: ['end', 'session'],
  [P.close]: ['close', 'session'],
  [P.mechanisms]: ['sasl-mechanisms', 'session'],
  [P.init]: ['sasl-init', 'authenticate'],
  [P.challenge]: ['sasl-challenge', 'authenticate'],
  [P.response]: ['sasl-response', 'authenticate'],
  [P.outcome]: ['sasl-outcome', 'authenticate'],
}

export function isPerformative(code: number): boolean {
  return NAMES[code] !== undefined
}

export function isOfSasl(code: number): boolean {
  return code >= P.mechanisms
}

export function classOfPerformative(code: number): OperationClass {
  return NAMES[code]?.[1] ?? 'unknown'
}

export function nameOfPerformative(code: number): string {
  return NAMES[code]?.[0] ?? `0x${code.toString(16)}`
}
