/*
 * Who signs in: the Authorization field of RFC 9110, clause 11.6.2. Basic (RFC 7617) carries account and password in
 * base64, of which nothing behind the colon is read; Digest (RFC 7616) names the account beside a hash; the tokens of NTLM
 * and Negotiate name account and host.
 */
import type { Sink } from '../kit/dissector.ts'
import { base64Byte } from './base64.ts'
import { findWord, isWord } from './header-fields.ts'
import { readToken } from './token.ts'

/** Characters of an account that are kept. */
export const MAX_ACCOUNT = 64
const QUOTE = 0x22
const COLON = 0x3a
const SPACE = 0x20

/** What the last credential that was reported is known again by. */
interface Known {
  credential: number
}

/**
 * Reports the account in the value `view[from, to)` of an Authorization field, once while it stays the same.
 * @param protocol whose field it is: RTSP and SIP have borrowed it
 */
export function sayCredential(
  view: DataView,
  from: number,
  to: number,
  state: Known,
  sink: Sink,
  protocol: 'HTTP' | 'RTSP' | 'SIP' = 'HTTP',
): void {
  let end = from
  while (end < to && view.getUint8(end) !== SPACE) end++
  const scheme = SCHEMES.findIndex(([word]) => word.length === end - from && isWord(view, from, word))
  const value = Math.min(end + 1, to)
  if (scheme === DIGEST) findDigestAccount(view, value, to)
  const signIn = scheme === NTLM || scheme === NEGOTIATE ? readToken(view, from, to) : undefined
  if (signIn !== undefined) for (const identity of signIn.identities('client')) sink.observe(identity)
  const key = signIn === undefined ? accountKey(view, value, to, scheme) : textKey(signIn.account, scheme + 2)
  if (key === state.credential) return
  state.credential = key
  const [, name, protection] = SCHEMES[scheme] ?? UNKNOWN_SCHEME
  let account = signIn?.account ?? ''
  if (scheme === BASIC) account = basicAccount(view, value, to)
  else if (scheme === DIGEST) account = textOf(view, span.from, span.to)
  sink.observe({ kind: 'credential', of: 'client', method: `${protocol} ${name}`, account, protection })
}

type Scheme = readonly [word: string, name: string, protection: 'clear' | 'protected']
const SCHEMES: readonly Scheme[] = [
  ['basic', 'Basic', 'clear'],
  ['digest', 'Digest', 'protected'],
  ['ntlm', 'NTLM', 'protected'],
  ['negotiate', 'Negotiate', 'protected'],
  ['bearer', 'Bearer', 'clear'],
]
const BASIC = 0
const DIGEST = 1
const NTLM = 2
const NEGOTIATE = 3
/** What is sent is all that is needed, as far as anybody knows. */
const UNKNOWN_SCHEME: Scheme = ['', 'Authorization', 'clear']

/** Where the account of a Digest lies; nothing when both are the same. */
const span = { from: 0, to: 0 }

/** The value of `username="…"`. */
function findDigestAccount(view: DataView, from: number, to: number): void {
  const at = findWord(view, from, to, 'username="')
  span.from = at < 0 ? from : at + 'username="'.length
  span.to = span.from
  while (at >= 0 && span.to < to && span.to - span.from < MAX_ACCOUNT && view.getUint8(span.to) !== QUOTE) span.to++
}

/** A number by which scheme and account are known again; a password has no part in it. */
function accountKey(view: DataView, from: number, to: number, scheme: number): number {
  let key = scheme + 2
  if (scheme === BASIC) return basicKey(view, from, to, key)
  if (scheme === DIGEST) for (let at = span.from; at < span.to; at++) key = mix(key, view.getUint8(at))
  return key
}

/** A number by which the account is known again; the password has no part in it. */
function basicKey(view: DataView, from: number, to: number, seed: number): number {
  let key = seed
  for (let at = 0; at < MAX_ACCOUNT; at++) {
    const byte = base64Byte(view, from, to, at)
    if (byte < 0 || byte === COLON) break
    key = mix(key, byte)
  }
  return key
}

/** What stands before the first colon; '' when there is none so soon: then it cannot be told from a password. */
function basicAccount(view: DataView, from: number, to: number): string {
  let text = ''
  for (let at = 0; at <= MAX_ACCOUNT; at++) {
    const byte = base64Byte(view, from, to, at)
    if (byte === COLON) return text
    if (byte < 0) return ''
    text += printable(byte)
  }
  return ''
}

function textKey(text: string, seed: number): number {
  let key = seed
  for (let at = 0; at < text.length; at++) key = mix(key, text.charCodeAt(at))
  return key
}

function textOf(view: DataView, from: number, to: number): string {
  let text = ''
  for (let at = from; at < to; at++) text += printable(view.getUint8(at))
  return text
}

function printable(byte: number): string {
  return byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.'
}

function mix(key: number, byte: number): number {
  return (Math.imul(key ^ byte, 0x01000193) >>> 0) + 1
}
