/*
 * MRP, the Media Redundancy Protocol of rings: IEC 62439-2 (2021), clause 9 (MRP_Version, then TLVs). Big-endian.
 */
import type { Cursor } from '../kit/cursor.ts'
import { type Direction, defineDissector, type MessageInfo, type Sink, type Verdict } from '../kit/dissector.ts'
import { isNews } from '../kit/is-news.ts'
import type { OperationClass } from '../kit/observation.ts'
import { Operations } from '../kit/operations.ts'
import type { Facts } from './profinet-state.ts'
import { say, senderOf } from './say-facts.ts'

const MAX_MESSAGE = 1500
const VERSION = 1
const END = 0
const COMMON = 1
const TEST = 2
const LINK_DOWN = 4
const LINK_UP = 5
const IN_TEST = 6
const LAST_TYPE = 10
const OPTION = 0x7f
const HEADER_LENGTH = 2
const ROLE_LENGTH = 6
const LEAST_LENGTH = 10
const COMMON_LENGTH = 18
/** 9.2: lengths of the TLVs of a ring, which are fixed. */
const LENGTHS = [0, 18, 18, 10, 12, 12]
/** A TLV is followed by padding to a multiple of four; only the link changes need it. */
const PADDED_LENGTH = 12
const NAMES: Readonly<Record<number, string>> = {
  1: 'MRP_Common',
  2: 'MRP_Test',
  3: 'MRP_TopologyChange',
  4: 'MRP_LinkDown',
  5: 'MRP_LinkUp',
  6: 'MRP_InTest',
  7: 'MRP_InTopologyChange',
  8: 'MRP_InLinkDown',
  9: 'MRP_InLinkUp',
  10: 'MRP_InLinkStatusPoll',
  127: 'MRP_Option',
}

interface State {
  readonly operations: Operations
  readonly said: Map<number, number>
}

export const mrp = defineDissector<State>({
  name: 'mrp',
  title: 'Media Redundancy Protocol',
  carriers: [{ over: 'ethernet', etherTypes: [0x88e3] }],
  depth: {
    decodes: 'tests, topology changes, link changes of rings and interconnections',
    identity: 'who manages the ring, its domain, whether it is open or closed',
    missing: 'options of makers',
  },
  maxMessage: MAX_MESSAGE,

  probe(bytes: Cursor): Verdict {
    if (bytes.left < HEADER_LENGTH + 2 || bytes.peek16(0) !== VERSION) return 'no'
    return isChain(bytes) ? 'yes' : 'no'
  },

  directionOf: (): Direction => 'to-server',

  messageLength: (bytes: Cursor) => bytes.left,

  newState: () => ({ operations: new Operations(), said: new Map() }),

  dissect(message: Cursor, info: MessageInfo, state: State, sink: Sink): void {
    const { operations } = state
    const type = message.left > HEADER_LENGTH ? message.peek(HEADER_LENGTH) : 0
    sink.operation('event', operations.find(type) ?? operations.add(type, classOf(type), type, '', ''), 0)
    if (!isChain(message)) {
      sink.observe({ kind: 'malformed', reason: 'bad-length', offset: HEADER_LENGTH })
      return
    }
    message.skip(HEADER_LENGTH)
    while (message.left >= 2) {
      const tlv = message.u8()
      const length = message.u8()
      const from = message.pos
      if (tlv === END) return
      readTlv(message, tlv, length, info, state, sink)
      message.pos = from + length
      if (length === PADDED_LENGTH && message.left >= 2 && message.peek16(0) === END) message.skip(2)
    }
  },

  describe: (code) => ({ function: String(code), name: NAMES[code] ?? `MRP type ${code}` }),
})

/** Known TLVs, MRP_Common (which every message has) among them, up to the end mark. */
function isChain(bytes: Cursor): boolean {
  let at = HEADER_LENGTH
  let isSound = false
  while (at + 2 <= bytes.left) {
    const type = bytes.peek(at)
    const length = bytes.peek(at + 1)
    if (type === END) return length === 0 && isSound
    isSound ||= type === COMMON
    if (type !== OPTION && (type > LAST_TYPE || !fits(type, length))) return false
    at += 2 + length
    if (length === PADDED_LENGTH && at + 2 <= bytes.left && bytes.peek16(at) === END) at += 2
  }
  return false
}

/** The TLVs of an interconnection differ between editions, but none is shorter than its ids. */
function fits(type: number, length: number): boolean {
  const known = LENGTHS[type]
  return known === undefined ? length >= (type === IN_TEST ? COMMON_LENGTH : LEAST_LENGTH) : known === length
}

/** A test finds out whether the ring is whole; the other messages say that it changed (6.3). */
function classOf(type: number): OperationClass {
  if (type === 0 || type > LAST_TYPE) return 'unknown'
  return type === COMMON || type === TEST || type === IN_TEST || type === LAST_TYPE ? 'diagnose' : 'alarm'
}

function readTlv(message: Cursor, type: number, length: number, info: MessageInfo, state: State, sink: Sink): void {
  const facts: Facts = {}
  const { view, pos } = message
  if (type === TEST || type === IN_TEST) {
    // Behind the priority (or the interconnection's id), the address and the port's role.
    const stateAt = pos + 10
    if (!isNews(state.said, type, view, stateAt, stateAt + 2)) return
    facts.role = type === TEST ? 'MRP manager' : 'MRP interconnection manager'
    facts.state = `${type === TEST ? 'ring' : 'interconnection'} ${view.getUint16(stateAt) === 1 ? 'closed' : 'open'}`
  } else if (type === LINK_DOWN || type === LINK_UP) {
    if (!isNews(state.said, LINK_UP, view, pos, pos + ROLE_LENGTH)) return
    facts.role = 'MRP client'
  } else if (type === COMMON) {
    if (!isNews(state.said, COMMON, view, pos + 2, pos + COMMON_LENGTH)) return
    message.skip(2)
    facts.domain = message.hex(length - 2)
  }
  say(senderOf(info), '', NAMES[type] ?? 'MRP', facts, sink)
}
