/*
 * EIGRP, Cisco's Enhanced Interior Gateway Routing Protocol. Big-endian. IP protocol 88.
 * RFC 7868 clauses 6.5 to 6.7; goodbyes and the TLV of stub routers, which it does not describe, as Cisco's routers send
 * them.
 */
import type { Cursor } from '../kit/cursor.ts'
import { type Direction, defineDissector, type MessageInfo, type Sink, type Verdict } from '../kit/dissector.ts'
import { isNews } from '../kit/is-news.ts'
import type { Operation, Side } from '../kit/observation.ts'
import { Operations } from '../kit/operations.ts'
import { sayFacts } from '../kit/say-facts.ts'
import { senderOf } from '../kit/sender-of.ts'
import { EigrpTlvs, SOFTWARE_LENGTH, STUB_LENGTH } from './tlvs.ts'

const MAX_MESSAGE = 65_535
const VERSION = 2
const HEADER_LENGTH = 20
const AT = { opcode: 1, flags: 4, acknowledged: 12, router: 16, system: 18 } as const
/** Four flags are in use. */
const NO_FLAG = 0xffff_fff0
const HELLO = 5
/** Beside the opcodes: hellos that say something else. */
const ACKNOWLEDGES = 0x100
const SAYS_GOODBYE = 0x200
const NAMES: Readonly<Record<number, string>> = {
  1: 'Update',
  2: 'Request',
  3: 'Query',
  4: 'Reply',
  [HELLO]: 'Hello',
  7: 'Probe',
  8: 'Acknowledgment',
  10: 'SIA Query',
  11: 'SIA Reply',
  [HELLO + ACKNOWLEDGES]: 'Hello (Acknowledgment)',
  [HELLO + SAYS_GOODBYE]: 'Hello (Goodbye)',
}
/** What a stub router announces, bit by bit from the lowest. */
const STUB_FLAGS = ['connected', 'static', 'summary', 'receive-only', 'redistributed', 'leak-map']
/** What is remembered as said: of each side and system on its own. */
const SAID = { router: 0, software: 1, stub: 2, authentication: 3 } as const

interface State {
  readonly operations: Operations
  readonly said: Map<number, number>
}

export const eigrp = defineDissector<State>({
  name: 'eigrp',
  title: 'EIGRP',
  carriers: [{ over: 'ip', protocols: [88] }],
  depth: {
    decodes: 'all packets by autonomous system, acknowledgments and goodbyes among the hellos',
    identity: 'routers, their autonomous systems and software version, stub routers; that they authenticate',
    missing: 'the routes themselves',
  },
  maxMessage: MAX_MESSAGE,

  probe: (bytes: Cursor): Verdict => (isPacket(bytes) ? 'yes' : 'no'),

  directionOf: (): Direction => 'to-server',

  messageLength: (bytes: Cursor) => bytes.left,

  newState: () => ({ operations: new Operations(), said: new Map() }),

  dissect(message: Cursor, info: MessageInfo, state: State, sink: Sink): void {
    const { view, pos, end, left } = message
    if (left < HEADER_LENGTH) {
      sink.observe({ kind: 'malformed', reason: 'truncated', offset: left })
      return
    }
    if (view.getUint8(pos) !== VERSION) {
      sink.observe({ kind: 'malformed', reason: 'bad-value', offset: 0 })
      return
    }
    const opcode = view.getUint8(pos + AT.opcode)
    tlvs.read(view, pos + HEADER_LENGTH, end)
    sink.operation('event', operationOf(opcode, view, pos, state), 0)
    if (NAMES[opcode] === undefined) {
      sink.observe({ kind: 'undecoded', reason: 'unknown-function', code: opcode })
      return
    }
    if (!tlvs.isWhole) sink.observe({ kind: 'malformed', reason: 'bad-length', offset: HEADER_LENGTH })
    sayRouter(opcode, view, pos, senderOf(info), state, sink)
  },

  describe: (code) => ({ function: String(code & 0xff), name: NAMES[code] ?? `opcode ${code}` }),
})

const tlvs = new EigrpTlvs()

/** The version, an opcode that exists, and no flag that does not. */
function isPacket({ view, pos, left }: Cursor): boolean {
  if (left < HEADER_LENGTH || view.getUint8(pos) !== VERSION) return false
  return NAMES[view.getUint8(pos + AT.opcode)] !== undefined && (view.getUint32(pos + AT.flags) & NO_FLAG) === 0
}

/**
 * Routers find each other, and tell what there is to be reached, as bridges do in a spanning tree: discover. One that says
 * goodbye ends that, and its routes are gone: alarm.
 */
function operationOf(opcode: number, view: DataView, pos: number, state: State): Operation {
  const isAcknowledgment = tlvs.count === 0 && view.getUint32(pos + AT.acknowledged) !== 0
  const more = opcode !== HELLO ? 0 : tlvs.isGoodbye ? SAYS_GOODBYE : isAcknowledgment ? ACKNOWLEDGES : 0
  const code = opcode + more
  const key = code * 0x1_0000_0000 + view.getUint32(pos + AT.router)
  const known = state.operations.find(key)
  if (known !== undefined) return known
  const operationClass = NAMES[code] === undefined ? 'unknown' : more === SAYS_GOODBYE ? 'alarm' : 'discover'
  return state.operations.add(key, operationClass, code, '', systemText(view, pos))
}

function systemText(view: DataView, pos: number): string {
  const router = view.getUint16(pos + AT.router)
  return `AS ${view.getUint16(pos + AT.system)}${router === 0 ? '' : `, virtual router ${router}`}`
}

function sayRouter(opcode: number, view: DataView, pos: number, of: Side, state: State, sink: Sink): void {
  const { said } = state
  const { softwareAt, stubAt, authentication } = tlvs
  const under = view.getUint32(pos + AT.router) * 8 + (of === 'client' ? 0 : 4)
  const name = `EIGRP ${NAMES[opcode]}`
  if (isNews(said, under + SAID.router, view, pos + AT.router, pos + HEADER_LENGTH)) {
    sayFacts(of, '', 'EIGRP header', { role: 'router', 'network-address': `EIGRP ${systemText(view, pos)}` }, sink)
  }
  if (softwareAt >= 0 && isNews(said, under + SAID.software, view, softwareAt, softwareAt + SOFTWARE_LENGTH)) {
    sayFacts(of, '', name, { software: softwareText(view, softwareAt) }, sink)
  }
  if (stubAt >= 0 && isNews(said, under + SAID.stub, view, stubAt, stubAt + STUB_LENGTH)) {
    sayFacts(of, '', name, { capability: stubText(view.getUint16(stubAt)) }, sink)
  }
  if (authentication === 0 || !isNews(said, under + SAID.authentication, view, pos, pos)) return
  sink.observe({ kind: 'credential', of, method: 'EIGRP authentication', account: '', protection: 'protected' })
}

/** As routers show it of their neighbours: of the system, or of EIGRP in newer ones; then of the TLVs. */
function softwareText(view: DataView, at: number): string {
  const part = (from: number) => `${view.getUint8(at + from)}.${view.getUint8(at + from + 1)}`
  return `EIGRP version ${part(0)}/${part(2)}`
}

function stubText(flags: number): string {
  return `EIGRP stub: ${STUB_FLAGS.filter((_, bit) => (flags & (1 << bit)) !== 0).join(', ')}`
}
