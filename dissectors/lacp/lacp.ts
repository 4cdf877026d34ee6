/*
 * LACP, and the marker protocol beside it. Big-endian. EtherType 0x8809 (slow protocols), subtypes 1 and 2.
 * IEEE 802.1AX-2014, clause 6.4.2.3 (LACPDU), 6.5.3.3 (marker).
 */
import { macText } from '../kit/address-text.ts'
import type { Cursor } from '../kit/cursor.ts'
import { type Direction, defineDissector, type MessageInfo, type Sink, type Verdict } from '../kit/dissector.ts'
import { isNews } from '../kit/is-news.ts'
import type { Operation, Side } from '../kit/observation.ts'
import { keyOfBytes, Operations } from '../kit/operations.ts'
import { sayFacts } from '../kit/say-facts.ts'
import { senderOf } from '../kit/sender-of.ts'

const MAX_MESSAGE = 1500
const LACP = 1
const MARKER = 2
const UNKNOWN = 0
const LAST_VERSION = 2
/** Types and lengths of the TLVs of actor and partner, which are fixed. */
const ACTOR_TLV = 0x0114
const PARTNER_TLV = 0x0214
/** Offsets of the TLVs from the subtype; and, from a TLV, of system, key, port and state. */
const ACTOR_AT = 2
const PARTNER_AT = 22
const AT = { system: 4, key: 10, port: 14, state: 16 } as const
const LEAST_LENGTH = PARTNER_AT + 20
const MARKER_LENGTH = 18
const MARKER_TLV = 0x0110
const MARKER_RESPONSE_TLV = 0x0210
const STATES = ['active', '', 'aggregates', 'in sync', 'collecting', 'distributing', 'defaulted', 'expired']
const NAMES = ['unknown', 'LACPDU', 'Marker']

interface State {
  readonly operations: Operations
  readonly said: Map<number, number>
}

export const lacp = defineDissector<State>({
  name: 'lacp',
  title: 'Link aggregation (LACP)',
  carriers: [{ over: 'ethernet', etherTypes: [0x8809] }],
  depth: {
    decodes: 'actor and partner, and the state of the link; markers',
    identity: 'systems and ports that are aggregated, and who is at the other end',
    missing: 'TLVs of version 2, Ethernet OAM and other slow protocols',
  },
  maxMessage: MAX_MESSAGE,

  probe: (bytes: Cursor): Verdict => (subtypeOf(bytes) === UNKNOWN ? 'no' : 'yes'),

  directionOf: (): Direction => 'to-server',

  messageLength: (bytes: Cursor) => bytes.left,

  newState: () => ({ operations: new Operations(), said: new Map() }),

  dissect(message: Cursor, info: MessageInfo, state: State, sink: Sink): void {
    const { view, pos, end } = message
    const subtype = subtypeOf(message)
    sink.operation('event', operationOf(subtype, message, state), 0)
    if (subtype === UNKNOWN) {
      sink.observe({ kind: 'malformed', reason: 'bad-value', offset: Math.min(ACTOR_AT, end - pos) })
      return
    }
    if (subtype === MARKER) return
    if (isNews(state.said, LACP, view, pos + ACTOR_AT, pos + PARTNER_AT + AT.state)) {
      sayLink(message, senderOf(info), sink)
    }
  },

  describe: (code) => ({ function: String(code), name: NAMES[code] ?? '' }),
})

function subtypeOf(bytes: Cursor): number {
  if (bytes.left < MARKER_LENGTH) return UNKNOWN
  const version = bytes.peek(1)
  const first = bytes.peek16(2)
  switch (bytes.peek(0)) {
    case LACP: {
      const isLink = bytes.left >= LEAST_LENGTH && first === ACTOR_TLV && bytes.peek16(PARTNER_AT) === PARTNER_TLV
      return isLink && version > 0 && version <= LAST_VERSION ? LACP : UNKNOWN
    }
    case MARKER:
      return version === 1 && (first === MARKER_TLV || first === MARKER_RESPONSE_TLV) ? MARKER : UNKNOWN
    default:
      return UNKNOWN
  }
}

/** Two systems agree on links that they use as one: session. A marker finds out whether a link is empty: diagnose. */
function operationOf(subtype: number, message: Cursor, state: State): Operation {
  const { view, pos } = message
  const { operations } = state
  if (subtype !== LACP) {
    const operationClass = subtype === MARKER ? 'diagnose' : 'unknown'
    return operations.find(subtype) ?? operations.add(subtype, operationClass, subtype, '', '')
  }
  const actor = pos + ACTOR_AT
  const key = keyOfBytes(view, actor + AT.system, actor + AT.state, LACP)
  const known = operations.find(key)
  if (known !== undefined) return known
  return operations.add(key, 'session', LACP, '', `system ${systemAt(view, actor)} port ${portAt(view, actor)}`)
}

function systemAt(view: DataView, tlv: number): string {
  return macText(view.getUint16(tlv + AT.system) * 0x1_0000_0000 + view.getUint32(tlv + AT.system + 2))
}

function portAt(view: DataView, tlv: number): number {
  return view.getUint16(tlv + AT.port)
}

/** Clause 6.4.2.3: the actor is who sends; the partner is zero until it has been heard. */
function sayLink(message: Cursor, of: Side, sink: Sink): void {
  const { view, pos } = message
  const [actor, partner] = [pos + ACTOR_AT, pos + PARTNER_AT]
  const bits = view.getUint8(actor + AT.state)
  const facts = {
    mac: systemAt(view, actor),
    'port-id': `port ${portAt(view, actor)}`,
    redundancy: `link aggregation, key ${view.getUint16(actor + AT.key)}`,
    state: STATES.filter((name, bit) => name !== '' && (bits & (1 << bit)) !== 0).join(', '),
  }
  sayFacts(of, '', 'LACPDU', facts, sink)
  const other = systemAt(view, partner)
  if (other === NOBODY) return
  sink.observe({ kind: 'topology', relation: 'neighbour-of', of, other: `${other} port ${portAt(view, partner)}` })
}

const NOBODY = '00:00:00:00:00:00'
