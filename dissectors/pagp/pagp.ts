/*
 * PAgP, by which Cisco's switches use several links as one. Big-endian. SNAP 00-00-0C, 0x0104, to 01-00-0C-CC-CC-CC.
 * There is no standard (US patent 5,959,968 describes it); the layout as Cisco's switches and tshark show it.
 */
import { readTlvs } from '../cdp/tlvs.ts'
import { macText } from '../kit/address-text.ts'
import type { Cursor } from '../kit/cursor.ts'
import { type Direction, defineDissector, type MessageInfo, type Sink, type Verdict } from '../kit/dissector.ts'
import { isNews } from '../kit/is-news.ts'
import type { Operation, Side } from '../kit/observation.ts'
import { keyOfBytes, Operations } from '../kit/operations.ts'
import { type Facts, sayFacts } from '../kit/say-facts.ts'
import { senderOf } from '../kit/sender-of.ts'
import { hasSnap, SNAP_LENGTH } from '../kit/snap-header.ts'

const MAX_MESSAGE = 1500
const PAGP = 0x000c0104
const INFO = 1
const FLUSH = 2
const UNKNOWN = 0
const NAMES = ['unknown', 'Info', 'Flush']
/** From the LLC header: a version, flags, then of the sender and of its partner a device, capabilities, ports and group. */
const AT = {
  kind: SNAP_LENGTH,
  flags: 9,
  device: 10,
  port: 18,
  group: 26,
  partner: 30,
  partnerPort: 38,
  count: 52,
  tlvs: 54,
} as const
const FLUSH_LENGTH = AT.device + 16
const FLAGS = 0x07
const AUTO = 0x02
const CONSISTENT = 0x04
const TLV = { device: 1, port: 2 } as const
const NOBODY = 0
/** TLVs that a message can have. */
const MAX_TLVS = 16

interface State {
  readonly operations: Operations
  readonly said: Map<number, number>
}

export const pagp = defineDissector<State>({
  name: 'pagp',
  title: 'PAgP',
  carriers: [{ over: 'snap', protocols: [PAGP & 0xffff] }],
  depth: {
    decodes: 'who is at either end of the link, and its group; flushes',
    identity: 'name of the device, its port and address, who is at the other end',
    missing: '',
  },
  maxMessage: MAX_MESSAGE,

  probe: (bytes: Cursor): Verdict => (kindOf(bytes) === UNKNOWN ? 'no' : 'yes'),

  directionOf: (): Direction => 'to-server',

  messageLength: (bytes: Cursor) => bytes.left,

  newState: () => ({ operations: new Operations(), said: new Map() }),

  dissect(message: Cursor, info: MessageInfo, state: State, sink: Sink): void {
    const { view, pos, end } = message
    const kind = kindOf(message)
    sink.operation('event', operationOf(kind, message, state), 0)
    if (kind === UNKNOWN) {
      sink.observe({ kind: 'malformed', reason: 'bad-value', offset: Math.min(AT.kind, end - pos) })
      return
    }
    if (kind === INFO && isNews(state.said, INFO, view, pos, end)) sayLink(message, senderOf(info), sink)
  },

  describe: (code) => ({ function: String(code), name: NAMES[code] ?? '' }),
})

/** A version with no flag that does not exist, and as long as it must be; few TLVs, of which the first fits. */
function kindOf(bytes: Cursor): number {
  if (bytes.left < FLUSH_LENGTH || !hasSnap(bytes, PAGP) || (bytes.peek(AT.flags) & ~FLAGS) !== 0) return UNKNOWN
  const kind = bytes.peek(AT.kind)
  if (kind === FLUSH) return FLUSH
  if (kind !== INFO || bytes.left < AT.tlvs || bytes.peek16(AT.count) > MAX_TLVS) return UNKNOWN
  const hasTlvs = bytes.peek16(AT.count) > 0
  return !hasTlvs || AT.tlvs + bytes.peek16(AT.tlvs + 2) <= bytes.left ? INFO : UNKNOWN
}

/** Two devices agree on links that they use as one: session. A flush finds out whether a link is empty: diagnose. */
function operationOf(kind: number, message: Cursor, { operations }: State): Operation {
  const { view, pos } = message
  if (kind === UNKNOWN) return operations.find(UNKNOWN) ?? operations.add(UNKNOWN, 'unknown', UNKNOWN, '', '')
  const key = keyOfBytes(view, pos + AT.device, kind === INFO ? pos + AT.group : pos + AT.port - 2, kind)
  const known = operations.find(key)
  if (known !== undefined) return known
  const port = kind === INFO ? ` port ${view.getUint32(pos + AT.port)}` : ''
  const target = `device ${macText(deviceAt(view, pos + AT.device))}${port}`
  return operations.add(key, kind === INFO ? 'session' : 'diagnose', kind, '', target)
}

function deviceAt(view: DataView, at: number): number {
  return view.getUint16(at) * 0x1_0000_0000 + view.getUint32(at + 2)
}

function sayLink(message: Cursor, of: Side, sink: Sink): void {
  const { view, pos } = message
  const flags = view.getUint8(pos + AT.flags)
  const partner = deviceAt(view, pos + AT.partner)
  const facts = {
    mac: macText(deviceAt(view, pos + AT.device)),
    redundancy: `PAgP link aggregation, group ${view.getUint32(pos + AT.group)}`,
    state: `${(flags & AUTO) !== 0 ? 'auto' : 'desirable'}${(flags & CONSISTENT) !== 0 ? ', consistent' : ''}`,
  }
  sayFacts(of, '', 'PAgP Info', facts, sink)
  if (partner !== NOBODY) {
    const other = `${macText(partner)} port ${view.getUint32(pos + AT.partnerPort)}`
    sink.observe({ kind: 'topology', relation: 'neighbour-of', of, other })
  }
  let left = view.getUint16(pos + AT.count)
  message.skip(AT.tlvs)
  // Padding can follow the last one.
  const isWhole = readTlvs(message, (type, tlv) => {
    if (left-- > 0) sayFacts(of, '', 'PAgP Info', factsOf(type, tlv), sink)
  })
  if (!isWhole && left > 0) sink.observe({ kind: 'malformed', reason: 'bad-length', offset: message.pos - pos })
}

function factsOf(type: number, tlv: Cursor): Facts {
  if (type === TLV.device) return { name: tlv.text(tlv.left, 'utf8') }
  return type === TLV.port ? { 'port-id': tlv.text(tlv.left, 'utf8') } : {}
}
