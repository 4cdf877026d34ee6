/*
 * Who signs in where: MS-TDS, clauses 2.2.6.5 (PRELOGIN), 2.2.6.4 (LOGIN7), 2.2.7 (ENVCHANGE, ERROR, INFO, LOGINACK, SSPI).
 * The password of LOGIN7 is only obfuscated, so a listener has it; it is not read.
 */
import type { Cursor } from '../kit/cursor.ts'
import type { Sink } from '../kit/dissector.ts'
import type { Side } from '../kit/observation.ts'
import { sayFacts } from '../kit/say-facts.ts'
import { SignIn } from '../kit/sign-in.ts'
import type { TdsState } from './tds-state.ts'

/** Characters of a name that are kept. */
export const MAX_NAME = 128
/** Tokens of one answer that are looked at. */
export const MAX_TOKENS = 32
const PRODUCT = 'Microsoft SQL Server'
const LOGIN_NAMES = { host: 36, user: 40, application: 48, server: 52, library: 60, database: 68, sspi: 78 } as const
const INTEGRATED_AT = 25
const INTEGRATED = 0x80
const T = { error: 0xaa, info: 0xab, loginAck: 0xad, environment: 0xe3, sspi: 0xed } as const
const LOGIN_FAILED = 18456
const token = new SignIn()

/** Takes the options of a PRELOGIN, or of the answer to one: VERSION comes first. */
export function sayVersion(body: Cursor, of: Side, sink: Sink): void {
  const { pos } = body
  body.skip(1)
  body.pos = Math.min(pos + body.u16(), body.end)
  const major = body.u8()
  const version = `${major}.${body.u8()}.${body.u16()}`
  // Clients without a version of their own leave it 0.
  if (body.short || major === 0) return
  const software = of === 'server' ? `${PRODUCT} ${version}` : `SQL client ${version}`
  sayFacts(of, '', 'TDS PRELOGIN', { software }, sink)
}

/** Takes a LOGIN7; returns what it signs in to: the name that the client knows the server by, and the database. */
export function sayLogin(body: Cursor, state: TdsState, sink: Sink): string {
  const host = nameAt(body, LOGIN_NAMES.host)
  const application = nameAt(body, LOGIN_NAMES.application)
  sayFacts('client', '', 'TDS LOGIN7', { name: host, application, software: nameAt(body, LOGIN_NAMES.library) }, sink)
  state.account = nameAt(body, LOGIN_NAMES.user)
  const { pos } = body
  if (body.left > INTEGRATED_AT && (body.peek(INTEGRATED_AT) & INTEGRATED) !== 0) {
    const at = numberAt(body, LOGIN_NAMES.sspi)
    const length = numberAt(body, LOGIN_NAMES.sspi + 2)
    if (at + length <= body.left) sayToken(body.view, pos + at, pos + at + length, 'client', state, sink)
  } else {
    const { account } = state
    sink.observe({ kind: 'credential', of: 'client', method: 'SQL Server login', account, protection: 'clear' })
  }
  const target = [nameAt(body, LOGIN_NAMES.server), nameAt(body, LOGIN_NAMES.database)]
  return target.filter((each) => each !== '').join(' ')
}

/** A security token of either side, in NTLMSSP or SPNEGO. */
export function sayToken(view: DataView, from: number, to: number, of: Side, state: TdsState, sink: Sink): void {
  if (!token.read(view, from, to)) return
  for (const identity of token.identities(of)) sink.observe(identity)
  const { account, mechanism } = token
  if (account === '' || of === 'server') return
  state.account = account
  sink.observe({ kind: 'credential', of: 'client', method: mechanism, account, protection: 'protected' })
}

/** Takes the answer to a login: tokens with a length of two bytes each, as far as they are such. */
export function sayAnswer(body: Cursor, state: TdsState, sink: Sink): void {
  const { end } = body
  for (let count = 0; count < MAX_TOKENS && body.left > 3; count++) {
    const kind = body.u8()
    if (!isSized(kind)) return
    if (!body.narrow(body.u16le())) return
    const next = body.end
    if (kind === T.loginAck) sayProgram(body, state, sink)
    else if (kind === T.info || kind === T.error) sayServer(body, state, sink)
    else if (kind === T.sspi) sayToken(body.view, body.pos, next, 'server', state, sink)
    body.end = end
    body.pos = next
    body.short = false
  }
}

/** The number of the error that an answer begins with; 0 when it begins with something else. */
export function errorNumber(body: Cursor): number {
  if (body.left < 7 || body.peek(0) !== T.error) return 0
  return body.view.getUint32(body.pos + 3, true)
}

function isSized(kind: number): boolean {
  return kind === T.loginAck || kind === T.info || kind === T.error || kind === T.sspi || kind === T.environment
}

/** LOGINACK: the interface, the version of TDS, the name of the program and its version. */
function sayProgram(ack: Cursor, state: TdsState, sink: Sink): void {
  ack.skip(5)
  const name = ack.text(2 * ack.u8(), 'utf16le')
  const version = `${ack.u8()}.${ack.u8()}.${ack.u16()}`
  if (!ack.short) sayFacts('server', '', 'TDS LOGINACK', { software: `${name} ${version}` }, sink)
  sink.observe({ kind: 'session', state: 'opened', security: 'none', user: state.account })
}

/** INFO and ERROR: a number, state and class, a text, which is not read, and the name of the server. */
function sayServer(info: Cursor, state: TdsState, sink: Sink): void {
  const number = info.u16le() + info.u16le() * 0x1_0000
  info.skip(2)
  info.skip(2 * info.u16le())
  const name = info.text(2 * info.u8(), 'utf16le')
  if (!info.short) sayFacts('server', '', 'TDS INFO', { name }, sink)
  if (number !== LOGIN_FAILED) return
  sink.observe({ kind: 'session', state: 'refused', security: 'none', user: state.account })
}

/** The text that an offset and a number of characters at `place` give. */
function nameAt(body: Cursor, place: number): string {
  const at = numberAt(body, place)
  const length = Math.min(numberAt(body, place + 2), MAX_NAME)
  if (length === 0 || at + 2 * length > body.left) return ''
  const { pos } = body
  body.pos = pos + at
  const text = body.text(2 * length, 'utf16le')
  body.pos = pos
  return text
}

function numberAt({ view, pos, end }: Cursor, place: number): number {
  return pos + place + 2 <= end ? view.getUint16(pos + place, true) : 0
}
