/*
 * DLR, the Device Level Ring of EtherNet/IP. Big-endian. EtherType 0x80E1.
 * The CIP Networks Library, volume 2: EtherNet/IP Adaptation of CIP (ODVA), chapter 9-5 (ring protocol messages).
 */
import { ipText, macText } from '../kit/address-text.ts'
import type { Cursor } from '../kit/cursor.ts'
import { type Direction, defineDissector, type MessageInfo, type Sink, type Verdict } from '../kit/dissector.ts'
import { isNews } from '../kit/is-news.ts'
import type { Operation, OperationClass, Side } from '../kit/observation.ts'
import { Operations } from '../kit/operations.ts'
import { sayFacts } from '../kit/say-facts.ts'
import { senderOf } from '../kit/sender-of.ts'

const MAX_MESSAGE = 1500
/** The ring sub-type and the version of the protocol. */
const HEADER = 0x0201
const TYPE_AT = 2
const IP_AT = 4
const PAYLOAD_AT = 12
const LEAST_LENGTH = PAYLOAD_AT + 1
const TYPE = { beacon: 1, announce: 6, signOn: 7, advertise: 8 } as const
const LAST_TYPE = 10
/** 9-5.3: what is broken, and what makes everybody learn anew, is an alarm; the rest watches the ring. */
const TYPES: readonly (readonly [string, OperationClass])[] = [
  ['', 'unknown'],
  ['Beacon', 'diagnose'],
  ['Neighbor_Check_Request', 'diagnose'],
  ['Neighbor_Check_Response', 'diagnose'],
  ['Link_Status / Neighbor_Status', 'alarm'],
  ['Locate_Fault', 'alarm'],
  ['Announce', 'diagnose'],
  ['Sign_On', 'discover'],
  ['Advertise', 'diagnose'],
  ['Flush_Tables', 'alarm'],
  ['Learning_Update', 'session'],
]
const RING_STATES = ['', 'ring normal', 'ring fault']
const LAST_STATE = 2
const NODES_AT = 14
const NODE_LENGTH = 10
/** Nodes of one Sign_On that are named. */
export const MAX_NODES = 128
const ADDRESS = 0x100

interface State {
  readonly operations: Operations
  readonly said: Map<number, number>
}

export const dlr = defineDissector<State>({
  name: 'dlr',
  title: 'Device Level Ring',
  carriers: [{ over: 'ethernet', etherTypes: [0x80e1] }],
  depth: {
    decodes: 'all ring messages; the state of the ring',
    identity: 'supervisors and gateways, nodes with MAC and IPv4 address',
    missing: 'timers, the place of a fault',
  },
  maxMessage: MAX_MESSAGE,

  probe: (bytes: Cursor): Verdict => (isRingMessage(bytes) ? 'yes' : 'no'),

  directionOf: (): Direction => 'to-server',

  messageLength: (bytes: Cursor) => bytes.left,

  newState: () => ({ operations: new Operations(), said: new Map() }),

  dissect(message: Cursor, info: MessageInfo, state: State, sink: Sink): void {
    const { view, pos, end } = message
    const isWhole = isRingMessage(message)
    const type = isWhole ? message.peek(TYPE_AT) : 0
    sink.operation('event', operationOf(type, state), 0)
    if (!isWhole) {
      sink.observe({ kind: 'malformed', reason: 'bad-value', offset: Math.min(TYPE_AT, end - pos) })
      return
    }
    const from = pos + IP_AT
    const ip = view.getUint32(from)
    if (ip !== 0 && info.sourceMac !== 0 && isNews(state.said, ADDRESS, view, from, from + 4)) {
      sink.observe({ kind: 'binding', mac: macText(info.sourceMac), ip: ipText(ip) })
    }
    if (type !== TYPE.signOn && !hasState(type)) return
    const to = type === TYPE.signOn ? end : Math.min(end, pos + PAYLOAD_AT + 2)
    if (!isNews(state.said, type, view, pos + PAYLOAD_AT, to)) return
    if (type === TYPE.signOn) sayNodes(message, senderOf(info), sink)
    else sayRing(type, message, senderOf(info), sink)
  },

  describe: (code) => ({ function: String(code), name: TYPES[code]?.[0] || 'unknown ring message' }),
})

function isRingMessage(bytes: Cursor): boolean {
  if (bytes.left < LEAST_LENGTH || bytes.peek16(0) !== HEADER) return false
  const type = bytes.peek(TYPE_AT)
  if (type === 0 || type > LAST_TYPE || bytes.peek(TYPE_AT + 1) > 2) return false
  const state = bytes.peek(PAYLOAD_AT)
  return !hasState(type) || (state > 0 && state <= LAST_STATE)
}

/** Beacons and announcements tell the state of the ring, advertisements that of the gateway. */
function hasState(type: number): boolean {
  return type === TYPE.beacon || type === TYPE.announce || type === TYPE.advertise
}

function operationOf(type: number, state: State): Operation {
  const { operations } = state
  return operations.find(type) ?? operations.add(type, TYPES[type]?.[1] ?? 'unknown', type, '', '')
}

/** Supervisors send beacons and announcements, gateways advertise (9-5.4). */
function sayRing(type: number, message: Cursor, of: Side, sink: Sink): void {
  const [name = ''] = TYPES[type] ?? []
  const precedence = message.left > PAYLOAD_AT + 1 ? message.peek(PAYLOAD_AT + 1) : 0
  if (type === TYPE.advertise) {
    const redundancy = `DLR redundant gateway, precedence ${precedence}`
    sayFacts(of, '', `DLR ${name}`, { redundancy }, sink)
    return
  }
  const state = RING_STATES[message.peek(PAYLOAD_AT)] ?? ''
  const known = type === TYPE.beacon ? `, precedence ${precedence}` : ''
  sayFacts(of, '', `DLR ${name}`, { redundancy: `DLR ring supervisor${known}`, state }, sink)
}

/** The message goes round the ring, and every node adds itself (9-5.5.6): the nodes behind the sender, in order. */
function sayNodes(message: Cursor, of: Side, sink: Sink): void {
  const { view, pos, end } = message
  if (end - pos < NODES_AT) return
  const count = view.getUint16(pos + PAYLOAD_AT)
  const room = Math.floor((end - pos - NODES_AT) / NODE_LENGTH)
  if (count > room) sink.observe({ kind: 'malformed', reason: 'bad-length', offset: PAYLOAD_AT })
  for (let i = 0; i < Math.min(count, room, MAX_NODES); i++) {
    const at = pos + NODES_AT + i * NODE_LENGTH
    const mac = macText(view.getUint16(at) * 0x1_0000_0000 + view.getUint32(at + 2))
    const ip = view.getUint32(at + 6)
    sayFacts(of, mac, 'DLR Sign_On', { redundancy: `DLR ring node ${i + 1} of ${count}` }, sink)
    if (ip !== 0) sink.observe({ kind: 'binding', mac, ip: ipText(ip) })
  }
}
