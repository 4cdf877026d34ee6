/*
 * Supervision of HSR and PRP. Big-endian. EtherType 0x88FB.
 * IEC 62439-3 (2016), clause 4.2.7 and table 6 (PRP), clause 5.7 (HSR); the form of the first edition (2010) has two MAC
 * addresses of a node.
 */
import { macText } from '../kit/address-text.ts'
import type { Cursor } from '../kit/cursor.ts'
import { type Direction, defineDissector, type MessageInfo, type Sink, type Verdict } from '../kit/dissector.ts'
import { isNews } from '../kit/is-news.ts'
import type { Operation, Side } from '../kit/observation.ts'
import { Operations } from '../kit/operations.ts'
import { sayFacts } from '../kit/say-facts.ts'
import { senderOf } from '../kit/sender-of.ts'

const MAX_MESSAGE = 1500
const LAST_VERSION = 1
const TLV_AT = 4
const NODE_AT = 6
const MAC_LENGTH = 6
const LEAST_LENGTH = NODE_AT + MAC_LENGTH
const RED_BOX = 30
const UNKNOWN = 0
/** Types of the first TLV, and what they say of its node. */
const NAMES: Readonly<Record<number, string>> = {
  20: 'PRP node, duplicate discard',
  21: 'PRP node, duplicate accept',
  22: 'HSR node, announced',
  23: 'HSR node',
}

interface State {
  readonly operations: Operations
  readonly said: Map<number, number>
}

export const hsrPrp = defineDissector<State>({
  name: 'hsr-prp',
  title: 'HSR and PRP supervision',
  carriers: [{ over: 'ethernet', etherTypes: [0x88fb] }],
  depth: {
    decodes: 'supervision frames: life checks of nodes, and of what stands behind a RedBox',
    identity: 'nodes of HSR and PRP, their second address, RedBoxes',
    missing: 'trailers and tags, which the decoder takes off',
  },
  maxMessage: MAX_MESSAGE,

  probe: (bytes: Cursor): Verdict => (isSupervision(bytes) ? 'yes' : 'no'),

  directionOf: (): Direction => 'to-server',

  messageLength: (bytes: Cursor) => bytes.left,

  newState: () => ({ operations: new Operations(), said: new Map() }),

  dissect(message: Cursor, info: MessageInfo, state: State, sink: Sink): void {
    const { view, pos, end } = message
    const isWhole = isSupervision(message)
    const type = isWhole ? message.peek(TLV_AT) : UNKNOWN
    const node = isWhole ? macAt(view, pos + NODE_AT) : 0
    sink.operation('event', operationOf(type, node, state), 0)
    if (!isWhole) {
      sink.observe({ kind: 'malformed', reason: 'bad-value', offset: Math.min(TLV_AT, end - pos) })
      return
    }
    if (!isNews(state.said, node, view, pos + TLV_AT, tlvsEnd(message))) return
    sayNode(message, type, node, senderOf(info), sink)
  },

  describe: (code) => ({ function: String(code), name: NAMES[code] ?? 'unknown supervision frame' }),
})

/** A version that exists, and a first TLV of a known type with one address or two. */
function isSupervision(bytes: Cursor): boolean {
  if (bytes.left < LEAST_LENGTH || (bytes.peek16(0) & 0x0fff) > LAST_VERSION) return false
  const length = bytes.peek(TLV_AT + 1)
  if (NAMES[bytes.peek(TLV_AT)] === undefined || (length !== MAC_LENGTH && length !== 2 * MAC_LENGTH)) return false
  return NODE_AT + length <= bytes.left
}

function macAt(view: DataView, at: number): number {
  return view.getUint16(at) * 0x1_0000_0000 + view.getUint32(at + 2)
}

/** Where the TLV of a RedBox lies; -1 when there is none. */
function redBoxAt(message: Cursor): number {
  const { view, pos, end } = message
  const at = pos + NODE_AT + view.getUint8(pos + TLV_AT + 1)
  const isThere = at + 2 + MAC_LENGTH <= end && view.getUint16(at) === RED_BOX * 256 + MAC_LENGTH
  return isThere ? at + 2 : -1
}

function tlvsEnd(message: Cursor): number {
  const redBox = redBoxAt(message)
  return redBox < 0 ? message.pos + LEAST_LENGTH : redBox + MAC_LENGTH
}

/** A node shows that it lives, so that others find a broken path: diagnose. */
function operationOf(type: number, node: number, state: State): Operation {
  const key = (type & 31) * 2 ** 48 + node
  const known = state.operations.find(key)
  if (known !== undefined) return known
  const target = node === 0 ? '' : `node ${macText(node)}`
  return state.operations.add(key, type === UNKNOWN ? 'unknown' : 'diagnose', type, '', target)
}

function sayNode(message: Cursor, type: number, node: number, of: Side, sink: Sink): void {
  const { view, pos } = message
  const name = NAMES[type] ?? ''
  const said = `${name.slice(0, 3)} supervision`
  const redBox = redBoxAt(message)
  const box = redBox < 0 ? 0 : macAt(view, redBox)
  const behind = box !== 0 && box !== node ? ` behind RedBox ${macText(box)}` : ''
  sayFacts(of, macText(node), said, { redundancy: `${name}${behind}` }, sink)
  if (box !== 0) sayFacts(of, macText(box), said, { redundancy: `${name.slice(0, 3)} RedBox` }, sink)
  if (view.getUint8(pos + TLV_AT + 1) === MAC_LENGTH) return
  const second = macAt(view, pos + NODE_AT + MAC_LENGTH)
  if (second !== node && second !== 0) sayFacts(of, macText(node), said, { mac: macText(second) }, sink)
}
