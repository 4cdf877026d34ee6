/*
 * MySQL and MariaDB, the client/server protocol. Little-endian.
 * "MySQL Client/Server Protocol" of MySQL's internals (handshake of version 10); "Client/Server Protocol" of MariaDB. TCP port 3306.
 */
import type { Cursor } from '../kit/cursor.ts'
import { type Direction, defineDissector, type MessageInfo, type Sink } from '../kit/dissector.ts'
import type { Operation } from '../kit/observation.ts'
import { CHANGE_USER, CODE, classOf, describeCommand, isAnswered, isCommand } from './commands.ts'
import { MysqlState } from './mysql-state.ts'
import {
  directionOfPacket,
  ERROR,
  HEADER_LENGTH,
  isLogin,
  lengthOfPacket,
  MAX_PAYLOAD,
  payloadLength,
  probeGreeting,
  probePacket,
} from './packet-shape.ts'
import { isTlsRequest, notePlugin, noteUser, sayGreeting, sayLogin, sayOutcome } from './sign-in.ts'

const OK = 0
const MORE = 1
const SWITCH = 0xfe

export const mysql = defineDissector<MysqlState>({
  name: 'mysql',
  title: 'MySQL, MariaDB',
  carriers: [{ over: 'tcp', ports: [3306] }],
  depth: {
    decodes: 'commands with their success or error, sign-in with its method, encryption',
    identity: 'server version; program, library and system of the client; database',
    missing: 'statements and rows (on purpose); what TLS carries; compressed packets; MySQL X',
  },
  maxMessage: HEADER_LENGTH + MAX_PAYLOAD,

  probe: probePacket,

  directionOf: directionOfPacket,

  messageLength: lengthOfPacket,

  newState: () => new MysqlState(),

  dissect(message: Cursor, info: MessageInfo, state: MysqlState, sink: Sink): void {
    if (info.afterGap) state.asked = undefined
    if (message.left < HEADER_LENGTH) {
      sink.observe({ kind: 'malformed', reason: 'truncated', offset: message.left })
      return
    }
    const length = payloadLength(message)
    state.rest.expect(info.direction, Math.max(0, length - MAX_PAYLOAD))
    if (info.direction === 'to-client') dissectAnswer(message, state, sink)
    else if (message.peek(3) === 0) dissectCommand(message, state, sink)
    else if (message.peek(3) === 1 && isLogin(message)) dissectLogin(message, state, sink)
  },

  content: {
    isEncrypted: (state: MysqlState) => state.isTls,

    next(state: MysqlState, direction: Direction): number {
      return state.isTls || state.isCompressed ? Number.POSITIVE_INFINITY : state.rest.take(direction)
    },
    look: () => 0,
    dissect: () => {},
  },

  describe: describeCommand,
})

function dissectLogin(message: Cursor, state: MysqlState, sink: Sink): void {
  message.pos += HEADER_LENGTH
  if (isTlsRequest(message)) {
    sink.operation('order', operationOf(CODE.tls, '', state), 0)
    sink.observe({ kind: 'session', state: 'opened', security: 'encrypted', user: '' })
    state.isTls = true
    return
  }
  const database = sayLogin(message, state, sink)
  ask(operationOf(CODE.login, database, state), state, sink)
}

function dissectCommand(message: Cursor, state: MysqlState, sink: Sink): void {
  message.pos += HEADER_LENGTH
  const code = message.left === 0 ? -1 : message.u8()
  if (!isCommand(code)) {
    sink.observe({ kind: 'malformed', reason: 'bad-value', offset: HEADER_LENGTH })
    return
  }
  if (code === CHANGE_USER) noteUser(message, state)
  const operation = operationOf(code, '', state)
  if (isAnswered(code)) ask(operation, state, sink)
  else sink.operation('order', operation, 0)
}

function ask(operation: Operation, state: MysqlState, sink: Sink): void {
  state.asked = operation
  sink.operation('request', operation, 0)
}

/** The first packet of an answer tells whether it is one; what follows are columns and rows. */
function dissectAnswer(message: Cursor, state: MysqlState, sink: Sink): void {
  const { asked } = state
  const isFirst = message.peek(3) === 0
  if (asked === undefined && isFirst && message.left > HEADER_LENGTH && probeGreeting(message) === 'yes') {
    message.pos += HEADER_LENGTH + 1
    sayGreeting(message, sink)
    return
  }
  message.pos += HEADER_LENGTH
  const kind = message.left === 0 ? -1 : message.u8()
  const isSignIn = asked?.code === CODE.login || asked?.code === CHANGE_USER
  if (isSignIn && kind === SWITCH) notePlugin(message, state)
  if (isSignIn && (kind === SWITCH || kind === MORE)) return
  if (asked === undefined && (kind !== ERROR || !isFirst)) return
  state.asked = undefined
  const status = kind === ERROR ? message.u16le() : 0
  sink.operation('response', asked ?? operationOf(CODE.unseen, '', state), status)
  if (isSignIn) endSignIn(kind === OK, state, sink)
}

function endSignIn(isSignedIn: boolean, state: MysqlState, sink: Sink): void {
  sayOutcome(isSignedIn, state, sink)
  if (!isSignedIn || !state.wantsCompression) return
  state.isCompressed = true
  sink.observe({ kind: 'undecoded', reason: 'unsupported', code: CODE.login })
}

/** Only a login has a target: there is one in a connection. */
function operationOf(code: number, target: string, { operations }: MysqlState): Operation {
  const found = target === '' ? operations.find(code) : undefined
  return found ?? operations.add(target === '' ? code : code + 512, classOf(code), code, '', target)
}
