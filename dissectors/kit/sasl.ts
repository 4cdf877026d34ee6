import { textEnd } from './text-line.ts'

/** Mechanisms whose answer a listener could use: it is the password or a token, in base64 (RFC 4616, RFC 7628). */
export const SASL_IN_CLEAR: readonly string[] = ['PLAIN', 'LOGIN', 'XOAUTH2', 'OAUTHBEARER']

/** Whether a client's line ends the exchange that it began: an asterisk alone (RFC 3501, 6.2.2; RFC 4954, 4; RFC 5034, 4). */
export function isAbandoned(view: DataView, from: number, to: number): boolean {
  return to > from && view.getUint8(from) === 0x2a && textEnd(view, from, to) === from + 1
}
