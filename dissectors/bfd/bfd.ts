/*
 * BFD, by which routers find out within a second that they no longer reach each other. Big-endian. UDP ports 3784 (one hop,
 * RFC 5881), 4784 (several, RFC 5883), 6784 (links of an aggregation, RFC 7130), 7784 (seamless, RFC 7881).
 * RFC 5880 clauses 4 (packets) and 6.8 (states).
 */
import type { Cursor } from '../kit/cursor.ts'
import { type Direction, defineDissector, type MessageInfo, type Sink, type Verdict } from '../kit/dissector.ts'
import { isNews } from '../kit/is-news.ts'
import type { Operation, OperationClass, Side } from '../kit/observation.ts'
import { Operations } from '../kit/operations.ts'
import { sayFacts } from '../kit/say-facts.ts'
import { senderOf, sideNumber } from '../kit/sender-of.ts'
import { authenticationText, BfdPacket, diagnosticText, isClear, isPacket, STATE, STATES } from './control-packet.ts'

const MAX_MESSAGE = 65_535
/** Of a packet, what tells the state: version and diagnostic, state and flags; and the type of authentication. */
const STATE_LENGTH = 2
const AUTHENTICATION_AT = 24
/** Polls and finals change nothing of the state. */
const STATE_BITS = 0xc0
const SAID = { state: 0, authentication: 1 } as const

interface State {
  readonly operations: Operations
  readonly said: Map<number, number>
  /** Side by side, the state and diagnostic of the last packet; -1 before the first. */
  readonly last: [client: number, server: number]
}

export const bfd = defineDissector<State>({
  name: 'bfd',
  title: 'BFD',
  carriers: [{ over: 'udp', ports: [3784, 4784, 6784, 7784] }],
  depth: {
    decodes: 'control packets by session, state and diagnostic; sessions that time out',
    identity: 'state of the session and why, how it is authenticated',
    missing: 'echo packets, which only their sender can read; multipoint (RFC 8562)',
  },
  maxMessage: MAX_MESSAGE,

  probe: (bytes: Cursor): Verdict => (isPacket(bytes) ? 'yes' : 'no'),

  directionOf: (): Direction => 'to-server',

  messageLength: (bytes: Cursor) => bytes.left,

  newState: () => ({ operations: new Operations(), said: new Map(), last: [-1, -1] }),

  dissect(message: Cursor, info: MessageInfo, state: State, sink: Sink): void {
    packet.read(message)
    if (packet.defect !== '') {
      sink.observe({ kind: 'malformed', reason: packet.defect, offset: Math.min(message.left, STATE_LENGTH) })
      return
    }
    sink.operation('event', operationOf(state), 0)
    const of = senderOf(info)
    sayState(message, of, state, sink)
    sayAuthentication(message, of, state, sink)
  },

  describe: (code) => ({ function: String(code), name: STATES[code] ?? '' }),
})

const packet = new BfdPacket()

function operationOf({ operations }: State): Operation {
  const { state, diagnostic, discriminator } = packet
  const key = discriminator * 0x80 + diagnostic * 4 + state
  const known = operations.find(key)
  if (known !== undefined) return known
  return operations.add(key, classOf(), state, '', `session ${discriminatorText()}${reason()}`)
}

/** Routers show each other that they live: diagnose. One that says why it is down no longer reaches the other: alarm. */
function classOf(): OperationClass {
  const { state, diagnostic } = packet
  return state <= STATE.down && diagnostic !== 0 ? 'alarm' : 'diagnose'
}

/** A diagnostic is kept until the next one (RFC 5880 clause 6.8.1): that of a session which is up is of the past. */
function reason(): string {
  const text = packet.state <= STATE.down ? diagnosticText(packet.diagnostic) : ''
  return text === '' ? '' : `, ${text}`
}

function discriminatorText(): string {
  return `0x${packet.discriminator.toString(16).padStart(8, '0')}`
}

function sayState({ view, pos }: Cursor, of: Side, state: State, sink: Sink): void {
  const side = sideNumber(of)
  const now = view.getUint8(pos) * 0x100 + (view.getUint8(pos + 1) & STATE_BITS)
  if (state.last[side] !== now && packet.isTimedOut) {
    const detail = `BFD session ${discriminatorText()}${reason()}`
    sink.observe({ kind: 'irregular', reason: 'timed-out', detail })
  }
  state.last[side] = now
  if (!isNews(state.said, SAID.state * 2 + side, view, pos, pos + STATE_LENGTH)) return
  sayFacts(of, '', 'BFD Control', { state: `BFD session ${STATES[packet.state]}${reason()}` }, sink)
}

/** Only of what kind it is: neither the password nor the digest is looked at. */
function sayAuthentication({ view, pos }: Cursor, of: Side, state: State, sink: Sink): void {
  const { authentication } = packet
  if (authentication === 0) return
  const at = pos + AUTHENTICATION_AT
  if (!isNews(state.said, SAID.authentication * 2 + sideNumber(of), view, at, at + 1)) return
  const protection = isClear(authentication) ? 'clear' : 'protected'
  sink.observe({ kind: 'credential', of, method: authenticationText(authentication), account: '', protection })
}
