/*
 * PTP, versions 1 and 2. Big-endian. EtherType 0x88F7, UDP ports 319 and 320.
 * IEEE 1588-2008 clause 13 (version 2; IEEE 1588-2019 clause 13 for 2.1), IEEE 1588-2002 clause 8 (version 1),
 * IEEE 802.1AS (the same messages).
 */
import type { Cursor } from '../kit/cursor.ts'
import { type Direction, defineDissector, type MessageInfo, type Sink, type Verdict } from '../kit/dissector.ts'
import { isNews } from '../kit/is-news.ts'
import type { Operation, OperationRole, Side } from '../kit/observation.ts'
import { Operations } from '../kit/operations.ts'
import { sayFacts } from '../kit/say-facts.ts'
import { senderOf } from '../kit/sender-of.ts'
import { AT, AT_V1, identityAt, sayClock, sayClockOfVersion1 } from './clock.ts'
import { ACTION_AT, MANAGEMENT_ID_AT, RESPONSE, sayDescription } from './management.ts'
import { managementName } from './management-ids.ts'
import {
  classOf,
  classOfManagement,
  codeOfAction,
  codeOfControl,
  describeMessage,
  isManagement,
  isRequest,
  TYPE,
  VERSION_1,
} from './message-types.ts'
import { versionOf } from './shape.ts'

const MAX_MESSAGE = 65_535
const SYNC_1 = VERSION_1
const DELAY_REQUEST_1 = VERSION_1 + 1

/** More than the codes of messages take. */
const CODES = 0x1_0000

interface State {
  readonly operations: Operations
  readonly said: Map<number, number>
}

export const ptp = defineDissector<State>({
  name: 'ptp',
  title: 'PTP (IEEE 1588)',
  carriers: [
    { over: 'ethernet', etherTypes: [0x88f7] },
    { over: 'udp', ports: [319, 320] },
  ],
  depth: {
    decodes: 'all messages of versions 1 and 2, 802.1AS among them; actions of management',
    identity: 'grandmasters, their domain, class and source; who follows them; clock descriptions',
    missing: 'TLVs of signaling and of profiles, security',
  },
  maxMessage: MAX_MESSAGE,

  probe: (bytes: Cursor): Verdict => (versionOf(bytes) === 0 ? 'no' : 'yes'),

  directionOf(bytes: Cursor): Direction | undefined {
    const version = versionOf(bytes)
    if (version === 0) return undefined
    const role = roleOf(codeOf(version, bytes), version, bytes)
    return role === 'event' ? undefined : role === 'request' ? 'to-server' : 'to-client'
  },

  messageLength: (bytes: Cursor) => bytes.left,

  newState: () => ({ operations: new Operations(), said: new Map() }),

  dissect(message: Cursor, info: MessageInfo, state: State, sink: Sink): void {
    const version = versionOf(message)
    if (version === 0) {
      sink.observe({ kind: 'malformed', reason: 'bad-value', offset: 0 })
      return
    }
    const code = codeOf(version, message)
    sink.operation(roleOf(code, version, message), operationOf(code, message, state), 0)
    if (version === 1) say1(code, message, info, state, sink)
    else say2(code, message, info, state, sink)
  },

  describe: describeMessage,
})

function codeOf(version: number, message: Cursor): number {
  if (version === 1) return codeOfControl(message.peek(AT_V1.control))
  const type = message.peek(0) & 15
  return type === TYPE.management ? codeOfAction(message.peek(ACTION_AT) & 15) : type
}

function operationOf(code: number, message: Cursor, state: State): Operation {
  const { operations } = state
  const isTold = isManagement(code) && message.left >= MANAGEMENT_ID_AT + 2
  const id = isTold ? message.peek16(MANAGEMENT_ID_AT) : 0
  const key = id * CODES + code
  const found = operations.find(key)
  if (found !== undefined) return found
  if (!isTold) return operations.add(key, classOf(code), code, '', '')
  return operations.add(key, classOfManagement(code, id), code, '', managementName(id))
}

function roleOf(code: number, version: number, message: Cursor): OperationRole {
  if (version === 1) return code === DELAY_REQUEST_1 ? 'request' : code === DELAY_REQUEST_1 + 2 ? 'response' : 'event'
  switch (message.peek(0) & 15) {
    case TYPE.delayRequest:
    case TYPE.peerDelayRequest:
      return 'request'
    case TYPE.delayResponse:
    case TYPE.peerDelayResponse:
      return 'response'
    case TYPE.management:
      return isRequest(message.peek(ACTION_AT) & 15) ? 'request' : 'response'
    default:
      return 'event'
  }
}

function say1(code: number, message: Cursor, info: MessageInfo, state: State, sink: Sink): void {
  const { view, pos } = message
  if (code === SYNC_1) {
    // Grandmaster, stratum and clock; not the sequence in their middle.
    const isNewMaster = isNews(state.said, code, view, pos + AT_V1.grandmaster, pos + AT_V1.grandmaster + 6)
    const isNewClock = isNews(state.said, code + 1, view, pos + AT_V1.stratum, pos + AT_V1.clock + 4)
    if (isNewMaster || isNewClock) sayClockOfVersion1(message, senderOf(info), sink)
  } else if (code === DELAY_REQUEST_1 && isNews(state.said, code, view, pos + AT_V1.uuid, pos + AT_V1.uuid + 6)) {
    sayFacts(senderOf(info), '', 'PTP Delay_Req', { role: 'PTP slave' }, sink)
  }
}

function say2(code: number, message: Cursor, info: MessageInfo, state: State, sink: Sink): void {
  const { view, pos, end } = message
  const of = senderOf(info)
  switch (message.peek(0) & 15) {
    case TYPE.announce: {
      const isNewClock = isNews(
        state.said,
        code * 256 + message.peek(AT.domain),
        view,
        pos + AT.priority1,
        pos + AT.source + 1,
      )
      if (isNewClock) sayClock(message, of, sink)
      return
    }
    case TYPE.delayRequest:
      if (!isNews(state.said, code, view, pos + AT.identity, pos + AT.identity + 8)) return
      sayFollower(message, of, sink)
      return
    case TYPE.delayResponse:
      if (isNews(state.said, code, view, pos + AT.requester, pos + AT.requester + 8)) sayServed(info, sink)
      return
    case TYPE.management:
      if ((message.peek(ACTION_AT) & 15) !== RESPONSE) return
      if (isNews(state.said, code, view, pos + ACTION_AT, end)) sayDescription(message, of, sink)
      return
    default:
  }
}

/** Clause 11.3: who asks a master for the delay follows it. */
function sayFollower(message: Cursor, of: Side, sink: Sink): void {
  sayFacts(
    of,
    '',
    'PTP Delay_Req',
    { role: 'PTP slave', capability: `PTP clock ${identityAt(message, AT.identity)}` },
    sink,
  )
}

/**
 * A master answers the slave that asked. An answer that all can hear names it by its clock identity: that is made of a MAC
 * address that need not be the one it sends by (clause 7.5.2.2.2), and so tells nobody's address.
 */
function sayServed(info: MessageInfo, sink: Sink): void {
  if (info.direction === 'to-client') {
    sink.observe({ kind: 'topology', relation: 'takes-time-from', of: 'client', other: '' })
  }
}
