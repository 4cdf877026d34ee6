/*
 * PostgreSQL, the frontend/backend protocol, version 3. Big-endian.
 * "Frontend/Backend Protocol" of the manual of PostgreSQL 18: clauses 54.2 (flow), 54.7 (formats). TCP port 5432.
 */
import type { Cursor } from '../kit/cursor.ts'
import { type Direction, defineDissector, type MessageInfo, type Sink } from '../kit/dissector.ts'
import type { Operation } from '../kit/observation.ts'
import {
  bodyLength,
  directionOfMessage,
  HEADER_LENGTH,
  lengthOfMessage,
  MAX_BODY,
  MAX_STARTUP,
  probeMessages,
  UNTYPED_HEADER_LENGTH,
  untypedCode,
} from './message-shape.ts'
import {
  CODE,
  classOf,
  describeMessage,
  ends,
  GSS_REQUEST,
  isAnswered,
  isOfBatch,
  isStartup,
  letter,
  TLS_REQUEST,
} from './message-types.ts'
import { PostgresqlState } from './postgresql-state.ts'
import { noteAuthentication, sayCredential, sayOpened, saySetting, sayStartup } from './sign-in.ts'
import { isRefusal, sqlstateOf } from './sqlstate.ts'

const ACCEPTED_TLS = letter('S')
const ACCEPTED_GSS = letter('G')
const T = {
  authentication: letter('R'),
  error: letter('E'),
  notification: letter('A'),
  password: letter('p'),
  copyBoth: letter('W'),
  copyData: letter('d'),
  ready: letter('Z'),
  setting: letter('S'),
  sync: letter('S'),
} as const

export const postgresql = defineDissector<PostgresqlState>({
  name: 'postgresql',
  title: 'PostgreSQL',
  carriers: [{ over: 'tcp', ports: [5432] }],
  depth: {
    decodes: 'requests by type with their success or SQLSTATE, sign-in with its method, encryption',
    identity: 'server version, application of the client, database',
    missing: 'statements and rows (on purpose); what TLS carries; protocol 2',
  },
  maxMessage: MAX_STARTUP,

  probe: probeMessages,

  directionOf: directionOfMessage,

  messageLength: lengthOfMessage,

  newState: () => new PostgresqlState(),

  dissect(message: Cursor, info: MessageInfo, state: PostgresqlState, sink: Sink): void {
    if (info.afterGap) state.forget()
    if (message.left < HEADER_LENGTH) {
      sink.observe({ kind: 'malformed', reason: 'truncated', offset: message.left })
      return
    }
    const type = message.peek(0)
    if (type === 0) {
      dissectUntyped(message, info.direction, state, sink)
      return
    }
    state.rest.expect(info.direction, Math.max(0, bodyLength(message) - MAX_BODY))
    message.pos += HEADER_LENGTH
    if (info.direction === 'to-server') dissectRequest(type, state, sink)
    else dissectAnswer(type, message, state, sink)
  },

  content: {
    isEncrypted: (state: PostgresqlState) => state.isEncrypted,

    next(state: PostgresqlState, direction: Direction): number {
      if (state.isEncrypted) return Number.POSITIVE_INFINITY
      return direction === 'to-client' && state.isAsked ? 1 : state.rest.take(direction)
    },
    look: (state: PostgresqlState, direction: Direction) => (direction === 'to-client' && state.isAsked ? 1 : 0),
    dissect(content: Cursor, _info: MessageInfo, state: PostgresqlState, sink: Sink): void {
      state.isAsked = false
      const answer = content.u8()
      if (answer !== ACCEPTED_TLS && answer !== ACCEPTED_GSS) return
      state.isEncrypted = true
      sink.observe({ kind: 'session', state: 'opened', security: 'encrypted', user: '' })
    },
  },

  describe: describeMessage,
})

/** Clauses 54.2.1, 54.2.10 and 54.2.11: a client asks to be encrypted before it says who it is. */
function dissectUntyped(message: Cursor, direction: Direction, state: PostgresqlState, sink: Sink): void {
  if (message.left < UNTYPED_HEADER_LENGTH || direction === 'to-client') {
    sink.observe({ kind: 'malformed', reason: 'bad-value', offset: 0 })
    return
  }
  const number = untypedCode(message)
  message.pos += UNTYPED_HEADER_LENGTH
  if (isStartup(number)) {
    const database = sayStartup(message, state, sink)
    const operation = operationOf(CODE.startup, database, state)
    state.starting = operation
    sink.operation('request', operation, 0)
    return
  }
  const code = number === TLS_REQUEST ? CODE.tls : number === GSS_REQUEST ? CODE.gss : CODE.cancel
  // Its answer is one byte, which is no message; a cancelled statement is answered to whom it belongs.
  state.isAsked = code !== CODE.cancel
  sink.operation('order', operationOf(code, '', state), 0)
}

function dissectRequest(type: number, state: PostgresqlState, sink: Sink): void {
  const operation = operationOf(type === T.copyData && state.isReplicating ? CODE.status : type, '', state)
  if (isAnswered(type)) {
    state.ask(operation)
    sink.operation('request', operation, 0)
  } else sink.operation('order', operation, 0)
  if (type === T.password) sayCredential(state, sink)
}

function dissectAnswer(type: number, body: Cursor, state: PostgresqlState, sink: Sink): void {
  if (type === T.error) {
    fail(sqlstateOf(body), state, sink)
    return
  }
  const { asked } = state
  if (type === T.ready && state.starting !== undefined) endStart(state.starting, state, sink)
  else if (type === T.notification) sink.operation('event', operationOf(type, '', state), 0)
  else if (type === T.ready && state.hasFailed && asked?.code !== T.sync) state.hasFailed = false
  else if (asked !== undefined && ends(type, asked.code)) {
    state.answer()
    state.hasFailed = false
    sink.operation('response', asked, 0)
  }
  if (type === T.copyBoth) state.isReplicating = true
  else if (type === T.ready) state.isReplicating = false
  if (type === T.authentication) noteAuthentication(body, state, sink)
  else if (type === T.setting) saySetting(body, sink)
}

/** Clause 54.2.1: a start-up ends when the server is ready. */
function endStart(starting: Operation, state: PostgresqlState, sink: Sink): void {
  sink.operation('response', starting, 0)
  state.starting = undefined
  sayOpened(state, sink)
}

/** Clause 54.2.3: what follows in a batch is passed over, up to its Sync. An error before the server is ready refuses all. */
function fail(status: number, state: PostgresqlState, sink: Sink): void {
  const { starting, asked: failed } = state
  if (starting !== undefined) sink.operation('response', starting, status)
  if (failed !== undefined || starting === undefined)
    sink.operation('response', failed ?? operationOf(CODE.unseen, '', state), status)
  state.starting = undefined
  if (failed !== undefined && failed.code !== T.sync) {
    state.answer()
    const isInBatch = isOfBatch(failed.code)
    while (isInBatch && state.asked !== undefined && state.asked.code !== T.sync) state.answer()
  }
  state.hasFailed = true
  if (starting !== undefined || isRefusal(status))
    sink.observe({ kind: 'session', state: 'refused', security: 'none', user: state.user })
}

/** Only a start-up has a target: there is one in a connection. */
function operationOf(code: number, target: string, { operations }: PostgresqlState): Operation {
  const found = target === '' ? operations.find(code) : undefined
  return found ?? operations.add(target === '' ? code : code + 256, classOf(code), code, '', target)
}
