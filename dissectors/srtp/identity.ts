/*
 * What answers tell of a controller: its identification (0x43), its programs (0x03), and the status that is piggybacked
 * on every answer. Not certain: the layout of 0x43 beyond the identification that a person has given.
 */
import type { Cursor } from '../kit/cursor.ts'
import type { Sink } from '../kit/dissector.ts'
import { isNews } from '../kit/is-news.ts'
import type { Fact, Operation, Side } from '../kit/observation.ts'
import { FIELD, HEADER_LENGTH, u16At } from './mailbox.ts'
import type { SrtpState } from './srtp-state.ts'

export const CONTROLLER_ID = 0x43
export const PROGRAM_NAMES = 0x03
const ID_LENGTH = 8
/** Identification, then major and minor type. */
const TYPE_AT = 8
const MAX_NAME = 32
/** Status word: the switch on the front, OEM protection, and in its high bits the state. */
const SWITCH_RUN = 0x0100
const OEM_PROTECTED = 0x0200
const STATE_SHIFT = 12
const SAID_OF_STATUS = SWITCH_RUN | OEM_PROTECTED | 0xf000

const STATES: readonly string[] = [
  'RUN I/O enabled',
  'RUN I/O disabled',
  'STOP I/O disabled',
  'CPU stop faulted',
  'CPU halted',
  'CPU suspended',
  'STOP I/O enabled',
]

/** Says the state of the controller when it differs from what was said last. */
export function observeStatus(message: Cursor, of: Side, module: string, state: SrtpState, sink: Sink): void {
  const status = u16At(message, FIELD.status) & SAID_OF_STATUS
  if (status === state.status) return
  state.status = status
  const number = status >> STATE_SHIFT
  const keySwitch = status & SWITCH_RUN ? 'run' : 'stop'
  say(sink, of, module, 'piggyback status', { mode: STATES[number] ?? `state ${number}`, 'key-switch': keySwitch })
}

/** Reads the text of an answer to a service that identifies. */
export function observeIdentity(message: Cursor, operation: Operation, of: Side, state: SrtpState, sink: Sink): void {
  const { code, module } = operation
  if (code !== CONTROLLER_ID && code !== PROGRAM_NAMES) return
  if (!isNews(state.said, code, message.view, message.pos + HEADER_LENGTH, message.end)) return
  message.skip(HEADER_LENGTH)
  if (code === PROGRAM_NAMES) {
    const project = printable(message, Math.min(message.left, MAX_NAME))
    if (project !== '') say(sink, of, module, 'Return Control Program Names', { project })
    return
  }
  if (message.left < TYPE_AT + 2) return
  const name = printable(message, ID_LENGTH)
  const product = `${message.u8()}.${message.u8()}`
  const facts = { vendor: 'GE', 'product-code': product, ...(name === '' ? {} : { name }) }
  say(sink, of, module, 'Return Controller Type and ID Information', facts)
}

/** Text to the first NUL; '' when it has a character that no name has: a cursor reads control characters as dots. */
function printable(message: Cursor, length: number): string {
  const text = message.text(length).trim()
  return /^[\w $#-]*$/.test(text) ? text : ''
}

function say(sink: Sink, of: Side, module: string, message: string, facts: Partial<Record<Fact, string>>): void {
  sink.observe({ kind: 'identity', of, about: '', module, message, facts })
}
