/*
 * OSPF, versions 2 and 3. Big-endian. IP protocol 89.
 * RFC 2328 appendices A and D (version 2), RFC 5250 (opaque advertisements), RFC 5340 appendix A (version 3), RFC 7166
 * (its authentication).
 */
import { ipText } from '../kit/address-text.ts'
import type { Cursor } from '../kit/cursor.ts'
import { type Direction, defineDissector, type MessageInfo, type Sink, type Verdict } from '../kit/dissector.ts'
import { isNews } from '../kit/is-news.ts'
import type { Operation, Side } from '../kit/observation.ts'
import { Operations } from '../kit/operations.ts'
import { sayFacts } from '../kit/say-facts.ts'
import { senderOf, sideNumber } from '../kit/sender-of.ts'
import { BROKEN, typesIn, typesText } from './advertisements.ts'
import { isWholeHello, sayHello } from './hello.ts'
import { isPacket, OspfPacket, TYPE } from './packet.ts'

const MAX_MESSAGE = 65_535
const NAMES: Readonly<Record<number, string>> = {
  [TYPE.hello]: 'Hello',
  [TYPE.description]: 'Database Description',
  [TYPE.request]: 'Link State Request',
  [TYPE.update]: 'Link State Update',
  [TYPE.acknowledgement]: 'Link State Acknowledgment',
}
/** Of the header, type, router and area, and the authentication type of version 2: not the length, nor the password. */
const ROUTER_AT = 4
const ROUTER_LENGTH = 8
const AUTHENTICATION_AT = 14

interface State {
  readonly operations: Operations
  readonly said: Map<number, number>
}

export const ospf = defineDissector<State>({
  name: 'ospf',
  title: 'OSPF',
  carriers: [{ over: 'ip', protocols: [89] }],
  depth: {
    decodes: 'all packets of versions 2 and 3, by area and the types of link state advertisements in them',
    identity: 'routers, their ids and areas, neighbours, designated routers; how they authenticate',
    missing: 'what link state advertisements say',
  },
  maxMessage: MAX_MESSAGE,

  probe: (bytes: Cursor): Verdict => (isPacket(bytes) ? 'yes' : 'no'),

  directionOf: (): Direction => 'to-server',

  // A digest or a block of link-local signaling can follow (RFC 2328 appendix D.4.3, RFC 5613).
  messageLength: (bytes: Cursor) => bytes.left,

  newState: () => ({ operations: new Operations(), said: new Map() }),

  dissect(message: Cursor, info: MessageInfo, state: State, sink: Sink): void {
    const { view, pos } = message
    packet.read(message)
    const types = packet.defect === '' ? typesIn(packet, view) : 0
    sink.operation('event', operationOf(types, state), 0)
    if (packet.defect !== '') {
      sink.observe({ kind: 'malformed', reason: packet.defect, offset: Math.min(message.left, 2) })
      return
    }
    if (NAMES[packet.type] === undefined) {
      sink.observe({ kind: 'undecoded', reason: 'unknown-function', code: packet.type })
      return
    }
    const isBroken = types === BROKEN || (packet.type === TYPE.hello && !isWholeHello(packet))
    if (isBroken) sink.observe({ kind: 'malformed', reason: 'bad-length', offset: packet.bodyAt - pos })
    const of = senderOf(info)
    sayRouter(view, pos, of, state, sink)
    sayAuthentication(view, pos, of, state, sink)
    if (packet.type !== TYPE.hello || isBroken) return
    if (isNews(state.said, underOf(NEWS.hello, of), view, packet.bodyAt, packet.end)) sayHello(packet, view, of, sink)
  },

  describe: (code) => ({ function: String(code), name: NAMES[code] ?? `type ${code}` }),
})

const packet = new OspfPacket()

/**
 * Hellos find and keep neighbours (RFC 2328 clause 7.1); all else tells them what there is to be reached, as bridges do in a
 * spanning tree: discover.
 */
function operationOf(types: number, state: State): Operation {
  const { version, type, area } = packet
  const isKnown = NAMES[type] !== undefined
  const set = types === BROKEN ? 0 : types
  const key = (area * 0x1_0000 + (isKnown ? set : type)) * 16 + (isKnown ? type : 0) * 2 + (version === 3 ? 1 : 0)
  const known = state.operations.find(key)
  if (known !== undefined) return known
  const about = set === 0 ? '' : `, ${typesText(version, set)}`
  return state.operations.add(key, isKnown ? 'discover' : 'unknown', type, '', `area ${ipText(area)}${about}`)
}

/** What is remembered as said: of each side, area and instance on its own. */
const NEWS = { router: 0, authentication: 1, hello: 2 } as const

function underOf(what: number, of: Side): number {
  return (packet.area * 0x100 + packet.instance) * 8 + what * 2 + sideNumber(of)
}

function sayRouter(view: DataView, pos: number, of: Side, state: State, sink: Sink): void {
  const at = pos + ROUTER_AT
  if (!isNews(state.said, underOf(NEWS.router, of), view, at, at + ROUTER_LENGTH)) return
  const { version, router, area, instance } = packet
  const of3 = version === 3 ? ` of version 3${instance === 0 ? '' : `, instance ${instance}`}` : ''
  const address = `OSPF router ${ipText(router)} in area ${ipText(area)}${of3}`
  sayFacts(of, '', 'OSPF header', { role: 'router', 'network-address': address }, sink)
}

/** Only whether there is a password: what it is, is not read. */
function sayAuthentication(view: DataView, pos: number, of: Side, state: State, sink: Sink): void {
  const { hasPassword, isProtected, version } = packet
  if (!hasPassword && !isProtected) return
  const at = pos + AUTHENTICATION_AT
  const end = version === 2 ? at + 2 : at
  if (!isNews(state.said, underOf(NEWS.authentication, of), view, at, end)) return
  const method = hasPassword ? 'OSPF text password' : 'OSPF cryptographic authentication'
  sink.observe({ kind: 'credential', of, method, account: '', protection: hasPassword ? 'clear' : 'protected' })
}
