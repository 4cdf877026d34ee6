/*
 * NTP, versions 1 to 4, and SNTP. Big-endian. UDP port 123.
 * RFC 5905 clause 7.3 (version 4), RFC 1305 appendix A (version 3), RFC 4330 (SNTP), RFC 9327 (control messages).
 */
import type { Cursor } from '../kit/cursor.ts'
import { type Direction, defineDissector, type MessageInfo, type Sink, type Verdict } from '../kit/dissector.ts'
import { ipv4Text } from '../kit/ip-text.ts'
import { isNews } from '../kit/is-news.ts'
import type { Operation, OperationRole, Side } from '../kit/observation.ts'
import { Operations } from '../kit/operations.ts'
import { sayFacts } from '../kit/say-facts.ts'
import { senderOf } from '../kit/sender-of.ts'
import { classOf, codeOf, describeMode, MODE } from './modes.ts'
import { AT, CONTROL_LENGTH, isNtp, modeOf, RESPONSE } from './shape.ts'
import { sayVariables } from './variables.ts'

const MAX_MESSAGE = 65_535
const UNSYNCHRONISED = 3
const PRIMARY = 1
const LAST_SECONDARY = 15
const ERROR = 0x40
/** Clause 7.4: an answer of stratum 0 refuses ("kiss of death"). */
const REFUSED = 1
const READ_VARIABLES = 2
/** Statements that are told apart: of the first bytes and the reference, by either side. */
const SAID = { head: 0, reference: 2, variables: 4 } as const

interface State {
  readonly operations: Operations
  readonly said: Map<number, number>
  toldSource: boolean
}

export const ntp = defineDissector<State>({
  name: 'ntp',
  title: 'NTP and SNTP',
  carriers: [{ over: 'udp', ports: [123] }],
  depth: {
    decodes: 'all modes, control and private messages among them',
    identity: 'time servers, their stratum and reference, by whom a client sets its clock, software and system',
    missing: 'extension fields (autokey, NTS), contents of private messages',
  },
  maxMessage: MAX_MESSAGE,

  probe: (bytes: Cursor): Verdict => (isNtp(bytes) ? 'yes' : 'no'),

  directionOf(bytes: Cursor): Direction | undefined {
    if (bytes.left < 2) return undefined
    const role = roleOf(bytes)
    return role === 'event' ? undefined : role === 'request' ? 'to-server' : 'to-client'
  },

  messageLength: (bytes: Cursor) => bytes.left,

  newState: () => ({ operations: new Operations(), said: new Map(), toldSource: false }),

  dissect(message: Cursor, info: MessageInfo, state: State, sink: Sink): void {
    if (!isNtp(message)) {
      sink.observe({ kind: 'malformed', reason: 'bad-value', offset: 0 })
      return
    }
    const code = operationCode(message)
    const operation = operationOf(code, state)
    sink.operation(roleOf(message), operation, statusOf(message))
    if (operation.class === 'unknown') sink.observe({ kind: 'undecoded', reason: 'unknown-function', code })
    const mode = code >> 8
    if (mode < MODE.control) sayTime(mode, message, info, state, sink)
    else if (code === codeOf(MODE.control, READ_VARIABLES)) sayAnswer(message, info, state, sink)
  },

  describe: describeMode,
})

function operationCode(message: Cursor): number {
  const mode = modeOf(message)
  if (mode === MODE.control) return codeOf(mode, message.peek(1) & 31)
  return mode === MODE.private ? codeOf(mode, message.peek(3)) : codeOf(mode, 0)
}

function operationOf(code: number, state: State): Operation {
  return state.operations.find(code) ?? state.operations.add(code, classOf(code), code, '', '')
}

function roleOf(message: Cursor): OperationRole {
  switch (modeOf(message)) {
    case MODE.client:
      return 'request'
    case MODE.server:
      return 'response'
    case MODE.control:
      return (message.peek(1) & RESPONSE) !== 0 ? 'response' : 'request'
    case MODE.private:
      return (message.peek(0) & RESPONSE) !== 0 ? 'response' : 'request'
    default:
      return 'event'
  }
}

/** The error code of a control or private answer; a time server that refuses. */
function statusOf(message: Cursor): number {
  switch (modeOf(message)) {
    case MODE.server:
      return message.peek(AT.stratum) === 0 ? REFUSED : 0
    case MODE.control:
      return (message.peek(1) & ERROR) !== 0 ? message.peek(4) || REFUSED : 0
    case MODE.private:
      return (message.peek(0) & RESPONSE) !== 0 ? message.peek(4) >> 4 : 0
    default:
      return 0
  }
}

function sayTime(mode: number, message: Cursor, info: MessageInfo, state: State, sink: Sink): void {
  const { view, pos } = message
  const stratum = message.peek(AT.stratum)
  const of = senderOf(info)
  const side = of === 'client' ? 1 : 0
  const reference = pos + AT.reference
  const isNewHead = isNews(state.said, SAID.head + side, view, pos, pos + AT.poll)
  const isNewReference = isNews(state.said, SAID.reference + side, view, reference, reference + 4)
  const tells = mode === MODE.server && stratum >= PRIMARY && stratum <= LAST_SECONDARY
  if (tells && !state.toldSource) {
    state.toldSource = true
    const to = of === 'client' ? 'server' : 'client'
    sink.observe({ kind: 'topology', relation: 'takes-time-from', of: to, other: '' })
  }
  if (isNewHead || isNewReference) saySender(mode, message, stratum, of, sink)
}

/** Who sends is a server, or tells of itself what it would tell its clients (RFC 5905, clause 7.3: reference id). */
function saySender(mode: number, message: Cursor, stratum: number, of: Side, sink: Sink): void {
  const isServer = mode === MODE.server || mode === MODE.broadcast
  const isLost = message.peek(0) >> 6 === UNSYNCHRONISED
  const isTold = stratum >= PRIMARY && stratum <= LAST_SECONDARY
  const facts = {
    role: isServer ? 'time server' : '',
    capability: isServer && isTold ? `NTP stratum ${stratum}` : '',
    state: isServer && isLost ? 'clock not synchronised' : '',
    'time-source': isTold && !isLost ? referenceText(message, stratum) : '',
  }
  sayFacts(of, '', `NTP ${describeMode(codeOf(mode, 0)).name}`, facts, sink)
}

/** A clock's name at stratum 1; beyond, an IPv4 address (of IPv6 only a digest, which no host address looks like for sure). */
function referenceText(message: Cursor, stratum: number): string {
  const { pos } = message
  message.pos = pos + AT.reference
  const first = message.peek(0)
  const text = stratum === PRIMARY ? message.text(4).trim() : isHost(first) ? ipv4Text(message) : ''
  message.pos = pos
  return text
}

/** Addresses of hosts: not 0, not loopback (a clock of its own), nor a group (RFC 6890). */
function isHost(first: number): boolean {
  return first !== 0 && first !== 127 && first < 224
}

function sayAnswer(message: Cursor, info: MessageInfo, state: State, sink: Sink): void {
  const { view, pos, end } = message
  if ((message.peek(1) & RESPONSE) === 0 || !isNews(state.said, SAID.variables, view, pos + CONTROL_LENGTH, end)) return
  const count = message.peek16(CONTROL_LENGTH - 2)
  message.skip(CONTROL_LENGTH)
  sayVariables(message.text(Math.min(count, message.left)), senderOf(info), sink)
}
