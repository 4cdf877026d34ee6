/*
 * Who signs in to which database, how, and what server it is: "Message Flow", "Start-up" of PostgreSQL's manual. What a client
 * proves itself with is not read, nor the key that cancels its statements.
 */
import type { Cursor } from '../kit/cursor.ts'
import type { Sink } from '../kit/dissector.ts'
import { sayFacts } from '../kit/say-facts.ts'
import { textToNul } from '../kit/text-to-nul.ts'
import type { PostgresqlState } from './postgresql-state.ts'

/** Bytes of a name or a value that are kept: NAMEDATALEN of the server is 64. */
export const MAX_NAME = 128
/** Names with their values in one start-up. */
export const MAX_PARAMETERS = 64
/** What the server asks for, by the number of an AuthenticationRequest. */
const OK = 0
const METHODS: Readonly<Record<number, readonly [method: string, protection: 'clear' | 'protected']>> = {
  2: ['Kerberos V5', 'protected'],
  3: ['password', 'clear'],
  5: ['MD5', 'protected'],
  7: ['GSSAPI', 'protected'],
  9: ['SSPI', 'protected'],
  10: ['SASL', 'protected'],
}
const SASL = 10

/** Takes the names and values of a start-up; returns the database. */
export function sayStartup(body: Cursor, state: PostgresqlState, sink: Sink): string {
  let database = ''
  let application = ''
  for (let count = 0; count < MAX_PARAMETERS && body.left > 1; count++) {
    const name = textToNul(body, MAX_NAME)
    const value = textToNul(body, MAX_NAME)
    if (name === 'user') state.user = value
    else if (name === 'database') database = value
    else if (name === 'application_name') application = value
  }
  sayFacts('client', '', 'PostgreSQL startup', { application }, sink)
  // Without a name the database is that of the user's.
  return database === '' ? state.user : database
}

/** Takes an AuthenticationRequest, which ends the sign-in when it asks for nothing; what was begun may be refused even then. */
export function noteAuthentication(body: Cursor, state: PostgresqlState, sink: Sink): void {
  const code = body.u32()
  if (body.short) return
  if (code === OK && state.starting === undefined) sayOpened(state, sink)
  const [method] = METHODS[code] ?? []
  if (method !== undefined) state.method = code === SASL ? textToNul(body, MAX_NAME) || method : method
}

export function sayOpened({ user }: PostgresqlState, sink: Sink): void {
  sink.observe({ kind: 'session', state: 'opened', security: 'none', user })
}

/** A client answers what it was asked. */
export function sayCredential(state: PostgresqlState, sink: Sink): void {
  const { method, user } = state
  if (method === '') return
  // SASL and GSSAPI take several messages: the sign-in is one.
  state.method = ''
  const isClear = method === METHODS[3]?.[0]
  const protection = isClear ? 'clear' : 'protected'
  sink.observe({ kind: 'credential', of: 'client', method: `PostgreSQL ${method}`, account: user, protection })
}

/** Takes a ParameterStatus: of the settings that a server reports, its version tells who it is. */
export function saySetting(body: Cursor, sink: Sink): void {
  if (textToNul(body, MAX_NAME) !== 'server_version') return
  const version = textToNul(body, MAX_NAME)
  if (version !== '') sayFacts('server', '', 'PostgreSQL server_version', { software: `PostgreSQL ${version}` }, sink)
}
