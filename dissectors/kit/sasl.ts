import { Cursor } from './cursor.ts'
import { textEnd } from './text-line.ts'

/**
 * Mechanisms whose answer a listener could use: it is the password or a token (RFC 4616, RFC 7628; AMQPLAIN is RabbitMQ's).
 */
export const SASL_IN_CLEAR: readonly string[] = ['PLAIN', 'LOGIN', 'XOAUTH2', 'OAUTHBEARER', 'AMQPLAIN']

const MAX_ACCOUNT = 128
const account = new Cursor(new DataView(new ArrayBuffer(0)))

/** Whether a client's line ends the exchange that it began: an asterisk alone (RFC 3501, 6.2.2; RFC 4954, 4; RFC 5034, 4). */
export function isAbandoned(view: DataView, from: number, to: number): boolean {
  return to > from && view.getUint8(from) === 0x2a && textEnd(view, from, to) === from + 1
}

/** Who signs in by the answer `view[from, to)` of PLAIN: between two NULs (RFC 4616, 2). The password behind is not read. */
export function plainAccount(view: DataView, from: number, to: number): string {
  let at = from
  while (at < to && view.getUint8(at) !== 0) at++
  let end = ++at
  while (end < to && view.getUint8(end) !== 0) end++
  return end < to ? account.reset(view, at, end).text(Math.min(end - at, MAX_ACCOUNT), 'utf8') : ''
}
