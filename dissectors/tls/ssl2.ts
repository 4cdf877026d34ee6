/*
 * The hellos of SSL 2.0, and those that offer TLS in its form (RFC 5246, E.2). Big-endian. Nothing else of SSL 2.0 is
 * read: it is forbidden since RFC 6176, and worth a notice.
 */
import type { Cursor } from '../kit/cursor.ts'
import type { Sink, Verdict } from '../kit/dissector.ts'
import { NEED_MORE, NOT_A_MESSAGE } from '../kit/dissector.ts'
import { sayCertificate } from './handshake.ts'
import { CODE, versionName } from './handshake-types.ts'
import type { TlsState } from './tls-state.ts'

const HEADER = 2
const CLIENT_HELLO = 1
const SERVER_HELLO = 4
const CLIENT_FIXED = 9
const SERVER_FIXED = 11
const X509 = 1
const CIPHER_LENGTH = 3

/** Whether the message at the cursor is a hello of SSL 2.0, whose fields add up to its length. */
export function probeSsl2(bytes: Cursor): Verdict {
  if ((bytes.peek(0) & 0x80) === 0) return 'no'
  if (bytes.left < HEADER + 1) return 'need-more'
  const type = bytes.peek(2)
  if (type !== CLIENT_HELLO && type !== SERVER_HELLO) return 'no'
  if (bytes.left < HEADER + SERVER_FIXED) return 'need-more'
  return (type === CLIENT_HELLO ? isClientHello(bytes) : isServerHello(bytes)) ? 'yes' : 'no'
}

export function ssl2Length(bytes: Cursor): number {
  switch (probeSsl2(bytes)) {
    case 'yes':
      return HEADER + (bytes.peek16(0) & 0x7fff)
    case 'need-more':
      return NEED_MORE
    default:
      return NOT_A_MESSAGE
  }
}

export function isSsl2ServerHello(bytes: Cursor): boolean {
  return bytes.peek(2) === SERVER_HELLO
}

export function dissectSsl2(message: Cursor, state: TlsState, sink: Sink): void {
  const isServer = isSsl2ServerHello(message)
  const version = message.peek16(isServer ? 5 : 3)
  const code = isServer ? CODE.ssl2ServerHello : CODE.ssl2ClientHello
  const key = code * 0x1_0000 + version
  const { operations } = state
  const operation = operations.find(key) ?? operations.add(key, 'session', code, '', versionName(version))
  sink.operation(isServer ? 'response' : 'request', operation, 0)
  if (!isServer) return
  const facts = { 'protocol-revision': versionName(version) }
  sink.observe({ kind: 'identity', of: 'server', about: '', module: '', message: 'SSL 2.0 SERVER-HELLO', facts })
  const from = message.pos + HEADER + SERVER_FIXED
  const to = from + message.peek16(7)
  if (message.peek(4) === X509 && to <= message.end) sayCertificate(message.view, from, to, 'server', sink)
}

function isClientHello(bytes: Cursor): boolean {
  const version = bytes.peek16(3)
  const [ciphers, session, challenge] = [bytes.peek16(5), bytes.peek16(7), bytes.peek16(9)]
  return (
    (version === 2 || (version >= 0x0300 && version <= 0x0303)) &&
    ciphers > 0 &&
    ciphers % CIPHER_LENGTH === 0 &&
    (session === 0 || session === 16 || session === 32) &&
    challenge >= 16 &&
    challenge <= 32 &&
    (bytes.peek16(0) & 0x7fff) === CLIENT_FIXED + ciphers + session + challenge
  )
}

function isServerHello(bytes: Cursor): boolean {
  const [certificate, ciphers, connection] = [bytes.peek16(7), bytes.peek16(9), bytes.peek16(11)]
  return (
    bytes.peek(3) <= 1 &&
    bytes.peek16(5) === 2 &&
    ciphers % CIPHER_LENGTH === 0 &&
    connection >= 16 &&
    connection <= 32 &&
    (bytes.peek16(0) & 0x7fff) === SERVER_FIXED + certificate + ciphers + connection
  )
}
