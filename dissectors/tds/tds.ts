/*
 * Tabular Data Stream, the protocol of Microsoft SQL Server. Header big-endian, contents little-endian.
 * MS-TDS, clauses 2.2.3 (packets), 2.2.6 (client messages), 2.2.7 (tokens). TCP port 1433; named instances use any.
 */
import type { Cursor } from '../kit/cursor.ts'
import { defineDissector, type MessageInfo, type Sink } from '../kit/dissector.ts'
import type { Operation } from '../kit/observation.ts'
import {
  directionOfPacket,
  HEADER,
  isPrelogin,
  isRecord,
  lengthOfPacket,
  MAX_PACKET,
  probePacket,
} from './packet-shape.ts'
import { classOfType, describeType, LOGIN, PRELOGIN, RESULT, SSPI, UNSEEN } from './packet-types.ts'
import { errorNumber, sayAnswer, sayLogin, sayToken, sayVersion } from './sign-in-messages.ts'
import { TdsState } from './tds-state.ts'

const END_OF_MESSAGE = 1
/** The fixed part of LOGIN7 that all names lie behind. */
const LEAST_LOGIN = 86

export const tds = defineDissector<TdsState>({
  name: 'tds',
  title: 'SQL Server (TDS)',
  carriers: [{ over: 'tcp', ports: [1433] }],
  depth: {
    decodes: 'requests by type, the first error of an answer; sign-in, also with NTLM',
    identity: 'PRELOGIN and LOGINACK versions, server name; host, application and library of the client',
    missing: 'statements, procedures and results (on purpose); what TLS carries; MARS',
  },
  maxMessage: MAX_PACKET,

  probe: probePacket,

  directionOf: directionOfPacket,

  messageLength: lengthOfPacket,

  newState: () => new TdsState(),

  dissect(message: Cursor, info: MessageInfo, state: TdsState, sink: Sink): void {
    const { direction } = info
    if (info.afterGap) {
      state.setOpen(direction, false)
      state.asked = undefined
    }
    if (message.left === 0) return
    if (isRecord(message)) {
      sayEncrypted(state, sink)
      return
    }
    if (message.left < HEADER) {
      sink.observe({ kind: 'malformed', reason: 'truncated', offset: message.left })
      return
    }
    const isFirst = !state.isOpen(direction)
    state.setOpen(direction, (message.peek(1) & END_OF_MESSAGE) === 0)
    if (!isFirst) return
    if (direction === 'to-server') dissectRequest(message, state, sink)
    else dissectAnswer(message, state, sink)
  },

  mayHide: true,

  describe: describeType,
})

function dissectRequest(message: Cursor, state: TdsState, sink: Sink): void {
  const type = message.peek(0)
  const isVersion = type === PRELOGIN && message.left > HEADER + 5 && isPrelogin(message)
  message.pos += HEADER
  if (type === PRELOGIN && !isVersion) {
    // Clause 3.2.5.2: the handshake of TLS in packets.
    sayEncrypted(state, sink)
    return
  }
  if (isVersion) sayVersion(message, 'client', sink)
  let target = ''
  if (type === LOGIN && message.left < LEAST_LOGIN) {
    sink.observe({ kind: 'malformed', reason: 'truncated', offset: message.left })
  } else if (type === LOGIN) target = sayLogin(message, state, sink)
  else if (type === SSPI) sayToken(message.view, message.pos, message.end, 'client', state, sink)
  const operation = operationOf(type, target, state)
  state.asked = operation
  sink.operation('request', operation, 0)
}

function dissectAnswer(message: Cursor, state: TdsState, sink: Sink): void {
  const type = message.peek(0)
  const { asked } = state
  const isVersion = message.left > HEADER + 5 && isPrelogin(message)
  message.pos += HEADER
  if (type !== RESULT) {
    if (type === PRELOGIN) sayEncrypted(state, sink)
    else sink.observe({ kind: 'malformed', reason: 'bad-value', offset: 0 })
    return
  }
  state.asked = undefined
  sink.operation('response', asked ?? operationOf(UNSEEN, '', state), errorNumber(message))
  if (isVersion && (asked === undefined || asked.code === PRELOGIN)) sayVersion(message, 'server', sink)
  else if (asked?.code === LOGIN || asked?.code === SSPI) sayAnswer(message, state, sink)
}

function sayEncrypted(state: TdsState, sink: Sink): void {
  if (state.saidEncrypted) return
  state.saidEncrypted = true
  sink.observe({ kind: 'undecoded', reason: 'encrypted', code: PRELOGIN })
}

/** Only a login has a target: there is one in a connection. */
function operationOf(type: number, target: string, { operations }: TdsState): Operation {
  const found = target === '' ? operations.find(type) : undefined
  return found ?? operations.add(target === '' ? type : type + 256, classOfType(type), type, '', target)
}
