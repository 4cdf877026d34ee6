/* Who opens a session, to which device of the server, and who signs in: IVI-6.1, revision 2.0, clauses 6.1 and 6.17. */
import type { Cursor } from '../kit/cursor.ts'
import type { Sink } from '../kit/dissector.ts'
import type { Side } from '../kit/observation.ts'
import { SASL_IN_CLEAR } from '../kit/sasl.ts'
import { sayFacts } from '../kit/say-facts.ts'
import type { HislipState } from './hislip-state.ts'
import { HEADER_LENGTH, parameterOf } from './message-header.ts'

/** Characters of a sub-address or a mechanism that are kept. */
export const MAX_NAME = 64
/** Clause 6.1: the device that is meant when none is named. */
const DEFAULT_DEVICE = 'hislip0'

/** Takes an Initialize, whose payload is the device that is wanted. */
export function beginSession(message: Cursor, state: HislipState, sink: Sink): void {
  const device = nameIn(message)
  state.module = device.toLowerCase() === DEFAULT_DEVICE ? '' : device
  const version = parameterOf(message) >>> 16
  const revision = `HiSLIP ${version >>> 8}.${version & 255}`
  sayVendor('client', message, 'Initialize', sink, revision)
}

/** Two letters that IVI-VPP-9 gives to makers, in the lower half of the parameter. */
export function sayVendor(of: Side, message: Cursor, name: string, sink: Sink, revision = ''): void {
  const number = parameterOf(message) & 0xffff
  const letters = String.fromCharCode(number >> 8, number & 255)
  const isName = /^[A-Z0-9]{2}$/i.test(letters)
  sayFacts(of, '', `HiSLIP ${name}`, { 'vendor-id': isName ? letters : '', 'protocol-revision': revision }, sink)
}

/** The mechanism by which a client signs in; what it proves itself with is not read. */
export function sayMechanism(message: Cursor, sink: Sink): void {
  const mechanism = nameIn(message)
  const protection = SASL_IN_CLEAR.includes(mechanism.toUpperCase()) ? 'clear' : 'protected'
  sink.observe({ kind: 'credential', of: 'client', method: `HiSLIP SASL ${mechanism}`, account: '', protection })
}

function nameIn(message: Cursor): string {
  const { pos } = message
  message.pos = pos + HEADER_LENGTH
  const name = message.text(Math.min(message.left, MAX_NAME), 'latin1')
  message.pos = pos
  return name
}
