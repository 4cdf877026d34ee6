/*
 * What server it is, and who signs in to which database with which program: "Connection Phase" of MySQL's internals. What a
 * client proves itself with is passed over.
 */
import type { Cursor } from '../kit/cursor.ts'
import type { Sink } from '../kit/dissector.ts'
import { sayFacts } from '../kit/say-facts.ts'
import { textToNul } from '../kit/text-to-nul.ts'
import type { MysqlState } from './mysql-state.ts'

/** Bytes of a name or a value that are kept. */
export const MAX_NAME = 128
/** Attributes of one client that are looked at. */
export const MAX_ATTRIBUTES = 32
/** Capabilities of a client. */
const HAS = {
  database: 0x8,
  compression: 0x20,
  protocol41: 0x200,
  tls: 0x800,
  shortSecret: 0x8000,
  plugin: 0x8_0000,
  attributes: 0x10_0000,
  longSecret: 0x20_0000,
  zstd: 0x400_0000,
} as const
/** Behind the capabilities of protocol 4.1: the longest packet, a character set, reserved bytes. */
const FIXED_LENGTH = 32
const OLD_FIXED_LENGTH = 5
/** Plugins by which a listener has the password: PAM asks for it by `dialog`. */
const CLEAR = ['mysql_clear_password', 'dialog']
/** MariaDB's, so that replicas of MySQL took it for a version they knew. */
const MASK = /^5\.5\.5-(?=\d)/

/** Takes a greeting behind its first byte. */
export function sayGreeting(body: Cursor, sink: Sink): void {
  const version = textToNul(body, MAX_NAME).replace(MASK, '')
  if (version === '') return
  const product = /mariadb/i.test(version) ? 'MariaDB' : 'MySQL'
  sayFacts('server', '', 'MySQL greeting', { software: `${product} ${version}` }, sink)
}

/** Whether a login ends behind its fixed part, to go on inside TLS. */
export function isTlsRequest(body: Cursor): boolean {
  return body.left === FIXED_LENGTH && (capabilitiesAt(body) & HAS.tls) !== 0
}

/** Takes a login; returns the database. */
export function sayLogin(body: Cursor, state: MysqlState, sink: Sink): string {
  const capabilities = capabilitiesAt(body)
  const is = (bit: number) => (capabilities & bit) !== 0
  body.skip(is(HAS.protocol41) ? FIXED_LENGTH : OLD_FIXED_LENGTH)
  state.user = textToNul(body, MAX_NAME)
  state.method = 'password'
  state.wantsCompression = is(HAS.compression) || is(HAS.zstd)
  if (!is(HAS.protocol41)) return ''
  if (is(HAS.longSecret)) body.skip(lengthAt(body))
  else if (is(HAS.shortSecret)) body.skip(body.u8())
  else textToNul(body, MAX_NAME)
  const database = is(HAS.database) ? textToNul(body, MAX_NAME) : ''
  if (is(HAS.plugin)) notePlugin(body, state)
  if (is(HAS.attributes)) sayAttributes(body, sink)
  return database
}

/** The server asks for another proof, or goes on with COM_CHANGE_USER. */
export function notePlugin(body: Cursor, state: MysqlState): void {
  state.method = textToNul(body, MAX_NAME) || state.method
}

/** Takes COM_CHANGE_USER behind its first byte. */
export function noteUser(body: Cursor, state: MysqlState): void {
  state.user = textToNul(body, MAX_NAME)
  state.method = 'password'
}

/** The sign-in has its answer. */
export function sayOutcome(isSignedIn: boolean, state: MysqlState, sink: Sink): void {
  const { method, user } = state
  const protection = CLEAR.includes(method) ? 'clear' : 'protected'
  if (method !== '') {
    sink.observe({ kind: 'credential', of: 'client', method: `MySQL ${method}`, account: user, protection })
  }
  state.method = ''
  sink.observe({ kind: 'session', state: isSignedIn ? 'opened' : 'refused', security: 'none', user })
}

/** Names and values, each with its length. */
function sayAttributes(body: Cursor, sink: Sink): void {
  const end = Math.min(body.end, body.pos + lengthAt(body) + 1)
  const attributes = new Map<string, string>()
  for (let count = 0; count < MAX_ATTRIBUTES && body.pos < end && !body.short; count++) {
    const name = valueAt(body)
    const value = valueAt(body)
    if (!body.short) attributes.set(name, value)
  }
  const of = (name: string) => attributes.get(name) ?? ''
  const software = `${of('_client_name')} ${of('_client_version')}`.trim()
  sayFacts('client', '', 'MySQL login', { application: of('program_name'), software, os: of('_os') }, sink)
}

function capabilitiesAt({ view, pos, left }: Cursor): number {
  if (left < 2) return 0
  const low = view.getUint16(pos, true)
  return left < 4 || (low & HAS.protocol41) === 0 ? low : view.getUint32(pos, true)
}

function valueAt(body: Cursor): string {
  const length = lengthAt(body)
  const { pos } = body
  const text = body.text(Math.min(length, MAX_NAME), 'utf8')
  body.pos = pos
  body.skip(length)
  return text
}

/** "Protocol::LengthEncodedInteger"; nothing here is longer than 16 bits tell. */
function lengthAt(body: Cursor): number {
  const first = body.u8()
  return first === 0xfc ? body.u16le() : first
}
