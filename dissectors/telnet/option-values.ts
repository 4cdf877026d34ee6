/*
 * What subnegotiations say: RFC 1091 (terminal type), 779 (location), 1572 and 1408 (environment), 2941 (authentication).
 * Of the environment the variable USER alone is read: others may hold anything.
 */
import type { Cursor } from '../kit/cursor.ts'
import type { Sink } from '../kit/dissector.ts'
import type { Fact } from '../kit/observation.ts'
import type { SaidOnce } from '../kit/said-once.ts'
import { AUTHENTICATION, ENVIRONMENT, NEW_ENVIRONMENT, optionName, SEND_LOCATION, TERMINAL_TYPE } from './commands.ts'

/** Bytes of a value that are kept. */
export const MAX_VALUE = 64
const IS = 0
const INFO = 2
const NAME = 3
const VARIABLE = 0
const VALUE = 1
const USER_VARIABLE = 3
const USER = 'USER'

/** Takes the bytes between the option and IAC SE of a subnegotiation that a client sent. */
export function sayOptionValue(option: number, value: Cursor, said: SaidOnce, sink: Sink): void {
  const { view, pos, end } = value
  if (pos === end || !said.isNew(option, view, pos, end)) return
  if (option === SEND_LOCATION) say('location', value.text(Math.min(value.left, MAX_VALUE)), option, sink)
  const command = option === SEND_LOCATION ? -1 : value.u8()
  const isEnvironment = option === ENVIRONMENT || option === NEW_ENVIRONMENT
  if (option === TERMINAL_TYPE && command === IS) {
    const name = value.text(Math.min(value.left, MAX_VALUE))
    if (name !== '') say('description', `terminal ${name}`, option, sink)
  } else if (isEnvironment && (command === IS || command === INFO)) say('user', userOf(value), option, sink)
  else if (option === AUTHENTICATION && command === NAME) {
    const account = value.text(Math.min(value.left, MAX_VALUE))
    sink.observe({
      kind: 'credential',
      of: 'client',
      method: 'Telnet AUTHENTICATION',
      account,
      protection: 'protected',
    })
  }
}

/** The value of the variable USER; '' when there is none. */
function userOf(list: Cursor): string {
  const { view, end } = list
  let at = list.pos
  while (at < end) {
    const kind = view.getUint8(at)
    const from = at + 1
    at = from
    while (at < end && !isMark(view.getUint8(at))) at++
    if (kind !== VARIABLE || at - from !== USER.length || at === end || view.getUint8(at) !== VALUE) continue
    list.pos = from
    if (list.text(USER.length) !== USER) continue
    const start = at + 1
    at = start
    while (at < end && !isMark(view.getUint8(at))) at++
    list.pos = start
    return list.text(Math.min(at - start, MAX_VALUE))
  }
  return ''
}

function isMark(byte: number): boolean {
  return byte <= USER_VARIABLE
}

function say(fact: Fact, text: string, option: number, sink: Sink): void {
  if (text === '') return
  const message = `Telnet ${optionName(option)}`
  sink.observe({ kind: 'identity', of: 'client', about: '', module: '', message, facts: { [fact]: text } })
}
