/*
 * IS-IS, by which routers of one network tell each other what they reach. Big-endian. LLC 0xFE.
 * ISO/IEC 10589:2002 clause 9, RFC 1195 (over IP networks).
 */
import { macText } from '../kit/address-text.ts'
import type { Cursor } from '../kit/cursor.ts'
import { type Direction, defineDissector, type MessageInfo, type Sink, type Verdict } from '../kit/dissector.ts'
import { isNews } from '../kit/is-news.ts'
import type { Operation, Side } from '../kit/observation.ts'
import { keyOfBytes, Operations } from '../kit/operations.ts'
import { sayFacts } from '../kit/say-facts.ts'
import { senderOf } from '../kit/sender-of.ts'
import { IsisPdu, isPdu, LLC_LENGTH, LSP_ID_AT, TYPE } from './pdu.ts'
import { areWhole, IsisTlvs, NO_AUTHENTICATION, systemText } from './tlvs.ts'

const MAX_MESSAGE = 1500
const NAMES: Readonly<Record<number, string>> = {
  [TYPE.lan1]: 'L1 HELLO',
  [TYPE.lan2]: 'L2 HELLO',
  [TYPE.pair]: 'P2P HELLO',
  [TYPE.lsp1]: 'L1 LSP',
  [TYPE.lsp2]: 'L2 LSP',
  [TYPE.csnp1]: 'L1 CSNP',
  [TYPE.csnp2]: 'L2 CSNP',
  [TYPE.psnp1]: 'L1 PSNP',
  [TYPE.psnp2]: 'L2 PSNP',
}
/** Beside the types: an LSP that is taken back. */
const PURGES = 0x100
/** An LSP's id: system, number of the LAN or 0, fragment. */
const LSP_ID_LENGTH = 8
/** What a hello says begins here; of an LSP, what changes each time that it is renewed comes before its bits. */
const HELLO_AT = 8
const LSP_BITS_AT = 26
const AUTHENTICATION: Readonly<Record<number, string>> = {
  1: 'IS-IS text password',
  3: 'IS-IS cryptographic authentication',
  54: 'IS-IS HMAC-MD5',
}
const TEXT_PASSWORD = 1
/** Names that are remembered until it is known which of them is the sender's. */
export const MAX_EARLY_NAMES = 64
const UNKNOWN_SYSTEM = 0

interface State {
  readonly operations: Operations
  readonly said: Map<number, number>
  /** The system that sends, as it says in hellos and sequence numbers: LSPs are passed on for others. */
  own: number
  readonly earlyNames: Map<number, string>
}

export const isis = defineDissector<State>({
  name: 'isis',
  title: 'IS-IS',
  carriers: [{ over: 'llc', saps: [0xfe] }],
  depth: {
    decodes: 'hellos, link state PDUs by id and those that are taken back, sequence numbers, on both levels',
    identity: 'routers, their host names, systems and areas, addresses, neighbours, who is designated; authentication',
    missing: 'what link state PDUs say of others and of networks; over IP and GRE',
  },
  maxMessage: MAX_MESSAGE,

  probe: (bytes: Cursor): Verdict => (isPdu(bytes) ? 'yes' : 'no'),

  directionOf: (): Direction => 'to-server',

  messageLength: (bytes: Cursor) => bytes.left,

  newState: () => ({ operations: new Operations(), said: new Map(), own: UNKNOWN_SYSTEM, earlyNames: new Map() }),

  dissect(message: Cursor, info: MessageInfo, state: State, sink: Sink): void {
    const { view } = message
    pdu.read(message)
    if (pdu.defect !== '') {
      sink.observe({ kind: 'malformed', reason: pdu.defect, offset: Math.min(message.left, LLC_LENGTH) })
      return
    }
    sink.operation('event', operationOf(view, state), 0)
    if (!pdu.isKnown) {
      sink.observe({ kind: 'undecoded', reason: 'unknown-function', code: pdu.type })
      return
    }
    if (!areWhole(view, pdu.tlvsAt, pdu.end)) {
      sink.observe({ kind: 'malformed', reason: 'bad-length', offset: pdu.tlvsAt - message.pos })
    }
    if (pdu.isLsp) sayLsp(view, senderOf(info), state, sink)
    else state.own = pdu.system
    if (pdu.isHello) sayHello(view, info, state, sink)
  },

  describe: (code) => ({
    function: String(code & 0xff),
    name: `${NAMES[code & 0xff] ?? `type ${code}`}${(code & PURGES) !== 0 ? ', purge' : ''}`,
  }),
})

const pdu = new IsisPdu()
const tlvs = new IsisTlvs()

/**
 * Routers find each other, and tell what there is to be reached, as bridges do in a spanning tree: discover. What is taken
 * back can no longer be reached: alarm.
 */
function operationOf(view: DataView, { operations }: State): Operation {
  const { type, system, at, isLsp, isKnown } = pdu
  const code = isKnown && pdu.isPurge(view) ? type + PURGES : type
  const id = at + LSP_ID_AT
  const key = isLsp ? keyOfBytes(view, id, id + LSP_ID_LENGTH, code) : system * 0x20 + type
  const known = operations.find(key)
  if (known !== undefined) return known
  if (!isKnown) return operations.add(key, 'unknown', code, '', '')
  const target = isLsp
    ? `LSP ${systemText(system)}.${hexByte(view, id + 6)}-${hexByte(view, id + 7)}`
    : `system ${systemText(system)}`
  return operations.add(key, code === type ? 'discover' : 'alarm', code, '', target)
}

function hexByte(view: DataView, at: number): string {
  return view.getUint8(at).toString(16).padStart(2, '0')
}

function sayHello(view: DataView, info: MessageInfo, state: State, sink: Sink): void {
  if (!isNews(state.said, pdu.type, view, pdu.at + HELLO_AT, pdu.end)) return
  tlvs.read(view, pdu.tlvsAt, pdu.end)
  const of = senderOf(info)
  const message = `IS-IS ${NAMES[pdu.type]}`
  const area = tlvs.areas.length === 0 ? '' : ` in area ${tlvs.areas.join(', ')}`
  const facts = {
    role: 'router',
    'network-address': `IS-IS system ${systemText(pdu.system)}${area}`,
    redundancy: pdu.isDesignated(view) ? `IS-IS designated router of level ${pdu.level}` : '',
    name: state.earlyNames.get(pdu.system),
  }
  state.earlyNames.clear()
  sayFacts(of, '', message, facts, sink)
  // RFC 1195 clause 5.3.1: addresses of the interface by which the hello leaves.
  for (const ip of tlvs.ips) {
    sayFacts(of, '', message, { ip }, sink)
    if (info.sourceMac !== 0) sink.observe({ kind: 'binding', mac: macText(info.sourceMac), ip })
  }
  for (const each of tlvs.neighbours) {
    const other = each.includes(':') ? each : `IS-IS system ${each}`
    sink.observe({ kind: 'topology', relation: 'neighbour-of', of, other })
  }
  sayAuthentication(of, sink)
}

/** Of its sender only: others that it is passed on for may be far away. */
function sayLsp(view: DataView, of: Side, state: State, sink: Sink): void {
  if (!pdu.isOfRouter(view) || pdu.isPurge(view)) return
  if (state.own === UNKNOWN_SYSTEM) {
    rememberName(view, state)
    return
  }
  if (pdu.system !== state.own) return
  const fragment = view.getUint8(pdu.at + LSP_ID_AT + LSP_ID_LENGTH - 1)
  if (!isNews(state.said, fragment * 0x400 + pdu.type, view, pdu.at + LSP_BITS_AT, pdu.end)) return
  tlvs.read(view, pdu.tlvsAt, pdu.end)
  const message = `IS-IS ${NAMES[pdu.type]}`
  sayFacts(of, '', message, { name: tlvs.name, state: pdu.isOverloaded(view) ? 'IS-IS overloaded' : '' }, sink)
  for (const ip of tlvs.ips) sayFacts(of, '', message, { ip }, sink)
  sayAuthentication(of, sink)
}

function rememberName(view: DataView, { earlyNames }: State): void {
  if (earlyNames.size >= MAX_EARLY_NAMES || earlyNames.has(pdu.system)) return
  tlvs.read(view, pdu.tlvsAt, pdu.end)
  earlyNames.set(pdu.system, tlvs.name)
}

function sayAuthentication(of: Side, sink: Sink): void {
  const { authentication } = tlvs
  if (authentication === NO_AUTHENTICATION) return
  const method = AUTHENTICATION[authentication] ?? `IS-IS authentication ${authentication}`
  const protection = authentication === TEXT_PASSWORD ? 'clear' : 'protected'
  sink.observe({ kind: 'credential', of, method, account: '', protection })
}
