/*
 * Who signs in, and what both sides say of themselves: AMQP 0-9-1, connection.start and start-ok; 1.0, sasl-init and the
 * properties of open. Of what proves an account nothing is kept.
 */
import type { Cursor } from '../kit/cursor.ts'
import type { Sink } from '../kit/dissector.ts'
import type { Side } from '../kit/observation.ts'
import { plainAccount, SASL_IN_CLEAR } from '../kit/sasl.ts'
import { sayFacts } from '../kit/say-facts.ts'
import type { AmqpState } from './amqp-state.ts'
import { readFields, readTable } from './field-table.ts'

const MAX_NAME = 64

/** What a product says of itself, under the names that both versions use. */
export function sayProduct(said: ReadonlyMap<string, string>, of: Side, message: string, sink: Sink): void {
  const product = said.get('product') ?? ''
  const version = said.get('version') ?? ''
  const software = product === '' ? '' : `${product} ${version}`.trim()
  const cluster = said.get('cluster_name') ?? ''
  const description = cluster === '' ? '' : `cluster ${cluster}`
  sayFacts(of, '', message, { software, description, application: said.get('connection_name') }, sink)
  sayFacts(of, '', `${message} platform`, { software: said.get('platform') }, sink)
}

/** Takes connection.start: version, properties of the server. */
export function sayServer(body: Cursor, sink: Sink): void {
  body.skip(2)
  sayProduct(readTable(body), 'server', 'AMQP Connection.Start', sink)
}

/** Takes connection.start-ok: properties of the client, mechanism, response. */
export function sayClient(body: Cursor, state: AmqpState, sink: Sink): void {
  sayProduct(readTable(body), 'client', 'AMQP Connection.Start-Ok', sink)
  const mechanism = body.text(Math.min(body.u8(), MAX_NAME))
  const length = body.u32()
  if (body.short || !body.narrow(length)) return
  if (mechanism === 'AMQPLAIN') state.user = readFields(body, 'LOGIN').get('LOGIN') ?? ''
  else if (mechanism === 'PLAIN') state.user = plainAccount(body.view, body.pos, body.end)
  sayCredential(mechanism, state, sink)
}

/** The credential of a mechanism; ANONYMOUS proves nothing. */
export function sayCredential(mechanism: string, { user }: AmqpState, sink: Sink): void {
  if (mechanism === '' || mechanism === 'ANONYMOUS') return
  const protection = SASL_IN_CLEAR.includes(mechanism) ? 'clear' : 'protected'
  sink.observe({ kind: 'credential', of: 'client', method: `AMQP SASL ${mechanism}`, account: user, protection })
}

export function saySession(is: 'opened' | 'refused' | 'closed', state: AmqpState, sink: Sink): void {
  state.isOpen = is === 'opened'
  sink.observe({ kind: 'session', state: is, security: 'none', user: state.user })
}
