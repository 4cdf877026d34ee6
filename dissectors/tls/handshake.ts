/*
 * Handshake messages: RFC 5246, 7.4; RFC 8446, 4. What a client asks for is the target of its hello; what both sides say
 * of themselves is told of each.
 */
import type { Cursor } from '../kit/cursor.ts'
import type { MessageInfo, Sink } from '../kit/dissector.ts'
import type { Fact, Operation, Side } from '../kit/observation.ts'
import { certificateFacts } from '../opcua/certificate.ts'
import { alternativeNames } from './alternative-names.ts'
import { cipherName } from './cipher-suites.ts'
import { ja3, ja3s, ja4 } from './fingerprints.ts'
import { HANDSHAKE, isKnownHandshake, versionName } from './handshake-types.ts'
import { Hello } from './hello.ts'
import type { TlsState } from './tls-state.ts'

/** Characters of an ALPN list that are shown. */
const MAX_ALPN_TEXT = 64
/** Of a hello that ends before it. */
const NO_CIPHER = 0xffff
const SERVER_HELLO_KEY = 0x2_0000_0000
const TLS_1_3 = 0x0304
const DTLS_1_3 = 0xfefc
const CLIENT_HELLO_MESSAGE = 'client_hello'

const hello = new Hello()

/** One whole handshake message, without its header. */
export function dissectHandshake(type: number, body: Cursor, info: MessageInfo, state: TlsState, sink: Sink): void {
  const isToServer = info.direction === 'to-server'
  switch (type) {
    case HANDSHAKE.clientHello:
      clientHello(body, state, sink)
      return
    case HANDSHAKE.serverHello:
      serverHello(body, state, sink)
      return
    case HANDSHAKE.certificate:
      count(type, state, sink)
      readChain(body, isToServer ? 'client' : 'server', sink)
      return
    default:
      count(type, state, sink)
      if (!isKnownHandshake(type)) sink.observe({ kind: 'undecoded', reason: 'unknown-function', code: type })
  }
}

/** A message that agrees on a session, and changes nothing in the plant. */
export function count(code: number, state: TlsState, sink: Sink): void {
  sink.operation('event', state.operations.find(code) ?? state.operations.add(code, 'session', code, '', ''), 0)
}

function clientHello(body: Cursor, state: TlsState, sink: Sink): void {
  const { pos } = body
  const isWhole = hello.readClient(body, state.over === 'd')
  const { operations } = state
  const key = hello.askedKey
  const operation = operations.find(key) ?? operations.add(key, 'session', HANDSHAKE.clientHello, '', askedText())
  sink.operation('request', operation, 0)
  if (!isWhole) {
    sink.observe({ kind: 'malformed', reason: 'bad-length', offset: body.pos - pos })
    return
  }
  const fingerprint = ja4(hello, state.over)
  if (fingerprint === state.clientFingerprint) return
  state.clientFingerprint = fingerprint
  tell('client', CLIENT_HELLO_MESSAGE, { fingerprint: `ja3 ${ja3(hello)}` }, sink)
  const facts = { fingerprint: `ja4 ${fingerprint}`, 'protocol-revision': versionName(hello.effectiveVersion) }
  tell('client', CLIENT_HELLO_MESSAGE, facts, sink)
}

/** 'plc.example, ALPN h2,http/1.1' */
function askedText(): string {
  const alpn = hello.alpn.length === 0 ? '' : `ALPN ${hello.alpn.join(',').slice(0, MAX_ALPN_TEXT)}`
  return [hello.serverName, alpn].filter((each) => each !== '').join(', ')
}

function serverHello(body: Cursor, state: TlsState, sink: Sink): void {
  const { pos } = body
  const isWhole = hello.readServer(body)
  sink.operation('response', serverHelloOperation(state), 0)
  if (!isWhole) {
    sink.observe({ kind: 'malformed', reason: 'bad-length', offset: body.pos - pos })
    return
  }
  state.cipher = hello.ciphers[0] ?? -1
  state.isLaterVersion = hello.effectiveVersion === TLS_1_3 || hello.effectiveVersion === DTLS_1_3
  const fingerprint = ja3s(hello)
  if (fingerprint === state.serverFingerprint) return
  state.serverFingerprint = fingerprint
  const facts = { fingerprint: `ja3s ${fingerprint}`, 'protocol-revision': versionName(hello.effectiveVersion) }
  tell('server', 'server_hello', facts, sink)
}

function serverHelloOperation(state: TlsState): Operation {
  const { operations } = state
  const cipher = hello.ciphers[0] ?? NO_CIPHER
  const version = hello.effectiveVersion
  const key = SERVER_HELLO_KEY + version * 0x1_0000 + cipher
  const known = operations.find(key)
  if (known !== undefined) return known
  const chosen = cipher === NO_CIPHER ? '' : `, ${cipherName(cipher)}`
  return operations.add(key, 'session', HANDSHAKE.serverHello, '', `${versionName(version)}${chosen}`)
}

/** RFC 5246, 7.4.2: a list of certificates, the sender's own first. */
function readChain(body: Cursor, of: Side, sink: Sink): void {
  const { pos } = body
  const total = body.u24()
  if (total === 0 && !body.short) return
  const length = body.u24()
  if (body.short || length > body.left) {
    sink.observe({ kind: 'malformed', reason: 'bad-length', offset: body.pos - pos })
    return
  }
  sayCertificate(body.view, body.pos, body.pos + length, of, sink)
}

/** Whom a certificate names: a statement of the side that sent it, verified by nobody here. */
export function sayCertificate(view: DataView, from: number, to: number, of: Side, sink: Sink): void {
  const facts = certificateFacts(view, from, to)
  const subject = facts['certificate-subject']
  if (subject === undefined) return
  tell(of, 'certificate', facts, sink)
  for (const { kind, text } of alternativeNames(view, from, to)) {
    const fact = kind === 'ip' ? { ip: text } : text.startsWith('*') ? { domain: text } : { name: text }
    tell(of, 'certificate subjectAltName', fact, sink)
  }
  if (of === 'server') return
  const account = /(?:^|, )CN=([^,]*)/.exec(subject)?.[1] ?? ''
  sink.observe({ kind: 'credential', of, method: 'TLS client certificate', account, protection: 'protected' })
}

function tell(of: Side, message: string, facts: Readonly<Partial<Record<Fact, string>>>, sink: Sink): void {
  sink.observe({ kind: 'identity', of, about: '', module: '', message, facts })
}
